import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { readJson, writeJson } from '../files.mjs';

const NAMES = ['postgres', 'temporal', 'owner', 'app', 'system', 's3Secret', 'workprint'] as const;

/** Passwords of this data directory: made once, readable by its owner only. */
export type Secrets = Record<(typeof NAMES)[number] | 's3Access', string>;

export function loadSecrets(dir: string): Secrets {
  const file = path.join(dir, 'secrets.json');
  const known = readJson<Partial<Secrets>>(file) ?? {};
  const secrets = Object.fromEntries(NAMES.map((name) => [name, known[name] ?? randomBytes(24).toString('hex')]));
  const all = { ...secrets, s3Access: known.s3Access ?? `WP${randomBytes(9).toString('hex').toUpperCase()}` } as Secrets;
  writeJson(file, all, 0o600);
  return all;
}
