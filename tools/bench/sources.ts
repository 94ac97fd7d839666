import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../paths.mjs';

const run = promisify(execFile);

const BUNNY = path.join(ROOT, 'examples/demo/media/bigbuckbunny.mp4');
const FONT = path.join(ROOT, 'node_modules/@fontsource/inter/files/inter-latin-700-normal.woff');

const H264 = [
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-g', '60', '-bf', '3', '-pix_fmt', 'yuv420p'],
  ...[
    '-color_primaries',
    'bt709',
    '-color_trc',
    'bt709',
    '-colorspace',
    'bt709',
    '-c:a',
    'aac',
    '-b:a',
    '192k',
    '-ar',
    '48000',
    '-ac',
    '2',
  ],
  ...['-movflags', '+faststart', '-fflags', '+bitexact'],
];
const tone = (hertz: number, seconds: number) => ['-f', 'lavfi', '-i', `sine=${hertz}:r=48000:d=${seconds}`];
const stereo = (input: number, hertz: number) => `[${input}:a]aformat=channel_layouts=stereo,tremolo=f=${hertz}:d=0.7[a]`;
const BOTH = ['-map', '[v]', '-map', '[a]'];

/** Film, looped (it has 132 frames) and with grain that never repeats. */
const film = (size: string, seconds: number, [picture, hertz, beat]: [string, number, number], skip = 0): string[] => [
  ...['-stream_loop', String(Math.ceil((seconds + skip) / 4)), '-ss', String(skip), '-i', BUNNY, ...tone(hertz, seconds)],
  ...[
    '-filter_complex',
    `[0:v]setpts=N/30/TB,fps=30,${picture},scale=${size}:flags=bicubic,noise=alls=2:allf=t,format=yuv420p[v];${stereo(1, beat)}`,
  ],
  ...[...BOTH, '-t', String(seconds), ...H264],
];

const synthetic = (size: string, seconds: number): string[] => [
  ...['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=30:d=${seconds}`],
  ...['-f', 'lavfi', '-i', `mandelbrot=s=960x540:r=30:end_scale=0.01:end_pts=600:maxiter=150`, ...tone(550, seconds)],
  ...[
    '-filter_complex',
    `[1:v]scale=${size.replace('x', ':')},format=yuv420p[m];[0:v]format=yuv420p[t];[m][t]blend=all_mode=average[v];${stereo(2, 7)}`,
  ],
  ...[...BOTH, '-t', String(seconds), ...H264],
];

const music = (seconds: number): string[] => [
  ...['-f', 'lavfi', '-i'],
  `aevalsrc='0.25*sin(2*PI*110*t)*(0.5+0.5*sin(2*PI*2*t))+0.2*sin(2*PI*220*t*(1+0.001*sin(5*t)))|0.25*sin(2*PI*112*t)+0.15*sin(2*PI*277*t)':s=48000:d=${seconds}`,
  ...['-c:a', 'aac', '-b:a', '192k', '-fflags', '+bitexact'],
];

const logo = (side: number): string[] => [
  ...['-f', 'lavfi', '-i', `color=c=black@0:s=${side}x${side},format=rgba`, '-vf'],
  `geq=r='255*(X/${side})':g='80':b='255*(Y/${side})':a='if(lt(hypot(X-${side / 2},Y-${side / 2}),${side / 2 - 5}),230,0)'`,
  ...['-frames:v', '1'],
];

/** A title as a picture, for the commands that have no letters of their own. */
const title = (size: string, text: string, style: string): string[] => [
  ...['-f', 'lavfi', '-i', `color=c=black@0:s=${size},format=rgba`, '-vf'],
  `drawtext=fontfile=${FONT}:text='${text}':borderw=3:bordercolor=black@0.8:y=(h-th)/2:${style}`,
  ...['-frames:v', '1'],
];

/** File name → ffmpeg's arguments that make it. 12 s of 1080p30 each, one of 60 s, GOP 60, three B-frames, AAC; two minutes of 360p for the long timeline. */
const RECIPES: Record<string, string[]> = {
  'A.mp4': film('1920:1080', 12, ['null', 330, 3]),
  'B.mp4': film('1920:1080', 12, ['crop=480:270:400:200', 440, 5], 2),
  'C.mp4': synthetic('1920x1080', 12),
  'D.mp4': film('640:360', 120, ['null', 330, 3]),
  'E.mp4': film('640:360', 120, ['crop=480:270:400:200', 440, 5], 2),
  'F.mp4': synthetic('640x360', 20),
  'G.mp4': film('1920:1080', 60, ['null', 330, 3]),
  'music.m4a': music(30),
  'music-long.m4a': music(660),
  'logo.png': logo(200),
  'logo-small.png': logo(64),
  'title1.png': title('1000x130', 'Durable Video Production', 'fontsize=64:fontcolor=white:x=(w-tw)/2'),
  'title2.png': title('900x110', 'Lower third - chapter two', 'fontsize=52:fontcolor=yellow:x=20'),
};

/** Makes those of the files that are not there yet, in a folder of their own. @throws for a name nobody knows how to make */
export async function makeSources(folder: string, names: readonly string[], ffmpeg: string, say: (line: string) => void): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const name of names) {
    const file = path.join(folder, name);
    if (existsSync(file)) continue;
    const recipe = RECIPES[name];
    if (!recipe) throw new Error(`there is no recipe for ${name}`);
    say(`making ${name}`);
    const draft = path.join(folder, `draft-${process.pid}-${name}`);
    await run(ffmpeg, ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...recipe, draft], { maxBuffer: 2 ** 24 });
    renameSync(draft, file);
  }
}
