import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { formatPath, parseTimeline } from '../src/index.ts';
import { planOf } from './described.ts';
import { composed, plan } from './render.ts';
import { type Made, makeVideo, scratch } from './sources.ts';

jest.setTimeout(180_000);

const stops = [
  { at: 0, color: '#f00' },
  { at: 1, color: '#0000ff80' },
];
const small = { width: 320, height: 180, fps: 30, background: '#204060' };
const problems = (clip: object) => {
  const result = parseTimeline({ version: 1, canvas: small, tracks: [{ clips: [{ start: 0, length: 1, ...clip }] }] });
  return result.ok ? [] : result.problems.map((p) => `${formatPath(p.path.slice(4))} ${p.code}`);
};
const layer = (clip: object) => planOf([{ clips: [{ start: 0, length: 2, ...clip }] }], { canvas: small }).chunks[0]!.graph.layers[0]!;

describe('color, gradient and shape clips', () => {
  it('become pictures of known size, shapes at their largest', () => {
    expect(layer({ type: 'color', color: '#F00' })).toMatchObject({
      source: { kind: 'drawing', raster: { kind: 'fill', width: 320, height: 180, fill: { kind: 'color', color: '#ff0000' } } },
      origin: null,
      placement: null,
    });
    expect(layer({ type: 'gradient', gradient: { kind: 'linear', stops }, scale: 0.5 })).toMatchObject({
      source: { raster: { width: 160, height: 90, fill: { kind: 'linear', from: [80, 0], to: [80, 90] } } },
      placement: { scale: 1 },
    });
    expect(layer({ type: 'gradient', gradient: { kind: 'linear', angle: 90, stops } })).toMatchObject({
      source: { raster: { fill: { from: [0, 90], to: [320, 90] } } },
    });
    expect(layer({ type: 'gradient', gradient: { kind: 'radial', center: { x: 0, y: '50%' }, stops } })).toMatchObject({
      source: { raster: { fill: { kind: 'radial', center: [0, 90], radius: 332.415 } } },
    });
    const growing = [
      { at: 0, value: 1 },
      { at: 1, value: 3 },
    ];
    expect(layer({ type: 'shape', shape: 'rectangle', width: '25%', height: 31, radius: 5, fill: '#fff', scale: growing })).toMatchObject({
      source: { raster: { kind: 'shape', width: 240, height: 94, box: { width: 240, height: 93 }, radius: 15, stroke: null } },
      placement: { scale: [{ a: 1 / 3, b: 1 }, { a: 1 }] },
    });
    expect(layer({ type: 'shape', shape: 'line', width: 100, stroke: { color: '#fff', width: 4 } })).toMatchObject({
      source: { raster: { width: 100, height: 4, fill: '#ffffff', stroke: null } },
    });
  });

  it('hide what an opaque one covers, and nothing otherwise', () => {
    const under = { clips: [{ type: 'video', src: 'asset:v1', start: 0, length: 2 }] };
    const over = (clip: object) =>
      planOf([under, { clips: [{ start: 0, length: 2, ...clip }] }], { canvas: small }).chunks[0]!.graph.layers;
    expect(over({ type: 'color', color: '#ff0000' })).toHaveLength(1);
    expect(over({ type: 'color', color: '#ff00007f' })).toHaveLength(2);
    expect(over({ type: 'shape', shape: 'rectangle', width: '100%', height: '100%', fill: '#fff' })).toHaveLength(1);
    expect(over({ type: 'shape', shape: 'rectangle', width: '100%', height: '100%', radius: 9, fill: '#fff' })).toHaveLength(2);
  });

  it('have keys of their own and do not depend on the fonts', () => {
    const key = (clip: object, toolchain = {}) =>
      planOf([{ clips: [{ start: 0, length: 2, ...clip }] }], {
        toolchain: { ffmpeg: 'f', canvas: 'c', arch: 'x64', fonts: {}, ...toolchain },
      }).chunks[0]!.key;
    const red = { type: 'color', color: '#ff0000' };
    expect(key(red)).toBe(key(red, { fonts: { Inter: 'other' } }));
    expect(new Set([key(red), key({ ...red, color: '#fe0000' }), key(red, { canvas: 'd' }), key({ ...red, opacity: 0.5 })]).size).toBe(4);
  });

  it('refuse what cannot be drawn, with the path', () => {
    expect(problems({ type: 'shape', shape: 'line', width: 10 })).toEqual(['stroke REQUIRED']);
    expect(problems({ type: 'shape', shape: 'line', width: 10, fill: '#fff', stroke: { color: '#fff', width: 1 } })).toEqual([
      'fill INVALID_VALUE',
    ]);
    expect(problems({ type: 'shape', shape: 'ellipse', width: 10 })).toEqual(['fill REQUIRED']);
    expect(problems({ type: 'shape', shape: 'circle', width: '-5%', fill: 'red' })).toHaveLength(3);
    expect(problems({ type: 'gradient', gradient: { kind: 'linear', stops: stops.toReversed() } })).toEqual([
      'gradient.stops[1].at OUT_OF_ORDER',
    ]);
    expect(problems({ type: 'gradient', gradient: { kind: 'linear', stops: stops.slice(1) } })).toEqual(['gradient.stops OUT_OF_RANGE']);
    expect(problems({ type: 'color' })).toEqual(['color REQUIRED']);
  });

  describe('composed', () => {
    const dir = scratch();
    let sources: Made[];
    beforeAll(() => {
      sources = [makeVideo(dir, 'a', { frames: 90 })];
    });
    afterAll(() => rmSync(dir, { recursive: true, force: true }));

    it('are the same frames however they are cut', () => {
      const fade = { type: 'fade', length: 0.5 };
      const document = {
        version: 1,
        canvas: small,
        tracks: [
          {
            clips: [
              { type: 'gradient', gradient: { kind: 'linear', stops }, start: 0, length: 1, transitionOut: fade },
              { type: 'color', color: '#112233', start: 0.5, length: 1.5 },
              { type: 'video', src: 'asset:a', start: 2, length: 1, transitionIn: fade },
            ],
          },
          {
            clips: [
              {
                ...{ type: 'shape', shape: 'ellipse', width: '30%', height: 61, fill: '#0f0', start: 0.3, length: 2.4 },
                rotation: 30,
                scale: [
                  { at: 0, value: 0.5 },
                  { at: 2, value: 1.5, easing: 'easeInOut' },
                ],
                transitionIn: fade,
              },
            ],
          },
          {
            clips: [{ type: 'shape', shape: 'line', width: '80%', stroke: { color: '#fff', width: 3 }, start: 1, length: 2, opacity: 0.5 }],
          },
        ],
      };
      const cut = (cuts: number[]) => composed(dir, plan(document, sources, cuts), sources);
      const whole = cut([]);
      expect(whole).toHaveLength(90);
      expect(cut([31, 65])).toEqual(whole);
      expect(cut([8, 15, 20, 37, 60, 83])).toEqual(whole);
      expect(new Set(whole).size).toBeGreaterThan(60);
    });
  });
});
