import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as resolvers from '@graphql-codegen/typescript-resolvers';
import { parse } from 'graphql';
import { typeDefs } from '../../packages/graphql-schema/src/schema.ts';
import { ROOT } from '../paths.mjs';

const OUTPUT = path.join(ROOT, 'packages', 'graphql-schema', 'src', 'generated', 'types.ts');

/** What a scalar is in TypeScript: as it comes in, and as a resolver may give it. */
const SCALARS = {
  ID: { input: 'string', output: 'string' },
  DateTime: { input: 'string', output: 'string | Date' },
  JSON: 'unknown',
  URL: 'string',
  BigInt: 'string',
  Decimal: 'string',
};

/** Writes the types of the public schema: type declarations only, since sources run with their types stripped. */
export async function generateGraphqlTypes(): Promise<void> {
  const text = await codegen({
    filename: OUTPUT,
    schema: parse(typeDefs()),
    documents: [],
    config: {
      useTypeImports: true,
      enumsAsTypes: true,
      strictScalars: true,
      defaultScalarType: 'unknown',
      inputMaybeValue: 'T | null | undefined',
      scalars: SCALARS,
      skipTypename: true,
      optionalResolveType: true,
    },
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript, resolvers },
  });
  if ((await readFile(OUTPUT, 'utf8').catch(() => '')) === text) return;
  await mkdir(path.dirname(OUTPUT), { recursive: true });
  await writeFile(OUTPUT, text);
}
