import type { Rational, VideoProbe } from '../media.ts';
import { secondsOf } from '../rate.ts';
import type { VideoClip } from '../timeline.ts';
import type { Piece, VideoRead } from './graph.ts';
import { byNumber, byTime, type Mapping, mappingOf } from './mapping.ts';
import { pieceLength, type Recipe, type Small } from './recipe.ts';

/** A source in pieces. The rate of a source without a constant one becomes the canvas'. */
export interface Normalised {
  sha256: string;
  demuxers: string;
  decoder: string | null;
  recipe: Recipe;
  /** As the file is. */
  original: VideoProbe;
  rate: Rational;
  frames: number;
}

/** What the clip's probe says once its source is in pieces. */
export function normalisedProbe({ original, recipe, rate, frames }: Normalised): VideoProbe {
  const { longestFrameSeconds: _, fieldOrder: __, ...rest } = original;
  const { codedWidth, codedHeight, sampleAspect } = original;
  const sideways = recipe.turn === 90 || recipe.turn === 270;
  const bt709 = { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', range: 'tv' as const };
  return {
    ...rest,
    frameRate: rate,
    frames,
    variableFrameRate: false,
    rotation: 0,
    ...(sideways
      ? { codedWidth: codedHeight, codedHeight: codedWidth, sampleAspect: { num: sampleAspect.den, den: sampleAspect.num } }
      : {}),
    interlaced: false,
    durationSeconds: secondsOf(frames, rate),
    ...(recipe.pixelFormat ? { pixelFormat: recipe.pixelFormat } : {}),
    ...(recipe.tonemap || recipe.small ? { color: bt709 } : {}),
    ...(recipe.small ? smallProbe(recipe.small) : {}),
  };
}

const smallProbe = ({ width, height }: Small): Partial<VideoProbe> => ({
  ...{ width, height, codedWidth: width, codedHeight: height, sampleAspect: { num: 1, den: 1 } },
});

/** Frames of a piece: as many as may be held at once, of the size they have then. */
const sizeOf = ({ original, recipe: { small }, rate }: Normalised): number =>
  pieceLength(small ? { codedWidth: small.width, codedHeight: small.height } : original, rate);

/** The whole source, in order. */
export const allPieces = (source: Normalised): Piece[] => {
  const size = sizeOf(source);
  const count = Math.ceil(source.frames / size);
  return Array.from({ length: count }, (_, i) => pieceOf(source, i * size, Math.min(size, source.frames - i * size)));
};

/** Frames that must have been seen before the first that counts: for shaking, until what came before them weighs nothing. */
const LEAD = { deinterlace: 4, denoise: 12, stabilize: 90 };
/** And after the last: where the camera is going. */
const TRAIL = 45;
const FORWARD: Pick<VideoClip, 'speed' | 'trim'> = { speed: 1, trim: 0 };

function pieceOf(source: Normalised, from: number, frames: number): Piece {
  const { sha256, demuxers, decoder, recipe, rate, original } = source;
  const m = mappingOf(FORWARD, original, rate);
  const needed = [recipe.deinterlace && LEAD.deinterlace, recipe.denoise && LEAD.denoise, recipe.stabilize && LEAD.stabilize];
  const lead = Math.min(from, Math.max(...needed.map((n) => n || 0)));
  const trail = recipe.stabilize ? Math.min(source.frames - from - frames, TRAIL) : 0;
  const [k0, k1] = [from - lead, from + frames + trail];
  const read = { frames: k1 - k0, blackFrom: null, ...(m.frames === null ? byTime(m, k0, k1) : byNumber(m, k0, k1, m.frames)) };
  return { sha256, demuxers, decoder, recipe, rate, frames, read, lead };
}

/** The frames of the source, first to last, that a clip of some length plays backwards. */
export function sectionOf(m: Pick<Mapping, 'zero' | 'num' | 'den' | 'available'>, length: number, frames: number) {
  const shown = Math.min(length, m.available);
  return { first: m.zero, last: Math.min(frames - 1, m.zero + Math.ceil((shown * m.den) / m.num) - 1) };
}

/** The reads that give clip frames k0 ≤ k < k1 out of pieces, `m` being the clip's mapping onto the normalised source. */
export function pieceReads(source: Normalised, m: Mapping, k0: number, k1: number, length: number, black: boolean): VideoRead[] {
  const size = sizeOf(source);
  const { last } = sectionOf(m, length, source.frames);
  const backwards = source.recipe.reverse;
  const available = Math.min(m.available, backwards ? length : Number.POSITIVE_INFINITY);
  const shown = (k: number) => {
    const steps = Math.floor((Math.min(k, available - 1) * m.den) / m.num);
    return backwards ? last - steps : m.zero + steps;
  };
  const reads: VideoRead[] = [];
  for (let k = k0; k < k1; ) {
    const from = Math.floor(shown(k) / size) * size;
    const to = Math.min(from + size, source.frames);
    // Steps after which the clip leaves the piece; at its last picture it stays.
    const steps = backwards ? last - from + 1 : to - m.zero;
    const leaves = Math.ceil((steps * m.num) / m.den);
    const end = leaves >= available ? k1 : Math.min(k1, leaves);
    const zero = backwards ? to - 1 - last : m.zero - from;
    // Backwards the clip ends within the file: nothing after its last picture may be read.
    const shownUp = backwards && end > available ? zero + Math.floor(((available - 1) * m.den) / m.num) + 1 : to - from;
    const read = byNumber({ ...m, start: 0, keyframes: [], zero, available }, k, end, shownUp);
    reads.push({
      frames: end - k,
      blackFrom: black && end > available ? Math.max(0, available - k) : null,
      ...read,
      duration: read.hold ? read.duration - source.rate.den / source.rate.num : read.duration,
      piece: pieceOf(source, from, to - from),
    });
    k = end;
  }
  return reads;
}

/** The one picture that is held from a frame of the source on. */
export function pieceStill(source: Normalised, m: Mapping, frame: number, frames: number, never: number): VideoRead {
  const size = sizeOf(source);
  const at = Math.min(frame, source.frames - 1);
  const from = Math.floor(at / size) * size;
  const length = Math.min(size, source.frames - from);
  const still = byNumber({ ...m, start: 0, keyframes: [], zero: at - from, num: never, den: 1, available: never }, 0, 1, length);
  return { frames, blackFrom: null, ...still, hold: true, piece: pieceOf(source, from, length) };
}
