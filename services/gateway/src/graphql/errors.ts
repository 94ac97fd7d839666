import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import type { UserError } from './user-error.ts';

const requestError = (code: string, status: number, message: string, more: Record<string, unknown> = {}): GraphQLError =>
  new GraphQLError(message, { extensions: { code, ...more, http: { status } } });

/** No token, or one that is not known (any more). */
export const unauthenticated = (): GraphQLError =>
  requestError('UNAUTHENTICATED', 401, 'A valid token is needed: send "authorization: Bearer <key>".');

/** The token is good but may not do this. */
export const forbidden = (scope: string): GraphQLError => requestError('FORBIDDEN', 403, `The token lacks the scope "${scope}".`);

/** Too many requests; `seconds` until the next one is welcome. */
export const rateLimited = (seconds: number): GraphQLError =>
  requestError('RATE_LIMITED', 429, `Too many requests. Try again in ${seconds} s.`, { retryAfterSeconds: seconds });

/** What a query asks of cannot be: as it would be refused by the mutation, problem by problem. */
export const badInput = (userErrors: readonly UserError[]): GraphQLError =>
  new GraphQLError(userErrors.map((problem) => problem.message).join(' '), { extensions: { code: 'BAD_USER_INPUT', userErrors } });

/** A subscription to what is not there in this workspace. */
export const noSuch = (what: string): GraphQLError => new GraphQLError(`There is no such ${what}.`, { extensions: { code: 'NOT_FOUND' } });

const PUBLIC_CODES = new Set([
  'NOT_FOUND',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/**
 * What leaves the house: errors that a client can act on as they are, all others as INTERNAL_SERVER_ERROR without a word
 * of what broke; that goes to the log.
 */
export const maskErrors =
  (log: Logger) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const code = formatted.extensions?.code;
    const { message, locations, path } = formatted;
    if (typeof code === 'string' && PUBLIC_CODES.has(code)) {
      const { retryAfterSeconds, userErrors } = formatted.extensions ?? {};
      return {
        message: withoutSuggestions(message),
        ...(locations && { locations }),
        ...(path && { path }),
        extensions: {
          code,
          ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
          ...(userErrors !== undefined && { userErrors }),
        },
      };
    }
    log.error({ err: error instanceof GraphQLError ? (error.originalError ?? error) : error, path }, 'request failed');
    return { message: 'Something went wrong on our side.', ...(path && { path }), extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  };

/** Field names are public, but a list of near misses for each guess is more help than a stranger needs. */
const withoutSuggestions = (message: string): string => message.replace(/ ?Did you mean .*\?$/s, '');
