import type { Animated } from './animated.ts';
import { animatedOf, effectProblems } from './audio-effects/effects.ts';
import { motionProblems } from './check-motion.ts';
import { leavesSome } from './compile/framing.ts';
import { nothingLeft } from './compile/mask.ts';
import { effectProblems as pictureEffectProblems } from './effects/check.ts';
import { lacksLength } from './fallbacks.ts';
import type { Problem } from './problems.ts';
import { formatPath } from './problems.ts';
import { frameAt, micros } from './rate.ts';
import { NOTHING_TO_FILL } from './settle.ts';
import type { Clip, Path, Timeline, Track } from './timeline.ts';

/** What a schema cannot see: times that contradict each other, overlaps, names that point nowhere. `at` is where a nested timeline stands. */
export function checkTimeline(timeline: Timeline, maxDurationSeconds: number, at: Path = []): Problem[] {
  const { canvas, tracks } = timeline;
  const problems: Problem[] = [];
  if (Math.min(canvas.width, canvas.height) > 4320) {
    problems.push({
      path: [...at, 'canvas'],
      code: 'OUT_OF_RANGE',
      message: `The shorter side may be 4320 pixels at most; this is ${canvas.width}×${canvas.height}.`,
    });
  }
  tracks.forEach((track, i) => {
    problems.push(
      ...checkIds(tracks, i, at),
      ...checkKinds(track),
      ...checkSound(track, [...at, 'tracks', i]),
      ...track.clips.flatMap((c) => checkClip(c, timeline, track, maxDurationSeconds)),
    );
    problems.push(...checkTimings(track), ...checkOverlaps(track, timeline));
  });
  return problems;
}

function checkIds(tracks: Track[], i: number, at: Path): Problem[] {
  const id = tracks[i]!.id;
  const first = tracks.findIndex((t) => t.id === id);
  if (id === null || first === i) return [];
  return [{ path: [...at, 'tracks', i, 'id'], code: 'DUPLICATE_ID', message: `The id "${id}" is already tracks[${first}]'s.` }];
}

function checkKinds(track: Track): Problem[] {
  return track.clips
    .filter((c) => (c.type === 'audio') !== (track.kind === 'audio'))
    .map((c) => ({
      path: [...c.path, 'type'],
      code: 'WRONG_TRACK',
      message:
        c.type === 'audio' ? 'An audio clip stands on a track with pictures.' : `A clip of type "${c.type}" stands on an audio track.`,
      hint: 'Audio clips belong on tracks of their own, with "kind": "audio".',
    }));
}

/** What is done to the sum of a track's sounds. */
function checkSound({ audioEffects: effects, clips }: Track, at: Path): Problem[] {
  if (!effects) return [];
  const silent = clips.length > 0 && !clips.some((c) => 'volume' in c);
  const message = 'No clip of this track sounds.';
  const hint = 'Put effects on the track of a video, audio or timeline clip.';
  return [
    ...(silent ? [{ path: [...at, 'audioEffects'], code: 'INVALID_VALUE', message, hint }] : []),
    ...effectProblems(effects, at),
    ...animatedOf(effects, at).flatMap(([path, value]) => checkKeyframes(path, value)),
  ];
}

