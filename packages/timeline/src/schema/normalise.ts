import type { Animated, Easing, Keyframe } from '../animated.ts';
import { normaliseEffects } from '../audio-effects/effects.ts';
import { readCaptions } from '../captions/read.ts';
import { canonicalEasing } from '../easings.ts';
import { PAGE_ASSET } from '../page-spec.ts';
import type { Problem } from '../problems.ts';
import type { FadeCurve } from '../sound.ts';
import type { Anchor, Clip, Gradient, Length, Path, Source, TextStyle, Timeline, Transition, Visual } from '../timeline.ts';
import { captionsProblems } from './captions-problems.ts';
import type { ClipInput } from './clips.ts';
import { normaliseDuck } from './duck.ts';
import { effectsOf } from './effects.ts';
import { fontProblems } from './font.ts';
import { framed } from './normalise-framing.ts';
import { type Readers, readKenBurns, readMoving } from './read-motion.ts';
import { lookOf, motionOf } from './text-look.ts';
import { textMotionProblems } from './text-problems.ts';
import { hex, length } from './units.ts';

type Raw<T extends ClipInput['type']> = Extract<ClipInput, { type: T }>;
type RawVisual = Pick<Raw<'text'>, 'position' | 'scale' | 'rotation' | 'opacity'> &
  Partial<Pick<Raw<'text'>, 'transitionIn' | 'transitionOut' | 'effects' | 'motion' | 'path' | 'depth'>>;
type RawKeyframes<T> = { at: number; value: T; easing?: string | undefined }[];

/**
 * A checked clip with every default filled in. What only reading its captions or fonts can show goes to `problems`; `inner` is a
 * nested timeline, read already.
 */
export function normaliseClip(raw: ClipInput, path: Path, problems: Problem[], inner: Timeline | null): Clip {
  switch (raw.type) {
    case 'video':
      return {
        type: 'video',
        path,
        src: source(raw.src),
        ...span(raw),
        trim: raw.trim ?? 0,
        fit: raw.fit ?? 'cover',
        onEnd: raw.onEnd ?? 'error',
        muted: raw.muted ?? false,
        freeze: raw.freeze ?? null,
        ...readKenBurns(raw.kenBurns, readers),
        ...visual(raw),
        ...sound(raw),
      };
    case 'image':
      return {
        type: 'image',
        path,
        src: source(raw.src),
        ...span(raw),
        fit: raw.fit ?? (raw.kenBurns ? 'cover' : 'contain'),
        ...readKenBurns(raw.kenBurns, readers),
        ...visual(raw),
      };
    case 'audio':
      return {
        type: 'audio',
        path,
        src: { kind: 'asset', assetId: raw.src.slice('asset:'.length) },
        ...span(raw),
        trim: raw.trim ?? 0,
        onEnd: raw.onEnd ?? 'error',
        transitionIn: raw.transitionIn ?? null,
        transitionOut: raw.transitionOut ?? null,
        ...sound(raw),
      };
    case 'text': {
      const style = textStyle(raw.style ?? {}, path, problems);
      const text = { text: raw.text, ...span(raw), style, ...motionOf(raw, hex) };
      problems.push(...textMotionProblems(text, path));
      return { type: 'text', path, ...text, ...visual(raw) };
    }
    case 'color':
      return { type: 'color', path, color: hex(raw.color), ...span(raw), ...visual(raw) };
    case 'gradient':
      return { type: 'gradient', path, gradient: gradient(raw.gradient), ...span(raw), ...visual(raw) };
    case 'captions': {
      problems.push(...captionsProblems(raw, path));
      const cues = raw.captions ? readCaptions(raw.captions, [...path, 'captions'], problems, raw.highlight !== undefined) : [];
      const end = cues.at(-1)?.end;
      const style = textStyle(raw.style ?? {}, path, problems);
      const motion = motionOf(raw, hex);
      problems.push(...textMotionProblems({ length: null, style, ...motion }, path));
      return {
        type: 'captions',
        path,
        file: raw.src?.slice('asset:'.length) ?? null,
        cues,
        track: raw.mode === 'track' ? { language: raw.language ?? 'und', label: raw.label ?? null } : null,
        ...span({ ...raw, length: raw.length ?? end }),
        style,
        ...motion,
        ...visual(raw),
        position: position(raw.position ?? { x: '50%', y: '90%', anchor: 'bottom' }),
      };
    }
    case 'timeline':
      return {
        type: 'timeline',
        path,
        timeline: inner!,
        transparent: raw.timeline.canvas?.background === undefined,
        ...span(raw),
        trim: raw.trim ?? 0,
        fit: raw.fit ?? 'contain',
        muted: raw.muted ?? false,
        ...visual(raw),
        ...heard(raw),
      };
    case 'html':
      return {
        type: 'html',
        path,
        html: raw.html,
        css: raw.css ?? null,
        width: raw.width ?? null,
        height: raw.height ?? null,
        animated: raw.animated ?? true,
        fit: raw.fit ?? 'none',
        assetIds: [...new Set([...`${raw.html} ${raw.css ?? ''}`.matchAll(PAGE_ASSET)].map((m) => m[1]!))],
        ...span(raw),
        ...visual(raw),
      };
    case 'lottie':
      return {
        type: 'lottie',
        path,
        file: raw.src.slice('asset:'.length),
        ...span(raw),
        fit: raw.fit ?? 'contain',
        loop: raw.loop ?? false,
        speed: raw.speed ?? 1,
        ...visual(raw),
      };
    case 'shape':
      return {
        type: 'shape',
        path,
        shape: raw.shape,
        ...span(raw),
        width: length(raw.width),
        height: length(raw.shape === 'line' ? (raw.stroke?.width ?? 0) : (raw.height ?? raw.width)),
        radius: raw.radius ?? 0,
        fill: raw.fill === undefined ? null : hex(raw.fill),
        stroke: raw.stroke ? { color: hex(raw.stroke.color), width: raw.stroke.width } : null,
        ...visual(raw),
      };
  }
}

