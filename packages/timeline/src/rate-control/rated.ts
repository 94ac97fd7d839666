import { hashOf } from '../canonical.ts';
import { chunkKey, joinedKey } from '../compile/key.ts';
import type { VideoEncoding } from '../encodings.ts';
import { CODECS, type VideoCodec } from '../output-formats.ts';
import { captionTracks, type KeyedChunk, type Plan, type PlanChunk, type PlanOutput, type Toolchain } from '../plan.ts';
import { secondsOf } from '../rate.ts';
import { allotRates } from './allot.ts';

/** Whether its chunks get their rates by what all of them need. */
const isRated = ({ twoPass, maxBytes }: VideoEncoding): boolean => twoPass === true || maxBytes !== undefined;

/** Codecs whose encoder looks at a chunk twice; the others are told the rate alone. */
const LOOKS_TWICE: ReadonlySet<VideoCodec> = new Set(['h264', 'h265', 'vp9']);

/** libvpx has no place for what a first pass says of the transparency. */
const looksTwice = ({ codec, alpha }: VideoEncoding): boolean => LOOKS_TWICE.has(codec) && !alpha;

/** How a chunk is encoded: as the plan says, at the rate it was allotted. */
export function encodingOf(plan: Plan, chunk: PlanChunk, index: number): { encoding: VideoEncoding; passes: 1 | 2 } {
  const encoding = plan.encodings[index]!;
  const kbps = chunk.encoded[index]?.kbps;
  if (kbps === undefined) return { encoding, passes: 1 };
  return { encoding: atRate(encoding, kbps), passes: looksTwice(encoding) ? 2 : 1 };
}

/** What the rate was allotted for does not matter any more. */
function atRate({ maxBytes: _, ...encoding }: VideoEncoding, bitrateKbps: number): VideoEncoding {
  return { ...encoding, crf: null, bitrateKbps, twoPass: true };
}

/** How hard a picture is to encode: at constant quality, quickly. */
function measuring({ maxBytes: _, twoPass: __, maxRateKbps: ___, ...encoding }: VideoEncoding): VideoEncoding {
  return { ...encoding, crf: CODECS[encoding.codec].crf!.otherwise, bitrateKbps: null, speed: 'ultrafast' };
}

/**
 * The first pass over a plan: its chunks at constant quality, one encoding for each that is to be given rates, kept in the cache like any other.
 * Null when there is none. `firstChunk`: where its chunks' numbers begin, after those of all plans.
 */
export function measurePlan(plan: Plan, firstChunk: number, toolchain: Toolchain): Plan | null {
  const rated = plan.encodings.filter(isRated).map(measuring);
  const encodings = rated.filter((one, i) => rated.findIndex((other) => hashOf(other) === hashOf(one)) === i);
  if (encodings.length === 0) return null;
  const chunks = plan.chunks.map((chunk): PlanChunk => {
    const encoded = encodings.map((encoding) => chunkKey(chunk.graph, encoding, toolchain));
    return { ...chunk, encoded, key: joinedKey(encoded) };
  });
  return { ...plan, encodings, chunks, firstChunk, outputs: [], audio: null };
}

/** Bits of the container: what it notes of each frame, of each packet of sound, of each caption beside its text, and of itself. */
const NOTED = { frame: 16 * 8, soundSecond: 47 * 12 * 8, cue: 48 * 8, file: 3000 * 8 };
/** An average may be off to both sides: half a step of the grid that rates are on. */
const CENTRE = 1.02;

/** What a next try aims at, so that it does not miss by as little again. */
const AIM = 0.97;

/** Bits the pictures of an output may take. `reached`: the bytes of its files that were too large: the next one's pictures shrink as theirs should have. */
function budgetOf(
  plan: Plan,
  { settings: { maxBytes, bitrateKbps, audioBitrateKbps }, sound }: PlanOutput,
  reached: readonly number[],
): number {
  const seconds = secondsOf(plan.frames, plan.canvas.fps);
  if (maxBytes === undefined) return (bitrateKbps ?? 0) * 1000 * seconds * CENTRE;
  const heard = sound === null ? 0 : seconds * ((audioBitrateKbps ?? 0) * 1000 + NOTED.soundSecond);
  const written = captionTracks(plan).flatMap(({ cues }) => cues.map(({ text }) => text.length * 16 + NOTED.cue));
  const beside = heard + written.reduce((sum, cue) => sum + cue, 0) + plan.frames * NOTED.frame + NOTED.file;
  const shrunk = (bits: number, bytes: number): number => (bits * (maxBytes * 8 * AIM - beside)) / Math.max(1, bytes * 8 - beside);
  return reached.reduce(shrunk, maxBytes * 8 - beside);
}

/**
 * The plan with a rate for each chunk of the encodings that need one. An encoding that two outputs have in common fits in the smaller's budget.
 * `bits`: what the first pass took, by key. `reached`: bytes of the files that were too large so far, by their output's position.
 * `unreachable`: the output whose budget is too small for any picture.
 */
export function allotPlan(
  plan: Plan,
  measured: Plan,
  bits: ReadonlyMap<string, number>,
  reached: Readonly<Record<number, readonly number[]>>,
  toolchain: Toolchain,
): { ok: true; plan: Plan } | { ok: false; unreachable: PlanOutput } {
  const fps = plan.canvas.fps.num / plan.canvas.fps.den;
  const encoded: KeyedChunk[][] = plan.chunks.map((chunk) => [...chunk.encoded]);
  for (const [e, encoding] of plan.encodings.entries()) {
    if (!isRated(encoding)) continue;
    const m = measured.encodings.findIndex((one) => hashOf(one) === hashOf(measuring(encoding)));
    const costs = measured.chunks.map(({ frames, encoded }) => ({ frames, bits: bits.get(encoded[m]!.key) ?? 0 }));
    const budgets = plan.outputs
      .filter((o) => o.encodings.includes(e))
      .map((output) => ({ output, budget: budgetOf(plan, output, reached[output.index] ?? []) }))
      .sort((a, b) => a.budget - b.budget);
    const { output, budget } = budgets[0]!;
    const rates = budget > 0 ? allotRates(costs, fps, budget) : null;
    if (rates === null) return { ok: false, unreachable: output };
    for (const [c, chunk] of plan.chunks.entries()) {
      const kbps = rates[c]!;
      encoded[c]![e] = { ...chunkKey(chunk.graph, atRate(encoding, kbps), toolchain), kbps };
    }
  }
  const chunks = plan.chunks.map((chunk, c) => {
    const own = encoded[c]!;
    return { ...chunk, encoded: own, key: joinedKey(own) };
  });
  return { ok: true, plan: { ...plan, chunks } };
}
