import { Body, Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { admitted } from '../auth/admitted.ts';
import { Authenticator } from '../auth/authenticator.ts';
import { type ChatRequest, ChatService } from './chat.service.ts';

const TEXTS = ['idempotencyKey', 'provider', 'model', 'projectId'] as const;

/** Where chat clients send their messages. */
@Controller()
export class ChatController {
  private readonly auth: Authenticator;
  private readonly service: ChatService;

  constructor(@Inject(Authenticator) auth: Authenticator, @Inject(ChatService) service: ChatService) {
    this.auth = auth;
    this.service = service;
  }

  @Post('chat')
  async chat(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const principal = await admitted(this.auth, 'read', request, reply);
    if (!principal) return;
    const asked = readRequest(body, request.headers['idempotency-key']);
    if (typeof asked === 'string') return void reply.code(422).send({ error: asked });
    const answer = await this.service.answer(principal, asked);
    reply.code(answer.status).send(answer.body);
  }
}

/** The request, or what is wrong with it. The header's key goes before the body's. */
function readRequest(body: unknown, key: unknown): ChatRequest | string {
  const said = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof said.message !== 'string') return 'message must be a text.';
  const wrong = TEXTS.find((name) => said[name] != null && typeof said[name] !== 'string');
  if (wrong) return `${wrong} must be a text.`;
  const { message, idempotencyKey, provider, model, projectId } = said as unknown as ChatRequest;
  return { message, idempotencyKey: typeof key === 'string' ? key : idempotencyKey, provider, model, projectId };
}
