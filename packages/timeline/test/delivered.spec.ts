import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { posterCommand } from '../src/index.ts';
import { assemble, chunkFiles, mix, plan } from './render.ts';
import { ffmpeg, ffprobe, type Made, makeSolid, makeSound, makeVideo, picturesOf, scratch } from './sources.ts';

const canvas = { width: 320, height: 180, fps: 30 };
const clip = (src: string, start: number, length: number, more = {}) => ({ type: 'video', src: `asset:${src}`, start, length, ...more });
const packets = (file: string) =>
  (
    JSON.parse(ffprobe(['-select_streams', 'v', '-show_entries', 'packet=pts,dts,flags', '-of', 'json', file])) as {
      packets: { pts: number; dts: number; flags: string }[];
    }
  ).packets;
const samples = (file: string): Float32Array => {
  const bytes = file.endsWith('.f32')
    ? readFileSync(file)
    : ffmpeg(['-v', 'error', '-i', file, '-map', '0:a', '-f', 'f32le', '-ac', '2', '-']);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};

/** Sample (of the left channel) with the highest value. */
const loudest = (pcm: Float32Array): number => pcm.reduce((best, v, i) => (i % 2 === 0 && v > pcm[best]! ? i : best), 0) / 2;

jest.setTimeout(180_000);

