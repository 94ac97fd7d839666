import { type Example, sourcesIn } from '../../gallery/examples.ts';
import { knownEffect } from './best-effects.ts';
import { knownFrame } from './best-frames.ts';
import { knownMotion } from './best-motion.ts';
import { knownText } from './best-texts.ts';
import { film, type Known, still } from './known.ts';

const YUVA = 'format=yuva420p';

/** Both films, the second over or beside the first. */
const two = (graph: string): Known => ({ inputs: ['city', 'meadow'], graph, base: `${film(0)}[out]` });
const over = (second: string, lay: string): Known => two(`${film(0)}[a];${film(1)}${second}[b];[a][b]${lay}[out]`);

/** Cross-fade, the fast way: one picture's alpha fades, and it is laid over the other. */
const fade = over(`,${YUVA},fade=t=in:s=0:n=60:alpha=1`, 'overlay=format=yuv420');
const xfade = (name: string): Known => over('', `xfade=transition=${name}:duration=2:offset=0`);
/** Opaque pictures that come in: nothing is mixed. */
const slide = (place: string): Known => over('', `overlay=${place}:format=yuv420`);
const push = (stack: string, crop: string): Known => over('', `${stack},crop=1920:1080:${crop}`);
const grown = (size: string, before = ''): Known =>
  over(`${before},scale=${size}:eval=frame:flags=bilinear`, `overlay=x='(W-w)/2':y='(H-h)/2':format=yuv420`);

/** In RGB: in YUV most modes give another picture. */
const blend = (mode: string): Known =>
  two(`${film(0)},format=gbrp[a];${film(1)},format=gbrp[b];[b][a]blend=all_mode=${mode},format=yuv420p[out]`);

/** ffmpeg's name of a transition, where it has another than ours. */
const XFADE: Record<string, string> = {
  'circle-open': 'circleopen',
  'circle-close': 'circleclose',
  clock: 'radial',
  'clock-reverse': 'radial',
  wedge: 'radial',
  blur: 'hblur',
  'fade-through': 'fadeblack',
  'wipe-up-left': 'wipetl',
  'wipe-up-right': 'wipetr',
  'wipe-down-left': 'wipebl',
  'wipe-down-right': 'wipebr',
  'barn-door-open': 'vertopen',
  'barn-door-close': 'vertclose',
  'barn-door-open-vertical': 'horzopen',
  'barn-door-close-vertical': 'horzclose',
  'rectangle-open': 'rectcrop',
  'rectangle-close': 'rectcrop',
  'squeeze-up': 'squeezeh',
  'squeeze-down': 'squeezeh',
  'squeeze-left': 'squeezev',
  'squeeze-right': 'squeezev',
  'blinds-horizontal': 'vuslice',
  'blinds-vertical': 'hlslice',
  'blinds-diagonal': 'diagtl',
  'diamond-open': 'circleopen',
  'diamond-close': 'circleclose',
  checkerboard: 'rectcrop',
};
const OTHER: Record<string, Known> = {
  fade,
  'from-nothing': {
    inputs: ['city', 'badge'],
    graph: `${still(1, ',scale=768:768')},fade=t=in:s=0:n=60:alpha=1[a];${film(0)}[b];[b][a]overlay=576:156:format=yuv420:shortest=1[out]`,
    base: `${film(0)}[out]`,
  },
  'slide-left': slide("x='W-W*t/2':y=0"),
  'slide-right': slide("x='W*t/2-W':y=0"),
  'slide-up': slide("x=0:y='H-H*t/2'"),
  'slide-down': slide("x=0:y='H*t/2-H'"),
  'push-left': push('hstack', "'2*floor(960*t/2)':0"),
  'push-right': push('hstack', "'2*floor(960-960*t/2)':0"),
  'push-up': push('vstack', "0:'2*floor(540*t/2)'"),
  'push-down': push('vstack', "0:'2*floor(540-540*t/2)'"),
  'zoom-in': grown("w='max(2,2*floor(960*t/2))':h='max(2,2*floor(540*t/2))'"),
  'zoom-out': grown("w='1920+2*floor(576*(1-t/2))':h='1080+2*floor(324*(1-t/2))'", `,${YUVA},fade=t=in:s=0:n=60:alpha=1`),
};

const BLEND: Record<string, string> = {
  'color-dodge': 'dodge',
  'color-burn': 'burn',
  'hard-light': 'hardlight',
  'soft-light': 'softlight',
  'plus-lighter': 'addition',
};

/** null: nobody has found a better form than ours. */
export function bestKnown({ group, name, timeline }: Pick<Example, 'group' | 'name' | 'timeline'>): Known | null {
  switch (group) {
    case 'effects':
      return knownEffect(name, sourcesIn(timeline)[0] ?? 'meadow');
    case 'blends':
      return blend(BLEND[name] ?? name.replaceAll('-', ''));
    case 'transitions':
      return OTHER[name] ?? xfade(XFADE[name] ?? name.replaceAll('-', ''));
    case 'frame':
      return knownFrame(name);
    case 'text':
      return knownText(name);
    case 'motion':
      return knownMotion(name);
    default:
      return null;
  }
}
