export type * from './generated/types.ts';
export { schemaFiles, typeDefs } from './schema.ts';
