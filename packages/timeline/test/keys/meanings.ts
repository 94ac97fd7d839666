import type { Param } from '../../src/effects/param.ts';
import { EFFECTS } from '../../src/effects/table.ts';
import { FRAMED } from './framed.ts';
import { SOUND_MEANINGS } from './sound-meanings.ts';

export interface Meaning {
  unit: string;
  /** What an absent key means, where a value says the same. */
  default?: unknown;
  /** What an absent key means, in words. */
  absent?: string;
}

const m = (unit: string, absent?: string): Meaning => ({ unit, ...(absent ? { absent } : {}) });
const d = (unit: string, value: unknown): Meaning => ({ unit, default: value });

/** Keys that mean the same in every clip, or are of one alone. The end of a name counts where the whole is not listed. */
const SHARED: Record<string, Meaning> = {
  version: m('the language’s version'),
  canvas: m('the picture everything is laid on'),
  width: m('canvas pixels, or a part of the canvas'),
  height: m('canvas pixels, or a part of the canvas', 'as `width`'),
  tracks: m('from below to above'),
  'tracks[].id': m('a name', 'none'),
  'tracks[].kind': m('pictures or sound', '`"audio"` where all clips are, else `"visual"`'),
  'tracks[].clips': m('clips'),
  variables: m('values by name', 'none'),
  type: m('the kind of clip'),
  start: m('seconds of the timeline'),
  length: m('seconds', 'to the end of what it shows'),
  when: m('a condition', 'always there'),
  'when.variable': m('a variable’s name'),
  'when.equals': m('the value it has'),
  'when.not': m('the value it has not'),
  src: m('an asset, or what to generate'),
  'src.generate': m('the provider’s input'),
  'src.generate.provider': m('a name'),
  'src.generate.model': m('a name'),
  'src.generate.prompt': m('text', 'none'),
  'src.generate.length': m('seconds', 'the provider’s own'),
  'src.generate.fresh': d('yes or no', false),
  'src.generate.fallback': m('sources used instead when it fails, in this order', 'the render fails'),
  'src.generate.fallback[].generate': m('the provider’s input'),
  'src.generate.fallback[].generate.provider': m('a name'),
  'src.generate.fallback[].generate.model': m('a name'),
  'src.generate.fallback[].generate.prompt': m('text', 'none'),
  'src.generate.fallback[].generate.length': m('seconds', 'the provider’s own'),
  'src.generate.fallback[].generate.fresh': d('yes or no', false),
  trim: d('seconds of the source', 0),
  onEnd: m('what comes after the source’s end', 'an error'),
  muted: d('yes or no', false),
  freeze: m('second of the source', 'it plays'),
  fit: d('how it meets the canvas', 'contain'),
  position: m('a point of the canvas', 'the middle'),
  'position.x': d('canvas pixels, or a part of the canvas', '50%'),
  'position.y': d('canvas pixels, or a part of the canvas', '50%'),
  'position.anchor': d('a point of the picture', 'center'),
  scale: d('factor', 1),
  rotation: d('degrees clockwise', 0),
  opacity: d('0 to 1', 1),
  at: m('seconds from the clip’s start'),
  value: m('as the key itself'),
  easing: d('how the value is arrived at', 'linear'),
  ...FRAMED,
  transitionIn: m('how it comes', 'none'),
  transitionOut: m('how it goes', 'none'),
  'transitionIn.type': m('the kind'),
  'transitionOut.type': m('the kind'),
  effects: m('what is done to the picture, in this order', 'none'),
  'effects[].type': m('its name'),
  'transitionIn.length': m('seconds'),
  'transitionOut.length': m('seconds'),
  'transitionIn.easing': d('how it goes on', 'linear'),
  'transitionOut.easing': d('how it goes on', 'linear'),
  'transitionIn.softness': d('share of the picture’s shorter side', 0.02),
  'transitionOut.softness': d('share of the picture’s shorter side', 0.02),
  'transitionIn.color': d('colour it goes through', '#000000'),
  'transitionOut.color': d('colour it goes through', '#000000'),
  speed: d('factor of time, thousandths', 1),
  keepPitch: d('yes or no', true),
  volume: d('factor', 1),
  pan: d('-1 (left) to 1 (right)', 0),
  fadeIn: d('seconds', 0),
  fadeOut: d('seconds', 0),
  'fadeIn.length': m('seconds'),
  'fadeOut.length': m('seconds'),
  'fadeIn.curve': m('a shape'),
  'fadeOut.curve': m('a shape'),
  duck: m('quieter under a track', 'none'),
  'duck.under': m('a track’s id'),
  'duck.by': m('decibels'),
  ...SOUND_MEANINGS,
  text: m('characters'),
  style: m('the look of letters', 'each key’s own'),
  'style.font': d('a family', 'Inter'),
  'style.weight': d('100 to 900', 400),
  'style.italic': d('yes or no', false),
  'style.size': d('canvas pixels', 48),
  'style.color': d('colour', '#ffffff'),
  'style.align': d('a side', 'center'),
  'style.lineHeight': d('multiple of `size`', 1.2),
  'style.maxWidth': m('canvas pixels', '90% of the canvas'),
  'style.background': m('colour', 'none'),
  'style.padding': d('canvas pixels', 16),
  'style.stroke': m('an outline', 'none'),
  'style.stroke.width': m('canvas pixels'),
  'style.shadow': m('a shadow', 'none'),
  'style.shadow.blur': d('canvas pixels', 0),
  'style.shadow.x': d('canvas pixels', 0),
  'style.shadow.y': d('canvas pixels', 0),
  color: m('colour'),
  gradient: m('a gradient'),
  'gradient.kind': m('the kind'),
  'gradient.angle': d('degrees clockwise, 0 rises', 180),
  'gradient.stops': m('colours along the way'),
  'gradient.stops[].at': m('0 to 1 along the way'),
  'gradient.center': m('a point of the canvas', 'the middle'),
  'gradient.center.x': m('canvas pixels, or a part of the canvas'),
  'gradient.center.y': m('canvas pixels, or a part of the canvas'),
  'gradient.radius': m('canvas pixels', 'to the farthest corner'),
  shape: m('the kind'),
  radius: d('canvas pixels', 0),
  fill: m('colour', 'none'),
  stroke: m('a line inside the edge', 'none'),
  'stroke.width': m('canvas pixels'),
  captions: m('captions, or words with times'),
  'captions.format': m('how they are written'),
  'captions.text': m('a file’s text'),
  'captions.words': m('words with their times'),
  'captions.words[].text': m('a word'),
  'captions.words[].start': m('seconds from the clip’s start'),
  'captions.words[].end': m('seconds from the clip’s start'),
  'captions.maxWords': d('words', 7),
  mode: d('drawn, or a track beside the picture', 'burn'),
  language: m('a BCP 47 tag; a track needs one'),
  label: m('what players call the track', 'none'),
  reverse: d('yes or no', false),
  html: m('a page'),
  css: m('its style', 'none'),
  animated: d('yes or no', true),
  motion: m('how it comes and goes', 'none'),
  'motion.in': m('an entrance', 'none'),
  'motion.out': m('an exit', 'none'),
  'motion.loop': m('what it does all the time', 'nothing'),
  'motion.in.type': m('a preset'),
  'motion.out.type': m('a preset'),
  'motion.loop.type': m('a preset'),
  'motion.in.length': m('seconds'),
  'motion.out.length': m('seconds'),
  'motion.in.easing': m('instead of the preset’s', 'the preset’s'),
  'motion.out.easing': m('instead of the preset’s', 'the preset’s'),
  'motion.loop.length': m('seconds a round', 'the preset’s'),
  'motion.loop.strength': d('factor', 1),
  path: m('a line through points', '`position`'),
  'path[].x': m('canvas pixels, or a part of the canvas'),
  'path[].y': m('canvas pixels, or a part of the canvas'),
  'path.points': m('points of the canvas'),
  'path.points[].x': m('canvas pixels, or a part of the canvas'),
  'path.points[].y': m('canvas pixels, or a part of the canvas'),
  'path.closed': d('yes or no', false),
  'path.start': d('seconds from the clip’s start', 0),
  'path.length': m('seconds', 'to the clip’s end'),
  'path.easing': d('how the way is gone', 'linear'),
  'path.orient': d('yes or no', false),
  depth: d('0 (still) to 5; 1: as the camera moves', 0),
  kenBurns: m('a slow move over the picture', 'none'),
  'kenBurns.from': m('a part of the picture'),
  'kenBurns.to': m('a part of the picture'),
  'kenBurns.from.x': d('0 to 1 of the picture', 0.5),
  'kenBurns.from.y': d('0 to 1 of the picture', 0.5),
  'kenBurns.from.zoom': d('factor', 1),
  'kenBurns.to.x': d('0 to 1 of the picture', 0.5),
  'kenBurns.to.y': d('0 to 1 of the picture', 0.5),
  'kenBurns.to.zoom': d('factor', 1),
  'kenBurns.easing': d('how the way is gone', 'linear'),
  loop: d('yes or no', false),
  timeline: m('a timeline'),
  'timeline.canvas': m('its own canvas', 'the outer one, transparent'),
  'timeline.canvas.width': m('pixels, even', 'the outer canvas’'),
  'timeline.canvas.height': m('pixels, even', 'the outer canvas’'),
  'timeline.canvas.background': m('colour', 'transparent'),
  'timeline.canvas.camera': m('a camera over it', 'none'),
  'timeline.canvas.camera.x': d('canvas pixels, or a part of the canvas', 0),
  'timeline.canvas.camera.y': d('canvas pixels, or a part of the canvas', 0),
  'timeline.canvas.camera.zoom': d('factor', 1),
  'timeline.tracks': m('from below to above'),
};

