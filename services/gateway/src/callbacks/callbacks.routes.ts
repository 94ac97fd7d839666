import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CallbacksService, CallbackVerdict } from './callbacks.service.ts';

const MAX_BYTES = 256 * 1024;
const STATUS: Record<CallbackVerdict, number> = { heard: 200, unknown: 404, forged: 401 };

/**
 * Where AI providers say that something changed; the path's token is the only key. A scope of its own in Fastify: signatures
 * are over the bytes as sent, and its bodies are small (413 above 256 KiB).
 */
export const callbackRoutes = (fastify: FastifyInstance, service: () => CallbacksService): void => {
  fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BYTES }, (_request, body, done) => done(null, body));
    scope.post(
      '/callbacks/:provider/:token',
      async (request: FastifyRequest<{ Params: { provider: string; token: string }; Body: Buffer | undefined }>, reply: FastifyReply) => {
        const { provider, token } = request.params;
        const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
        const verdict = await service().hear(provider, token, headers, request.body?.toString('utf8') ?? '');
        return reply.code(STATUS[verdict]).send({ ok: verdict === 'heard' });
      },
    );
  });
};
