import path from 'node:path';
import { readJson } from '../files.mjs';

/** Absolute paths of the programs that setup found, built or installed. */
export interface Programs {
  /** Not there when an outside Temporal is used. */
  temporalServer?: string;
  temporalSqlTool?: string;
  temporalUi?: string;
  versitygw: string;
  ffmpeg: string;
  ffprobe: string;
  /** For HTML clips and console tests; they are the only ones that need it. */
  chromium?: string;
}

/** What setup wrote. Throws when setup has not run. */
export function programs(dir: string): Programs {
  const found = readJson<Programs>(path.join(dir, 'programs.json'));
  if (!found) throw new Error('Setup has not run in this clone: npm start, npm test and npm run demo run it.');
  return found;
}
