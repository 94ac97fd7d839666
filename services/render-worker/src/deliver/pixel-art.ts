import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Film, gimpPalette, type MadeOnce, pixelFramesCommand, pixelScale, pixelVideoCommand } from '@workprint/timeline';
import { videoProblem } from '../boxes/verify.ts';
import { fail } from '../failure-error.ts';
import { frameEntries, frameFacts, manifestText } from './frames.ts';
import { makePalette } from './palette.ts';
import { runOver } from './run.ts';
import type { Made, MadeFile, Work } from './work.ts';
import { writeZip } from './zip.ts';

type PixelArt = MadeOnce & { kind: 'pixel_art' };

/** The frames in one palette's colours as PNG, the palette and a manifest in a ZIP; the video of them beside it. */
export const makePixelArt = async (work: Work, art: PixelArt): Promise<Made> => {
  const { film, folder, list, audio, signal } = work;
  const { palette, colors } = await makePalette(work, { filters: ['format=rgb24'], colors: art.colors, alpha: false });
  const frames = join(folder, 'frames');
  await mkdir(frames);
  await runOver(work, 'pixel art', pixelFramesCommand(film, art, { list, palette, output: frames }));
  const entries = await frameEntries(film, frames, 'png', 'frames/');

  const video: MadeFile = { name: 'video.mp4', path: join(folder, 'video.mp4'), contentType: 'video/mp4' };
  await runOver(work, 'pixel video', pixelVideoCommand(film, { frames, audio, output: video.path }));
  const problem = await videoProblem(video.path, { frames: film.frames, fps: film.output.fps });
  if (problem !== null) throw fail('FFMPEG_FAILED', `The pixel video came out wrong: ${problem}.`);

  const palettes = [
    { name: 'palette.json', contentType: 'application/json', text: manifestText({ colors }), asset: true },
    { name: 'palette.gpl', contentType: 'text/plain', text: gimpPalette(work.renderId, colors) },
    { name: 'manifest.json', contentType: 'application/json', text: manifestText(facts(film, art, colors)) },
  ];
  const written = palettes.map(({ text: _, ...file }): MadeFile => ({ ...file, path: join(folder, file.name) }));
  await Promise.all(palettes.map(({ name, text }) => writeFile(join(folder, name), text)));
  const path = join(folder, 'frames.zip');
  await writeZip(path, [...entries, ...palettes.map(({ name, text }) => ({ name, from: { text } }))], signal);
  const { durationSeconds, output } = film;
  const zip: MadeFile = { name: 'frames.zip', path, contentType: 'application/zip', asset: true };
  return { path, frames: film.frames, durationSeconds, width: output.width, height: output.height, files: [zip, video, ...written] };
};

const facts = (film: Film, { dither, scaling, colors: asked }: PixelArt, colors: readonly string[]): object => ({
  ...frameFacts(film, 'png', 'frames/'),
  ...{ colorsAsked: asked, dither, scaling, colors, videoScale: pixelScale(film) },
});
