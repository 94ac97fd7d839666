import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Blend, chunkCommand, chunkInputs } from '../src/index.ts';
import { fetched, plan } from './render.ts';
import { drawPng, ffmpeg, type Made, makeSolid, scratch } from './sources.ts';

const dir = scratch();
const SIDE = 64;
const sources: Made[] = [];
/** Greys that rise to the right (x) and down (y), and a clear half. */
beforeAll(() => {
  for (const [name, axis] of [
    ['right', 'X'],
    ['down', 'Y'],
  ] as const) {
    // Their names are hashes of what they were made with: colours of their own.
    const made = makeSolid(dir, name, axis === 'X' ? 'black' : 'white');
    const grey = `255*${axis}/${SIDE - 1}`;
    drawPng(made.file, `color=c=black:s=${SIDE}x${SIDE},format=rgb24`, `geq=r='${grey}':g='${grey}':b='${grey}'`);
    sources.push(made);
  }
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** W3C Compositing and Blending 1: s is the clip, b what is beneath, 0 to 1. */
const W3C: Record<Exclude<Blend, 'normal'>, (s: number, b: number) => number> = {
  multiply: (s, b) => s * b,
  screen: (s, b) => s + b - s * b,
  overlay: (s, b) => (b <= 0.5 ? 2 * s * b : s + (2 * b - 1) - s * (2 * b - 1)),
  darken: Math.min,
  lighten: Math.max,
  'color-dodge': (s, b) => (b === 0 ? 0 : s >= 1 ? 1 : Math.min(1, b / (1 - s))),
  'color-burn': (s, b) => (b >= 1 ? 1 : s === 0 ? 0 : 1 - Math.min(1, (1 - b) / s)),
  'hard-light': (s, b) => (s <= 0.5 ? 2 * s * b : b + (2 * s - 1) - b * (2 * s - 1)),
  'soft-light': (s, b) => {
    const d = b <= 0.25 ? ((16 * b - 12) * b + 4) * b : Math.sqrt(b);
    return s <= 0.5 ? b - (1 - 2 * s) * b * (1 - b) : b + (2 * s - 1) * (d - b);
  },
  difference: (s, b) => Math.abs(s - b),
  exclusion: (s, b) => s + b - 2 * s * b,
  'plus-lighter': (s, b) => Math.min(1, s + b),
};

/** Reds of the first frame, row after row. */
function reds(tracks: unknown[], alpha = false): Buffer {
  const canvas = { width: SIDE, height: SIDE, fps: 30, background: '#000000' };
  const p = plan({ version: 1, canvas, tracks }, sources, [], alpha ? { format: 'png', alpha: true } : {});
  const chunk = p.chunks[0]!;
  const output = join(dir, 'frame.png');
  ffmpeg(chunkCommand(p, chunk, { inputs: fetched(dir, chunkInputs(chunk), sources), outputs: [output] }, { mode: 'png' }));
  return ffmpeg(['-v', 'error', '-i', output, '-vf', 'format=gbrp,extractplanes=r', '-f', 'rawvideo', '-']);
}

const still = (src: string, more: object = {}) => ({ type: 'image', src: `asset:${src}`, start: 0, length: 0.1, fit: 'fill', ...more });

describe('blend', () => {
  it.each(Object.keys(W3C) as (keyof typeof W3C)[])('%s mixes as W3C says, to the rounding of 8 bits', (blend) => {
    const found = reds([{ clips: [still('right')] }, { clips: [still('down', { blend })] }]);
    const off: number[] = [];
    for (let y = 2; y < SIDE - 2; y += 3)
      for (let x = 2; x < SIDE - 2; x += 3) {
        const [b, s] = [x / (SIDE - 1), y / (SIDE - 1)];
        // Steep formulas make more of the steps that the pictures themselves are rounded to.
        const near = [-1, 0, 1].flatMap((i) => [-1, 0, 1].map((j) => W3C[blend](clamp(s + (i * 1.5) / 255), clamp(b + (j * 1.5) / 255))));
        const value = found[y * SIDE + x]! / 255;
        off.push(Math.max(0, Math.min(...near) - value, value - Math.max(...near)));
      }
    expect(255 * Math.max(...off)).toBeLessThan(3);
  });

  it('is weighed by the opacity, and where it lies beyond the canvas it is cut', () => {
    const half = reds([{ clips: [still('right')] }, { clips: [still('down', { blend: 'screen', opacity: 0.5 })] }]);
    const whole = reds([{ clips: [still('right')] }, { clips: [still('down', { blend: 'screen' })] }]);
    const plain = reds([{ clips: [still('right')] }]);
    const off = [...half].map((v, i) => Math.abs(v - (whole[i]! + plain[i]!) / 2));
    expect(Math.max(...off)).toBeLessThan(3);
    const beyond = reds([{ clips: [still('right')] }, { clips: [still('down', { blend: 'screen', position: { x: '100%', y: '50%' } })] }]);
    expect([...beyond.subarray(0, 30)]).toEqual([...plain.subarray(0, 30)]);
    expect(Math.abs(beyond[40 * SIDE + 50]! - whole[40 * SIDE + 50]!)).toBeLessThan(4);
  });

  it('is as it was drawn where nothing lies beneath, and within a nested timeline meets only what is in it', () => {
    const inner = (clips: object[][]) => ({
      type: 'timeline',
      start: 0,
      length: 0.1,
      timeline: { tracks: clips.map((c) => ({ clips: c })) },
    });
    const alone = reds([{ clips: [still('right')] }, { clips: [inner([[still('down', { blend: 'difference' })]])] }]);
    const plain = reds([{ clips: [still('right')] }, { clips: [inner([[still('down')]])] }]);
    expect(Math.max(...[...alone].map((v, i) => Math.abs(v - plain[i]!)))).toBeLessThan(3);
  });
});

const clamp = (n: number): number => Math.min(1, Math.max(0, n));
