#!/usr/bin/env node
// Prisma's command line talks JSON-RPC, a line a message, with a native program. This stands in for it over the official WebAssembly build.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../paths.mjs';

/** The command line asks the program for its version before it uses it. */
if (process.argv.includes('cli') || process.argv.includes('--version')) process.exit(0);

const require = createRequire(path.join(ROOT, 'packages', 'projection', 'package.json'));
const engineDir = path.dirname(require.resolve('@prisma/schema-engine-wasm'));
const glue = await import(path.join(engineDir, 'schema_engine_bg.js'));
const { bindMigrationAwareSqlAdapterFactory } = await import(require.resolve('@prisma/driver-adapter-utils'));
const { PrismaPg } = await import(require.resolve('@prisma/adapter-pg'));

const wasm = readFileSync(path.join(engineDir, 'schema_engine_bg.wasm'));
const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': glue });
glue.__wbg_set_wasm(instance.exports);
/** @type {{ __wbindgen_start: () => void }} */ (/** @type {unknown} */ (instance.exports)).__wbindgen_start();

const schemaFile = path.join(ROOT, 'prisma', 'schema.prisma');
const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: process.env.DATABASE_OWNER_URL }));
const engine = await glue.SchemaEngine.new({ datamodels: [[schemaFile, readFileSync(schemaFile, 'utf8')]] }, () => {}, adapter);

/** @param {object} message */
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  if (!line.trim()) continue;
  const { id, method, params } = JSON.parse(line);
  try {
    const result = await engine[method](params);
    if (method === 'diff' && result.stdout != null) send({ id: 0, method: 'print', params: { content: result.stdout } });
    send({ id, result: result ?? null });
  } catch (error) {
    const { message, code } = /** @type {Error & { code?: string }} */ (error);
    send({ id, error: { code: 4466, message, data: { is_panic: false, message, meta: null, error_code: code } } });
  }
}
