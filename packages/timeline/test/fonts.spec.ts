import { describe, expect, it } from '@jest/globals';
import {
  assetReferences,
  compilePlan,
  drawnTexts,
  fontOfFile,
  formatPath,
  parseTimeline,
  resolveOutput,
  SHIPPED_FONTS,
} from '../src/index.ts';
import { described, toolchain } from './sources.ts';

const canvas = { width: 320, height: 180, fps: 30 };
const documentOf = (style: object, type = 'text') => ({
  version: 1,
  canvas,
  tracks: [
    {
      clips: [
        type === 'text'
          ? { type, text: 'Hello', start: 0, length: 1, style }
          : { type, captions: { format: 'srt', text: '1\n00:00:00,000 --> 00:00:01,000\nHello' }, start: 0, style },
      ],
    },
  ],
});
const parsed = (style: object, type?: string) => {
  const result = parseTimeline(documentOf(style, type));
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};
const problems = (style: object) => {
  const result = parseTimeline(documentOf(style));
  return result.ok ? [] : result.problems.map((p) => ({ ...p, path: formatPath(p.path.slice(4)) }));
};
const font = (id: string, bytes = id) => ({
  ...described(bytes, { kind: 'font', container: 'woff', video: null, durationSeconds: 0 }),
  assetId: id,
});
const compiled = (style: object, assets: object, type?: string) => {
  const output = resolveOutput({ ...canvas, fps: { num: 30, den: 1 }, background: '#000000' });
  if (!output.ok) throw new Error('no output');
  return compilePlan({ timeline: parsed(style, type), output: output.value, assets: assets as never, generated: {}, toolchain });
};
const planOf = (...args: Parameters<typeof compiled>) => {
  const result = compiled(...args);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};

describe('fonts', () => {
  it('that are not shipped are named, with the nearest and all there are', () => {
    const all = `Fonts: ${SHIPPED_FONTS.map((f) => `"${f}"`).join(', ')}, or "asset:<id>" of an uploaded one.`;
    const expected = { path: 'style.font', code: 'UNKNOWN_FONT' };
    expect(problems({ font: 'Comic Sans' })).toEqual([{ ...expected, message: 'There is no font "Comic Sans".', hint: all }]);
    expect(problems({ font: 'Noto Sans Arabc' })).toMatchObject([{ ...expected, hint: `Did you mean "Noto Sans Arabic"? ${all}` }]);
    // What compiled plans call them is not for documents.
    expect(problems({ font: fontOfFile('0'.repeat(64)) })).toMatchObject([expected]);
    expect(problems({ font: 'inter', weight: 700 })).toEqual([]);
  });

  it('that are uploaded are one face each', () => {
    expect(problems({ font: 'asset:a', weight: 700, italic: true }).map((p) => [p.path, p.code])).toEqual([
      ['style.weight', 'INVALID_VALUE'],
      ['style.italic', 'INVALID_VALUE'],
    ]);
  });

  it.each(['text', 'captions'])('of %s are assets that the timeline needs, and drawn by their bytes', (type) => {
    const timeline = parsed({ font: 'asset:a' }, type);
    expect(assetReferences(timeline)).toEqual([{ assetId: 'a', path: 'tracks[0].clips[0].style.font' }]);
    const source = font('a');
    const plan = planOf({ font: 'asset:a' }, { a: source }, type);
    expect(plan.sources[source.sha256]).toMatchObject({ objectKey: source.objectKey });
    expect(JSON.stringify(plan.chunks)).toContain(fontOfFile(source.sha256));
    expect(drawnTexts(timeline, { assets: { a: source }, generated: {} })).toMatchObject([
      { path: ['tracks', 0, 'clips', 0, type], text: 'Hello', font: fontOfFile(source.sha256) },
    ]);
  });

  it('count in keys by their bytes, not by their asset', () => {
    const key = (id: string, bytes: string) => planOf({ font: `asset:${id}` }, { [id]: font(id, bytes) }).chunks[0]!.key;
    expect(key('a', 'same')).toBe(key('b', 'same'));
    expect(key('a', 'same')).not.toBe(key('a', 'other'));
    expect(key('a', 'same')).not.toBe(planOf({}, {}).chunks[0]!.key);
  });

  it('that are missing or something else are problems of the clip', () => {
    const at = { path: ['tracks', 0, 'clips', 0, 'style', 'font'] };
    expect(compiled({ font: 'asset:a' }, {})).toMatchObject({ problems: [{ ...at, code: 'ASSET_NOT_FOUND' }] });
    expect(compiled({ font: 'asset:a' }, { a: described('a', {}) })).toMatchObject({ problems: [{ ...at, code: 'WRONG_KIND' }] });
  });
});
