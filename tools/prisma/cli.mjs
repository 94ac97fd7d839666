import { chmodSync, statSync } from 'node:fs';
import path from 'node:path';
import { BIN_DIR } from '../paths.mjs';

const ENGINE = path.join(import.meta.dirname, 'schema-engine.mjs');

/**
 * Environment in which Prisma's command line uses its WebAssembly schema engine: the native one is downloaded from a host of its own,
 * which many machines cannot reach.
 * @returns {Record<string, string>}
 */
export function prismaEnv() {
  if ((statSync(ENGINE).mode & 0o100) === 0) chmodSync(ENGINE, 0o755);
  return {
    PATH: `${BIN_DIR}${path.delimiter}${process.env.PATH}`,
    PRISMA_SCHEMA_ENGINE_BINARY: ENGINE,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    PRISMA_ENGINES_CHECKSUM_IGNORE_MISSING: '1',
    CHECKPOINT_DISABLE: '1',
    NO_COLOR: '1',
  };
}
