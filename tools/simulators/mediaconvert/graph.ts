import { frameOf } from './timecode.ts';
import type { WireImage, WireOutput } from './wire.ts';

/** A stretch of an input, its frames counted from zero, the last one included. */
export interface Clip {
  file: string;
  /** File whose sound begins with the input's first frame; null: silence. */
  sound: string | null;
  rate: { num: number; den: number };
  from: number;
  to: number;
}

const SAMPLES = 48_000;

/** ffmpeg's arguments (but the output's path) for one output, and how many frames it will have. */
export async function graphOf(
  clips: readonly Clip[],
  output: WireOutput,
  fetch: (address: string) => Promise<string>,
): Promise<{ args: string[]; frames: number }> {
  const inputs: string[] = [];
  const chains: string[] = [];
  const maps: string[] = [];
  let count = 0;
  let frames = 0;
  const { videoDescription: video, audioDescriptions } = output;
  if (video) {
    const { width = 0, height = 0, scalingBehavior, codecSettings } = video;
    const codec = codecSettings?.h265Settings ?? codecSettings?.h264Settings ?? {};
    const rate = `${codec.framerateNumerator ?? 25}/${codec.framerateDenominator ?? 1}`;
    const fps = (codec.framerateNumerator ?? 25) / (codec.framerateDenominator ?? 1);
    const scale = scaling(scalingBehavior ?? 'DEFAULT', width, height);
    for (const [i, { file, from, to, rate: own }] of clips.entries()) {
      inputs.push('-i', file);
      chains.push(
        `[${count++}:v:0]setpts=N,trim=start_frame=${from}:end_frame=${to + 1},${scale},setsar=1,format=yuv420p,` +
          `settb=${own.den}/${own.num},setpts=N,fps=${own.num}/${own.den},settb=1/90000[v${i}]`,
      );
    }
    const seconds = clips.reduce((sum, c) => sum + ((c.to - c.from + 1) * c.rate.den) / c.rate.num, 0);
    frames = Math.round(seconds * fps);
    const all = clips.map((_, i) => `[v${i}]`).join('');
    chains.push(`${all}concat=n=${clips.length}:v=1:a=0,fps=${rate}:round=up,tpad=stop=2:stop_mode=clone,trim=end_frame=${frames}[base]`);
    let picture = 'base';
    const images = [...(video.videoPreprocessors?.imageInserter?.insertableImages ?? [])].sort((a, b) => (a.layer ?? 0) - (b.layer ?? 0));
    for (const [i, image] of images.entries()) {
      const laid = overlay(image, fps, seconds);
      inputs.push('-loop', '1', '-framerate', rate, '-t', laid.length, '-i', await fetch(image.imageInserterInput ?? ''));
      chains.push(`[${count++}:v:0]${laid.chain}[i${i}]`, `[${picture}][i${i}]${laid.over}[o${i}]`);
      picture = `o${i}`;
    }
    chains.push(`[${picture}]format=yuv420p[out]`);
    const encoder =
      codecSettings?.codec === 'H_265' ? ['-c:v', 'libx265', '-x265-params', 'log-level=error', '-tag:v', 'hvc1'] : ['-c:v', 'libx264'];
    const gop = String(Math.max(1, Math.round((codec.gopSize ?? 2) * fps)));
    maps.push('-map', '[out]', ...encoder, '-preset', 'ultrafast', '-crf', '20', '-g', gop, '-frames:v', String(frames));
  }
  if (audioDescriptions?.length) {
    for (const [i, { sound, from, to, rate }] of clips.entries()) {
      const at = (frame: number) => Math.round((frame * SAMPLES * rate.den) / rate.num);
      const format = 'aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=stereo';
      if (sound) {
        inputs.push('-i', sound);
        const length = at(to + 1) - at(from);
        chains.push(`[${count++}:a:0]${format},apad,atrim=start_sample=${at(from)}:end_sample=${at(from) + length},asetpts=N/SR/TB[a${i}]`);
      } else chains.push(`anullsrc=r=48000:cl=stereo,${format},atrim=end_sample=${at(to + 1) - at(from)}[a${i}]`);
    }
    chains.push(`${clips.map((_, i) => `[a${i}]`).join('')}concat=n=${clips.length}:v=0:a=1[sound]`);
    const bitrate = String(audioDescriptions[0]?.codecSettings?.aacSettings?.bitrate ?? 96_000);
    maps.push('-map', '[sound]', '-c:a', 'aac', '-b:a', bitrate);
  }
  return { args: [...inputs, '-filter_complex', chains.join(';'), ...maps], frames };
}

function scaling(behavior: string, width: number, height: number): string {
  const size = `${width}:${height}`;
  if (behavior === 'STRETCH_TO_OUTPUT') return `scale=${size}`;
  if (behavior === 'FILL') return `scale=${size}:force_original_aspect_ratio=increase,crop=${size}`;
  return `scale=${size}:force_original_aspect_ratio=decrease,pad=${size}:(ow-iw)/2:(oh-ih)/2`;
}

/** How a picture is shown: from its first frame on, for `duration` ms and while it fades out. */
function overlay(image: WireImage, fps: number, total: number): { chain: string; over: string; length: string } {
  const start = frameOf(image.startTime ?? '00:00:00:00', fps) / fps;
  const [shown, fadeIn, fadeOut] = [image.duration ?? total * 1000, image.fadeIn ?? 0, image.fadeOut ?? 0].map((ms) => ms / 1000) as [
    number,
    number,
    number,
  ];
  const end = start + shown + fadeOut;
  const chain = [
    'format=rgba',
    ...(image.width && image.height ? [`scale=${image.width}:${image.height}`] : []),
    `colorchannelmixer=aa=${(image.opacity ?? 50) / 100}`,
    ...(fadeIn > 0 ? [`fade=t=in:st=0:d=${fadeIn}:alpha=1`] : []),
    ...(fadeOut > 0 ? [`fade=t=out:st=${shown}:d=${fadeOut}:alpha=1`] : []),
    `setpts=PTS-STARTPTS+${start}/TB`,
  ].join(',');
  const over = `overlay=x=${image.imageX ?? 0}:y=${image.imageY ?? 0}:eof_action=pass:enable='gte(t,${start - 0.0005})*lt(t,${end - 0.0005})'`;
  return { chain, over, length: (shown + fadeOut + 1 / fps).toFixed(3) };
}
