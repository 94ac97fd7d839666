import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ALL_ALIKE,
  type Change,
  comparePlans,
  explainPlans,
  likeness,
  type OutputRequest,
  type Plan,
  parseTimeline,
  resolveOutput,
} from '../src/index.ts';
import { canvas, planOf } from './described.ts';
import { toolchain } from './sources.ts';

const shot = (n: number, start: number, more: object = {}) => ({ type: 'video', src: `asset:v${n}`, start, length: 5, trim: n, ...more });
/** Short enough for half a shot, which is a chunk. */
const title = (text: string, start: number, more: object = {}) => ({ type: 'text', text, start, length: 1, style: { size: 40 }, ...more });
const music = (more: object = {}) => ({ type: 'audio', src: 'asset:s1', start: 0, length: 40, volume: 0.5, ...more });

interface Cut {
  shots: object[];
  over: object[];
  sound: object[];
}
/** Eight shots, two titles, music. */
const film = (): Cut => ({
  shots: Array.from({ length: 8 }, (_, i) => shot(i, i * 5)),
  over: [title('One', 1), title('Two', 21)],
  sound: [music()],
});
const tracksOf = ({ shots, over, sound }: Cut): unknown[] => [{ clips: shots }, { clips: over }, { kind: 'audio', clips: sound }];

const planned = (cut: Cut, request: OutputRequest = {}, more: Parameters<typeof planOf>[1] = {}): Plan => {
  const parsed = parseTimeline({ version: 1, canvas: more.canvas ?? canvas, tracks: tracksOf(cut) });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const output = resolveOutput(parsed.value.canvas, null, request);
  if (!output.ok) throw new Error(JSON.stringify(output.problems));
  return planOf(tracksOf(cut), { ...more, output: output.value });
};
const brief = ({ kind, clip, property }: Change): string => [kind, clip, property].filter((s) => s !== null).join(' ');
const seen = (changes: readonly Change[]): string[] => [...new Set(changes.map(brief))].sort();

/** What chunks and sound of the later plan give as reasons, each kind once. */
function reasons(before: Plan, after: Plan) {
  const { changes, chunks, sounds } = comparePlans([before], [after]);
  const fresh = chunks.filter((c) => !c.same);
  for (const chunk of fresh) expect(chunk.changes.length).toBeGreaterThan(0);
  for (const chunk of chunks) if (chunk.same) expect(chunk.changes).toEqual([]);
  return {
    all: seen(changes),
    chunks: seen(fresh.flatMap((c) => c.changes)),
    fresh: fresh.length,
    sound: sounds[0]!.same ? null : seen(sounds[0]!.changes),
  };
}
const edited = (edit: (cut: Cut) => void, request: OutputRequest = {}, more: Parameters<typeof planOf>[1] = {}) => {
  const cut = film();
  edit(cut);
  return reasons(planned(film()), planned(cut, request, more));
};
const nothing = () => {};

