import { Body, Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { admitted } from '../auth/admitted.ts';
import { Authenticator } from '../auth/authenticator.ts';
import { SETTINGS, type Settings } from '../tokens.ts';
import { AwsGenerateService } from './aws-generate.service.ts';

/** Where the Hospup front end sends its request, unchanged. */
@Controller()
export class AwsGenerateController {
  private readonly auth: Authenticator;
  private readonly service: AwsGenerateService;
  private readonly settings: Settings;

  constructor(
    @Inject(Authenticator) auth: Authenticator,
    @Inject(AwsGenerateService) service: AwsGenerateService,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.auth = auth;
    this.service = service;
    this.settings = settings;
  }

  @Post('api/v1/video-generation/aws-generate')
  async generate(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const principal = await admitted(this.auth, 'write', request, reply);
    if (!principal) return;
    const key = request.headers['idempotency-key'];
    const { render, userErrors, unsupported } = await this.service.generate(principal, body, typeof key === 'string' ? key : null);
    if (!render) return void reply.code(422).send({ error: userErrors[0]?.message ?? 'The request was refused.', errors: userErrors });
    const { id, status, backend, estimate, durationSeconds } = render;
    reply.code(202).send({
      ...{ id, status, backend, duration: durationSeconds, estimated_time: estimate?.seconds ?? null },
      ...{ download_url: `${this.settings.publicUrl}/renders/${id}/download`, unsupported },
    });
  }
}
