import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  assetReferences,
  captionTracks,
  chunkInputs,
  compilePlan,
  drawnTexts,
  fontOfFile,
  formatPath,
  parseTimeline,
  planPieces,
  resolveOutput,
} from '../src/index.ts';
import { library, planOf } from './described.ts';
import { composed, mix, must, plan } from './render.ts';
import { type Made, makeSound, makeVideo, scratch, toolchain } from './sources.ts';

jest.setTimeout(180_000);

const canvas = { width: 320, height: 180, fps: 30, background: '#204060' };
const nest = (clips: unknown[], more: object = {}) => ({
  type: 'timeline',
  timeline: { canvas: { background: canvas.background }, tracks: clips.map((c) => ({ clips: [c] })) },
  start: 0,
  ...more,
});
const document = (...clips: unknown[]) => ({ version: 1, canvas, tracks: clips.map((c) => ({ clips: [c] })) });
const at = 'tracks[0].clips[0].timeline';
const cues = (...list: [string, string, string][]) => ({
  format: 'srt',
  text: list.map(([from, to, text], i) => `${i + 1}\n00:00:0${from} --> 00:00:0${to}\n${text}`).join('\n\n'),
});

const page = { type: 'html', html: '<img src="asset:i1">', start: 0, length: 2 };
const spoken = { type: 'captions', src: 'asset:c1', start: 0, length: 2, style: { font: 'asset:f1' } };
const title = { type: 'text', text: 'Inner', start: 0, length: 1, style: { font: 'asset:f2' } };

describe('what a clip of a nested timeline names', () => {
  const timeline = must(parseTimeline(document(nest([page, spoken, title]))));

  it('are assets of the render, by their whole paths', () => {
    expect(assetReferences(timeline)).toEqual([
      { assetId: 'i1', path: `${at}.tracks[0].clips[0].html` },
      { assetId: 'c1', path: `${at}.tracks[1].clips[0].src` },
      { assetId: 'f1', path: `${at}.tracks[1].clips[0].style.font` },
      { assetId: 'f2', path: `${at}.tracks[2].clips[0].style.font` },
    ]);
    const output = must(resolveOutput(timeline.canvas));
    const missing = compilePlan({ timeline, output, assets: { c1: library('c1') }, generated: {}, toolchain });
    expect(missing.ok ? [] : missing.problems.map((p) => `${formatPath(p.path)} ${p.code}`)).toEqual([
      `${at}.tracks[1].clips[0].style.font ASSET_NOT_FOUND`,
      `${at}.tracks[2].clips[0].style.font ASSET_NOT_FOUND`,
      `${at}.tracks[0].clips[0].html ASSET_NOT_FOUND`,
    ]);
  });

  it('are sources of the plan, fonts by their bytes', () => {
    const { sources, chunks } = planOf([{ clips: [nest([page, spoken, title])] }], { canvas });
    expect(
      Object.values(sources)
        .map((s) => s.assetId)
        .sort(),
    ).toEqual(['f1', 'f2', 'i1']);
    const fonts = chunkInputs(chunks[0]!).flatMap((i) => (i.kind === 'raster' && i.raster.kind === 'text' ? [i.raster.font] : []));
    expect(fonts).toEqual(['f1', 'f2'].map((id) => fontOfFile(library(id).sha256)));
  });

  it('are texts that are looked through for letters the font lacks', () => {
    const assets = Object.fromEntries(['c1', 'f1', 'f2'].map((id) => [id, library(id)]));
    expect(drawnTexts(timeline, { assets, generated: {} }).map((t) => [formatPath(t.path), t.text])).toEqual([
      [`${at}.tracks[1].clips[0].src`, 'These are c1'],
      [`${at}.tracks[2].clips[0].text`, 'Inner'],
    ]);
  });
});

describe('pages of a nested timeline', () => {
  it('are drawn in their clip’s time, cut as those outside are, and count in keys', () => {
    const nested = (more: object = {}) =>
      planOf([{ clips: [nest([{ ...page, start: 1, length: 4, ...more }], { trim: 0.5 })] }], { canvas, cuts: [45] }).chunks;
    const inputs = nested().flatMap((c) => chunkInputs(c).map((i) => (i.kind === 'page' ? [i.first, i.frames, i.page.frames] : [])));
    expect(inputs).toEqual([
      [0, 30, 120],
      [30, 90, 120],
    ]);
    const parts = (more: object) => nested(more)[0]!.encoded[0]!.keyParts;
    const differing = (more: object) => Object.keys(parts({})).filter((k) => parts({})[k] !== parts(more)[k]);
    expect(differing({ css: 'p{}' })).toEqual(['pages']);
    const clips = [nest([{ ...page, length: 3 }]), nest([page], { start: 3, length: 3 })];
    expect(planOf([{ clips }], { canvas }).chunks.map((c) => c.start)).toEqual([0, 90]);
    const two = nest([page], { length: 6 });
    const inner = {
      ...two.timeline,
      tracks: [
        {
          clips: [
            { ...page, length: 3 },
            { ...page, html: '<p>', start: 3, length: 3 },
          ],
        },
      ],
    };
    expect(planOf([{ clips: [{ ...two, timeline: inner }] }], { canvas }).chunks.map((c) => c.start)).toEqual([0, 90]);
  });
});

