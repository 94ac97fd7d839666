import { ApolloArmor } from '@escape.tech/graphql-armor';
import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, specifiedRules, type ValidationRule, validate } from 'graphql';

/** Bytes of a request's body, and of one WebSocket message. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** Operations one socket may have open. */
export const MAX_SUBSCRIPTIONS = 50;

export const parseOptions = { maxTokens: 4000 };

/** Depth, cost, aliases and directives; the same for HTTP and WebSocket. Introspection stays free. */
export const limitRules: ValidationRule[] = new ApolloArmor({
  maxTokens: { enabled: false }, // graphql's own parser counts them
  blockFieldSuggestion: { enabled: false }, // maskErrors does it, for both transports
  maxDepth: { n: 8 },
  maxAliases: { n: 30 },
  maxDirectives: { n: 50 },
  costLimit: { maxCost: 50_000 },
}).protect().validationRules;

/** Parses and checks an operation as Apollo does for HTTP. @returns the document, or what is wrong with it */
export const checkOperation = (schema: GraphQLSchema, query: string): DocumentNode | GraphQLError[] => {
  try {
    const document = parse(query, parseOptions);
    const errors = validate(schema, document, [...specifiedRules, ...limitRules]);
    return errors.length > 0 ? errors.map((e) => withCode(e, 'GRAPHQL_VALIDATION_FAILED')) : document;
  } catch (error) {
    return [withCode(error instanceof GraphQLError ? error : new GraphQLError('The operation could not be read.'), 'GRAPHQL_PARSE_FAILED')];
  }
};

const withCode = (error: GraphQLError, code: string): GraphQLError =>
  new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    extensions: { ...error.extensions, code },
  });
