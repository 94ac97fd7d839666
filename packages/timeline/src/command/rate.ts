import type { VideoEncoding } from '../encodings.ts';
import { chunkBuffer } from '../rate-control/buffer.ts';

/** What of one chunk its encoder's rate control depends on. */
export interface ChunkRate {
  /** How long it is. */
  seconds: number;
  /** First or second pass of two, and the file between them, relative to the command's folder. */
  pass?: { number: 1 | 2; stats: string };
}

type Rated = Pick<VideoEncoding, 'crf' | 'bitrateKbps' | 'maxRateKbps'>;

/** Constant quality, or an average: never above what the chunk's share of the largest rate is. */
export function rateArgs({ crf, bitrateKbps, maxRateKbps }: Rated, { seconds }: ChunkRate): string[] {
  if (crf !== null) return ['-crf', String(crf)];
  const most = maxRateKbps === undefined ? Number.POSITIVE_INFINITY : chunkBuffer(maxRateKbps, seconds).rateKbps;
  return ['-b:v', `${Math.min(bitrateKbps ?? 0, most)}k`];
}

/** What x264 and x265 are told besides, in their own words, which are the same. Nothing of it is written into the stream's headers. */
export function rateParams({ maxRateKbps }: Rated, { seconds, pass }: ChunkRate): Record<string, string | number> {
  const twice: Record<string, string | number> = pass ? { pass: pass.number, stats: pass.stats } : {};
  if (maxRateKbps === undefined) return twice;
  const { rateKbps, sizeKbit, initial } = chunkBuffer(maxRateKbps, seconds);
  return { 'vbv-maxrate': rateKbps, 'vbv-bufsize': sizeKbit, 'vbv-init': initial.toFixed(4), ...twice };
}

/** H.265, table A.8: level, samples of a picture, samples a second, kbit/s of the Main tier. */
const H265_LEVELS: [string, number, number, number][] = [
  ['2', 122_880, 3_686_400, 1500],
  ['2.1', 245_760, 7_372_800, 3000],
  ['3', 552_960, 16_588_800, 6000],
  ['3.1', 983_040, 33_177_600, 10_000],
  ['4', 2_228_224, 66_846_720, 12_000],
  ['4.1', 2_228_224, 133_693_440, 20_000],
  ['5', 8_912_896, 267_386_880, 25_000],
  ['5.1', 8_912_896, 534_773_760, 40_000],
  ['5.2', 8_912_896, 1_069_547_520, 60_000],
  ['6', 35_651_584, 1_069_547_520, 60_000],
  ['6.1', 35_651_584, 2_139_095_040, 120_000],
  ['6.2', 35_651_584, 4_278_190_080, 240_000],
];

/** Left to itself x265 derives the level from the chunk's own buffer: the headers of a short chunk could differ from a long one's. */
export function h265Level({ width, height, fps, maxRateKbps }: VideoEncoding): Record<string, string> {
  if (maxRateKbps === undefined) return {};
  const [picture, buffer] = [width * height, maxRateKbps * 2];
  const side = Math.max(width, height);
  const fits = H265_LEVELS.find(
    ([, size, perSecond, kbps]) =>
      picture <= size && side <= Math.sqrt(8 * size) && (picture * fps.num) / fps.den <= perSecond && buffer <= kbps,
  );
  return { 'level-idc': (fits ?? H265_LEVELS[H265_LEVELS.length - 1]!)[0] };
}