describe('delivered files', () => {
  const dir = scratch();
  let sources: Made[];
  beforeAll(() => {
    sources = [
      makeVideo(dir, 'a', { tone: 440, frames: 300 }),
      makeVideo(dir, 'b', { tone: 660 }),
      // A click at exactly 1 s, on a quiet tone.
      makeSound(dir, 'click', 'if(eq(n,48000),1,0.02*sin(2*PI*300*t))|if(eq(n,48000),1,0.02*sin(2*PI*300*t))', 10),
      makeSound(dir, 'tone', '0.5*sin(2*PI*1000*t)|0.5*sin(2*PI*1000*t)', 4),
    ];
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it.each([
    [30, [37, 60, 133, 200], '512'],
    [29.97, [37, 60, 133, 200], '1001'],
    [12.5, [20, 51, 90], '1024'],
  ])('join at %s fps without a missing, doubled or shifted frame', (fps, cuts, delta) => {
    const document = { version: 1, canvas: { ...canvas, fps }, tracks: [{ clips: [clip('a', 0, 8, { onEnd: 'freeze' })] }] };
    const p = plan(document, sources, cuts);
    const files = chunkFiles(dir, p, sources);
    const out = assemble(dir, p, sources, files);
    const found = packets(out);
    expect(found).toHaveLength(p.frames);
    const pts = found.map((k) => k.pts).sort((x, y) => x - y);
    expect(pts[0]).toBe(0);
    expect([...new Set(pts.slice(1).map((t, i) => t - pts[i]!))].map(String)).toEqual([delta]);
    expect(found.every((k, i) => i === 0 || k.dts > found[i - 1]!.dts)).toBe(true);
    expect(picturesOf(out)).toEqual(files.flatMap((file) => picturesOf(file)));
    const stream = JSON.parse(
      ffprobe([
        '-show_entries',
        'stream=codec_type,profile,level,r_frame_rate,color_space,color_range,duration,start_time',
        '-of',
        'json',
        out,
      ]),
    ).streams;
    expect(stream[0]).toMatchObject({
      codec_type: 'video',
      profile: 'High',
      r_frame_rate: `${p.canvas.fps.num}/${p.canvas.fps.den}`,
      color_space: 'bt709',
      color_range: 'tv',
      start_time: '0.000000',
    });
    expect(Number(stream[1].duration)).toBeCloseTo(p.durationSeconds, 3);
  });

  it.each(['h264', 'h265'] as const)('decode a picture at a time, however few of a chunk are reordered (%s)', (codec) => {
    const flicker = (name: string, filters: string) => makeVideo(dir, name, { frames: 60, filters });
    const made = [
      flicker('calm', 'null'),
      flicker('flashing', "eq=brightness='0.5*mod(n,3)-0.5':eval=frame"),
      flicker('turning', "negate=enable='mod(floor(n/2),2)'"),
    ];
    const clips = ['flashing', 'calm', 'turning', 'calm', 'flashing', 'turning'].map((src, i) => clip(src, i * 2, 2));
    const p = plan({ version: 1, canvas, tracks: [{ clips }] }, made, [60, 120, 180, 240, 300], { codec });
    const files = chunkFiles(dir, p, made);
    // What their files say of their delay differs: ffmpeg's reader shows the first picture 0, 1 or 2 pictures after it is decoded.
    const delays = files.map((file) => packets(file)[0]!).map(({ pts, dts }) => (pts - dts) / 512);
    if (codec === 'h264') expect(new Set(delays)).toEqual(new Set([0, 1, 2]));
    const found = packets(assemble(dir, p, made, files));
    expect(found.map(({ dts }) => dts)).toEqual(found.map((_, i) => (i - 2) * 512));
    expect(found.map(({ pts }) => pts).sort((x, y) => x - y)).toEqual(found.map((_, i) => i * 512));
  });

  it('last as long as planned where nothing but stills is seen', () => {
    const text = { type: 'text', text: 'Hi', start: 0, length: 5, style: { size: 20 } };
    const p = plan({ version: 1, canvas: { ...canvas, fps: 30 }, tracks: [{ clips: [text] }] }, sources, [50]);
    expect(
      chunkFiles(dir, p, sources).map((f) =>
        Number(
          ffprobe(['-show_entries', 'packet=duration', '-of', 'csv=p=0', f])
            .split('\n')
            .reduce((sum, d) => sum + Number(d), 0),
        ),
      ),
    ).toEqual([50 * 512, 100 * 512]);
    expect(packets(assemble(dir, p, sources))).toHaveLength(150);
  });

  it('begin each chunk with a key frame, in files with equal parameter sets and no edit list', () => {
    const p = plan({ version: 1, canvas, tracks: [{ clips: [clip('a', 0, 4), clip('b', 4, 3)] }] }, sources, [60, 130]);
    const files = chunkFiles(dir, p, sources);
    const avcC = files.map((f) => {
      const bytes = readFileSync(f);
      expect(bytes.includes('elst')).toBe(false);
      expect(packets(f)[0]!.flags).toContain('K');
      const at = bytes.indexOf('avcC');
      return bytes.subarray(at, at + bytes.readUInt32BE(at - 4) - 4).toString('hex');
    });
    expect(new Set(avcC).size).toBe(1);
  });

  it('give the same bytes twice, whatever the threads of decoders and filters', () => {
    const p = plan({ version: 1, canvas, tracks: [{ clips: [clip('a', 0, 2)] }] }, sources);
    const first = readFileSync(chunkFiles(dir, p, sources)[0]!);
    expect(readFileSync(chunkFiles(dir, p, sources, 3)[0]!).equals(first)).toBe(true);
  });

  it('mix sound to the sample and keep it there through AAC', () => {
    const p = plan(
      {
        version: 1,
        canvas,
        tracks: [
          { clips: [clip('a', 0, 3, { volume: 0, transitionOut: { type: 'fade', length: 0.5 } }), clip('b', 2.5, 3, { muted: true })] },
          { kind: 'audio', clips: [{ type: 'audio', src: 'asset:click', start: 2, length: 3, trim: 0.5 }] },
        ],
      },
      sources,
    );
    const pcm = samples(mix(dir, p, sources, 'pcm'));
    expect(pcm).toHaveLength(5.5 * 48000 * 2);
    expect(loudest(pcm)).toBe(2.5 * 48000);
    expect(pcm.subarray(0, 2 * 48000 * 2).every((v) => v === 0)).toBe(true);
    const decoded = samples(assemble(dir, p, sources));
    expect(Math.abs(decoded.length - pcm.length)).toBeLessThanOrEqual(2048);
    expect(Math.abs(loudest(decoded) - 2.5 * 48000)).toBeLessThanOrEqual(1);
  });

  it('hold the same sound to the sample for 1, 3 and 7 chunks, mixed and joined', () => {
    const document = {
      version: 1,
      canvas,
      tracks: [
        { clips: [clip('a', 0, 2, { transitionOut: { type: 'fade', length: 0.5 } }), clip('b', 1.5, 2, { volume: 0.7 })] },
        { kind: 'audio', clips: [{ type: 'audio', src: 'asset:click', start: 0.3, length: 3, fadeOut: 1 }] },
      ],
    };
    const [one, ...others] = [[], [35, 70], [13, 30, 44, 65, 80, 97]].map((cuts) => {
      const p = plan(document, sources, cuts);
      const pcm = samples(mix(dir, p, sources, 'pcm'));
      const joined = samples(assemble(dir, p, sources));
      return {
        chunks: p.chunks.length,
        pcm: Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength),
        key: p.audio!.encoded[0]!.key,
        joined,
      };
    });
    expect(one!.pcm.byteLength).toBe(3.5 * 48000 * 2 * 4);
    expect([one, ...others].map((o) => o!.chunks)).toEqual([1, 3, 7]);
    for (const other of others) {
      expect(other.pcm.equals(one!.pcm)).toBe(true);
      expect(other.key).toBe(one!.key);
      expect(other.joined).toEqual(one!.joined);
    }
  });

  it('fade, duck and set volumes as planned', () => {
    const sound = (more: object) => ({ type: 'audio', src: 'asset:tone', start: 0, length: 4, ...more });
    const loudness = (tracks: unknown[]) => {
      const pcm = samples(mix(dir, plan({ version: 1, canvas, tracks }, sources), sources, 'pcm'));
      return (seconds: number) => {
        const at = Math.round(seconds * 48000) * 2;
        return Math.max(...pcm.subarray(at - 960, at + 960));
      };
    };
    const keyed = loudness([
      {
        clips: [
          sound({
            volume: [
              { at: 1, value: 1 },
              { at: 3, value: 0 },
            ],
            fadeIn: 0.5,
          }),
        ],
      },
    ]);
    expect(keyed(0.25)).toBeCloseTo(0.25, 1);
    expect(keyed(1)).toBeCloseTo(0.5, 2);
    expect(keyed(2)).toBeCloseTo(0.25, 1);
    expect(keyed(3.5)).toBeLessThan(0.001);
    const ducked = loudness([
      { id: 'voice', clips: [{ type: 'audio', src: 'asset:tone', start: 1.5, length: 1, volume: 0.0001 }] },
      { kind: 'audio', clips: [sound({ duck: { under: 'voice', by: -12 } })] },
    ]);
    expect(ducked(1)).toBeCloseTo(0.5, 2);
    expect(ducked(2)).toBeCloseTo(0.5 * 10 ** (-12 / 20), 2);
    expect(ducked(3)).toBeCloseTo(0.5, 2);
    const crossed = loudness([
      { clips: [sound({ length: 2, transitionOut: { type: 'fade', length: 1 } }), sound({ start: 1, length: 2, trim: 0.5 })] },
    ]);
    expect(crossed(0.5)).toBeCloseTo(0.5, 2);
    expect(crossed(2.5)).toBeCloseTo(0.5, 2);
    const looped = loudness([{ clips: [sound({ length: 6, trim: 3, onEnd: 'loop' })] }]);
    expect(looped(5.5)).toBeCloseTo(0.5, 2);
  });

  it('show colours in BT.709, a picture and the background alike', () => {
    const red = makeSolid(dir, 'red', 'red');
    const image = { type: 'image', src: 'asset:red', start: 0, length: 1, fit: 'fill' };
    const text = { type: 'text', text: '.', start: 0, length: 1, position: { x: -500 } };
    const pixel = (clip: object, background: string) => {
      const p = plan({ version: 1, canvas: { ...canvas, background }, tracks: [{ clips: [clip] }] }, [red]);
      const frame = ffmpeg(['-v', 'error', '-i', chunkFiles(dir, p, [red])[0]!, '-frames:v', '1', '-f', 'rawvideo', '-']);
      const plane = 320 * 180;
      return [frame[plane / 2]!, frame[plane + plane / 8]!, frame[plane + plane / 4 + plane / 8]!];
    };
    expect(pixel(image, '#000000')).toEqual([63, 102, 240]);
    expect(pixel(text, '#ff0000')).toEqual([63, 102, 240]);
  });

  it('scale the canvas to the output and draw a poster', () => {
    const p = plan({ version: 1, canvas, tracks: [{ clips: [clip('a', 0, 1)] }] }, sources, undefined, { width: 180, height: 320 });
    const [chunk] = chunkFiles(dir, p, sources);
    expect(ffprobe(['-show_entries', 'stream=width,height', '-of', 'csv=p=0', chunk!]).trim()).toBe('180,320');
    const output = join(dir, 'poster.jpg');
    ffmpeg(posterCommand({ chunkFile: chunk!, frameInChunk: p.posterFrame, fps: p.canvas.fps, output }));
    expect(ffprobe(['-show_entries', 'stream=width,height,codec_name', '-of', 'csv=p=0', output]).trim()).toBe('mjpeg,180,320');
  });
});
