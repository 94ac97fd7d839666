import { hashOf } from '../canonical.ts';
import { withCaptions } from '../compile/captions.ts';
import { compileFrame, type FramePlan } from '../compile/frame.ts';
import { type Placed, placeClips } from '../compile/place.ts';
import { type CompileInput, compilePlan } from '../compile/plan.ts';
import { compilePlans } from '../compile/plans.ts';
import type { OutputSettings } from '../output-settings.ts';
import type { Plan } from '../plan.ts';
import type { Problem, Result } from '../problems.ts';
import { settle } from '../settle.ts';
import type { Clip, Timeline, VideoClip } from '../timeline.ts';
import { outputGroup, SOUND } from './outputs.ts';
import { type Overlay, overlaysOf } from './overlays.ts';
import { type Reel, reelOf, type Stretch } from './reel.ts';
import { mediaConvertProblems, refusal, tooLong } from './refusals.ts';
import type { JobInput, JobSettings } from './settings.ts';
import { timecode } from './timecode.ts';

export interface CompileJobInput extends Omit<CompileInput, 'output' | 'only' | 'cuts'> {
  /** At least one. */
  outputs: readonly OutputSettings[];
  /** Bucket of the sources, of what is made for the job and of what it writes. */
  bucket: string;
  /** Key prefix of what is made for the job; ends in "/". */
  parts: string;
  /** Key prefix of what the job writes; ends in "/". */
  results: string;
}

/** A render as one MediaConvert job: what is sent, and what must lie in the store before. */
export interface JobPlan {
  /** SHA-256 of what the job makes, hex. */
  key: string;
  settings: JobSettings;
  /** The same render as chunks, of which a job needs the length and the sound. */
  plan: Plan;
  /** Pictures as large as the canvas, by file name. */
  pictures: { name: string; draw: FramePlan }[];
  /** The canvas' colour as a video; null: videos everywhere. */
  filler: { name: string; plan: Plan } | null;
  /** The mix, cut for each input; `lead`: samples of silence before it, since an input's sound begins with its file. */
  sounds: { name: string; lead: number; from: number; to: number }[];
  /** What a poster shows. */
  poster: FramePlan;
}

const FILLER = 'filler.mp4';
const soundName = (i: number) => `sound-${i}.flac`;

/**
 * Timeline and probed sources → a MediaConvert job. Problems: as compilePlans', and NOT_EXPRESSIBLE with the path of everything that a job
 * can't say.
 */
export function compileJob({ outputs, bucket, parts, results, ...input }: CompileJobInput): Result<JobPlan> {
  const problems: Problem[] = [];
  const timeline = settle(withCaptions(input.timeline, input, problems), input);
  problems.push(...mediaConvertProblems(timeline, outputs));
  if (problems.length > 0) return { ok: false, problems };
  const compiled = compilePlans({ ...input, outputs });
  if (!compiled.ok) return compiled;
  const plan = compiled.value[0]!;
  const { fps } = plan.canvas;
  if (tooLong(plan.durationSeconds)) problems.push(refusal(['tracks'], 'A job ends before its timecodes do: after 24 hours.'));
  const placed = placeClips(timeline, fps, input, problems);
  const counted = { ...timeline, canvas: { ...timeline.canvas, fps } };
  const videos = placed.filter((p): p is Placed<VideoClip> => p.clip.type === 'video').sort((a, b) => a.start - b.start);
  const reel = reelOf(videos, plan.frames, timeline.canvas, fps, problems);
  const overlays = overlaysOf(placed, counted, input, problems);
  if (problems.length > 0) return { ok: false, problems };

  const poster = compileFrame({ ...input, output: outputs[0]! }, plan.posterFrame);
  const filler = fillerOf(reel, counted, input);
  if (!poster.ok) return poster;
  if (filler && !filler.ok) return filler;

  const address = (key: string) => `s3://${bucket}/${key}`;
  const sounds = plan.audio !== null;
  const picture = (name: string) => address(`${parts}${name}`);
  const settings: JobSettings = {
    TimecodeConfig: { Source: 'ZEROBASED' },
    Inputs: reel.stretches.map((s, i) => jobInput(s, address(s.objectKey ?? `${parts}${FILLER}`), sounds ? picture(soundName(i)) : null)),
    OutputGroups: outputs.map((output, i) => outputGroup(output, i, address(`${results}${i}/`), { reel, overlays, sounds, picture })),
  };
  return {
    ok: true,
    value: {
      key: hashOf({ settings, pipeline: plan.pipelineVersion }),
      settings,
      plan,
      pictures: distinct(overlays),
      filler: filler ? { name: FILLER, plan: filler.value } : null,
      sounds: sounds ? reel.stretches.map(soundOf) : [],
      poster: poster.value,
    },
  };
}

const distinct = (overlays: readonly Overlay[]) => [...new Map(overlays.map(({ name, draw }) => [name, { name, draw }])).values()];

const soundOf = ({ from, rate, sound }: Stretch, i: number) => ({
  ...{ name: soundName(i), lead: Math.round((from * 48_000 * rate.den) / rate.num) },
  ...sound,
});

function jobInput({ from, frames, rate }: Stretch, file: string, sound: string | null): JobInput {
  return {
    FileInput: file,
    InputClippings: [{ StartTimecode: timecode(from, rate), EndTimecode: timecode(from + frames - 1, rate) }],
    TimecodeSource: 'ZEROBASED',
    VideoSelector: { Rotate: 'AUTO' },
    ...(sound === null ? {} : { AudioSelectors: { [SOUND]: { DefaultSelection: 'DEFAULT', ExternalAudioFileInput: sound } } }),
  };
}

/** As long as the longest stretch without a video. */
function fillerOf(reel: Reel, { canvas }: Timeline, input: Omit<CompileInput, 'output'>): Result<Plan> | null {
  const frames = Math.max(0, ...reel.stretches.filter((s) => s.sha256 === null).map((s) => s.frames));
  if (frames === 0) return null;
  const { fps } = canvas;
  const clip = { type: 'color', color: canvas.background, path: ['tracks', 0, 'clips', 0], start: 0, length: (frames * fps.den) / fps.num };
  const plain = { position: { x: MIDDLE, y: MIDDLE, anchor: 'center' }, scale: 1, rotation: 0, opacity: 1 };
  const filled = { ...clip, ...plain, transitionIn: null, transitionOut: null } as Clip;
  const output: OutputSettings = { ...FILLED, fps, width: canvas.width, height: canvas.height };
  const tracks: Timeline['tracks'] = [{ id: null, kind: 'visual', clips: [filled] }];
  return compilePlan({ ...input, timeline: { version: 1, canvas, tracks }, output, cuts: [] });
}

const MIDDLE = { value: 50, unit: '%' };

/** One colour: small however well it is kept. */
const FILLED: Omit<OutputSettings, 'fps' | 'width' | 'height'> = {
  ...{
    format: 'mp4',
    codec: 'h264',
    audioCodec: null,
    pixelFormat: 'yuv420p',
    alpha: false,
    speed: 'veryfast',
    crf: 16,
    bitrateKbps: null,
  },
  ...{
    renditions: null,
    audioBitrateKbps: null,
    loudness: null,
    truePeakDb: null,
    gopSeconds: 2,
    poster: false,
    title: null,
    comment: null,
  },
};
