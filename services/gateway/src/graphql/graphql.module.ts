import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { GraphQLModule as NestGraphQLModule } from '@nestjs/graphql';
import { typeDefs } from '@workprint/graphql-schema';
import type { Database } from '@workprint/projection';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Authenticator } from '../auth/authenticator.ts';
import { DATABASE, LOG } from '../tokens.ts';
import { requestContext } from './context.ts';
import { checkedDocuments } from './documents.ts';
import { maskErrors } from './errors.ts';
import { limitRules, parseOptions } from './limits.ts';
import { scalars } from './scalars.ts';

/** GraphQL over HTTP at /graphql, from the schema's own files. WebSocket operations are served by subscriptions.ts. */
export const GraphQLModule = NestGraphQLModule.forRootAsync<ApolloDriverConfig>({
  driver: ApolloDriver,
  inject: [Authenticator, DATABASE, LOG],
  useFactory: (auth: Authenticator, database: Database, log: Logger): Omit<ApolloDriverConfig, 'driver'> => ({
    path: '/graphql',
    typeDefs: typeDefs(),
    resolvers: scalars,
    introspection: true,
    graphiql: true,
    validationRules: limitRules,
    parseOptions,
    documentStore: checkedDocuments(),
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    formatError: maskErrors(log),
    context: async (request: FastifyRequest) => {
      const principal = await auth.authenticate(request.headers.authorization, request.ip);
      await auth.count(principal, request.ip);
      return requestContext(database, principal);
    },
  }),
});
