import fc from 'fast-check';
import { TRANSITION_TYPES, type TransitionType } from '../../src/transitions/table.ts';
import { type Sources, soundClip, visualClip } from './clips.ts';

type Json = Record<string, unknown>;

export interface Bounds {
  sources: Sources;
  /** Clips of a track, tracks, and timelines within timelines, at most. */
  clips: number;
  tracks: number;
  depth: number;
  canvas: { width: number; height: number }[];
  rates: number[];
  /** Hundredths of a second a clip lasts. */
  lengths: [number, number];
}

interface Place {
  length: number;
  gap: number;
  overlap: 'none' | 'out' | 'in';
  after: boolean;
  alone: boolean;
  look: TransitionType;
}

/** Clips one after the other: with gaps, cross-faded by one of the two, or right "after" each other. */
const places = ({ lengths: [min, max], clips }: Bounds) =>
  fc.array(
    fc.record({
      length: fc.integer({ min, max }).map((n) => n / 100),
      gap: fc.constantFrom(0, 0, 0, 0.1, 0.37),
      overlap: fc.constantFrom('none' as const, 'none' as const, 'out' as const, 'in' as const),
      after: fc.boolean(),
      alone: fc.boolean(),
      look: fc.constantFrom('fade' as const, ...TRANSITION_TYPES),
    }),
    { minLength: 1, maxLength: clips },
  );

/** Seconds a transition lasts. */
const LENGTH = 0.1;

function placed(list: readonly Place[], clips: readonly Json[]): Json[] {
  let cursor = 0;
  let crossing: Place['overlap'] = 'none';
  return clips.map((clip, i) => {
    const { length, gap, overlap, after, alone, look } = list[i]!;
    const captions = clip.type === 'captions';
    // Captions take no transition, so none begins before or ends with them.
    const next = clips[i + 1];
    const out =
      overlap !== 'none' && next !== undefined && !captions && next.type !== 'captions' && length > 0.25 && list[i + 1]!.length > 0.25;
    const start = Math.round((cursor + (crossing === 'none' && i > 0 ? gap : 0)) * 100) / 100;
    const follows = after && gap === 0 && i > 0;
    const crossed = { type: clip.type === 'audio' ? 'fade' : look, length: LENGTH };
    const fades: Json = {
      ...(crossing === 'in' ? { transitionIn: crossed } : {}),
      ...(out && overlap === 'out' ? { transitionOut: crossed } : {}),
      ...(alone && !captions && next === undefined && length > 0.25 ? { transitionOut: crossed } : {}),
    };
    cursor = start + length - (out ? LENGTH : 0);
    crossing = out ? overlap : 'none';
    return { ...clip, start: follows ? 'after' : start, length, ...fades };
  });
}

const trackOf = (bounds: Bounds, clip: (length: number) => fc.Arbitrary<Json>): fc.Arbitrary<Json[]> =>
  places(bounds).chain((list) => fc.tuple(...list.map((p) => clip(p.length))).map((clips) => placed(list, clips)));

function tracks(bounds: Bounds, depth: number): fc.Arbitrary<unknown[]> {
  const visual = trackOf(bounds, (length) =>
    visualClip(bounds.sources, length, depth, (d) => tracks({ ...bounds, tracks: 2, clips: 2 }, d)),
  );
  const sounds = trackOf(bounds, (length) => soundClip(bounds.sources, length));
  // Something to be ducked under; it ducks under nothing itself.
  const voice = sounds.map((clips) => ({ id: 'voice', kind: 'audio', clips: clips.map(({ duck: _, ...clip }) => clip) }));
  const conditional = visual.map((clips) => ({ clips: clips.map((c) => ({ ...c, when: { variable: 'sale', equals: true } })) }));
  const filling = fc.constant({ clips: [{ type: 'color', color: '#0008', start: 0, length: 'fill' }] });
  return fc
    .tuple(
      fc.array(
        visual.map((clips) => ({ clips })),
        { minLength: 1, maxLength: bounds.tracks },
      ),
      voice,
      fc.option(conditional),
      fc.option(filling),
      fc.option(sounds),
    )
    .map(([seen, heard, maybe, fill, more]) => [
      ...seen,
      heard,
      ...[maybe, fill].filter((t) => t !== null),
      ...(more ? [{ kind: 'audio', clips: more }] : []),
    ]);
}

/** A valid timeline. What is not said is left out as JSON would. */
export const timelines = (bounds: Bounds): fc.Arbitrary<Json> =>
  fc
    .record({
      version: fc.constant(1),
      canvas: fc
        .record({ size: fc.constantFrom(...bounds.canvas), fps: fc.constantFrom(...bounds.rates) })
        .map(({ size, fps }) => ({ ...size, fps, background: '#204060' })),
      variables: fc.constant({ sale: false, season: 'winter' }),
      tracks: tracks(bounds, bounds.depth),
    })
    .map((t) => JSON.parse(JSON.stringify(t)) as Json);
