import type { AudioProbe, Rational } from '../media.ts';
import type { LayerOrigin } from '../origins.ts';
import { formatPath, type Problem } from '../problems.ts';
import { frameAt, micros, SAMPLE_RATE, sampleAt, secondsOf } from '../rate.ts';
import type { FadeCurve } from '../sound.ts';
import type { AudioClip, TimelineClip, Track, VideoClip } from '../timeline.ts';
import { effectsOf } from './audio-effects.ts';
import type { AudioGraph, AudioPart, Fade, Gain } from './audio-graph.ts';
import { curveOf, fold } from './curves.ts';
import { duckGain } from './duck.ts';
import { mappingOf } from './mapping.ts';
import { sectionOf } from './pieces.ts';
import type { Placed } from './place.ts';

type Sourced = Placed<AudioClip> | Placed<VideoClip>;
type Sounding = Sourced | Placed<TimelineClip>;

const RATE: Rational = { num: SAMPLE_RATE, den: 1 };
/** Sources are read from their beginning up to this many seconds; beyond it a whole second before is sought, so that decoders have settled. */
const SEEK_FROM = 30;

/** A mix, and which clip each part of it is: lane after lane. */
interface Mixed {
  graph: AudioGraph;
  clips: LayerOrigin[];
}

/** A part, and the clip it is. */
interface Heard {
  part: AudioPart;
  origin: LayerOrigin;
}

/** What of a track counts for its sound. */
type SoundTrack = Pick<Track, 'id' | 'audioEffects'>;

/** The mix of a timeline, or null when nothing sounds. */
export function audioGraph(placed: readonly Placed[], tracks: readonly SoundTrack[], frames: number, fps: Rational): Mixed | null {
  const sounding = placed.filter(isSounding);
  const heard = sounding.map((p) => ({ ...heardOf(p, sounding, tracks, fps), p })).filter(({ part }) => part.samples > 0);
  if (heard.length === 0) return null;
  const plain = heard.filter(({ p }) => !tracks[p.track]?.audioEffects);
  const through = tracks.flatMap((track, i) => {
    const own = track.audioEffects ? heard.filter(({ p }) => p.track === i) : [];
    return own.length === 0 ? [] : [throughEffects(own, track, formatPath(own[0]!.p.clip.path.slice(0, -2)))];
  });
  return mixOf([...plain, ...through], sampleAt(frames, fps));
}

function mixOf(heard: readonly Heard[], samples: number): Mixed {
  const lanes = lanesOf(heard);
  const graph = { samples, lanes: lanes.map((lane) => ({ parts: lane.map((h) => h.part) })) };
  return { graph, clips: lanes.flat().map((h) => h.origin) };
}

/** A track's clips, mixed by themselves and then sent through its effects. */
function throughEffects(own: readonly Heard[], { audioEffects }: SoundTrack, path: string): Heard {
  const samples = Math.max(...own.map(endOf));
  const { graph: mix, clips } = mixOf(own, samples);
  const part = { sha256: null, demuxers: '', mix, start: 0, samples, seek: null, skip: 0, loop: null, gains: [], fades: [] };
  return { part: { ...part, ...effectsOf(audioEffects, samples, true) }, origin: { clip: path, inner: clips } };
}

function isSounding(p: Placed): p is Sounding {
  const { clip, media } = p;
  if (clip.type === 'timeline') return !clip.muted && clip.volume !== 0 && p.inner.some(isSounding);
  if (clip.type !== 'audio' && clip.type !== 'video') return false;
  return media?.probe.audio != null && clip.volume !== 0 && !(clip.type === 'video' && (clip.muted || clip.freeze !== null));
}

