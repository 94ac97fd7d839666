import type { Example } from '../../gallery/examples.ts';

/** What ffmpeg is known to do fastest for a look: a graph over 1080p films that are opened in this order. */
export interface Known {
  /** Names of the gallery's sources; the first alone is the plain graph. */
  inputs: readonly string[];
  /** From [0:v], [1:v] … to [out]. */
  graph: string;
}

const one = (filters: string): Known => ({ inputs: ['city'], graph: `[0:v]${filters}[out]` });
const two = (graph: string): Known => ({ inputs: ['city', 'meadow'], graph });
const YUVA = 'format=yuva420p';

/** Cross-fade, the fast way: one picture's alpha fades, and it is laid over the other. */
const dissolve = two(`[1:v]fps=30,${YUVA},fade=t=in:s=0:n=24:alpha=1[a];[0:v][a]overlay=format=yuv420[out]`);
const CLOCK = 'settb=1/30,setpts=N';
const xfade = (name: string): Known =>
  two(`[1:v]fps=30,${CLOCK}[b];[0:v]${CLOCK}[a];[a][b]xfade=transition=${name}:duration=0.8:offset=0[out]`);
/** In RGB: in YUV most modes give another picture. */
const blend = (mode: string): Known =>
  two(`[0:v]format=gbrp[a];[1:v]fps=30,format=gbrp[b];[b][a]blend=all_mode=${mode},format=yuv420p[out]`);
/** A picture decoded once and laid over each frame. */
const laid: Known = {
  inputs: ['city', 'badge'],
  graph: `[1:v]${YUVA},loop=-1:1,setpts=N/30/TB[a];[0:v][a]overlay=x=576:y=156:format=yuv420:shortest=1[out]`,
};

const EFFECTS: Record<string, Known> = {
  brightness: one('eq=brightness=0.1'),
  contrast: one('eq=contrast=1.3'),
  saturation: one('eq=saturation=1.5'),
  gamma: one('eq=gamma=1.4'),
  hue: one('hue=h=60'),
  temperature: one('colortemperature=temperature=4500'),
  exposure: one('lutyuv=y=clip(val*1.3\\,16\\,235)'),
  grayscale: one('lutyuv=u=128:v=128'),
  invert: one('negate'),
  sepia: one('colorchannelmixer=.393:.769:.189:0:.349:.686:.168:0:.272:.534:.131'),
  blur: one('gblur=sigma=12:steps=1'),
  sharpen: one('unsharp=5:5:1'),
  vignette: one('vignette'),
  grain: one('noise=alls=12:allf=t'),
  pixelate: one('scale=iw/24:ih/24:flags=area,scale=1920:1080:flags=neighbor'),
  'pixel-art': one('scale=iw/24:ih/24:flags=area,scale=1920:1080:flags=neighbor'),
  denoise: one('hqdn3d'),
  'chroma-key': one('chromakey=0x14c552:0.1:0.05'),
  lut: one('lut3d=file=LUT'),
};

/** ffmpeg's name of a transition, where it has another than ours. */
const XFADE: Record<string, string> = {
  'circle-open': 'circleopen',
  'circle-close': 'circleclose',
  clock: 'radial',
  pixelize: 'pixelize',
  zoom: 'zoomin',
  blur: 'hblur',
};
const BLEND: Record<string, string> = {
  'color-dodge': 'dodge',
  'color-burn': 'burn',
  'hard-light': 'hardlight',
  'soft-light': 'softlight',
  'plus-lighter': 'addition',
};
const XFADES =
  'fade wipeleft wiperight wipeup wipedown slideleft slideright slideup slidedown circlecrop rectcrop distance fadeblack fadewhite radial smoothleft smoothright smoothup smoothdown circleopen circleclose vertopen vertclose horzopen horzclose dissolve pixelize diagtl diagtr diagbl diagbr hlslice hrslice vuslice vdslice hblur fadegrays wipetl wipetr wipebl wipebr squeezeh squeezev zoomin'.split(
    ' ',
  );

/** null: nobody has found a better form than ours. */
export function bestKnown({ group, name }: Pick<Example, 'group' | 'name'>): Known | null {
  switch (group) {
    case 'effects':
      return EFFECTS[name] ?? null;
    case 'blends':
      return blend(BLEND[name] ?? name.replaceAll('-', ''));
    case 'transitions': {
      if (['fade', 'dissolve', 'cross-fade', 'from-nothing'].includes(name)) return dissolve;
      const theirs = XFADE[name] ?? name.replaceAll('-', '');
      return XFADES.includes(theirs) ? xfade(theirs) : null;
    }
    case 'text':
      return laid;
    default:
      return null;
  }
}