/** Where one clip differs. */
const OWN: Record<string, Meaning> = {
  'canvas.width': m('pixels, even'),
  'canvas.height': m('pixels, even'),
  'canvas.fps': m('frames a second'),
  'canvas.background': d('colour', '#000000'),
  'canvas.camera': m('moves clips with a `depth`', 'none'),
  'canvas.camera.x': d('canvas pixels, or a part of the canvas', 0),
  'canvas.camera.y': d('canvas pixels, or a part of the canvas', 0),
  'canvas.camera.zoom': d('factor', 1),
  'image.fit': m('how it meets the canvas', '`"contain"`, with `kenBurns` `"cover"`'),
  'lottie.src': m('an asset that holds a Lottie animation'),
  'lottie.length': m('seconds', 'one round'),
  'lottie.speed': d('factor, thousandths', 1),
  'video.fit': d('how it meets the canvas', 'cover'),
  'html.width': m('pixels of the page, even', 'the canvas’'),
  'html.height': m('pixels of the page, even', 'the canvas’'),
  'html.fit': d('how it meets the canvas', 'none'),
  'captions.captions': m('captions, or words with times', '`src` instead'),
  'captions.src': m('an asset that holds captions', '`captions` instead'),
  'captions.position': m('a point of the canvas', 'the middle at 90% of the height'),
  'captions.position.x': d('canvas pixels, or a part of the canvas', '50%'),
  'captions.length': m('seconds', 'to the end of its last caption'),
  'audio.length': m('seconds', 'to the end of its source, never past the other clips'),
  'shape.radius': d('canvas pixels, of a rectangle’s corners', 0),
};

/** Effects' keys say themselves what they mean. */
function effectMeaning(name: string): Meaning | undefined {
  const [, type, key] = /^effects\.(\w+)\.(\w+)$/.exec(name) ?? [];
  if (!type || !key) return undefined;
  const param = (EFFECTS as Record<string, { params: Record<string, Param> }>)[type]?.params[key];
  if (!param) return undefined;
  if ('default' in param && param.default !== undefined) return d(param.unit, param.default);
  return m(param.unit, param.kind === 'number' ? param.absent : undefined);
}

/** What a key of the schema means; null where nobody wrote it down. */
export function meaningOf(name: string): Meaning | null {
  const own = OWN[name] ?? SHARED[name] ?? effectMeaning(name);
  if (own) return own;
  const parts = name.split('.');
  for (let i = 1; i < parts.length; i++) {
    const tail = parts.slice(i).join('.');
    if (Object.hasOwn(SHARED, tail)) return SHARED[tail]!;
    // A point of keyframes is written as the value itself.
    if (/^value\.[xy]$/.test(tail)) return m('canvas pixels, or a part of the canvas');
  }
  return null;
}