/** What is not known before the other clips are is settled afterwards: see settle.ts. */
function span(raw: { start: number | 'after'; length?: number | 'fill' | undefined }): Pick<Clip, 'start' | 'length' | 'timing'> {
  const [after, fill] = [raw.start === 'after', raw.length === 'fill'];
  return {
    start: raw.start === 'after' ? 0 : raw.start,
    length: raw.length === 'fill' ? null : (raw.length ?? null),
    ...(after || fill ? { timing: { after, fill, known: false } } : {}),
  };
}

function gradient(raw: Raw<'gradient'>['gradient']): Gradient {
  const stops = raw.stops.map((s) => ({ at: s.at, color: hex(s.color) }));
  if (raw.kind === 'linear') return { kind: 'linear', angle: raw.angle ?? 180, stops };
  const center = { x: length(raw.center?.x ?? '50%'), y: length(raw.center?.y ?? '50%') };
  return { kind: 'radial', center, radius: raw.radius ?? null, stops };
}

function visual(raw: RawVisual): Visual {
  return {
    position: position(raw.position),
    scale: keyframes(raw.scale ?? 1),
    rotation: keyframes(raw.rotation ?? 0),
    opacity: keyframes(raw.opacity ?? 1),
    transitionIn: transition(raw.transitionIn),
    transitionOut: transition(raw.transitionOut),
    ...framed(raw as Parameters<typeof framed>[0]),
    ...effectsOf(raw.effects, keyframes),
    ...readMoving(raw, readers),
  };
}

function transition(raw: RawVisual['transitionIn']): Transition | null {
  if (!raw) return null;
  const { type, length, softness, color } = raw;
  return {
    ...{ type, length },
    ...(raw.easing === undefined || raw.easing === 'linear' ? {} : { easing: easing(raw.easing) }),
    ...(softness === undefined ? {} : { softness }),
    ...(color === undefined ? {} : { color: hex(color) }),
  };
}

