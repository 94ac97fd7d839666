import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a finished file must be, from its timeline alone. */
export interface Expected {
  width: number;
  height: number;
  frames: number;
  /** e.g. "30/1" */
  rate: string;
  seconds: number;
  sha256: string;
  bytes: number;
}

interface Stream {
  codec_type: string;
  codec_name: string;
  width?: number;
  height?: number;
  r_frame_rate?: string;
  avg_frame_rate?: string;
  nb_read_frames?: string;
  duration?: string;
  sample_rate?: string;
}

/** Decodes the file and compares it with what the timeline says. Gives what differs; empty when nothing does. */
export async function differences(file: string, expected: Expected, tools: { ffmpeg: string; ffprobe: string }): Promise<string[]> {
  const found: string[] = [];
  const compare = (what: string, is: unknown, wanted: unknown) => {
    if (is !== wanted) found.push(`${what} is ${is}, not ${wanted}`);
  };
  const content = await readFile(file);
  compare('size in bytes', content.length, expected.bytes);
  compare('SHA-256', createHash('sha256').update(content).digest('hex'), expected.sha256);
  const { stdout } = await run(tools.ffprobe, ['-v', 'error', '-count_frames', '-show_streams', '-of', 'json', file]);
  const { streams } = JSON.parse(stdout) as { streams: Stream[] };
  compare('streams', streams.map((s) => `${s.codec_type}/${s.codec_name}`).join(' '), 'video/h264 audio/aac');
  const [video, audio] = streams;
  compare('width', video?.width, expected.width);
  compare('height', video?.height, expected.height);
  compare('frames', Number(video?.nb_read_frames), expected.frames);
  compare('frame rate', video?.r_frame_rate, expected.rate);
  compare('average frame rate', video?.avg_frame_rate, expected.rate);
  compare('seconds of video', Number(video?.duration), expected.seconds);
  const pcm = await run(tools.ffmpeg, ['-v', 'error', '-i', file, '-map', '0:a', '-f', 's16le', '-'], {
    encoding: 'buffer',
    maxBuffer: 2 ** 28,
  });
  const samples = pcm.stdout.length / 4;
  compare('sample rate', audio?.sample_rate, '48000');
  compare('samples of sound', samples, Math.round(expected.seconds * 48_000));
  if (!loud(pcm.stdout)) found.push('the sound is silence');
  return found;
}

/** More than -50 dB on average. */
function loud(pcm: Buffer): boolean {
  let sum = 0;
  for (let i = 0; i + 1 < pcm.length; i += 2) sum += pcm.readInt16LE(i) ** 2;
  return Math.sqrt(sum / (pcm.length / 2)) > 32_768 * 10 ** (-50 / 20);
}
