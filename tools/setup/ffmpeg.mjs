import path from 'node:path';
import { aptInstall, aptIsOurs } from './apt.mjs';
import { exec } from './exec.mjs';
import { fromEnvironment, isExecutable, onPath } from './find.mjs';

const OLDEST = [5, 1];

/**
 * ffmpeg and the ffprobe beside it: environment, PATH, apt.
 * @returns {Promise<{ ffmpeg: string, ffprobe: string }>}
 */
export async function findFfmpeg() {
  if (!look() && aptIsOurs()) await aptInstall('ffmpeg');
  const found = look();
  if (!found) {
    throw new Error(
      'ffmpeg and ffprobe were not found. Install ffmpeg 5.1 or newer so that it is on PATH, or name both in FFMPEG_PATH and FFPROBE_PATH.',
    );
  }
  await checkVersion(found.ffmpeg);
  return found;
}

function look() {
  const ffmpeg = fromEnvironment('FFMPEG_PATH') ?? onPath('ffmpeg');
  if (!ffmpeg) return undefined;
  const beside = path.join(path.dirname(ffmpeg), 'ffprobe');
  const ffprobe = fromEnvironment('FFPROBE_PATH') ?? (isExecutable(beside) ? beside : onPath('ffprobe'));
  return ffprobe ? { ffmpeg, ffprobe } : undefined;
}

/** Builds from the project's repository carry no such number and are taken as new. @param {string} ffmpeg */
async function checkVersion(ffmpeg) {
  const output = await exec(ffmpeg, ['-version']);
  const [, major, minor] = /^ffmpeg version n?(\d+)\.(\d+)/m.exec(output) ?? [];
  if (major === undefined) return;
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  if (Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor)) return;
  throw new Error(`${ffmpeg} is version ${major}.${minor}; Workprint needs ${OLDEST.join('.')} or newer. Name another in FFMPEG_PATH.`);
}
