import { describe, expect, it } from '@jest/globals';
import { importTimeline } from './import.ts';
import type { ImportRequest } from './types.ts';

const clipsOf = (request: ImportRequest) => {
  const result = importTimeline(request);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const { timeline, unsupported, media } = result.value;
  const tracks = timeline.tracks as { clips: Record<string, unknown>[] }[];
  return { timeline, clips: tracks.flatMap((t) => t.clips), unsupported, media };
};

describe('imports', () => {
  it('list what nobody reads, wherever it stands', () => {
    const { unsupported } = clipsOf({
      format: 'shotstack',
      document: {
        timeline: {
          tracks: [{ clips: [{ asset: { type: 'image', src: 'a', glow: 1 }, start: 0, length: 1, sparkle: true }], mood: 1 }],
          x: 0,
        },
        y: [],
      },
    });
    const paths = unsupported.map((u) => u.path);
    expect(paths.sort()).toEqual([
      'timeline.tracks[0].clips[0].asset.glow',
      'timeline.tracks[0].clips[0].sparkle',
      'timeline.tracks[0].mood',
      'timeline.x',
      'y',
    ]);
  });

  it('carry over a crop, a flip and the names of curves', () => {
    const tween = { from: 0, to: 1, start: 0, length: 1, interpolation: 'bezier', easing: 'easeOutBack' };
    const asset = { type: 'image', src: 'https://a.example/x.png', crop: { left: 0.25, bottom: 0.1 } };
    const clip = { asset, start: 0, length: 1, opacity: [tween], transform: { flip: { horizontal: true } } };
    const { clips, unsupported } = clipsOf({ format: 'shotstack', document: { timeline: { tracks: [{ clips: [clip] }] } } });
    expect(clips).toMatchObject([
      { crop: { left: '25%', bottom: '10%' }, flip: 'horizontal', opacity: [{ at: 0 }, { at: 1, easing: 'easeOutBack' }] },
    ]);
    expect(unsupported.map((u) => u.path)).not.toContain('timeline.tracks[0].clips[0].transform.flip');
  });

  it('name an address once, with all its places, and keep its stand-in', () => {
    const clip = (start: number) => ({ asset: { type: 'video', src: 'https://a.example/x.mp4' }, start, length: 1 });
    const { media, clips } = clipsOf({ format: 'shotstack', document: { timeline: { tracks: [{ clips: [clip(0), clip(1)] }] } } });
    expect(media).toEqual([
      {
        url: 'https://a.example/x.mp4',
        kind: 'video',
        paths: ['timeline.tracks[0].clips[0].asset.src', 'timeline.tracks[0].clips[1].asset.src'],
        assetId: 'media-1',
        mapped: false,
      },
    ]);
    expect(clips.map((c) => c.src)).toEqual(['asset:media-1', 'asset:media-1']);
  });

  it('scale Hospup text to the canvas and move values into range, which they say', () => {
    const text = { content: 'a', start_time: 0, end_time: 1, position: { x: 25, y: 2000 }, style: { font_size: 108, color: '#fff' } };
    const { clips, unsupported } = clipsOf({
      format: 'hospup',
      document: { text_overlays: [text] },
      canvas: { width: 1080, height: 1920 },
    });
    expect(clips).toMatchObject([{ position: { x: '25%', y: '1000%', anchor: 'center' }, style: { size: 192, color: '#ffffff' } }]);
    expect(unsupported).toEqual([{ path: 'text_overlays[0].position.y', why: expect.stringContaining('1000 was taken') }]);
  });

  it('do not follow aliases in circles', () => {
    const clip = (alias: string, other: string) => ({ asset: { type: 'text', text: 'a' }, alias, start: `alias://${other}`, length: 1 });
    const { unsupported } = clipsOf({
      format: 'shotstack',
      document: { timeline: { tracks: [{ clips: [clip('a', 'b')] }, { clips: [clip('b', 'a')] }] } },
    });
    expect(unsupported.map((u) => u.why)).toEqual([expect.stringContaining('depends on itself')]);
  });

  it('keep foreign braces as they are', () => {
    const { timeline } = clipsOf({ format: 'editly', document: "{ clips: [{ layers: [{ type: 'title', text: 'Hi {{ you }}' }] }] }" });
    expect(timeline.variables).toEqual({ you: '{{ you }}' });
  });

  it('tell where a value is at fault that no timeline can hold', () => {
    const result = importTimeline({
      format: 'shotstack',
      document: { timeline: { tracks: [{ clips: [{ asset: { type: 'text', text: 'a'.repeat(6000) }, start: 0, length: 1 }] }] } },
    });
    expect(result).toMatchObject({ ok: false, problems: [{ code: 'OUT_OF_RANGE', path: ['timeline', 'tracks', 0, 'clips', 0] }] });
  });

  it('survive values of any kind', () => {
    const odd = [null, 0, 'x', true, [], {}, [null, 1, 'x', {}]];
    for (const format of ['otio', 'shotstack', 'editly', 'hospup'] as const)
      for (const a of odd)
        for (const b of odd) {
          const item = {
            OTIO_SCHEMA: 'Clip.2',
            source_range: a,
            asset: a,
            layers: a,
            start: b,
            length: a,
            media_references: b,
            effects: b,
            path: b,
            metadata: b,
          };
          const inner = { OTIO_SCHEMA: 'Track.1', children: [item, a], clips: [item, b], metadata: a };
          const tracks = format === 'otio' ? { OTIO_SCHEMA: 'Stack.1', children: [inner, a], source_range: b } : [inner, a];
          const document = {
            ...{
              OTIO_SCHEMA: 'Timeline.1',
              tracks,
              timeline: { tracks, soundtrack: b, background: a },
              output: b,
              merge: a,
              global_start_time: a,
            },
            ...{
              clips: [item, { layers: [item, a, { ...item, type: 'video', path: 'x' }] }],
              defaults: b,
              segments: [item, a],
              text_overlays: [b],
              total_duration: a,
            },
          };
          expect(typeof importTimeline({ format, document }).ok).toBe('boolean');
        }
  });

  it('of thousands of parts are read in one go', () => {
    const clip = { asset: { type: 'text', text: 'a' }, length: 1, alias: 'x' };
    const chain = Array.from({ length: 5_000 }, (_, i) => ({ ...clip, alias: `a${i}`, start: `alias://a${i + 1}` }));
    const { clips } = clipsOf({ format: 'shotstack', document: { timeline: { tracks: [{ clips: Array(5_000).fill(clip) }] } } });
    expect(clips).toHaveLength(5_000);
    expect(importTimeline({ format: 'shotstack', document: { timeline: { tracks: [{ clips: chain }] } } }).ok).toBe(false);
    const gaps = Array(150_000).fill({ OTIO_SCHEMA: 'Gap.1' });
    const stack = {
      OTIO_SCHEMA: 'Stack.1',
      children: [
        { OTIO_SCHEMA: 'Stack.1', children: gaps },
        { OTIO_SCHEMA: 'Track.1', children: gaps },
      ],
    };
    expect(importTimeline({ format: 'otio', document: { OTIO_SCHEMA: 'Timeline.1', tracks: stack } }).ok).toBe(false);
  });

  it('carry speeds, frozen frames, fills and shapes over', () => {
    const time = (value: number) => ({ OTIO_SCHEMA: 'RationalTime.1', value, rate: 25 });
    const piece = (effect: object) => ({
      OTIO_SCHEMA: 'Clip.2',
      source_range: { OTIO_SCHEMA: 'TimeRange.1', start_time: time(10), duration: time(25) },
      media_reference: { OTIO_SCHEMA: 'ExternalReference.1', target_url: 'https://a.example/x.mp4' },
      effects: [effect],
    });
    const children = [
      piece({ OTIO_SCHEMA: 'LinearTimeWarp.1', time_scalar: 2.5 }),
      piece({ OTIO_SCHEMA: 'FreezeFrame.1', time_scalar: 0 }),
      piece({ OTIO_SCHEMA: 'LinearTimeWarp.1', time_scalar: 40 }),
      piece({ OTIO_SCHEMA: 'LinearTimeWarp.1', time_scalar: -2 }),
    ];
    const tracks = { OTIO_SCHEMA: 'Stack.1', children: [{ OTIO_SCHEMA: 'Track.1', kind: 'Video', children }] };
    const canvas = { width: 320, height: 180, fps: 25 };
    const otio = clipsOf({ format: 'otio', document: { OTIO_SCHEMA: 'Timeline.1', tracks }, canvas });
    expect(otio.clips).toMatchObject([
      { start: 0, length: 1, trim: 0.4, speed: 2.5 },
      { start: 1, length: 1, freeze: 0.4 },
      { start: 2, length: 1, speed: 10 },
      { start: 3, length: 1, trim: 0.4, speed: 2, reverse: true },
    ]);
    expect(otio.unsupported).toEqual([{ path: expect.stringContaining('children[2]'), why: expect.stringContaining('10 was taken') }]);

    const layers = [
      { type: 'linear-gradient', colors: ['#ff0000', '#0000ff'] },
      { type: 'video', path: 'x.mp4', cutFrom: 1, cutTo: 4, resizeMode: 'cover' },
      { type: 'audio', path: 'y.mp3', cutFrom: 0, cutTo: 1 },
    ];
    const editly = clipsOf({ format: 'editly', document: { width: 320, height: 180, clips: [{ duration: 2, layers }] } });
    expect(editly.clips).toMatchObject([
      { type: 'gradient', gradient: { kind: 'linear', angle: 119.36 } },
      { type: 'video', trim: 1, length: 2, speed: 1.5 },
      { type: 'audio', length: 2, speed: 0.5 },
    ]);
    expect(editly.unsupported).toEqual([]);

    const asset = { type: 'video', src: 'x.mp4', trim: 1, speed: 2 };
    const shotstack = clipsOf({
      format: 'shotstack',
      document: { timeline: { tracks: [{ clips: [{ asset, start: 0, length: 'auto' }] }] } },
      media: { 'x.mp4': { assetId: 'x', durationSeconds: 5 } },
    });
    expect(shotstack.clips).toMatchObject([{ src: 'asset:x', trim: 1, speed: 2, length: 2 }]);
  });
});
