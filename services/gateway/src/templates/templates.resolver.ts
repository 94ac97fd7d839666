import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { CreateTemplateInput, UpdateTemplateInput } from '@workprint/graphql-schema';
import { type Database, getTemplate, listTemplates, type TemplateRow } from '@workprint/projection';
import { Actor } from '../auth/actor.ts';
import type { Principal } from '../auth/principal.ts';
import { DATABASE } from '../tokens.ts';
import { type TemplateResult, TemplatesService } from './templates.service.ts';

@Resolver()
export class TemplatesResolver {
  private readonly database: Database;
  private readonly service: TemplatesService;

  constructor(@Inject(DATABASE) database: Database, @Inject(TemplatesService) service: TemplatesService) {
    this.database = database;
    this.service = service;
  }

  @Query('template')
  template(@Actor() actor: Principal, @Args('id') id: string): Promise<TemplateRow | null> {
    return this.database.withWorkspace(actor.workspaceId, (tx) => getTemplate(tx, id));
  }

  @Query('templates')
  templates(@Actor() actor: Principal): Promise<TemplateRow[]> {
    return this.database.withWorkspace(actor.workspaceId, listTemplates);
  }

  @Mutation('createTemplate')
  createTemplate(@Actor() actor: Principal, @Args('input') input: CreateTemplateInput): Promise<TemplateResult> {
    return this.service.create(actor, input);
  }

  @Mutation('updateTemplate')
  updateTemplate(@Actor() actor: Principal, @Args('id') id: string, @Args('input') input: UpdateTemplateInput): Promise<TemplateResult> {
    return this.service.update(actor, id, input);
  }

  @Mutation('deleteTemplate')
  deleteTemplate(@Actor() actor: Principal, @Args('id') id: string) {
    return this.service.delete(actor, id);
  }
}
