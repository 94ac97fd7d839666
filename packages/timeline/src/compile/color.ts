import type { VideoProbe } from '../media.ts';
import type { Picture } from './graph.ts';

const MATRICES: Record<string, string> = {
  bt709: 'bt709',
  bt470bg: 'bt601',
  smpte170m: 'bt601',
  bt601: 'bt601',
  fcc: 'fcc',
  smpte240m: 'smpte240m',
  bt2020nc: 'bt2020',
  bt2020c: 'bt2020',
};

/** What a source must be converted from; null when it is BT.709 limited 4:2:0 already. Untagged video is BT.709 from 720 lines on, as players take it. */
export function conversionOf(video: Pick<VideoProbe, 'color' | 'pixelFormat' | 'width' | 'height'>): Picture['color'] {
  const { matrix, range } = video.color;
  const pc = range === 'pc' || video.pixelFormat.startsWith('yuvj');
  const known = matrix ? MATRICES[matrix] : undefined;
  const from = known ?? (video.width >= 1280 || video.height >= 720 ? 'bt709' : 'bt601');
  if (video.pixelFormat === 'yuv420p' && from === 'bt709' && !pc) return null;
  return { matrix: from, range: pc ? 'pc' : 'tv' };
}

/** "#rrggbb" as 8-bit BT.709 limited Y, Cb, Cr. */
export function yuvOf(hex: string): [number, number, number] {
  const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255) as [number, number, number];
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return [Math.round(16 + 219 * y), Math.round(128 + (224 * (b - y)) / 1.8556), Math.round(128 + (224 * (r - y)) / 1.5748)];
}
