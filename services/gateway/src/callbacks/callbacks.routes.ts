import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isProvider } from '../generations/known-providers.ts';
import type { Dependencies } from '../tokens.ts';
import type { CallbacksService, CallbackVerdict } from './callbacks.service.ts';

const MAX_BYTES = 256 * 1024;
const STATUS: Record<CallbackVerdict, number> = { heard: 200, unknown: 404, forged: 401, replayed: 409 };

type Told = Pick<Dependencies, 'log' | 'countCallback'>;

/**
 * Where AI providers say that something changed; the path's token is the only key. A scope of its own in Fastify: signatures
 * are over the bytes as sent, and its bodies are small (413 above 256 KiB).
 */
export const callbackRoutes = (fastify: FastifyInstance, service: () => CallbacksService, { log, countCallback }: Told): void => {
  const tell = (request: FastifyRequest, verdict: CallbackVerdict | 'oversized' | 'failed'): void => {
    const named = (request.params as { provider?: string }).provider ?? '';
    // Others are counted together: anybody can make up a name.
    const provider = isProvider(named) ? named : 'other';
    countCallback?.(provider, verdict);
    if (verdict !== 'heard') log.warn({ provider, verdict, from: request.ip }, 'a callback was refused');
  };
  fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BYTES }, (_request, body, done) => done(null, body));
    scope.setErrorHandler(async (error: FastifyError, request, reply) => {
      const status = error.statusCode ?? 500;
      tell(request, status === 413 ? 'oversized' : 'failed');
      return reply.code(status).send({ ok: false });
    });
    scope.post(
      '/callbacks/:provider/:token',
      async (request: FastifyRequest<{ Params: { provider: string; token: string }; Body: Buffer | undefined }>, reply: FastifyReply) => {
        const { provider, token } = request.params;
        const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
        const verdict = await service().hear(provider, token, headers, request.body?.toString('utf8') ?? '');
        tell(request, verdict);
        return reply.code(STATUS[verdict]).send({ ok: verdict === 'heard' });
      },
    );
  });
};
