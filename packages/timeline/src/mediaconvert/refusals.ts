import type { OutputSettings } from '../output-settings.ts';
import type { Problem } from '../problems.ts';
import type { Clip, Timeline, VideoClip, VisualClip } from '../timeline.ts';
import { isCounted } from './timecode.ts';

const HINT = 'Leave it out, or render with the backend FFMPEG.';
const CODE = 'NOT_EXPRESSIBLE';

export const refusal = (path: Problem['path'], message: string, hint = HINT): Problem => ({ path, code: CODE, message, hint });

/** The longest video a job may have: its timecodes end after a day. */
const DAY = 24 * 3600;

/** Clips that become one picture each. */
const STILL_TYPES: readonly string[] = ['image', 'text', 'captions', 'shape', 'color', 'gradient'];

/**
 * What a MediaConvert job can't say of a timeline and its outputs, as far as it can be told without the media. Empty: it may become
 * a job. Paths from the timeline's root, and from "outputs".
 */
export function mediaConvertProblems(timeline: Timeline, outputs: readonly OutputSettings[]): Problem[] {
  const reels = timeline.tracks.flatMap((t, i) => (t.clips.some((c) => c.type === 'video') ? [i] : []));
  return [
    ...reels.slice(1).map((i) => refusal(['tracks', i], 'MediaConvert shows one track of videos; an earlier track has them already.')),
    ...timeline.tracks.flatMap((t, i) => t.clips.flatMap((c) => clipProblems(c, i < (reels[0] ?? 0) && t.kind === 'visual'))),
    ...outputs.flatMap((o, i) => outputProblems(o, outputs[0]!, timeline, i)),
  ];
}

function clipProblems(clip: Clip, below: boolean): Problem[] {
  if (clip.type === 'audio') return [];
  if (clip.type === 'video') return videoProblems(clip);
  const at = (key: string) => [...clip.path, key];
  const still = STILL_TYPES.includes(clip.type) || (clip.type === 'html' && !clip.animated);
  if (!still)
    return [refusal(at('type'), `MediaConvert can't show a clip of the type ${clip.type}${clip.type === 'html' ? ' that moves' : ''}.`)];
  return [
    ...(below ? [refusal(clip.path, 'MediaConvert lays pictures over the videos, never beneath them.')] : []),
    ...(clip.type === 'captions' && clip.track !== null
      ? [refusal(at('mode'), 'A job burns captions in; it delivers none beside the picture.')]
      : []),
    ...(clip.effects ? [refusal(at('effects'), 'MediaConvert has no effects for a picture.')] : []),
    ...presets(clip).map((key) => refusal(at(key), `A picture that is laid over by MediaConvert can't move: it has a ${key}.`)),
    ...(['animate', 'highlight', 'counter'] as const)
      .filter((key) => (clip as Partial<Record<typeof key, unknown>>)[key] !== undefined)
      .map((key) => refusal(at(key), `A picture that is laid over by MediaConvert can't change: a text with ${key} does.`)),
    ...(['transitionIn', 'transitionOut'] as const).flatMap((key) =>
      clip[key] && (clip[key].type !== 'fade' || clip[key].easing !== undefined)
        ? [refusal(at(key), 'A picture that is laid over by MediaConvert only fades, at even speed.')]
        : [],
    ),
    ...(clip.blend
      ? [refusal(at('blend'), `A picture that is laid over by MediaConvert can't be mixed with what is beneath: blend is "${clip.blend}".`)]
      : []),
    ...moving(clip).map((key) => refusal(at(key), `A picture that is laid over by MediaConvert can't change: ${key} has keyframes.`)),
  ];
}

/** What a clip of the reel has beside its place and its source, and what it must be. By exclusion: what is added later is refused until it is known here. */
const KNOWN: ReadonlySet<string> = new Set<keyof VideoClip>([
  ...(['type', 'path', 'start', 'length', 'timing', 'src', 'trim', 'fit', 'onEnd', 'position', 'scale', 'rotation', 'opacity'] as const),
  ...(['speed', 'keepPitch', 'volume', 'pan', 'fadeIn', 'fadeOut', 'fadeInCurve', 'fadeOutCurve', 'duck', 'muted', 'freeze'] as const),
  ...(['transitionIn', 'transitionOut', 'audioEffects'] as const),
]);

