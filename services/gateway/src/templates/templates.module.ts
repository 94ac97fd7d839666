import { Module } from '@nestjs/common';
import { TemplateResolver } from './template.resolver.ts';
import { TemplatesResolver } from './templates.resolver.ts';
import { TemplatesService } from './templates.service.ts';

@Module({ providers: [TemplatesResolver, TemplateResolver, TemplatesService] })
export class TemplatesModule {}