function checkClip(clip: Clip, { canvas, tracks }: Timeline, track: Track, maxDurationSeconds: number): Problem[] {
  const problems: Problem[] = [];
  const add = (key: string, code: string, message: string, hint?: string) =>
    problems.push({ path: [...clip.path, key], code, message, ...(hint ? { hint } : {}) });
  const end = clip.start + (clip.length ?? 0);
  if (end > maxDurationSeconds) {
    add(
      clip.length !== null && clip.start <= maxDurationSeconds ? 'length' : 'start',
      'TOO_LONG',
      `The clip ends at ${round(end)} s; a render may last ${maxDurationSeconds} s.`,
    );
  }
  if (clip.length !== null) {
    const start = micros(clip.start);
    if (frameAt(start + micros(clip.length), canvas.fps) <= frameAt(start, canvas.fps))
      add('length', 'TOO_SHORT', `A length of ${clip.length} s is less than one frame.`);
    const fades = (clip.transitionIn?.length ?? 0) + (clip.transitionOut?.length ?? 0);
    if (fades > clip.length + 1e-6)
      add(
        clip.transitionOut ? 'transitionOut' : 'transitionIn',
        'TOO_LONG',
        `The transitions last ${round(fades)} s together, the clip ${clip.length} s.`,
      );
    if ('fadeIn' in clip && clip.fadeIn + clip.fadeOut > clip.length + 1e-6) {
      add(
        clip.fadeOut > 0 ? 'fadeOut' : 'fadeIn',
        'TOO_LONG',
        `The fades last ${round(clip.fadeIn + clip.fadeOut)} s together, the clip ${clip.length} s.`,
      );
    }
  }
  if (clip.type === 'video' && clip.freeze !== null) {
    if (clip.length === null && !clip.timing?.fill) add('length', 'REQUIRED', 'length is missing: a frozen picture has none of its own.');
    if (clip.trim !== 0) add('trim', 'INVALID_VALUE', 'A frozen clip shows one picture: "freeze" says which, trim nothing.');
    if (clip.speed !== 1) add('speed', 'INVALID_VALUE', 'A frozen clip has no speed.');
    if (clip.reverse) add('reverse', 'INVALID_VALUE', 'A frozen clip has no direction.');
  }
  if (lacksLength(clip)) {
    add(
      'length',
      'REQUIRED',
      'length is missing: what is shown instead of the generation may be a picture, which has none of its own.',
      'Give the clip or what is to be generated a "length".',
    );
  }
  problems.push(...checkCrop(clip, canvas));
  if (clip.type === 'gradient') {
    clip.gradient.stops.forEach((stop, i, stops) => {
      const before = stops[i - 1];
      if (!before || stop.at >= before.at) return;
      problems.push({
        path: [...clip.path, 'gradient', 'stops', i, 'at'],
        code: 'OUT_OF_ORDER',
        message: `Stops must follow each other: ${stop.at} comes after ${before.at}.`,
      });
    });
  }
  if (clip.type === 'shape') {
    if (clip.shape === 'line' && !clip.stroke) add('stroke', 'REQUIRED', 'stroke is missing: a line is drawn with it.');
    if (clip.shape === 'line' && clip.fill !== null) add('fill', 'INVALID_VALUE', 'A line has a stroke and no fill.');
    if (clip.shape !== 'line' && !clip.fill && !clip.stroke) add('fill', 'REQUIRED', 'A shape needs a fill or a stroke.');
  }
  problems.push(...motionProblems(clip, canvas));
  if ('duck' in clip && clip.duck) {
    const { under } = clip.duck;
    if (under === track.id) add('duck', 'INVALID_VALUE', 'A clip cannot be ducked under its own track.');
    else if (!tracks.some((t) => t.id === under))
      add('duck', 'UNKNOWN_TRACK', `There is no track with the id "${under}".`, 'Give the track an "id".');
    const { carve } = clip.duck;
    if (carve && carve.from >= carve.to)
      problems.push({
        path: [...clip.path, 'duck', 'carve', 'to'],
        code: 'OUT_OF_RANGE',
        message: `to must be greater than from, which is ${carve.from} Hz, not ${carve.to}.`,
      });
  }
  if ('volume' in clip) problems.push(...effectProblems(clip.audioEffects, clip.path));
  if (clip.type === 'timeline') {
    problems.push(...checkTimeline(clip.timeline, maxDurationSeconds, [...clip.path, 'timeline']));
    const empty = clip.timeline.tracks.length > 0 && clip.timeline.tracks.every((t) => t.clips.length === 0);
    if (empty && clip.length === null && !clip.timing?.fill)
      add('timeline', 'EMPTY_TIMELINE', 'The nested timeline has no clip that would give it a length.');
  }
  problems.push(...pictureEffectProblems(clip));
  for (const [path, value] of animatedValues(clip)) problems.push(...checkKeyframes(path, value));
  return problems;
}

/** Of a source only parts are known here, no pixels. */
function checkCrop(clip: Clip, canvas: Timeline['canvas']): Problem[] {
  if (clip.type === 'audio' || !clip.crop) return [];
  const page = clip.type === 'html' ? { width: clip.width ?? canvas.width, height: clip.height ?? canvas.height } : null;
  const size = clip.type === 'timeline' ? clip.timeline.canvas : page;
  if (leavesSome(clip.crop, size ?? { width: Number.POSITIVE_INFINITY, height: Number.POSITIVE_INFINITY })) return [];
  return [nothingLeft(clip.path, size ? `${size.width}×${size.height} pixels` : 'whatever its size')];
}

