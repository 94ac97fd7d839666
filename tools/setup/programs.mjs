import path from 'node:path';
import { writeJson } from '../files.mjs';
import { WORK_DIR } from '../paths.mjs';
import { findChromium } from './chromium.mjs';
import { findFfmpeg } from './ffmpeg.mjs';
import { findServer } from './server.mjs';
import { temporal } from './temporal.mjs';
import { temporalUi } from './temporal-ui.mjs';
import { versitygw } from './versitygw.mjs';

/** Finds, builds or installs every external program and writes their paths to `.workprint/programs.json`. An outside Temporal needs none of its own. */
export async function findPrograms() {
  const servers = process.env.TEMPORAL_ADDRESS ? [versitygw] : [temporal, temporalUi, versitygw];
  const found = await Promise.all([...servers.map(findServer), findFfmpeg()]);
  writeJson(path.join(WORK_DIR, 'programs.json'), { ...Object.assign({}, ...found), chromium: findChromium() });
}