type RawHeard = Pick<Raw<'audio'>, 'volume' | 'pan' | 'fadeIn' | 'fadeOut' | 'duck' | 'audioEffects'>;

const sound = (raw: RawHeard & Pick<Raw<'audio'>, 'speed' | 'keepPitch' | 'reverse'>) => ({
  speed: raw.speed ?? 1,
  keepPitch: raw.keepPitch ?? true,
  reverse: raw.reverse ?? false,
  ...heard(raw),
});

const heard = (raw: RawHeard) => ({
  volume: keyframes(raw.volume ?? 1),
  pan: keyframes(raw.pan ?? 0),
  fadeIn: fade(raw.fadeIn).length,
  fadeOut: fade(raw.fadeOut).length,
  fadeInCurve: fade(raw.fadeIn).curve,
  fadeOutCurve: fade(raw.fadeOut).curve,
  duck: normaliseDuck(raw.duck),
  ...normaliseEffects(raw.audioEffects, keyframes),
});

const fade = (raw: Raw<'audio'>['fadeIn']): { length: number; curve: FadeCurve } =>
  typeof raw === 'object' ? raw : { length: raw ?? 0, curve: 'linear' };

function position(raw: RawVisual['position']): Visual['position'] {
  const middle: Length = { value: 50, unit: '%' };
  if (Array.isArray(raw)) {
    const along = (axis: 'x' | 'y') => raw.map((k) => ({ at: k.at, value: length(k.value[axis]), easing: easing(k.easing) }));
    return { x: along('x'), y: along('y'), anchor: 'center' };
  }
  const axis = (value: NonNullable<typeof raw>['x']): Animated<Length> =>
    value === undefined
      ? middle
      : Array.isArray(value)
        ? (keyframes(value) as Keyframe<number | string>[]).map((k) => ({ ...k, value: length(k.value) }))
        : length(value);
  return { x: axis(raw?.x), y: axis(raw?.y), anchor: (raw?.anchor ?? 'center') as Anchor };
}

const easing = (e: string | undefined): Easing => canonicalEasing(e ?? 'linear');

/** For what is read elsewhere. */
export const readers: Readers = { easing, length };

export function keyframes<T extends number | string>(value: T | RawKeyframes<T>): Animated<T> {
  return Array.isArray(value) ? value.map((k) => ({ at: k.at, value: k.value, easing: easing(k.easing) })) : value;
}

function source(raw: Raw<'video'>['src']): Source {
  if (typeof raw === 'string') return { kind: 'asset', assetId: raw.slice('asset:'.length) };
  const { provider, model, fresh, fallback, ...input } = raw.generate;
  const instead = fallback ? { fallback: fallback.map(source) } : {};
  return { kind: 'generated', provider, model, input, fresh: fresh ?? false, ...instead };
}

function textStyle(raw: NonNullable<Raw<'text'>['style']>, path: Path, problems: Problem[]): TextStyle {
  problems.push(...fontProblems(raw, [...path, 'style']));
  return {
    font: raw.font ?? 'Inter',
    weight: raw.weight ?? 400,
    italic: raw.italic ?? false,
    size: raw.size ?? 48,
    color: hex(raw.color ?? '#ffffff'),
    align: raw.align ?? 'center',
    lineHeight: raw.lineHeight ?? 1.2,
    maxWidth: raw.maxWidth ?? null,
    background: raw.background === undefined ? null : hex(typeof raw.background === 'string' ? raw.background : raw.background.color),
    padding: raw.padding ?? 16,
    stroke: raw.stroke ? { color: hex(raw.stroke.color), width: raw.stroke.width } : null,
    shadow: raw.shadow ? { color: hex(raw.shadow.color), blur: raw.shadow.blur ?? 0, x: raw.shadow.x ?? 0, y: raw.shadow.y ?? 0 } : null,
    ...lookOf(raw),
  };
}