function animatedValues(clip: Clip): [Path, Animated<unknown>][] {
  const values: [Path, Animated<unknown>][] = [];
  if (clip.type !== 'audio') {
    values.push(
      [['scale'], clip.scale],
      [['rotation'], clip.rotation],
      [['opacity'], clip.opacity],
      [['position', 'x'], clip.position.x],
      [['position', 'y'], clip.position.y],
    );
    clip.effects?.forEach(({ values: own }, i) => {
      for (const [key, value] of Object.entries(own)) values.push([['effects', i, key], value]);
    });
  }
  if ('volume' in clip) values.push([['volume'], clip.volume], [['pan'], clip.pan]);
  const effects = 'volume' in clip ? animatedOf(clip.audioEffects, clip.path) : [];
  return [...values.map(([path, value]): [Path, Animated<unknown>] => [[...clip.path, ...path], value]), ...effects];
}

function checkKeyframes(path: Path, value: Animated<unknown>): Problem[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((k, i) => {
    const before = value[i - 1];
    if (!before || k.at > before.at) return [];
    return [
      {
        path: [...path, i, 'at'],
        code: 'OUT_OF_ORDER',
        message: `Keyframes must follow each other in time: ${k.at} s comes after ${before.at} s.`,
      },
    ];
  });
}

function checkTimings(track: Track): Problem[] {
  return track.clips.flatMap((clip, i): Problem[] => {
    const { timing, path } = clip;
    if (timing?.after && track.clips[i - 1]?.timing?.fill) {
      return [
        {
          path: [...path, 'start'],
          code: 'UNKNOWN_TIME',
          message: `${formatPath(path)} begins "after" a clip that fills the time up to it: neither has a time.`,
          hint: 'Give this clip a start in seconds, or the clip before it a length.',
        },
      ];
    }
    if (!timing?.fill || !timing.known || clip.length !== null) return [];
    return [{ path: [...path, 'length'], code: 'NOTHING_TO_FILL', message: NOTHING_TO_FILL }];
  });
}

/** Neighbours may overlap by exactly their transition, and nothing may overlap what is not its neighbour. */
function checkOverlaps(track: Track, { canvas }: Timeline): Problem[] {
  const clips = track.clips.filter((c) => c.length !== null && c.timing?.known !== false).sort((a, b) => a.start - b.start);
  const frame = (us: number) => frameAt(us, canvas.fps);
  const endOf = (c: Clip) => frame(micros(c.start) + micros(c.length ?? 0));
  const problems: Problem[] = [];
  let furthest: Clip | null = null;
  clips.forEach((clip, i) => {
    const before = clips[i - 1];
    const start = frame(micros(clip.start));
    if (before && furthest && furthest !== before && endOf(furthest) > start)
      problems.push(overlapProblem(furthest, clip, 'Only two clips may overlap at a time.'));
    else if (before && endOf(before) > start) {
      const overlap = endOf(before) - start;
      const out = before.transitionOut?.length;
      const into = clip.transitionIn?.length;
      const asked = out ?? into;
      const agreed = out === undefined || into === undefined || out === into;
      if (asked === undefined || !agreed || Math.abs(frame(micros(asked)) - overlap) > 1 || endOf(clip) < endOf(before)) {
        problems.push(
          overlapProblem(
            before,
            clip,
            "Neighbours may overlap only by exactly the first one's transitionOut or the second one's transitionIn.",
          ),
        );
      }
    }
    if (!furthest || endOf(clip) > endOf(furthest)) furthest = clip;
  });
  return problems;
}

function overlapProblem(a: Clip, b: Clip, hint: string): Problem {
  const by = round(Math.min(a.start + (a.length ?? 0), b.start + (b.length ?? 0)) - b.start);
  return {
    path: [...b.path, 'start'],
    code: 'OVERLAP',
    message: `${formatPath(a.path)} (${round(a.start)}–${round(a.start + (a.length ?? 0))} s) and ${formatPath(b.path)} (from ${round(b.start)} s) overlap by ${by} s.`,
    hint,
  };
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;
