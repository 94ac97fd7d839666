import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { schemaFiles, typeDefs } from './schema.ts';

describe('the public schema', () => {
  const schema = buildSchema(typeDefs());

  it('joins every feature file into one valid schema', () => {
    expect(schemaFiles().length).toBeGreaterThan(3);
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual(
      expect.arrayContaining(['me', 'asset', 'render', 'generation', 'queue']),
    );
    expect(Object.keys(schema.getSubscriptionType()?.getFields() ?? {})).toEqual(
      expect.arrayContaining(['renderEvents', 'generationEvents', 'queue']),
    );
  });

  it('lets every payload carry userErrors', () => {
    const payloads = Object.entries(schema.getTypeMap()).filter(([name]) => name.endsWith('Payload'));
    const without = payloads.filter(([, type]) => !('getFields' in type && 'userErrors' in type.getFields())).map(([name]) => name);
    expect(without).toEqual([]);
  });
});
