import type { FastifyInstance } from 'fastify';
import { isProvider } from '../generations/known-providers.ts';
import type { Dependencies } from '../tokens.ts';
import type { CallbacksService, CallbackVerdict } from './callbacks.service.ts';
import { openIntake } from './intake.ts';
import type { MediaEventsService, MediaEventVerdict } from './media-events.service.ts';

const CALLBACK: Record<CallbackVerdict, number> = { heard: 200, unknown: 404, forged: 401, replayed: 409 };
const MEDIA_EVENT: Record<MediaEventVerdict, number> = { heard: 200, forged: 404, malformed: 400, stale: 400, unknown: 404, over: 410 };

interface Services {
  callbacks(): CallbacksService;
  mediaEvents(): MediaEventsService;
}

/**
 * Where AI providers say that something changed, by a token of the attempt's own; and where an EventBridge API destination sends what
 * MediaConvert says of its jobs, by the installation's.
 */
export const callbackRoutes = (fastify: FastifyInstance, services: Services, told: Pick<Dependencies, 'log' | 'countCallback'>): void => {
  openIntake<CallbackVerdict>(
    fastify,
    '/callbacks/:provider/:token',
    {
      provider: ({ provider = '' }) => (isProvider(provider) ? provider : 'other'),
      hear: ({ provider = '', token = '' }, headers, body) => services.callbacks().hear(provider, token, headers, body),
      status: CALLBACK,
    },
    told,
  );
  openIntake<MediaEventVerdict>(
    fastify,
    '/callbacks/mediaconvert/:token',
    {
      provider: () => 'mediaconvert',
      hear: ({ token = '' }, _headers, body) => services.mediaEvents().hear(token, body),
      status: MEDIA_EVENT,
    },
    told,
  );
};
