import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { expression, valueAt } from '../src/compile/curves.ts';
import type { CurvePiece } from '../src/compile/graph.ts';
import { canonicalEasing, easeOf } from '../src/easings.ts';
import { EASING_NAMES, parseTimeline } from '../src/index.ts';
import { easingsPicture } from './keys/easings-picture.ts';
import { effectOf } from './keys/effect.ts';
import { ffmpeg } from './sources.ts';

const BEZIERS = ['cubic-bezier(0.25,0.1,0.25,1)', 'cubic-bezier(0.68,-0.55,0.265,1.55)', 'cubic-bezier(0,1,1,0)', 'cubic-bezier(1,0,0,1)'];
const ALL = [...EASING_NAMES, ...BEZIERS];
const FRAMES = 40;

/** One after the other, from 0 to 1 each. */
const curve = ALL.map(canonicalEasing).map(
  (easing, i): CurvePiece => ({ from: i * FRAMES, to: (i + 1) * FRAMES, a: 0, b: easing === 'hold' ? 0 : 1, easing }),
);

/** y of the curve at x, found by halving. */
function bezierAt([x1, y1, x2, y2]: readonly number[], x: number): number {
  const at = (p: number, q: number, s: number) => 3 * (1 - s) ** 2 * s * p + 3 * (1 - s) * s * s * q + s ** 3;
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i++) {
    const s = (low + high) / 2;
    if (at(x1!, x2!, s) < x) low = s;
    else high = s;
  }
  return at(y1!, y2!, low);
}

const document = (keyframes: object) => ({
  version: 1,
  canvas: { width: 64, height: 64, fps: 30 },
  tracks: [{ clips: [{ type: 'color', color: '#fff', start: 0, length: 2, opacity: keyframes }] }],
});
const eased = (easing: string) =>
  document([
    { at: 0, value: 0 },
    { at: 1, value: 1, easing },
  ]);
const problems = (doc: object) => {
  const result = parseTimeline(doc);
  return result.ok ? [] : result.problems;
};

describe('easings', () => {
  it('are in ffmpeg what they are here, at every frame', () => {
    const n = ALL.length * FRAMES;
    const raw = ffmpeg([
      ...['-v', 'error', '-f', 'lavfi', '-i', `aevalsrc='${expression(curve, 'n')}':s=48000:n=1:d=1`, '-af', `atrim=end_sample=${n}`],
      ...['-f', 'f64le', '-'],
    ]);
    const values = Array.from({ length: n }, (_, k) => raw.readDoubleLE(8 * k));
    const wrong = values.flatMap((value, k) =>
      Math.abs(value - valueAt(curve, k)) < 1e-6 ? [] : [[ALL[Math.floor(k / FRAMES)], k % FRAMES]],
    );
    expect(wrong).toEqual([]);
  });

  it('may be as many as a clip has keyframes', () => {
    const many = Array.from(
      { length: 199 },
      (_, i): CurvePiece => ({ from: 2 * i, to: 2 * i + 2, a: i % 7, b: (i + 1) % 7, easing: 'easeOut' }),
    );
    const raw = ffmpeg([
      ...['-v', 'error', '-f', 'lavfi', '-i', `aevalsrc='${expression(many, 'n')}':s=48000:n=1:d=1`, '-af', 'atrim=end_sample=398'],
      ...['-f', 'f64le', '-'],
    ]);
    for (let k = 0; k < 398; k++) expect(raw.readDoubleLE(8 * k)).toBeCloseTo(valueAt(many, k), 6);
  });

  it('begin at 0 and end at 1', () => {
    for (const name of EASING_NAMES.map(canonicalEasing).filter((e) => !['linear', 'hold', 'easeIn', 'easeOut', 'easeInOut'].includes(e)))
      expect([name, ...[0, 1].map((u) => easeOf(name).at(u).toFixed(3).replace('-0', '0'))]).toEqual([name, '0.000', '1.000']);
  });

  it('follow CSS: the curve’s own value, but for where it stands upright', () => {
    for (const [name, numbers] of [
      ['ease', [0.25, 0.1, 0.25, 1]],
      ['ease-in', [0.42, 0, 1, 1]],
      ['ease-out', [0, 0, 0.58, 1]],
      ['ease-in-out', [0.42, 0, 0.58, 1]],
      ['cubic-bezier(0.68, -0.55, 0.265, 1.55)', [0.68, -0.55, 0.265, 1.55]],
    ] as const) {
      const ease = easeOf(canonicalEasing(name));
      for (let i = 0; i <= 200; i++) expect(Math.abs(ease.at(i / 200) - bezierAt(numbers, i / 200))).toBeLessThan(1e-3);
    }
  });

  it('have one key for each curve, and the older names their own', () => {
    expect(effectOf(eased('ease'))).toBe(effectOf(eased('cubic-bezier(.25, .1, 0.25, 1.0)')));
    expect(effectOf(eased('easeInOutCubic'))).toBe(effectOf(eased('easeInOut')));
    expect(effectOf(eased('ease-in'))).not.toBe(effectOf(eased('easeIn')));
  });

  it('that there are not are refused with the nearest name', () => {
    expect(problems(eased('easeOutBonce'))).toMatchObject([
      { path: ['tracks', 0, 'clips', 0, 'opacity', 1, 'easing'], code: 'INVALID_VALUE', hint: 'Did you mean "easeOutBounce"?' },
    ]);
    for (const said of ['cubic-bezier(1.2, 0, 0, 1)', 'cubic-bezier(0, 0, 1)', 'cubic-bezier(0,0,1,sin(1))', 'cubic-bezier(0,0,1,)'])
      expect(problems(eased(said))).toMatchObject([{ path: ['tracks', 0, 'clips', 0, 'opacity', 1, 'easing'] }]);
  });

  it('are drawn in docs/easings.svg: UPDATE_DOCS=1 writes it', () => {
    const file = new URL('../../../docs/easings.svg', import.meta.url);
    const text = easingsPicture();
    if (process.env.UPDATE_DOCS === '1') writeFileSync(file, text);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});
