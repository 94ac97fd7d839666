import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { exec } from './exec.mjs';

const GIVE_UP_MS = 5000;
const DOWNLOAD_MS = 300_000;

/**
 * Fetches a project's release archive, checks it against the release's own list of checksums, and unpacks it into `folder`.
 * @param {{ base: string, archive: string, checksums: string }} release
 * @param {string} folder an empty folder
 * @throws {Error} when it cannot be reached within 5 s, is not there, or does not match
 */
export async function unpackRelease({ base, archive, checksums }, folder) {
  const list = await (await get(`${base}/${checksums}`, GIVE_UP_MS)).text();
  const line = list.split('\n').find((one) => one.trim().endsWith(archive));
  const expected = line?.trim().split(/\s+/)[0];
  if (!expected) throw new Error(`${checksums} does not list ${archive}`);
  const response = await get(`${base}/${archive}`, DOWNLOAD_MS);
  const bytes = Buffer.from(await response.arrayBuffer());
  if (createHash('sha256').update(bytes).digest('hex') !== expected) throw new Error(`${archive} does not match its checksum`);
  const file = path.join(folder, archive);
  writeFileSync(file, bytes);
  await exec('tar', ['-xzf', file, '-C', folder], { what: `unpacking ${archive}` });
}

/** @param {string} url @param {number} ms */
async function get(url, ms) {
  const response = await fetch(url, { signal: AbortSignal.timeout(ms), redirect: 'follow' });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response;
}
