import type { Animated, Easing } from './animated.ts';
import type { Framed, Length } from './framing.ts';
import type { LottieShown } from './lottie-spec.ts';
import type { Rational } from './media.ts';
import type { Camera, KenBurns, Moving } from './motion/types.ts';
import type { AudioEffect, Sound } from './sound.ts';
import type { Counter, Highlight, TextAnimation, TextLook } from './text-look.ts';
import type { TransitionType } from './transitions/table.ts';

/** A checked timeline with every default filled in. Times are seconds as given; frames are the compiler's. */
export interface Timeline {
  version: 1;
  canvas: Canvas;
  tracks: Track[];
}

export interface Canvas {
  /** Pixels, even. */
  width: number;
  height: number;
  fps: Rational;
  /** "#rrggbb" */
  background: string;
  /** What clips with a depth are seen by. */
  camera?: Camera<Animated<Length>, Animated>;
}

export interface Track {
  id: string | null;
  kind: 'visual' | 'audio';
  /** Done to the sum of its clips; absent: none. */
  audioEffects?: AudioEffect[];
  clips: Clip[];
}

export type Clip =
  | VideoClip
  | ImageClip
  | AudioClip
  | TextClip
  | ColorClip
  | GradientClip
  | ShapeClip
  | CaptionsClip
  | HtmlClip
  | LottieClip
  | TimelineClip;
/** Clips that show a file. */
export type SourcedClip = VideoClip | ImageClip | AudioClip;
export type VisualClip = Exclude<Clip, AudioClip>;
export type Path = (string | number)[];

export type AssetSource = { kind: 'asset'; assetId: string };
export type GeneratedSource = {
  kind: 'generated';
  provider: string;
  model: string;
  /** The provider's input, whole: prompt, length and whatever else was given. */
  input: Record<string, unknown>;
  fresh: boolean;
  /** Used instead when it fails, in this order; none of them has one of its own. */
  fallback?: Source[];
};
export type Source = AssetSource | GeneratedSource;

interface ClipBase {
  /** Where it stands in the document: ["tracks", 0, "clips", 1]. */
  path: Path;
  /** Seconds. */
  start: number;
  /** Seconds. null: to the end of the source (of sound without a length, never past the last end of the other clips), or not yet known. */
  length: number | null;
  /** Where start or length follow from other clips; known: they no longer depend on sources not yet there. */
  timing?: { after: boolean; fill: boolean; known: boolean };
}

export interface Transition {
  type: TransitionType;
  /** Seconds. */
  length: number;
  /** Absent: linear. */
  easing?: Easing;
  /** Width of an edge that moves, share of the picture's shorter side. Absent: SOFTNESS. */
  softness?: number;
  /** "#rrggbb" that it goes through. Absent: THROUGH. */
  color?: string;
}

export type { Length };

export type Anchor = 'center' | 'top' | 'bottom' | 'left' | 'right' | 'topLeft' | 'topRight' | 'bottomLeft' | 'bottomRight';

export interface Visual extends Framed, Moving<Easing> {
  position: { x: Animated<Length>; y: Animated<Length>; anchor: Anchor };
  /** Factor. */
  scale: Animated;
  /** Degrees clockwise. */
  rotation: Animated;
  /** 0 to 1. */
  opacity: Animated;
  transitionIn: Transition | null;
  transitionOut: Transition | null;
  /** Drawn on the picture in this order; absent: none. */
  effects?: Effect[];
}

/** Values by the names of the effect's keys, defaults filled in: see EFFECTS. Assets by id, once compiled by SHA-256. */
export interface Effect {
  type: string;
  values: Record<string, Animated | string>;
}

export type Fit = 'cover' | 'contain' | 'fill' | 'none';
export type OnEnd = 'error' | 'freeze' | 'loop' | 'black';

export interface VideoClip extends ClipBase, Visual, Sound {
  type: 'video';
  src: Source;
  /** Seconds of the source skipped. */
  trim: number;
  fit: Fit;
  onEnd: OnEnd;
  muted: boolean;
  /** Second of the source whose picture is held for the whole clip, without sound; null: it plays. */
  freeze: number | null;
  kenBurns?: KenBurns<Easing>;
}

export interface ImageClip extends ClipBase, Visual {
  type: 'image';
  src: Source;
  fit: Fit;
  kenBurns?: KenBurns<Easing>;
}

export interface AudioClip extends ClipBase, Sound {
  type: 'audio';
  transitionIn: Transition | null;
  transitionOut: Transition | null;
  src: AssetSource;
  trim: number;
  onEnd: OnEnd;
}

export interface TextClip extends ClipBase, Visual {
  type: 'text';
  text: string;
  style: TextStyle;
  animate?: TextAnimation<Easing>;
  highlight?: Highlight;
  counter?: Counter<Easing>;
}

