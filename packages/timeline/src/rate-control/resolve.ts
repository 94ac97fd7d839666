import { CODECS, type FormatSpec, type VideoCodec } from '../output-formats.ts';

/** How bits are spent, beside crf and bitrateKbps. What is absent is not asked for. */
export interface RateControl {
  /** kbit/s no second of playing takes more than, with a buffer of two seconds. */
  maxRateKbps?: number;
  /** Bits go to the chunks that need them, bitrateKbps is the whole file's average. */
  twoPass?: true;
  /** What the whole file is made to fit in; then there is neither crf nor bitrateKbps. */
  maxBytes?: number;
}

/** What a caller may say about it. */
export interface RateRequest {
  maxRateKbps?: number | null;
  twoPass?: boolean | null;
  maxBytes?: number | null;
}

interface Output extends RateRequest {
  crf?: number | null;
  bitrateKbps?: number | null;
}

/** kbit/s. */
const MAX_RATE = [500, 100_000] as const;
const FILE_BYTES = [10_000, 2_000_000_000] as const;

type Add = (path: string, code: string, message: string, hint?: string) => void;

/** Whether a file of this format can be made to fit in a number of bytes by giving each chunk its rate. */
export const fitsBytes = ({ once, segmented, codecs }: FormatSpec): boolean =>
  !once && !segmented && codecs.some((codec) => CODECS[codec].crf !== null);

/** Problems are added. `resolved`: the crf and bitrateKbps that go with it when no maxBytes is asked for. */
export function resolveRate(
  container: FormatSpec,
  codec: VideoCodec | null,
  resolved: { crf: number | null; bitrateKbps: number | null },
  r: Output,
  add: Add,
): RateControl & { crf: number | null; bitrateKbps: number | null } {
  const { maxRateKbps, maxBytes } = r;
  const twoPass = r.twoPass === true;
  const told = { maxRateKbps, twoPass: twoPass || null };
  const single = codec !== null && !container.once && !container.segmented;
  for (const key of ['maxRateKbps', 'twoPass'] as const) {
    if (told[key] == null) continue;
    const buffered = codec === 'h264' || codec === 'h265';
    if (!single) add(key, 'NOT_FOR_FORMAT', `${key} says nothing to ${container.title}.`, `Leave ${key} out.`);
    else if (key === 'maxRateKbps' ? !buffered : CODECS[codec].crf === null)
      add(
        key,
        'NOT_FOR_CODEC',
        `${key} says nothing to ${CODECS[codec].title}.`,
        key === 'maxRateKbps' ? 'Use "h264" or "h265".' : undefined,
      );
  }
  if (!fitsBytes(container) || !codec) return resolved;
  const range = (key: 'maxRateKbps' | 'maxBytes', v: number, [min, max]: readonly [number, number]) => {
    if (!Number.isInteger(v) || v < min || v > max)
      add(key, 'OUT_OF_RANGE', `${key} must be a whole number from ${min} to ${max}, not ${v}.`);
  };
  if (maxRateKbps != null) {
    range('maxRateKbps', maxRateKbps, MAX_RATE);
    if (resolved.bitrateKbps !== null && maxRateKbps < resolved.bitrateKbps)
      add('maxRateKbps', 'OUT_OF_RANGE', `maxRateKbps is ${maxRateKbps}, less than the average of ${resolved.bitrateKbps}.`, 'Raise it.');
  }
  const most = maxRateKbps == null ? {} : { maxRateKbps };
  if (maxBytes == null) {
    if (twoPass && resolved.bitrateKbps === null)
      add(
        'twoPass',
        'NEEDS_BITRATE',
        'twoPass spreads a bitrate over the file; none is given.',
        'Give bitrateKbps, or maxBytes, and no crf.',
      );
    return { ...resolved, ...most, ...(twoPass ? { twoPass } : {}) };
  }
  range('maxBytes', maxBytes, FILE_BYTES);
  for (const key of ['crf', 'bitrateKbps'] as const)
    if (r[key] != null)
      add(key, 'NOT_TOGETHER', `maxBytes decides what the picture gets: ${key} does not go with it.`, `Leave ${key} or maxBytes out.`);
  return { crf: null, bitrateKbps: null, ...most, maxBytes };
}
