import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { MediaEventsService, MediaEventVerdict } from './media-events.service.ts';

const MAX_BYTES = 256 * 1024;
const STATUS: Record<MediaEventVerdict, number> = { heard: 200, forged: 404, malformed: 400, stale: 400, unknown: 404, over: 410 };

/** Where an EventBridge API destination sends what MediaConvert says of its jobs; the path's token is the installation's. */
export const mediaEventRoutes = (fastify: FastifyInstance, service: () => MediaEventsService): void => {
  fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BYTES }, (_request, body, done) => done(null, body));
    scope.post(
      '/callbacks/mediaconvert/:token',
      async (request: FastifyRequest<{ Params: { token: string }; Body: Buffer | undefined }>, reply: FastifyReply) => {
        const verdict = await service().hear(request.params.token, request.body?.toString('utf8') ?? '');
        return reply.code(STATUS[verdict]).send({ ok: verdict === 'heard' });
      },
    );
  });
};
