import type { Server } from 'node:http';
import type { Database } from '@workprint/projection';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { type Context, GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Principal } from '../auth/principal.ts';
import type { Settings } from '../tokens.ts';
import { requestContext } from './context.ts';
import { maskErrors, unauthenticated } from './errors.ts';
import { checkOperation, MAX_BODY_BYTES, MAX_SUBSCRIPTIONS } from './limits.ts';
import { originAllowed } from './origins.ts';

type Known = { principal: Principal; stillHolds: () => Promise<void>; expiry: NodeJS.Timeout };
type Socket = Context<{ authorization?: unknown }, Extra & Partial<Known>>;

interface Options {
  server: Server;
  schema: GraphQLSchema;
  auth: Authenticator;
  database: Database;
  settings: Settings;
  log: Logger;
}

/**
 * graphql-transport-ws at /graphql. Not Nest's own service: that one checks no rules, no origin and no sizes. The same
 * rules as over HTTP hold for every operation. @returns closes all sockets
 */
export const serveSubscriptions = ({ server, schema, auth, database, settings, log }: Options): (() => Promise<void>) => {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_BODY_BYTES });
  const formatError = maskErrors(log);
  const masked = (error: GraphQLError) => formatError(error.toJSON(), error);
  const addressOf = (ctx: Socket) => ctx.extra.request.socket.remoteAddress ?? 'unknown';

  server.on('upgrade', (request, socket, head) => {
    const path = request.url?.split('?')[0];
    const protocols = request.headers['sec-websocket-protocol']?.split(',').map((p) => p.trim()) ?? [];
    const status =
      path !== '/graphql'
        ? '404 Not Found'
        : !originAllowed(settings, request.headers.origin)
          ? '403 Forbidden'
          : !protocols.includes(GRAPHQL_TRANSPORT_WS_PROTOCOL)
            ? '400 Bad Request'
            : null;
    // From here on the socket is ours: one that breaks with nobody listening would end the process.
    socket.on('error', () => socket.destroy());
    if (status) socket.once('finish', () => socket.destroy()).end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    else sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit('connection', ws, request));
  });

  const disposable = useServer<{ authorization?: unknown }, Known>(
    {
      schema,
      connectionInitWaitTimeout: 10_000,
      onConnect: async (ctx) => {
        try {
          const principal = await auth.authenticate(ctx.connectionParams?.authorization, addressOf(ctx));
          if (!principal) return false;
          ctx.extra.principal = principal;
          ctx.extra.stillHolds = auth.watch(principal);
          if (principal.expiresAt) {
            const left = Math.min(principal.expiresAt.getTime() - Date.now(), 2 ** 31 - 1);
            ctx.extra.expiry = setTimeout(() => ctx.extra.socket.close(4403, 'Forbidden'), left);
          }
          return true;
        } catch (error) {
          if (error instanceof GraphQLError) return false;
          log.error({ err: error }, 'a socket could not be authenticated');
          throw new Error('unavailable'); // closes with 4500: try again
        }
      },
      onClose: (ctx) => clearTimeout(ctx.extra.expiry),
      onSubscribe: async (ctx, _id, payload) => {
        const { principal, stillHolds } = ctx.extra;
        if (!principal || !stillHolds) return [unauthenticated()];
        if (Object.keys(ctx.subscriptions).length > MAX_SUBSCRIPTIONS) {
          return [new GraphQLError(`One socket may have ${MAX_SUBSCRIPTIONS} operations open.`, { extensions: { code: 'RATE_LIMITED' } })];
        }
        try {
          await stillHolds();
          await auth.count(principal, addressOf(ctx));
        } catch (error) {
          if (error instanceof GraphQLError) return [error];
          throw error;
        }
        const document = checkOperation(schema, payload.query);
        if (Array.isArray(document)) return document;
        return {
          schema,
          document,
          operationName: payload.operationName,
          variableValues: payload.variables,
          contextValue: requestContext(database, principal),
        };
      },
      onNext: (_ctx, _id, _payload, _args, result) =>
        result.errors ? { ...result, errors: result.errors.map(masked) as unknown as readonly GraphQLError[] } : undefined,
      onError: (_ctx, _id, _payload, errors) => errors.map((e) => masked(e as GraphQLError)),
    },
    sockets,
  );
  return async () => {
    await disposable.dispose();
  };
};
