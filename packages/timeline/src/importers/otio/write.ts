import type { Rational } from '../../media.ts';
import { formatPath } from '../../problems.ts';
import { frameAt, micros } from '../../rate.ts';
import { type Clip, hasSource, type Path, type Transition } from '../../timeline.ts';
import type { Unsupported } from '../types.ts';

/** A clip on the frame grid. */
export interface Placed {
  clip: Clip;
  start: number;
  end: number;
}

type Item = Record<string, unknown>;

/** Frames as OpenTimelineIO's times. */
export class Clock {
  readonly fps: Rational;
  constructor(fps: Rational) {
    this.fps = fps;
  }
  time(frames: number): Item {
    return { OTIO_SCHEMA: 'RationalTime.1', value: frames, rate: this.fps.num / this.fps.den };
  }
  range(start: number, frames: number): Item {
    return { OTIO_SCHEMA: 'TimeRange.1', start_time: this.time(start), duration: this.time(frames) };
  }
  frames(seconds: number): number {
    return frameAt(micros(seconds), this.fps);
  }
}

/** What is written with. */
export interface Writing {
  clock: Clock;
  addressOf: (assetId: string) => string;
  unsupported: Unsupported[];
  /** A clip as its document has it. */
  raw: (path: Path) => Record<string, unknown>;
}

/** A track's children: clips with the gaps and transitions between them. An overlap is cut in its middle. */
export function itemsOf(clips: Placed[], writing: Writing): Item[] {
  const { clock } = writing;
  const sorted = [...clips].sort((a, b) => a.start - b.start);
  const items: Item[] = [];
  let cursor = 0;
  sorted.forEach((placed, i) => {
    const before = sorted[i - 1];
    const next = sorted[i + 1];
    const head = before ? half(before.end - placed.start) : 0;
    const tail = next ? next.start + half(placed.end - next.start) : placed.end;
    const start = placed.start + head;
    const end = Math.min(placed.end, tail);
    if (start > cursor)
      items.push({ OTIO_SCHEMA: 'Gap.1', name: '', source_range: clock.range(0, start - cursor), effects: [], markers: [], metadata: {} });
    if (before && before.end > placed.start)
      items.push(crossing(head, before.end - start, clock, before.clip.transitionOut ?? placed.clip.transitionIn));
    items.push(clipItem(placed, start, end, writing));
    cursor = end;
  });
  return items;
}

const half = (overlap: number): number => Math.max(0, Math.floor(overlap / 2));

function crossing(before: number, after: number, clock: Clock, transition: Transition | null): Item {
  const { length: _, ...look } = transition ?? { type: 'fade', length: 0 };
  const plain = isPlain(transition);
  return {
    OTIO_SCHEMA: 'Transition.1',
    name: look.type,
    transition_type: plain ? 'SMPTE_Dissolve' : 'Custom_Transition',
    in_offset: clock.time(before),
    out_offset: clock.time(after),
    metadata: plain ? {} : { workprint: look },
  };
}

/** A fade at even speed, which every program knows. */
const isPlain = (transition: Transition | null): boolean =>
  transition === null || (transition.type === 'fade' && transition.easing === undefined);

function clipItem({ clip, start: from }: Placed, start: number, end: number, { clock, addressOf, unsupported, raw }: Writing): Item {
  const paced = 'speed' in clip ? clip.speed : 1;
  const scalar = 'reverse' in clip && clip.reverse ? -paced : paced;
  const frozen = 'freeze' in clip && clip.freeze !== null ? clip.freeze : null;
  const trim = 'trim' in clip ? clock.frames(frozen ?? clip.trim) : 0;
  const skipped = frozen === null ? Math.round((start - from) * paced) : 0;
  const path = formatPath(clip.path);
  const { start: _start, length: _length, trim: _trim, ...more } = raw(clip.path);
  unsupported.push(...hidden(clip, more).map((why) => ({ path, why })));
  return {
    OTIO_SCHEMA: 'Clip.2',
    name: clip.type === 'text' ? clip.text.slice(0, 40) : path,
    source_range: clock.range(trim + skipped, end - start),
    effects: frozen !== null ? [warp('FreezeFrame.1', 0)] : scalar === 1 ? [] : [warp('LinearTimeWarp.1', scalar)],
    markers: [],
    enabled: true,
    active_media_reference_key: 'DEFAULT_MEDIA',
    media_references: { DEFAULT_MEDIA: referenceItem(clip, addressOf) },
    metadata: { workprint: more },
  };
}

const warp = (schema: string, scalar: number): Item => ({
  OTIO_SCHEMA: schema,
  name: '',
  effect_name: schema.split('.')[0]!,
  time_scalar: scalar,
  metadata: {},
});

function referenceItem(clip: Clip, addressOf: (id: string) => string): Item {
  const common = { name: '', available_range: null, available_image_bounds: null, metadata: {} };
  if (clip.type === 'text')
    return { OTIO_SCHEMA: 'GeneratorReference.1', ...common, generator_kind: 'Text', parameters: { text: clip.text } };
  if (hasSource(clip) && clip.src.kind === 'asset')
    return { OTIO_SCHEMA: 'ExternalReference.1', ...common, target_url: addressOf(clip.src.assetId) };
  return { OTIO_SCHEMA: 'MissingReference.1', ...common };
}

/** What a program that knows nothing of metadata.workprint will show differently. */
function hidden(clip: Clip, raw: Record<string, unknown>): string[] {
  const why: string[] = [];
  if (clip.type === 'text') why.push('The look of text is in its metadata only.');
  else if (!hasSource(clip)) why.push(`A ${clip.type} clip is in its metadata only.`);
  else if (clip.src.kind === 'generated') why.push('A clip that is yet to be generated has no media reference.');
  if (clip.type === 'video' && !clip.muted) why.push('Its sound is not on a track of its own.');
  if (clip.type !== 'audio' && (clip.transitionIn || clip.transitionOut))
    why.push('Fades from or to what lies beneath are in its metadata only; cross-fades are transitions.');
  if (clip.type !== 'audio' && !(isPlain(clip.transitionIn) && isPlain(clip.transitionOut)))
    why.push('How its transitions look is in metadata only.');
  const has = (...keys: string[]) => keys.some((key) => raw[key] !== undefined);
  if (has('position', 'scale', 'rotation', 'opacity', 'fit'))
    why.push('Fit, position, scale, rotation and opacity are in its metadata only.');
  if (has('effects')) why.push('Effects are in its metadata only.');
  if (has('motion', 'path', 'depth', 'kenBurns')) why.push('Motion presets, paths, depth and Ken Burns moves are in its metadata only.');
  if (has('crop', 'flip', 'corners', 'border', 'shadow', 'mask', 'blend'))
    why.push('Crop, flip, corners, border, shadow, mask and blend are in its metadata only.');
  if (has('volume', 'pan', 'fadeIn', 'fadeOut', 'duck')) why.push('Volume, pan, fades and ducking are in its metadata only.');
  if (has('audioEffects')) why.push('Effects of its sound are in its metadata only.');
  if (has('keepPitch')) why.push('Whether its pitch is kept is in its metadata only.');
  return why;
}
