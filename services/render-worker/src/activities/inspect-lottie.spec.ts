import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { FailureError } from '../failure-error.ts';
import { inspectLottie, looksLikeJson, lottieOf } from './inspect-lottie.ts';

const file = fileURLToPath(new URL('../../../../examples/gallery/media/spin.json', import.meta.url));
type Json = Record<string, unknown>;
const layer = { ty: 4, ks: {}, shapes: [], ip: 0, op: 30, st: 0 };
const small: Json = { v: '5.7.0', fr: 30, ip: 0, op: 30, w: 100, h: 50, assets: [], layers: [layer] };
const inspect = (document: Json) => inspectLottie({ text: JSON.stringify(document), document }, '"spin.json"');
const why = (document: Json): string => {
  try {
    inspect(document);
  } catch (error) {
    if (error instanceof FailureError) return `${error.failure.code} ${error.failure.message}`;
  }
  return 'taken';
};

describe('a Lottie file', () => {
  it('is known by its layers, and says its size, rate and length', async () => {
    const found = await lottieOf(file);
    expect(inspectLottie(found!, '"spin.json"')).toEqual({
      contentType: 'application/json',
      probe: {
        ...{ kind: 'lottie', container: 'lottie', bytes: (await readFile(file)).length, durationSeconds: 2, video: null, audio: null },
        lottie: { width: 128, height: 128, fps: 30, frames: 60 },
      },
    });
    expect(looksLikeJson(Buffer.from('\n {"v":1'))).toBe(true);
    expect(looksLikeJson(Buffer.from('[1]'))).toBe(false);
    expect(why(small)).toBe('taken');
  });

  it.each<[string, Json, string]>([
    ['a rate', { ...small, fr: 0 }, 'fr must be a number from 1 to 240.'],
    ['no end', { ...small, op: 0 }, 'op must be at least a frame after ip.'],
    ['no layers', { ...small, layers: [] }, 'layers must be a list of layers, one at least.'],
    [
      'a picture elsewhere',
      { ...small, assets: [{ id: 'a', u: 'images/', p: 'img_0.png' }] },
      'assets[0].p is a picture outside of the file',
    ],
    ['an address', { ...small, assets: [{ id: 'a', u: '', p: 'http://10.0.0.1/x.png', e: 1 }] }, 'assets[0].p is a picture outside'],
    ['text', { ...small, layers: [layer, { ...layer, ty: 5 }] }, 'layers[1] is text, whose font is not in the file.'],
    ['no layer', { ...small, layers: [layer, 7] }, 'layers[1] is no layer.'],
    [
      'a composition in itself',
      { ...small, layers: [{ ...layer, ty: 0, refId: 'a' }], assets: [{ id: 'a', layers: [{ ...layer, ty: 0, refId: 'a' }] }] },
      'assets[0].layers[0].refId shows the composition that it stands in.',
    ],
  ])('with %s is refused with the path in it', (_, document, message) => {
    expect(why(document)).toContain(`UNREADABLE_MEDIA "spin.json": ${message}`);
  });

  it('that multiplies its layers is refused before anything is drawn', () => {
    const part = (i: number) => ({
      id: `p${i}`,
      layers: i === 0 ? [layer] : Array.from({ length: 10 }, () => ({ ...layer, ty: 0, refId: `p${i - 1}` })),
    });
    const bomb = { ...small, layers: [{ ...layer, ty: 0, refId: 'p8' }], assets: Array.from({ length: 9 }, (_, i) => part(i)) };
    expect(why(bomb)).toMatch(/layers are \d+ layers to draw, 5000 at most/);
  });
});