describe('captions of a nested timeline', () => {
  it('are drawn from a file as from the document', () => {
    const keys = (clip: object) =>
      planOf([{ clips: [nest([{ type: 'captions', start: 0, length: 2, ...clip }])] }], { canvas }).chunks[0]!.key;
    expect(keys({ src: 'asset:c1' })).toBe(keys({ captions: { format: 'srt', text: library('c1').text } }));
    expect(keys({ src: 'asset:c1' })).not.toBe(keys({ src: 'asset:c2' }));
    expect(planOf([{ clips: [nest([{ type: 'captions', start: 0.5, src: 'asset:c1' }])] }], { canvas }).frames).toBe(60);
  });

  const background = { type: 'color', color: '#fff', start: 0, length: 8 };
  const track = (language: string, start: number, ...list: [string, string, string][]) => ({
    ...{ type: 'captions', mode: 'track', language, start },
    captions: cues(...list),
  });
  const tracksOf = (...clips: unknown[]) =>
    captionTracks(
      planOf(
        [background, ...clips].map((c) => ({ clips: [c] })),
        { canvas },
      ),
    ).map((t) => [t.language, ...t.cues.map((c) => [c.start, c.end, c.text])]);

  it('become tracks in time of the output, as far as the clip is seen', () => {
    const inner = track(
      'en',
      1,
      ['0,000', '0,400', 'gone'],
      ['0,400', '1,000', 'begun'],
      ['1,000', '2,000', 'whole'],
      ['2,500', '4,000', 'cut'],
    );
    expect(tracksOf(nest([inner, track('de', 0, ['3,000', '4,000', 'Ende'])], { start: 2, trim: 1.5, length: 2.5 }))).toEqual([
      ['en', [2, 2.5, 'begun'], [2.5, 3.5, 'whole'], [4, 4.5, 'cut']],
      ['de', [3.5, 4.5, 'Ende']],
    ]);
    const deep = nest([nest([inner], { start: 1, trim: 1 })], { start: 3, trim: 0.5, length: 3 });
    expect(tracksOf(deep)).toEqual([['en', [3.5, 3.9, 'gone'], [3.9, 4.5, 'begun'], [4.5, 5.5, 'whole']]]);
  });

  it('follow those outside of the same language, and must not overlap them', () => {
    const outer = track('en', 0, ['0,000', '1,000', 'outer']);
    const nested = (start: number) => nest([track('en', 0, ['0,000', '1,000', 'inner'])], { start });
    expect(tracksOf(nested(1), outer)).toEqual([['en', [0, 1, 'outer'], [1, 2, 'inner']]]);
    expect(() => tracksOf(nested(0.5), outer)).toThrow('tracks[1].clips[0].timeline.tracks[0].clips[0]');
  });

  it('are refused by path where the format holds no tracks', () => {
    const timeline = must(parseTimeline(document(nest([track('en', 0, ['0,000', '1,000', 'x'])], { length: 2 }))));
    const output = must(resolveOutput(timeline.canvas, null, { format: 'gif' }));
    const result = compilePlan({ timeline, output, assets: {}, generated: {}, toolchain });
    expect(result.ok ? [] : result.problems.map((p) => `${formatPath(p.path)} ${p.code}`)).toEqual([
      `${at}.tracks[0].clips[0].mode NOT_FOR_FORMAT`,
    ]);
  });
});

describe('sources of a nested timeline that are made into pieces first', () => {
  const dir = scratch();
  let sources: Made[];
  beforeAll(() => {
    sources = [makeVideo(dir, 'a', { tone: 440 }), makeSound(dir, 'steps', 'floor(t*10)/40|floor(t*10)/40', 2)];
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const backwards = { type: 'video', src: 'asset:a', start: 0.2, length: 1.5, trim: 0.5, speed: 1.5, reverse: true };

  it('are named for the chunks that show them', () => {
    const [flat, nested] = [[backwards], [nest([backwards])]].map((clips) =>
      planPieces(plan(document(...clips!), sources, [30]), toolchain),
    );
    expect(nested!.length).toBeGreaterThan(0);
    expect(nested).toEqual(flat);
  });

  it('are the same frames however many chunks show them', () => {
    const flat = composed(dir, plan(document(backwards), sources, []), sources);
    for (const cuts of [[], [17, 33], [5, 11, 20, 29, 38, 44]])
      expect(composed(dir, plan(document(nest([backwards])), sources, cuts), sources)).toEqual(flat);
  });

  it('are heard backwards', () => {
    const sound = { type: 'audio', src: 'asset:steps', start: 0.25, length: 1, trim: 0.5, reverse: true };
    const color = { type: 'color', color: '#000', start: 0, length: 2 };
    const pcm = (...clips: unknown[]) => readFileSync(mix(dir, plan(document(...clips), sources), sources, 'pcm'));
    const flat = pcm(color, sound);
    expect(pcm(nest([color, sound])).equals(flat)).toBe(true);
    expect(pcm(color, { ...sound, reverse: false }).equals(flat)).toBe(false);
  });
});
