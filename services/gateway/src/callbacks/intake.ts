import type { FastifyError, FastifyInstance } from 'fastify';
import type { Dependencies } from '../tokens.ts';

const MAX_BYTES = 256 * 1024;

/** Whom callbacks at an address are from, and what is made of one. */
interface Intake<V extends string> {
  /** For the log and the count: anybody can make up a name. */
  provider(params: Record<string, string>): string;
  hear(params: Record<string, string>, headers: Record<string, string>, body: string): Promise<V>;
  /** What is answered, by verdict. */
  status: Record<V, number>;
}

/**
 * An address for others' callbacks: a scope of its own in Fastify, since signatures are over the bytes as sent, and bodies are small (413
 * above 256 KiB). Each callback is counted by what became of it; what is refused is logged.
 */
export const openIntake = <V extends string>(
  fastify: FastifyInstance,
  path: string,
  { provider, hear, status }: Intake<V>,
  { log, countCallback }: Pick<Dependencies, 'log' | 'countCallback'>,
): void => {
  const tell = (params: unknown, verdict: string, from: string): void => {
    const name = provider(params as Record<string, string>);
    countCallback?.(name, verdict);
    if (verdict !== 'heard') log.warn({ event: 'callback_refused', provider: name, verdict, from }, 'a callback was refused');
  };
  fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BYTES }, (_request, body, done) => done(null, body));
    scope.setErrorHandler(async (error: FastifyError, request, reply) => {
      const code = error.statusCode ?? 500;
      tell(request.params, code === 413 ? 'oversized' : 'failed', request.ip);
      return reply.code(code).send({ ok: false });
    });
    scope.post(path, async (request, reply) => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const verdict = await hear(
        request.params as Record<string, string>,
        headers,
        (request.body as Buffer | undefined)?.toString('utf8') ?? '',
      );
      tell(request.params, verdict, request.ip);
      const code: number = status[verdict];
      return reply.code(code).send({ ok: verdict === 'heard' });
    });
  });
};