export interface TextStyle extends TextLook {
  /** A shipped family or "asset:<id>"; when compiled, fontOfFile(sha256) instead of the latter. */
  font: string;
  weight: number;
  italic: boolean;
  /** Pixels. */
  size: number;
  /** "#rrggbb" or "#rrggbbaa" */
  color: string;
  align: 'left' | 'center' | 'right';
  /** Multiple of size. */
  lineHeight: number;
  /** Pixels lines are wrapped at; null: nine tenths of the canvas. */
  maxWidth: number | null;
  background: string | null;
  /** Pixels. */
  padding: number;
  stroke: { color: string; width: number } | null;
  shadow: { color: string; blur: number; x: number; y: number } | null;
}

/** Fills the canvas with one colour. */
export interface ColorClip extends ClipBase, Visual {
  type: 'color';
  /** "#rrggbb" or "#rrggbbaa" */
  color: string;
}

/** Fills the canvas. */
export interface GradientClip extends ClipBase, Visual {
  type: 'gradient';
  gradient: Gradient;
}

export interface GradientStop {
  /** 0 to 1 along the way. */
  at: number;
  /** "#rrggbb" or "#rrggbbaa" */
  color: string;
}

/** angle: degrees clockwise, 0 rises to the top as in CSS. radius: canvas pixels; null: to the farthest corner. */
export type Gradient =
  | { kind: 'linear'; angle: number; stops: GradientStop[] }
  | { kind: 'radial'; center: { x: Length; y: Length }; radius: number | null; stops: GradientStop[] };

export interface ShapeClip extends ClipBase, Visual {
  type: 'shape';
  shape: 'rectangle' | 'ellipse' | 'line';
  /** Of a line: its length. */
  width: Length;
  /** Of a line: as thick as its stroke. */
  height: Length;
  /** Pixels, of a rectangle's corners. */
  radius: number;
  fill: string | null;
  /** Drawn inside the edge, pixels. */
  stroke: { color: string; width: number } | null;
}

/** Text that follows a clock: one cue at a time. Without a length it lasts to the end of the last cue. */
export interface CaptionsClip extends ClipBase, Visual {
  type: 'captions';
  /** Asset the cues are read from when the timeline is compiled; null: they stood in the document. */
  file: string | null;
  /** Delivered beside the picture, BCP 47; null: burnt in. */
  track: { language: string; label: string | null } | null;
  cues: Cue[];
  style: TextStyle;
  /** Of each cue. */
  animate?: TextAnimation<Easing>;
  highlight?: Highlight;
}

/** Seconds from the clip's start. */
export interface Cue {
  start: number;
  end: number;
  text: string;
  /** Where its words stand in it and when they are spoken, seconds from the clip's start; absent: nobody knows. */
  words?: { span: [from: number, to: number]; start: number; end: number }[];
}

/** A timeline within a timeline: composed on a canvas of its own, then placed as a video would be. Its times count from the clip's start. */
export interface TimelineClip extends ClipBase, Visual, Omit<Sound, 'speed' | 'keepPitch' | 'reverse'> {
  type: 'timeline';
  /** Of the outer canvas' rate. */
  timeline: Timeline;
  /** It has no background: what lies beneath is seen where no clip is. */
  transparent: boolean;
  /** Seconds of the inner timeline skipped. */
  trim: number;
  fit: Fit;
  muted: boolean;
}

/** A page, drawn by a browser whose clock is the clip's. */
export interface HtmlClip extends ClipBase, Visual {
  type: 'html';
  html: string;
  css: string | null;
  /** Pixels of the page; null: the canvas'. */
  width: number | null;
  height: number | null;
  /** False: its first frame is all there is. */
  animated: boolean;
  fit: Fit;
  /** Assets that html and css name, each once. */
  assetIds: string[];
}

/** An animation of vectors, drawn frame by frame. Without a length it lasts one round. */
export interface LottieClip extends ClipBase, Visual, LottieShown {
  type: 'lottie';
  fit: Fit;
}

export const isVisual = (clip: Clip): clip is VisualClip => clip.type !== 'audio';
/** Every clip, those of nested timelines after the clip they stand in. */
export const allClips = (timeline: Timeline): Clip[] =>
  timeline.tracks.flatMap((t) => t.clips).flatMap((c) => (c.type === 'timeline' ? [c, ...allClips(c.timeline)] : [c]));

/** The timeline with other clips in place of each; those of nested timelines are replaced before the clip they stand in. */
export const withClips = (timeline: Timeline, replace: (clip: Clip) => Clip[]): Timeline => {
  const within = (c: Clip): Clip => (c.type === 'timeline' ? { ...c, timeline: withClips(c.timeline, replace) } : c);
  return { ...timeline, tracks: timeline.tracks.map((t) => ({ ...t, clips: t.clips.flatMap((c) => replace(within(c))) })) };
};

export const hasSource = (clip: Clip): clip is SourcedClip => 'src' in clip;
