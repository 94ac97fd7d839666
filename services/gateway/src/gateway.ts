import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { Authenticator } from './auth/authenticator.ts';
import { callbackRoutes } from './callbacks/callbacks.routes.ts';
import { CallbacksService } from './callbacks/callbacks.service.ts';
import { MediaEventsService } from './callbacks/media-events.service.ts';
import { gatewayModule } from './gateway.module.ts';
import { MAX_BODY_BYTES } from './graphql/limits.ts';
import { originAllowed } from './graphql/origins.ts';
import { serveSubscriptions } from './graphql/subscriptions.ts';
import type { Dependencies } from './tokens.ts';

export interface Gateway {
  port: number;
  /** Takes no more requests, ends subscriptions, lets running requests finish. The dependencies stay open: they are the caller's. */
  close(): Promise<void>;
}

/** Serves the API. `port` 0: a free one. */
export const openGateway = async (deps: Dependencies, { host, port }: { host: string; port: number }): Promise<Gateway> => {
  const { database, settings, log } = deps;
  const adapter = new FastifyAdapter({ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: 'idle' });
  const app = await NestFactory.create<NestFastifyApplication>(gatewayModule(deps), adapter, {
    logger: nestLogger(log),
    abortOnError: false,
  });
  app.enableCors({
    origin: (origin: string | undefined, answer: (error: null, allowed: boolean) => void) => answer(null, originAllowed(settings, origin)),
    methods: ['GET', 'HEAD', 'POST'],
    maxAge: 600,
  });
  const services = { callbacks: () => app.get(CallbacksService), mediaEvents: () => app.get(MediaEventsService) };
  callbackRoutes(adapter.getInstance(), services, deps);
  await app.init();
  const closeSockets = serveSubscriptions({
    server: app.getHttpServer(),
    schema: app.get(GraphQLSchemaHost).schema,
    auth: app.get(Authenticator),
    database,
    settings,
    log,
  });
  await app.listen(port, host);
  return {
    port: (app.getHttpServer().address() as AddressInfo).port,
    close: async () => {
      await closeSockets();
      await app.close();
    },
  };
};

/** Nest's own words: what goes wrong, in our log; its start-up chatter stays out. */
const nestLogger = (log: Logger): LoggerService => ({
  log: () => {},
  debug: () => {},
  verbose: () => {},
  warn: (message: unknown) => log.warn(String(message)),
  error: (message: unknown, stack?: unknown) => log.error({ stack }, String(message)),
  fatal: (message: unknown) => log.fatal(String(message)),
});