describe('why a chunk is new', () => {
  it('says nothing of what is the same', () => {
    expect(edited(nothing)).toEqual({ all: [], chunks: [], fresh: 0, sound: null });
  });

  it('names the text of a title', () => {
    const text = ['CLIP_CHANGED tracks[1].clips[1] text'];
    expect(edited((c) => c.over.splice(1, 1, title('Too', 21)))).toEqual({ all: text, chunks: text, fresh: 1, sound: null });
    const cut = film();
    cut.over[1] = title('Too', 21, { style: { size: 40, color: '#ff0000' } });
    const change = comparePlans([planned(film())], [planned(cut)]).changes.find((c) => c.property === 'text');
    expect(change).toEqual({
      ...{ kind: 'CLIP_CHANGED', clip: 'tracks[1].clips[1]', property: 'text', from: '"Two"', to: '"Too"' },
      message: 'tracks[1].clips[1]: text was "Two" and is "Too".',
    });
  });

  it('names the trim of a clip, in picture and sound', () => {
    const trim = ['CLIP_CHANGED tracks[0].clips[2] trim'];
    const { all, chunks, fresh, sound } = edited((c) => c.shots.splice(2, 1, shot(2, 10, { trim: 9 })));
    expect({ all, sound }).toEqual({ all: trim, sound: trim });
    expect(fresh).toBeLessThan(4);
    // Its identity is part of what decides where it is cut.
    expect(chunks.filter((c) => c !== 'CUT')).toEqual(trim);
  });

  it('names a clip that was made shorter, not those that follow it', () => {
    const { all, chunks, sound } = edited((c) => {
      c.shots = c.shots.map((s, i) => (i < 2 ? s : i === 2 ? { ...s, length: 3 } : shot(i, i * 5 - 2)));
      c.over[1] = title('Two', 19);
    });
    const length = 'CLIP_CHANGED tracks[0].clips[2] length';
    expect({ all, sound }).toEqual({ all: [length], sound: [length] });
    expect(chunks.filter((c) => c !== 'CUT')).toEqual([length]);
  });

  it('names a clip that was put in between, and nothing that only moved on', () => {
    const { all, chunks, sound, fresh } = edited((c) => {
      c.shots = [...c.shots.slice(0, 4), shot(9, 20), ...[4, 5, 6, 7].map((n) => shot(n, n * 5 + 5))];
      c.over[1] = title('Two', 26);
    });
    const added = ['CLIP_ADDED tracks[0].clips[4]'];
    expect({ all, sound }).toEqual({ all: added, sound: added });
    expect(chunks.filter((c) => c !== 'CUT')).toEqual(added);
    expect(fresh).toBeLessThan(5);
  });

  it('names a clip that was taken out', () => {
    const { all, sound } = edited((c) => {
      c.shots = c.shots.filter((_, i) => i !== 3).map((s, i) => ({ ...s, start: i * 5 }));
      c.over[1] = title('Two', 16);
    });
    expect({ all, sound }).toEqual({ all: ['CLIP_REMOVED tracks[0].clips[3]'], sound: ['CLIP_REMOVED tracks[0].clips[3]'] });
    const title2 = edited((c) => c.over.pop());
    expect(title2).toEqual({
      all: ['CLIP_REMOVED tracks[1].clips[1]'],
      chunks: ['CLIP_REMOVED tracks[1].clips[1]'],
      fresh: 1,
      sound: null,
    });
  });

  it('names a volume, which is no chunk’s concern', () => {
    const volume = ['CLIP_CHANGED tracks[2].clips[0] volume'];
    expect(edited((c) => c.sound.splice(0, 1, music({ volume: 0.25 })))).toEqual({ all: volume, chunks: [], fresh: 0, sound: volume });
    const own = ['CLIP_CHANGED tracks[0].clips[1] volume'];
    expect(edited((c) => c.shots.splice(1, 1, shot(1, 5, { volume: 2 })))).toEqual({ all: own, chunks: [], fresh: 0, sound: own });
  });

  it('names the settings of the output', () => {
    const { all, chunks, sound, fresh } = edited(nothing, { crf: 30, speed: 'medium' });
    expect(all).toEqual(['SETTING crf', 'SETTING speed']);
    expect({ chunks, sound }).toEqual({ chunks: all, sound: null });
    expect(fresh).toBe(planned(film()).chunks.length);
    expect(edited(nothing, { audioBitrateKbps: 96 })).toMatchObject({
      ...{ all: ['SETTING audioBitrateKbps'], chunks: [], fresh: 0, sound: ['SETTING audioBitrateKbps'] },
    });
  });

  it('names the clip whose source was replaced', () => {
    const src = 'CLIP_CHANGED tracks[0].clips[4] src';
    const { all, chunks, sound } = edited((c) => c.shots.splice(4, 1, shot(4, 20, { src: 'asset:v70' })));
    expect({ all, sound }).toEqual({ all: [src], sound: [src] });
    expect(chunks.filter((c) => c !== 'CUT')).toEqual([src]);
    const { sources } = comparePlans([planned(film())], [planned({ ...film(), sound: [music({ src: 'asset:s2' })] })]);
    expect(sources).toMatchObject({ added: [{ assetId: 's2' }], removed: [{ assetId: 's1' }] });
  });

  it('names what of the canvas is another, not the settings that follow from it', () => {
    const background = edited(nothing, {}, { canvas: { ...canvas, background: '#ffffff' } });
    expect(background).toMatchObject({ all: ['CANVAS background'], chunks: ['CANVAS background'], sound: null });
    const size = edited(nothing, {}, { canvas: { ...canvas, width: 640, height: 360 } });
    expect(size).toMatchObject({ all: ['CANVAS height', 'CANVAS width'], chunks: ['CANVAS height', 'CANVAS width'], sound: null });
    const rate = edited(nothing, {}, { canvas: { ...canvas, fps: 25 } });
    expect(rate).toMatchObject({ all: ['CANVAS fps'], chunks: ['CANVAS fps'] });
  });

  it('names an overlay that was moved, in time or place', () => {
    const start = ['CLIP_CHANGED tracks[1].clips[1] start'];
    expect(edited((c) => c.over.splice(1, 1, title('Two', 36)))).toMatchObject({ all: start, chunks: start, fresh: 2, sound: null });
    const place = edited((c) => c.over.splice(0, 1, title('One', 1, { position: { x: '20%', y: '20%' } })));
    expect(place.chunks).toEqual(['CLIP_CHANGED tracks[1].clips[0] position.x.value', 'CLIP_CHANGED tracks[1].clips[0] position.y.value']);
  });

  it('names the tools and the version, where they are used', () => {
    const newer = { ...toolchain, ffmpeg: 'ffmpeg newer' };
    expect(edited(nothing, {}, { toolchain: newer })).toMatchObject({
      all: ['TOOLCHAIN ffmpeg'],
      chunks: ['TOOLCHAIN ffmpeg'],
      sound: ['TOOLCHAIN ffmpeg'],
    });
    const fonts = { ...toolchain, fonts: { Inter: 'e'.repeat(64) } };
    expect(edited(nothing, {}, { toolchain: fonts })).toMatchObject({
      all: ['TOOLCHAIN fonts.Inter'],
      chunks: ['TOOLCHAIN fonts.Inter'],
      fresh: 2,
      sound: null,
    });

    const earlier = structuredClone(planned(film()));
    const other = (keyed: { key: string; keyParts: Record<string, string> }) => {
      keyed.key = `old ${keyed.key}`;
      keyed.keyParts.compiler = 'old';
    };
    earlier.pipelineVersion = '1';
    for (const keyed of [...earlier.chunks.flatMap((c) => c.encoded), ...earlier.audio!.encoded]) other(keyed);
    expect(reasons(earlier, planned(film()))).toMatchObject({
      all: ['PIPELINE_VERSION'],
      chunks: ['PIPELINE_VERSION'],
      sound: ['PIPELINE_VERSION'],
    });
  });

  it('names what moved the picture below a logo that stays', () => {
    const logo = {
      type: 'image',
      src: 'asset:i1',
      start: 0,
      length: 40,
      opacity: [
        { at: 0, value: 1 },
        { at: 40, value: 0.5 },
      ],
    };
    const before = planned({ ...film(), over: [logo] });
    const shots = [...film().shots.slice(0, 2), shot(9, 10), ...[2, 3, 4, 5, 6].map((n) => shot(n, n * 5 + 5))];
    const { all, chunks } = reasons(before, planned({ ...film(), shots, over: [logo] }));
    expect(all).toEqual(['CLIP_ADDED tracks[0].clips[2]', 'CLIP_REMOVED tracks[0].clips[7]']);
    expect(chunks).toEqual(all);
  });

  it('names a clip within a nested timeline', () => {
    const nestedIn = (text: string) => [
      {
        type: 'timeline',
        start: 0,
        length: 5,
        timeline: { canvas: { width: 640, height: 360 }, tracks: [{ clips: [shot(1, 0)] }, { clips: [title(text, 1)] }] },
      },
      shot(2, 5),
    ];
    const of = (text: string) => planned({ ...film(), shots: nestedIn(text), over: [title('x', 30)], sound: [] });
    const text = ['CLIP_CHANGED tracks[0].clips[0].timeline.tracks[1].clips[0] text'];
    expect(reasons(of('in'), of('out'))).toMatchObject({ all: text, chunks: text, fresh: 1 });
  });

  it('knows what was there with the same key and is not any more, and when there was nothing', () => {
    const plan = planned(film());
    expect(explainPlans([plan], [plan]).chunk(0, 0, 0).map(brief)).toEqual(['NOT_IN_CACHE']);
    expect(explainPlans(null, [plan]).sound(0, 0).map(brief)).toEqual(['FIRST_RENDER']);
  });

  it('compares with plans of builds that did not say what is what', () => {
    const { origins: _, ...old } = planned(film());
    const changes = comparePlans([old], [planned({ ...film(), over: [title('New', 1)] })]);
    for (const chunk of changes.chunks) if (!chunk.same) expect(chunk.changes.length).toBeGreaterThan(0);
  });

  it('finds the render that is most like it', () => {
    const plan = planned(film());
    const near = planned({ ...film(), over: [title('Other', 1), title('Two', 21)] });
    const far = planned({ shots: [shot(33, 0)], over: [title('far', 0, { style: { size: 12 } })], sound: [music({ src: 'asset:s9' })] });
    expect(likeness([plan], [plan])).toBe(ALL_ALIKE);
    expect(likeness([planned(film(), { crf: 30 })], [plan])).toBeLessThan(2.6);
    expect(likeness([near], [plan])).toBeGreaterThan(likeness([far], [plan]));
  });
});