export function checkSoundLength({ clip, start, end, media }: Placed<AudioClip>, fps: Rational): Problem[] {
  const seconds = ((end - start) * fps.den) / fps.num;
  const left = ((media?.probe.audio?.durationSeconds ?? 0) - clip.trim) / clip.speed;
  if (left <= 0)
    return [{ path: [...clip.path, 'trim'], code: 'SOURCE_TOO_SHORT', message: `Nothing of the source is left after ${clip.trim} s.` }];
  if (clip.onEnd !== 'error' || left >= seconds - fps.den / fps.num) return [];
  return [
    {
      path: [...clip.path, 'length'],
      code: 'SOURCE_TOO_SHORT',
      message: `${formatPath(clip.path)} lasts ${Math.round(seconds * 1000) / 1000} s, but after the trim its source has ${Math.round(left * 1000) / 1000} s.`,
      hint: 'Shorten the clip, or say what comes after the end: "onEnd": "loop", or "black" for silence.',
    },
  ];
}

function heardOf(p: Sounding, all: readonly Sounding[], tracks: readonly SoundTrack[], fps: Rational): Heard {
  const clip = formatPath(p.clip.path);
  const start = sampleAt(p.start, fps);
  const samples = sampleAt(p.end, fps) - start;
  const fades = fadesOf(p, samples, fps);
  // What has faded out is not heard after its end.
  const rings = !fades.some((f) => f.type === 'out');
  const common = {
    ...{ start, samples, ...effectsOf(p.clip.audioEffects, samples, rings) },
    ...gainsOf(p, samples, all, tracks, fps),
    ...panOf(p, samples),
    fades,
  };
  if (!isSourced(p)) {
    const { graph, clips } = nestedMix(p, fps);
    return { part: { ...common, ...graph }, origin: { clip, inner: clips } };
  }
  return { part: { ...common, ...readOf(p, fps, samples) }, origin: { clip } };
}

/** What is read of a source for so many samples, and how it is played. */
function readOf(p: Sourced, fps: Rational, samples: number) {
  const { clip, media, demuxers } = p;
  const audio = media!.probe.audio!;
  const from = sourceSeconds(p, audio);
  const seek = from >= SEEK_FROM ? Math.floor(from) - 1 : null;
  const backwards = clip.reverse ? sectionSeconds(p, fps) : null;
  const heard = backwards ?? Math.max(0, audio.startSeconds + audio.durationSeconds - from);
  const pass = Math.floor((heard * SAMPLE_RATE) / clip.speed);
  return {
    sha256: media!.sha256,
    demuxers,
    seek,
    skip: Math.round((from - (seek ?? audio.startSeconds)) * SAMPLE_RATE),
    ...(audio.channels === 1 ? { mono: true as const } : {}),
    ...(clip.speed === 1 ? {} : { speed: { thousandths: Math.round(clip.speed * 1000), keepPitch: clip.keepPitch } }),
    ...(backwards === null ? {} : { reverse: Math.round(backwards * SAMPLE_RATE) }),
    loop: clip.onEnd === 'loop' && pass > 0 && pass < samples ? pass : null,
  };
}

const isSourced = (p: Sounding): p is Sourced => p.clip.type !== 'timeline';

/** What of the nested timeline sounds, up to its clip's end; silence where that is nothing. */
function nestedMix({ clip, start, end, inner }: Placed<TimelineClip>, fps: Rational) {
  const trim = frameAt(micros(clip.trim), fps);
  const frames = trim + end - start;
  const { graph: mix, clips } = audioGraph(inner, clip.timeline.tracks, frames, fps)!;
  return { graph: { sha256: null, demuxers: '', mix, seek: null, skip: sampleAt(trim, fps), loop: null }, clips };
}

/** Seconds from the container's start at which the clip begins; of a video, where its first picture is. */
function sourceSeconds({ clip, media }: Sourced, audio: AudioProbe): number {
  const video = clip.type === 'video' ? media!.probe.video : null;
  if (!video) return audio.startSeconds + clip.trim;
  if (video.variableFrameRate) return video.startSeconds + clip.trim;
  const { num, den } = video.frameRate;
  return video.startSeconds + (Math.round((clip.trim * num) / den) * den) / num;
}

