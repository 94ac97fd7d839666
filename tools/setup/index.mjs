import path from 'node:path';
import { WORK_DIR } from '../paths.mjs';
import { generateSources } from './generated.mjs';
import { withLock } from './lock.mjs';
import { installPackages } from './npm.mjs';
import { findPrograms } from './programs.mjs';

/**
 * What a verb needs: 'packages' (npm packages and generated sources) or also the external programs.
 * @typedef {'packages' | 'all'} Needs
 */

/**
 * Brings this clone to where it can run; takes milliseconds when nothing has changed. What takes minutes (the first Go builds) goes beside
 * the rest.
 * @param {Needs} needs
 */
export async function setUp(needs) {
  await withLock(path.join(WORK_DIR, 'setup.lock'), 'setting up this clone', async () => {
    const programs = needs === 'all' ? findPrograms() : Promise.resolve();
    programs.catch(() => {});
    await installPackages();
    await generateSources();
    await programs;
  });
}
