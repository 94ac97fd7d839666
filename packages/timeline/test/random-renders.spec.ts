import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { parseTimeline, timelineLength } from '../src/index.ts';
import { timelines } from './arbitrary/timeline.ts';
import { assemble, must, plan } from './render.ts';
import { ffprobe, type Made, makeLogo, makeSound, makeVideo, scratch } from './sources.ts';

jest.setTimeout(900_000);

const documents = timelines({
  sources: {
    video: [
      { id: 'a', seconds: 1.6 },
      { id: 'b', seconds: 1.2 },
    ],
    image: ['logo'],
    sound: [
      { id: 'sine', seconds: 1.5 },
      { id: 'a', seconds: 1.6 },
    ],
  },
  ...{ clips: 2, tracks: 1, depth: 1 },
  canvas: [
    { width: 96, height: 54 },
    { width: 64, height: 96 },
  ],
  rates: [24, 25, 29.97, 12.5],
  lengths: [20, 80],
});

/** The same hundred each time: what they are is in `arbitrary`. */
const hundred = fc.sample(documents, { numRuns: 100, seed: 20_261_121 });

/** With the size the file really has. */
const sized = (made: Made, width: number, height: number): Made => ({
  ...made,
  probe: { ...made.probe, video: { ...made.probe.video!, width, height, codedWidth: width, codedHeight: height } },
});

describe('random timelines, rendered', () => {
  const dir = scratch();
  let sources: Made[];
  beforeAll(() => {
    sources = [
      sized(makeVideo(dir, 'a', { frames: 48, tone: 330, source: 'testsrc2=s=160x90' }), 160, 90),
      sized(makeVideo(dir, 'b', { frames: 30, rate: { num: 25, den: 1 }, source: 'smptebars=s=64x64' }), 64, 64),
      makeLogo(dir, 'logo', 32),
      makeSound(dir, 'sine', 'sin(2*PI*440*t)*0.3', 1.5),
    ];
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it.each(Array.from({ length: 10 }, (_, i) => i))('have exactly the frames and the duration they promise (the %i. ten)', (ten) => {
    for (const document of hundred.slice(ten * 10, ten * 10 + 10)) {
      const assets = Object.fromEntries(sources.map((s) => [s.assetId, s]));
      const promised = timelineLength(must(parseTimeline(document)), { assets, generated: {} });
      const file = assemble(dir, plan(document, sources), sources);
      const { streams } = JSON.parse(
        ffprobe(['-count_packets', '-show_entries', 'stream=codec_type,nb_read_packets,duration', '-of', 'json', file]),
      ) as { streams: { codec_type: string; nb_read_packets: string; duration: string }[] };
      const video = streams.find((s) => s.codec_type === 'video')!;
      expect([Number(video.nb_read_packets), JSON.stringify(document)]).toEqual([promised.frames, JSON.stringify(document)]);
      expect(Number(video.duration)).toBeCloseTo(promised.durationSeconds, 3);
      const audio = streams.find((s) => s.codec_type === 'audio');
      const off = audio ? Math.abs(Number(audio.duration) - promised.durationSeconds) : 0;
      expect([off < 0.001, JSON.stringify([off, promised, document])]).toEqual([true, expect.anything()]);
    }
  });
});