describe('every comparison', () => {
  const at = fc.integer({ min: 0, max: 7 });
  const edit = fc.oneof(
    fc.record({ kind: fc.constant('trim' as const), at, by: fc.integer({ min: 1, max: 30 }) }),
    fc.record({ kind: fc.constant('opacity' as const), at, by: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ kind: fc.constant('src' as const), at, by: fc.integer({ min: 50, max: 60 }) }),
    fc.record({ kind: fc.constant('insert' as const), at, by: fc.integer({ min: 50, max: 60 }) }),
    fc.record({ kind: fc.constant('remove' as const), at, by: fc.constant(0) }),
  );
  const applied = (cut: Cut, { kind, at: i, by }: { kind: string; at: number; by: number }): void => {
    if (kind === 'insert') cut.shots.splice(i, 0, shot(by, 0));
    else if (kind === 'remove') cut.shots.splice(i, 1);
    else
      cut.shots[i] = {
        ...cut.shots[i],
        ...{ trim: { trim: 100 + by }, opacity: { opacity: by / 10 }, src: { src: `asset:v${by}` } }[kind],
      };
    cut.shots = cut.shots.map((s, n) => ({ ...s, start: n * 5 }));
  };

  it('gives every new chunk and sound a reason that names the one clip that was edited, whatever was done', () => {
    fc.assert(
      fc.property(edit, (one) => {
        const cut = film();
        cut.over = [];
        const before = planned(cut);
        const later = film();
        later.over = [];
        applied(later, one);
        const { changes, chunks, sounds } = comparePlans([before], [planned(later)]);
        const [change, ...more] = changes;
        expect(more).toEqual([]);
        expect(change!.clip).toBe(`tracks[0].clips[${one.at}]`);
        expect(chunks.some((c) => !c.same) || one.kind === 'remove').toBe(true);
        for (const c of [...chunks, ...sounds]) {
          expect(c.same).toBe(c.changes.length === 0);
          for (const why of c.changes) expect([brief(change!), 'CUT']).toContain(brief(why));
        }
      }),
      { numRuns: 80 },
    );
  });
});
