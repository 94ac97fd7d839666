import { type CompileInput, compilePlan, type Plan, parseTimeline, resolveOutput, type SourceMedia } from '../src/index.ts';
import { described, toolchain, videoProbe } from './sources.ts';

/** Plans of timelines whose sources are only described: nothing is run. */
export const canvas = { width: 1280, height: 720, fps: 30, background: '#101014' };

const hd = videoProbe({ width: 1280, height: 720, frames: 30_000 });
const grouped = { ...hd, avc: { sps: [], pps: [], keyframes: Array.from({ length: 400 }, (_, i) => 75 * i) } };
const sound = { codec: 'aac', sampleRate: 48000, channels: 2, startSeconds: 0, durationSeconds: 1000 };

const lottie = { width: 200, height: 100, fps: 30, frames: 60 };
const captionsOf = (assetId: string) => `1\n00:00:00,200 --> 00:00:01,500\nThese are ${assetId}`;

/** Every asset there could be: "v…" a long video with sound ("vg…": its key frames are known), "i…" a logo, "c…" captions, "f…" a font, "lut…" a LUT, "l…" a Lottie animation, "s…" a sound. */
export const library = (assetId: string): SourceMedia =>
  assetId.startsWith('v')
    ? described(assetId, { video: assetId.startsWith('vg') ? grouped : hd, audio: sound, durationSeconds: 1000 })
    : assetId.startsWith('i')
      ? described(assetId, {
          kind: 'image',
          container: 'png_pipe',
          durationSeconds: 0,
          video: videoProbe({ codec: 'png', pixelFormat: 'rgba', width: 200, height: 100, frames: null, hasAlpha: true }),
        })
      : assetId.startsWith('c')
        ? { ...described(assetId, { kind: 'captions', container: 'srt', video: null }), text: captionsOf(assetId) }
        : assetId.startsWith('lut')
          ? described(assetId, { kind: 'lut', container: 'cube', video: null, durationSeconds: 0, lut: { size: 2, title: null } })
          : assetId.startsWith('l')
            ? described(assetId, { kind: 'lottie', container: 'lottie', video: null, durationSeconds: 2, lottie })
            : assetId.startsWith('f')
              ? described(assetId, { kind: 'font', container: 'woff2', video: null, durationSeconds: 0 })
              : described(assetId, { kind: 'audio', container: 'mp3', video: null, audio: { ...sound, codec: 'mp3' } });

const assets = new Proxy({} as Record<string, SourceMedia>, {
  get: (_, id) => library(String(id)),
  getOwnPropertyDescriptor: (_, id) => ({ value: library(String(id)), configurable: true, enumerable: true }),
});

export function planOf(tracks: unknown[], more: Partial<CompileInput> & { canvas?: object } = {}): Plan {
  const { canvas: other = canvas, ...rest } = more;
  const timeline = parseTimeline({ version: 1, canvas: other, tracks });
  if (!timeline.ok) throw new Error(JSON.stringify(timeline.problems));
  const output = resolveOutput(timeline.value.canvas);
  if (!output.ok) throw new Error(JSON.stringify(output.problems));
  const plan = compilePlan({ timeline: timeline.value, output: output.value, assets, generated: {}, toolchain, ...rest });
  if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
  return plan.value;
}
