import { SAMPLE_RATE } from '../rate.ts';
import type { Curve, CurvePiece } from './graph.ts';

/** How long the sound takes to go down before a span and up after it. */
const RAMP = SAMPLE_RATE / 4;

/** A gain that is `by` dB within the spans and 1 elsewhere; spans closer than two ramps are one. */
export function duckGain(spans: readonly { from: number; to: number }[], by: number): Curve {
  const low = 10 ** (by / 20);
  const merged: { from: number; to: number }[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = merged[merged.length - 1];
    if (last && span.from - last.to < 2 * RAMP) last.to = Math.max(last.to, span.to);
    else merged.push({ ...span });
  }
  if (merged.length === 0) return 1;
  const pieces: CurvePiece[] = [];
  let at = -1e9;
  for (const { from, to } of merged) {
    pieces.push({ from: at, to: from - RAMP, a: 1, b: 1, easing: 'hold' });
    pieces.push({ from: from - RAMP, to: from, a: 1, b: low, easing: 'linear' });
    pieces.push({ from, to, a: low, b: low, easing: 'hold' });
    pieces.push({ from: to, to: to + RAMP, a: low, b: 1, easing: 'linear' });
    at = to + RAMP;
  }
  return [...pieces, { from: at, to: 1e9, a: 1, b: 1, easing: 'hold' }];
}
