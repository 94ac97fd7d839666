import type { Rendition } from './output-settings.ts';
import type { Problem } from './problems.ts';

/** What a caller may say about one. */
export interface RenditionRequest {
  height: number;
  crf?: number | null;
  bitrateKbps?: number | null;
}

/** The output as a single file. */
interface Top extends Rendition {
  /** Pixels of either side. */
  minSide: number;
  maxCrf: number;
}

const HEIGHTS = [1080, 720, 480, 360];
const MAX_RENDITIONS = 8;
/** A small picture needs less than the least a single file may have. */
const [MIN_KBPS, MAX_KBPS] = [100, 50_000];

/**
 * The sizes of a ladder, best first: those asked for, or the output's own and 1080, 720, 480 and 360 lines below it. They have the output's
 * shape and are never larger. A rendition without a rate of its own has the output's crf, or its bitrate reduced with the picture.
 */
export function resolveLadder(
  top: Top,
  asked: readonly RenditionRequest[] | null | undefined,
): { renditions: Rendition[]; problems: Problem[]; warnings: Problem[] } {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const add = (path: Problem['path'], message: string, hint?: string) =>
    problems.push({ path: ['renditions', ...path], code: 'OUT_OF_RANGE', message, ...(hint ? { hint } : {}) });
  const widthAt = (height: number) => 2 * Math.round((top.width * height) / top.height / 2);
  const fits = (height: number) => Math.min(height, widthAt(height)) >= Math.max(16, top.minSide);
  const heights = [top.height, ...HEIGHTS.filter((h) => h < top.height && fits(h))];
  const wanted: readonly RenditionRequest[] = asked ?? heights.map((height) => ({ height }));

  if (wanted.length === 0 || wanted.length > MAX_RENDITIONS)
    add([], `There may be 1 to ${MAX_RENDITIONS} renditions, not ${wanted.length}.`, 'Leave renditions out for the usual ladder.');
  const renditions = wanted.map(({ height, crf = null, bitrateKbps = null }, i): Rendition => {
    if (!Number.isInteger(height) || height % 2 !== 0 || height < 16 || height > top.height)
      add([i, 'height'], `height must be an even whole number of pixels from 16 to the output's ${top.height}, not ${height}.`);
    else if (asked && !fits(height))
      add([i, 'height'], `At ${height} lines the picture is too small: either side needs ${Math.max(16, top.minSide)} pixels.`);
    else if (wanted.findIndex((w) => w.height === height) !== i) add([i, 'height'], `There is already a rendition of ${height} lines.`);
    const within = (key: 'crf' | 'bitrateKbps', v: number | null, min: number, max: number) => {
      if (v !== null && (!Number.isFinite(v) || v < min || v > max))
        add([i, key], `${key} must be a number from ${min} to ${max}, not ${v}.`);
    };
    within('crf', crf, 0, top.maxCrf);
    within('bitrateKbps', bitrateKbps, MIN_KBPS, MAX_KBPS);
    if (crf !== null && bitrateKbps !== null)
      warnings.push({
        path: ['renditions', i, 'bitrateKbps'],
        code: 'CRF_WINS',
        message: 'Both crf and bitrateKbps are given: crf is used, bitrateKbps is not.',
        hint: 'Give one of them.',
      });
    const size = { width: widthAt(height), height };
    if (crf !== null) return { ...size, crf, bitrateKbps: null };
    if (bitrateKbps !== null || top.bitrateKbps === null) return { ...size, crf: bitrateKbps === null ? top.crf : null, bitrateKbps };
    const smaller = Math.round(top.bitrateKbps * (height / top.height) ** 1.5);
    return { ...size, crf: null, bitrateKbps: Math.max(MIN_KBPS, smaller) };
  });
  return { renditions: renditions.sort((a, b) => b.height - a.height), problems, warnings };
}
