import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  audioCommand,
  audioInputs,
  chunkCommand,
  chunkInputs,
  compilePlans,
  type OutputRequest,
  type Plan,
  parseTimeline,
  resolveOutput,
} from '../src/index.ts';
import { fetched, must, plan } from './render.ts';
import { ffmpeg, ffprobe, type Made, makeLogo, makeVideo, scratch, toolchain } from './sources.ts';

jest.setTimeout(120_000);

const dir = scratch();
let sources: Made[];
beforeAll(() => {
  sources = [
    makeVideo(dir, 'a', { tone: 440, frames: 90, source: 'testsrc2=s=192x108' }),
    makeLogo(dir, 'logo'),
    makeVideo(dir, 'film', { tone: 330, frames: 90, source: 'testsrc2=s=320x180' }),
  ];
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const document = {
  version: 1,
  canvas: { width: 192, height: 108, fps: 30 },
  tracks: [
    {
      clips: [
        { type: 'video', src: 'asset:a', start: 0, length: 1.2, transitionOut: { type: 'fade', length: 0.2 } },
        { type: 'video', src: 'asset:film', start: 1, length: 1 },
      ],
    },
    { clips: [{ type: 'image', src: 'asset:logo', start: 0.5, length: 1, scale: 0.3, rotation: 10 }] },
  ],
};
const plans = (requests: OutputRequest[]): Plan[] => {
  const timeline = must(parseTimeline(document));
  const outputs = requests.map((request) => must(resolveOutput(timeline.canvas, null, { speed: 'ultrafast', ...request })));
  const assets = Object.fromEntries(sources.map((s) => [s.assetId, s]));
  return must(compilePlans({ timeline, outputs, assets, generated: {}, toolchain, cuts: [31] }));
};
const alone = (request: OutputRequest) => plan(document, sources, [31], { speed: 'ultrafast', ...request });

describe('several outputs', () => {
  it('share a plan when they show the same frames; sound alone goes with any of its rate', () => {
    const groups = (requests: OutputRequest[]) => plans(requests).map((p) => [p.firstChunk, p.outputs.map((o) => o.index)]);
    expect(groups([{}, { width: 96, height: 54 }, { format: 'webm' }, { format: 'mp3' }])).toEqual([[0, [0, 1, 2, 3]]]);
    expect(groups([{ format: 'wav' }, { fps: 15 }, {}, { format: 'webm', alpha: true }, { fps: 15, crf: 9 }])).toEqual([
      [0, [1, 4]],
      [2, [2, 0]],
      [4, [3]],
    ]);
    expect(groups([{ format: 'mp3' }, { fps: 15 }])).toEqual([
      [0, [1]],
      [2, [0]],
    ]);
  });

  it('share what is equal in them', () => {
    const [one, ...others] = plans([
      ...[{}, { title: 'same picture', audioBitrateKbps: 64 }, { codec: 'av1' }, { format: 'webm', codec: 'av1' }, { format: 'm4a' }],
      { format: 'm4a', title: 'with words' },
    ]);
    expect(others).toEqual([]);
    expect(one!.encodings.map((e) => e.codec)).toEqual(['h264', 'av1']);
    expect(one!.audio!.encoded.map(({ encoding: { codec, bitrateKbps, title } }) => [codec, bitrateKbps, title])).toEqual([
      ...[
        ['aac', 192, null],
        ['aac', 64, null],
        ['opus', 128, null],
      ],
      ['aac', 192, 'with words'],
    ]);
    expect(one!.outputs.map(({ encodings, sound }) => [encodings, sound])).toEqual([
      ...[
        [[0], 0],
        [[0], 1],
      ],
      ...[
        [[1], 0],
        [[1], 2],
      ],
      [[], 0],
      [[], 3],
    ]);
    expect(one!.chunks.every((c) => c.encoded.length === 2)).toBe(true);
  });

  const requests: OutputRequest[] = [
    {},
    { width: 96, height: 54 },
    { width: 108, height: 192 },
    { codec: 'h265', pixelFormat: 'yuv420p10le' },
    { format: 'webm' },
    { format: 'mov' },
    { format: 'mp3' },
    { format: 'flac' },
  ];

  it('have the keys that each would have alone', () => {
    const [all] = plans(requests);
    for (const [i, request] of requests.entries()) {
      const single = alone(request);
      const { encodings, sound } = all!.outputs[i]!;
      for (const chunk of single.chunks) expect(encodings.map((e) => all!.chunks[chunk.index]!.encoded[e])).toEqual(chunk.encoded);
      expect(all!.audio!.encoded[sound!]).toEqual(single.audio!.encoded[0]);
    }
  });

  it('come out of one composition, byte by byte as each would alone', () => {
    const [all] = plans(requests);
    const chunk = all!.chunks[1]!;
    const inputs = fetched(dir, chunkInputs(chunk), sources);
    const outputs = all!.encodings.map((_, i) => join(dir, `several-${i}`));
    const args = chunkCommand(all!, chunk, { inputs, outputs });
    expect(args.filter((a) => a === '-i')).toHaveLength(chunkInputs(chunk).length);
    ffmpeg(args);
    for (const [i, request] of requests.entries()) {
      const [encoding] = all!.outputs[i]!.encodings;
      if (encoding === undefined) continue;
      const single = alone(request);
      const path = join(dir, 'single');
      ffmpeg(chunkCommand(single, single.chunks[1]!, { inputs, outputs: [path] }));
      expect([request, readFileSync(path).equals(readFileSync(outputs[encoding]!))]).toEqual([request, true]);
    }
    expect(ffprobe(['-show_entries', 'stream=width,height', '-of', 'csv=p=0', outputs[2]!]).trim()).toBe('108,192');
  });

  it('leave out what is there already: a single encoding is told as if it were alone', () => {
    const [all] = plans(requests);
    const chunk = all!.chunks[0]!;
    const inputs = fetched(dir, chunkInputs(chunk), sources);
    const single = alone(requests[1]!);
    expect(chunkCommand(all!, chunk, { inputs, outputs: [null, '/out/c', null, null, null, null] })).toEqual(
      chunkCommand(single, single.chunks[0]!, { inputs, outputs: ['/out/c'] }),
    );
  });

  it('hear one mix, byte by byte as each would alone', () => {
    const [all] = plans(requests);
    const inputs = fetched(dir, audioInputs(all!.audio!), sources);
    const outputs = all!.audio!.encoded.map((_, i) => join(dir, `sound-${i}`));
    ffmpeg(audioCommand(all!, { inputs, outputs }));
    for (const [i, request] of requests.entries()) {
      const path = join(dir, 'sound');
      ffmpeg(audioCommand(alone(request), { inputs, outputs: [path] }));
      expect([request, readFileSync(path).equals(readFileSync(outputs[all!.outputs[i]!.sound!]!))]).toEqual([request, true]);
    }
  });
});
