import type { VideoProbe } from '../media.ts';
import { conversionOf } from './color.ts';
import type { Small } from './recipe.ts';

/** Pixels of the shorter side from which on a draft shows a proxy, and those that it has. */
const LARGE = 1080;
const PROXY_SIDE = 540;

/** The proxy of a picture; null: it is small enough itself, or transparent. */
export function smallOf(video: VideoProbe): Small | null {
  const shorter = Math.min(video.width, video.height);
  if (shorter < LARGE || video.hasAlpha) return null;
  const side = (pixels: number) => 2 * Math.round((pixels * PROXY_SIDE) / shorter / 2);
  return { width: side(video.width), height: side(video.height), color: conversionOf(video) };
}