/** Seconds of the source that a clip played backwards covers: of a video, as long as its pictures. */
function sectionSeconds({ clip, media, start, end }: Sourced, fps: Rational): number {
  const { video, audio } = media!.probe;
  if (clip.type === 'video') {
    const { first, last } = sectionOf(mappingOf(clip, video!, fps), end - start, video!.frames!);
    return secondsOf(last - first + 1, video!.frameRate);
  }
  return Math.min(secondsOf(end - start, fps) * clip.speed, audio!.durationSeconds - clip.trim);
}

/** Seconds of sound that are held in memory to be turned round. */
const MOST_REVERSED = 900;

export function checkReversed(p: Placed, fps: Rational): Problem[] {
  if (!isSounding(p) || !isSourced(p) || !p.clip.reverse) return [];
  const seconds = Math.round(sectionSeconds(p, fps));
  if (seconds <= MOST_REVERSED) return [];
  const message = `${seconds} s of sound are played backwards; at most ${MOST_REVERSED} s can be.`;
  return [{ path: [...p.clip.path, 'reverse'], code: 'TOO_LONG', message, hint: 'Split the clip, or mute it.' }];
}

function gainsOf(
  p: Sounding,
  samples: number,
  all: readonly Sounding[],
  tracks: readonly SoundTrack[],
  fps: Rational,
): Pick<AudioPart, 'gains' | 'carve'> {
  const volume = fold(
    curveOf(p.clip.volume, RATE, (v) => v),
    0,
    samples,
  );
  const gains: Gain[] = volume === 1 ? [] : [volume];
  const { duck } = p.clip;
  if (duck) {
    const start = sampleAt(p.start, fps);
    const spans = all
      .filter((o) => tracks[o.track]?.id === duck.under)
      .map((o) => ({ from: sampleAt(o.start, fps) - start, to: sampleAt(o.end, fps) - start }));
    const gain = fold(duckGain(spans, duck.by), 0, samples);
    if (gain !== 1 && duck.carve) return { gains, carve: { gain, ...duck.carve } };
    if (gain !== 1) gains.push(gain);
  }
  return { gains };
}

function panOf({ clip }: Sounding, samples: number): Pick<AudioPart, 'pan'> {
  const pan = fold(
    curveOf(clip.pan, RATE, (v) => v),
    0,
    samples,
  );
  return pan === 0 ? {} : { pan };
}

const CURVES: Record<FadeCurve, Fade['curve']> = {
  linear: 'tri',
  exponential: 'exp',
  logarithmic: 'log',
  sCurve: 'hsin',
  equalPower: 'qsin',
};

function fadesOf({ clip, start, end, fadeIn, fadeOut }: Sounding, samples: number, fps: Rational): Fade[] {
  const fades: Fade[] = [];
  const length = (seconds: number) => Math.min(samples, Math.round((micros(seconds) * SAMPLE_RATE) / 1e6));
  const into = (n: number, curve: Fade['curve']) => n > 0 && fades.push({ type: 'in', start: 0, samples: n, curve });
  const out = (n: number, curve: Fade['curve']) => n > 0 && fades.push({ type: 'out', start: samples - n, samples: n, curve });
  into(length(clip.fadeIn), CURVES[clip.fadeInCurve]);
  out(length(clip.fadeOut), CURVES[clip.fadeOutCurve]);
  // Under a cross-fade both sounds together stay as loud as one: equal power.
  if (fadeIn) into(sampleAt(start + fadeIn.frames, fps) - sampleAt(start, fps), fadeIn.neighbour ? 'qsin' : 'tri');
  if (fadeOut) out(sampleAt(end, fps) - sampleAt(end - fadeOut.frames, fps), fadeOut.neighbour ? 'qsin' : 'tri');
  return fades;
}

/** As few lanes as there are sounds at a time. */
function lanesOf(heard: readonly Heard[]): Heard[][] {
  const lanes: Heard[][] = [];
  for (const one of [...heard].sort((a, b) => a.part.start - b.part.start)) {
    const free = lanes.find((lane) => endOf(lane.at(-1)!) <= one.part.start);
    if (free) free.push(one);
    else lanes.push([one]);
  }
  return lanes;
}

const endOf = ({ part: { start, samples, tail = 0 } }: Heard): number => start + samples + tail;
