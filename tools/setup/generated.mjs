import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { hashFiles, readJson, writeJson } from '../files.mjs';
import { BIN_DIR, ROOT } from '../paths.mjs';
import { exec } from './exec.mjs';
import { step } from './steps.mjs';

const SCHEMAS = path.join(ROOT, 'packages', 'graphql-schema', 'src');
const OUTPUTS = [path.join(SCHEMAS, 'generated', 'types.ts'), path.join(ROOT, 'packages', 'projection', 'src', 'generated', 'client.ts')];

/** Everything that the generated sources depend on. */
function inputs() {
  const folder = path.join(ROOT, 'tools', 'codegen');
  const schemas = readdirSync(SCHEMAS).filter((name) => name.endsWith('.graphql'));
  return [
    path.join(ROOT, 'prisma', 'schema.prisma'),
    path.join(ROOT, 'packages', 'projection', 'package.json'),
    path.join(SCHEMAS, 'schema.ts'),
    ...schemas.sort().map((name) => path.join(SCHEMAS, name)),
    ...readdirSync(folder)
      .sort()
      .map((name) => path.join(folder, name)),
  ];
}

/** Generates the Prisma client and the GraphQL types where their sources have changed. */
export async function generateSources() {
  const stamp = path.join(SCHEMAS, 'generated', 'inputs.json');
  const hash = hashFiles(inputs());
  if (readJson(stamp) === hash && OUTPUTS.every((file) => existsSync(file))) return;
  const main = path.join(ROOT, 'tools', 'codegen', 'main.ts');
  await step('Prisma client and GraphQL types generated', () =>
    exec(path.join(BIN_DIR, 'node'), [main], { cwd: ROOT, what: 'code generation' }),
  );
  writeJson(stamp, hash);
}