function videoProblems(clip: VideoClip): Problem[] {
  const at = (key: string) => [...clip.path, key];
  const plain: [keyof VideoClip, boolean, string][] = [
    ['speed', clip.speed === 1, "MediaConvert can't change the speed of a video."],
    ['freeze', clip.freeze === null, "MediaConvert can't hold a picture of a video."],
    ['transitionIn', clip.transitionIn === null, 'MediaConvert only cuts from video to video.'],
    ['transitionOut', clip.transitionOut === null, 'MediaConvert only cuts from video to video.'],
    ['opacity', clip.opacity === 1, "MediaConvert can't make a video transparent."],
    ['rotation', clip.rotation === 0, "MediaConvert can't turn a video."],
    ['scale', clip.scale === 1, 'MediaConvert shows a video over the whole frame.'],
    ['position', inTheMiddle(clip), 'MediaConvert shows a video in the middle of the frame.'],
    ['fit', clip.fit !== 'none', 'MediaConvert scales a video to the frame: cover, contain or fill, not none.'],
  ];
  const later = Object.entries(clip).filter(([key, value]) => !KNOWN.has(key) && !isNothing(value));
  return [
    ...plain.filter(([, holds]) => !holds).map(([key, , why]) => refusal(at(key), why)),
    ...later.map(([key]) => (key === 'along' ? 'path' : key)).map((key) => refusal(at(key), `MediaConvert has no ${key} for a video.`)),
  ];
}

function inTheMiddle({ position: { x, y, anchor } }: VisualClip): boolean {
  const half = (v: typeof x) => !Array.isArray(v) && v.unit === '%' && v.value === 50;
  return half(x) && half(y) && anchor === 'center';
}

const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === false || (Array.isArray(value) && value.length === 0);

/** Ways to move beside keyframes, as the document calls them. */
const WAYS = { motion: 'motion', along: 'path', depth: 'depth', kenBurns: 'kenBurns' } as const;
const presets = (clip: VisualClip): string[] => Object.entries(WAYS).flatMap(([key, name]) => (key in clip ? [name] : []));

/** Names of the properties that have keyframes. */
function moving(clip: VisualClip): string[] {
  const isMoving = (value: unknown): boolean =>
    Array.isArray(value) && value.some((v) => typeof v === 'object' && v !== null && 'at' in v && 'value' in v);
  const { x, y } = clip.position;
  return [
    ...Object.entries(clip).flatMap(([key, value]) => (isMoving(value) ? [key] : [])),
    ...(isMoving(x) || isMoving(y) ? ['position'] : []),
  ];
}

/** What of the settings a job says, or what it may leave alone. */
const SAID: ReadonlySet<string> = new Set<keyof OutputSettings>([
  ...(['format', 'codec', 'audioCodec', 'pixelFormat', 'alpha', 'width', 'height', 'fps', 'speed', 'crf', 'bitrateKbps'] as const),
  ...([
    'renditions',
    'audioBitrateKbps',
    'loudness',
    'truePeakDb',
    'gopSeconds',
    'poster',
    'title',
    'comment',
    'once',
    'maxRateKbps',
  ] as const),
]);
const FORMATS: readonly string[] = ['mp4', 'hls', 'dash'];
const CODECS: readonly (string | null)[] = ['h264', 'h265'];

function outputProblems(output: OutputSettings, first: OutputSettings, { canvas }: Timeline, index: number): Problem[] {
  const { format, codec, width, height, fps } = output;
  const at = (key: string) => ['outputs', index, key];
  if (!FORMATS.includes(format)) return [refusal(at('format'), `MediaConvert makes ${FORMATS.join(', ')} here, not ${format}.`)];
  const shape = Math.abs(width * canvas.height - height * canvas.width) <= 2 * Math.max(canvas.width, canvas.height);
  const rules: [string, boolean, string][] = [
    ['codec', CODECS.includes(codec), `MediaConvert encodes h264 and h265 here, not ${codec}.`],
    ['codec', format !== 'hls' || codec === 'h264', 'The segments that MediaConvert writes for HLS hold h264 only.'],
    ['pixelFormat', output.pixelFormat === 'yuv420p', 'A job is made with 8 bits a sample.'],
    ['fps', fps.num === first.fps.num && fps.den === first.fps.den, 'All outputs of a job have the first one’s rate.'],
    ['fps', isCounted(fps), "The rate can't be counted by timecodes."],
    ['loudness', output.loudness === first.loudness && output.truePeakDb === first.truePeakDb, 'All outputs of a job have one sound.'],
    ['width', shape, "The output must have the canvas' shape."],
    ['title', output.title === null, 'MediaConvert writes no title into the file.'],
    ['comment', output.comment === null, 'MediaConvert writes no comment into the file.'],
  ];
  const later = Object.entries(output).filter(([key, value]) => !SAID.has(key) && !isNothing(value));
  return [
    ...rules.filter(([, holds]) => !holds).map(([key, , why]) => refusal(at(key), why)),
    ...later.map(([key]) => refusal(at(key), `A job has no ${key}.`)),
  ];
}

export const tooLong = (seconds: number): boolean => seconds >= DAY;
