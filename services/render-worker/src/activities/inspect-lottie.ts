import { readFile, stat } from 'node:fs/promises';
import { formatPath, type MediaProbe } from '@workprint/timeline';
import { openLottie } from '../canvas/index.ts';
import { fail } from '../failure-error.ts';

const MAX_BYTES = 8_000_000;
const MAX_SIDE = 8192;
/** Layers that are drawn, those of compositions as often as they are shown. */
const MAX_LAYERS = 5000;

type Path = (string | number)[];
type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Whether a file may be a Lottie animation, by its first bytes: see lottieOf. */
export const looksLikeJson = (head: Buffer): boolean => /^\uFEFF?\s*\{/.test(head.toString('utf8'));

/** The file as a Lottie animation; null: it is something else (captions are JSON too). */
export const lottieOf = async (path: string): Promise<{ text: string; document: Json } | null> => {
  if ((await stat(path)).size > MAX_BYTES) return null;
  const text = await readFile(path, 'utf8');
  try {
    const document: unknown = JSON.parse(text);
    return isObject(document) && 'layers' in document ? { text, document } : null;
  } catch {
    return null;
  }
};

/**
 * Checks an animation: all it needs is in it.
 * @param name how the file is called in messages
 * @throws FailureError UNREADABLE_MEDIA with the path within the file
 */
export const inspectLottie = (
  { text, document }: { text: string; document: Json },
  name: string,
): { probe: MediaProbe; contentType: string } => {
  const refuse = (path: Path, why: string, hint?: string): never => {
    throw fail('UNREADABLE_MEDIA', `${name}: ${formatPath(path)} ${why}`, hint === undefined ? {} : { hint });
  };
  const number = (key: string, low: number, high: number): number => {
    const value = document[key];
    return typeof value === 'number' && value >= low && value <= high ? value : refuse([key], `must be a number from ${low} to ${high}.`);
  };
  const [width, height, fps] = [number('w', 1, MAX_SIDE), number('h', 1, MAX_SIDE), number('fr', 1, 240)];
  const [start, end] = [number('ip', -1e6, 1e6), number('op', -1e6, 1e6)];
  if (end - start < 1) refuse(['op'], 'must be at least a frame after ip.');
  if (!Array.isArray(document.layers) || document.layers.length === 0) refuse(['layers'], 'must be a list of layers, one at least.');

  const parts = new Map<unknown, { layers: unknown[]; path: Path }>();
  list(document.assets).forEach((asset, i) => {
    if (!isObject(asset)) return;
    if ('layers' in asset) parts.set(asset.id, { layers: list(asset.layers), path: ['assets', i, 'layers'] });
    else if (typeof asset.p === 'string' && !asset.p.startsWith('data:image/'))
      refuse(['assets', i, 'p'], 'is a picture outside of the file, which is not fetched.', 'Export it with its pictures embedded.');
  });
  const counts = new Map<unknown, number>();
  const count = (layers: unknown[], path: Path, within: readonly unknown[]): number =>
    layers.reduce<number>((sum, layer, i) => {
      const at = [...path, i];
      if (!isObject(layer) || typeof layer.ty !== 'number') return refuse(at, 'is no layer.');
      if (layer.ty === 5)
        refuse(at, 'is text, whose font is not in the file.', 'Turn texts into shapes when you export it, or lay a text clip over it.');
      const part = layer.ty === 0 ? parts.get(layer.refId) : undefined;
      if (!part) return sum + 1;
      if (within.includes(layer.refId)) refuse([...at, 'refId'], 'shows the composition that it stands in.');
      const own = counts.get(layer.refId) ?? count(part.layers, part.path, [...within, layer.refId]);
      counts.set(layer.refId, own);
      return sum + 1 + own;
    }, 0);
  const layers = count(list(document.layers), ['layers'], []);
  if (layers > MAX_LAYERS) refuse(['layers'], `are ${layers} layers to draw, ${MAX_LAYERS} at most.`);
  return { probe: probeOf(text, name, { width, height, fps, frames: end - start }), contentType: 'application/json' };
};

const probeOf = (text: string, name: string, lottie: NonNullable<MediaProbe['lottie']>): MediaProbe => {
  try {
    openLottie(text);
  } catch (error) {
    throw fail('UNREADABLE_MEDIA', `${name} cannot be drawn as a Lottie animation: ${error instanceof Error ? error.message : error}`);
  }
  const { fps, frames } = lottie;
  return {
    ...{ kind: 'lottie', container: 'lottie', bytes: Buffer.byteLength(text), durationSeconds: Math.round((frames / fps) * 1e6) / 1e6 },
    ...{ video: null, audio: null, lottie },
  };
};
