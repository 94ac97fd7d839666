import { colorOf } from '../color.ts';
import type { Canvas } from '../finish.ts';
import type { Part } from '../part.ts';
import type { Session } from '../session.ts';

/** Shorter side and rate of the named resolutions. */
const RESOLUTIONS: Record<string, { side: number; fps: number }> = {
  preview: { side: 288, fps: 15 },
  mobile: { side: 360, fps: 25 },
  sd: { side: 576, fps: 25 },
  hd: { side: 720, fps: 25 },
  '1080': { side: 1080, fps: 25 },
  '4k': { side: 2160, fps: 25 },
};
const ASPECTS: Record<string, [number, number]> = { '16:9': [16, 9], '9:16': [9, 16], '1:1': [1, 1], '4:5': [4, 5], '4:3': [4, 3] };

/** The canvas from `output`; how the file is made is left to the render's own output. */
export function canvasOf(output: Part | undefined, background: string | undefined, session: Session): Canvas {
  const named = output?.raw('resolution');
  const resolution = RESOLUTIONS[String(named ?? 'hd')];
  if (!resolution) session.drop('output.resolution', `"${String(named)}" is not a resolution of Shotstack; hd was taken.`);
  const ratio = output?.text('aspectRatio') ?? '16:9';
  const [w, h] = ASPECTS[ratio] ?? [16, 9];
  if (!ASPECTS[ratio]) session.drop('output.aspectRatio', `"${ratio}" is not an aspect ratio of Shotstack; 16:9 was taken.`);
  const { side, fps } = resolution ?? RESOLUTIONS.hd!;
  const size = output?.part('size');
  const width = size?.number('width', 16, 7680) ?? (w === 4 && h === 5 ? (side * 4) / 5 : w > h ? (side * w) / h : side);
  const height = size?.number('height', 16, 7680) ?? (h > w && !(w === 4 && h === 5) ? (side * h) / w : side);
  size?.rest();
  const rate = output?.number('fps', 1, 120) ?? fps;
  readOutput(output);
  const color = background && colorOf(session, 'timeline.background', background, true);
  return {
    width: session.canvas.width ?? even(width),
    height: session.canvas.height ?? even(height),
    fps: session.canvas.fps ?? rate,
    background: color ? color.slice(0, 7) : '#000000',
  };
}

function readOutput(output: Part | undefined): void {
  if (!output) return;
  const file = 'How the file is made is said to createRender, in output.';
  if (output.raw('format') !== 'mp4') output.drop('format', file);
  output.rest({
    quality: file,
    mute: 'Sound cannot be switched off for the whole.',
    range: 'A part of the timeline cannot be picked.',
    poster: 'The poster is the first frame.',
    thumbnail: 'There is no thumbnail; the render has a poster.',
    repeat: file,
    scaleTo: file,
    destinations: 'Outputs stay in the workspace; fetch them by their download link.',
  });
}

const even = (n: number): number => 2 * Math.round(n / 2);
