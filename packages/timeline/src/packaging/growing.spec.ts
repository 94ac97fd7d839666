import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Growth, type PlaylistFilm, type PlaylistSegment, type PlaylistSound, type Watched, watchedSoFar } from './growing.ts';
import { masterPlaylist, mediaPlaylist } from './hls.ts';

const FPS = { num: 30_000, den: 1001 };
const sizes = [
  { folder: 'v360', width: 640, height: 360 },
  { folder: 'v180', width: 320, height: 180 },
];

const filmOf = (frames: number[], sound = true): PlaylistFilm => ({
  ...{ fps: FPS, durationSeconds: (frames.reduce((a, b) => a + b, 0) * FPS.den) / FPS.num, title: null, frames, renditions: sizes, sound },
  captions: [],
});
const soundOf = (frames: number[]): PlaylistSound => ({
  ...{ codecs: 'mp4a.40.2', timescale: 48_000 },
  segments: frames.map((n) => ({ ticks: Math.ceil((n * 48_000 * FPS.den) / FPS.num / 1024) * 1024, bytes: n * 100 })),
});
const segment = (number: number): PlaylistSegment => ({
  number,
  tracks: sizes.map((_, i) => ({ codecs: 'avc1.64001e', timescale: 30_000, bytes: 1000 * number + i })),
});

const textsOf = ({ film, longest, ended }: Watched): string[] =>
  [...film.video, ...(film.audio ? [film.audio] : [])].map((track) => mediaPlaylist(track, longest, { ended }));
const END = '#EXT-X-ENDLIST\n';
const durations = (text: string): number[] => [...text.matchAll(/#EXTINF:([\d.]+),/g)].map(([, s]) => Number(s));

/** A film, and the order in which its segments and (as number 0) its sound are finished. */
const renders = fc
  .array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 12 })
  .chain((frames) => fc.record({ frames: fc.constant(frames), order: fc.shuffledSubarray([...frames.keys(), frames.length]) }));

describe('a playlist of a film that is being made', () => {
  it('only grows, whatever comes when, and ends where the render does', () => {
    fc.assert(
      fc.property(renders, fc.boolean(), ({ frames, order }, silent) => {
        const film = filmOf(frames, !silent);
        let before: string[] | null = null;
        const growth: Growth = { film, sound: null, segments: [], over: false };
        const look = (): void => {
          const watched = watchedSoFar(growth);
          const numbers = new Set(growth.segments.map((s) => s.number));
          const prefix = frames.findIndex((_, i) => !numbers.has(i + 1));
          const length = prefix < 0 ? frames.length : prefix;
          if (length === 0 || (growth.sound === null && !silent)) {
            expect(watched).toBeNull();
            return;
          }
          const texts: string[] = textsOf(watched!);
          expect(watched!.ended).toBe(growth.over || length === frames.length);
          for (const text of texts) {
            expect(durations(text)).toHaveLength(length);
            expect(text.includes('DISCONTINUITY')).toBe(false);
            expect(text.endsWith(END)).toBe(watched!.ended);
            const target = Number(/TARGETDURATION:(\d+)/.exec(text)?.[1]);
            expect(Math.max(...durations(text).map(Math.round))).toBeLessThanOrEqual(target);
          }
          // Each is what it was, with lines behind.
          for (const [i, text] of (before ?? []).entries()) expect(texts[i]?.startsWith(text.replace(END, ''))).toBe(true);
          before = texts;
        };
        for (const number of order) {
          if (number === 0) growth.sound = silent ? null : soundOf(frames);
          else growth.segments = [...growth.segments, segment(number)];
          look();
        }
        growth.over = true;
        look();
      }),
      { numRuns: 300 },
    );
  });

  it('says the times of its segments exactly, and the rates of what is there', () => {
    const growth = { film: filmOf([60, 90, 30]), sound: soundOf([60, 90, 30]), segments: [segment(3), segment(1)], over: false };
    const watched = watchedSoFar(growth)!;
    expect(watched).toMatchObject({ ended: false, longest: 3.003 });
    expect(textsOf(watched)[0]).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:1
#EXT-X-PLAYLIST-TYPE:EVENT
#EXT-X-START:TIME-OFFSET=0
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init.mp4"
#EXTINF:2.002000,
1.m4s
`);
    expect(masterPlaylist(watched.film)).toContain('CODECS="avc1.64001e,mp4a.40.2",RESOLUTION=320x180,FRAME-RATE=29.970,AUDIO="audio"');
    const whole = watchedSoFar({ ...growth, segments: [1, 2, 3].map(segment) })!;
    expect(whole.film.video[1]?.segments.map((s) => s.ticks)).toEqual([60_060, 90_090, 30_030]);
    expect(whole.ended).toBe(true);
  });

  it('has what there is of the sound where the last picture is shorter than a packet', () => {
    const sound = soundOf([60]);
    const watched = watchedSoFar({ film: filmOf([60, 1]), sound, segments: [segment(1), segment(2)], over: false });
    expect(watched).toMatchObject({ ended: true, film: { audio: { segments: { length: 1 } } } });
  });
});
