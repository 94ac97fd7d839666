import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';

const refuse = (message: string): never => {
  throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
};

const text = (name: string, value: unknown, pattern: RegExp, expected: string): string => {
  const string = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof string === 'string' && pattern.test(string) ? string : refuse(`${name} must be ${expected}.`);
};

/** A scalar that is a string of one shape on the wire and in our hands; whole numbers are taken as well. */
const textScalar = (name: string, pattern: RegExp, expected: string): GraphQLScalarType =>
  new GraphQLScalarType({
    name,
    serialize: (value) => String(value),
    parseValue: (value) => text(name, value, pattern, expected),
    parseLiteral: (node) =>
      node.kind === Kind.STRING || node.kind === Kind.INT
        ? text(name, node.value, pattern, expected)
        : refuse(`${name} must be ${expected}.`),
  });

const time = (value: unknown): Date => {
  const date = value instanceof Date ? value : new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(date.getTime()) ? refuse('DateTime must be an ISO 8601 time.') : date;
};

const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  serialize: (value) => time(value).toISOString(),
  parseValue: time,
  parseLiteral: (node) => time(node.kind === Kind.STRING ? node.value : undefined),
});

const JSONScalar = new GraphQLScalarType({
  name: 'JSON',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

/** By name, as the schema lists them. URL is taken as text here: the services say what an address must be, as a userError. */
export const scalars = {
  DateTime,
  JSON: JSONScalar,
  URL: textScalar('URL', /^[^\s]{0,4096}$/, 'an address without spaces'),
  BigInt: textScalar('BigInt', /^-?\d{1,19}$/, 'a whole number'),
  Decimal: textScalar('Decimal', /^-?\d{1,20}(\.\d{1,10})?$/, 'a decimal number'),
};
