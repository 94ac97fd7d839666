import { film, type Known } from './known.ts';

/**
 * Of one film. Colours are moved by tables: `eq` without a gamma is faster than they are, but goes in steps of a fiftieth, puts greys one step off and
 * leaves the legal levels, so that it draws another picture.
 */
const FILTERS: Record<string, string> = {
  brightness: "lutyuv=y='clip(val+20,16,235)'",
  contrast: "lutyuv=y='clip(1.3*(val-125)+125,16,235)':u='clip(1.3*(val-128)+128,16,240)':v='clip(1.3*(val-128)+128,16,240)'",
  saturation: "lutyuv=u='clip(1.5*(val-128)+128,16,240)':v='clip(1.5*(val-128)+128,16,240)'",
  gamma: 'eq=gamma=1.4',
  hue: "hue=h='360*t'",
  temperature: 'colortemperature=temperature=4500',
  grayscale: "lutyuv=u='128+(val-128)*0.5':v='128+(val-128)*0.5'",
  invert: 'negate',
  sepia: 'colorchannelmixer=.393:.769:.189:0:.349:.686:.168:0:.272:.534:.131',
  blur: 'gblur=sigma=12:steps=1',
  sharpen: 'unsharp=5:5:1',
  vignette: 'vignette',
  grain: 'noise=c0s=12:c0f=t',
  pixelate: "scale=w='max(2,80*t)':h='max(2,45*t)':eval=frame:flags=area,null,scale=1920:1080:flags=neighbor",
  denoise: 'hqdn3d',
  'chroma-key': 'chromakey=0x14c552:0.1:0.05',
  lut: 'lut3d=file=LUT',
};

const STILL = new Set(['grain', 'sharpen']);

export function knownEffect(name: string, source: string): Known | null {
  const filters = FILTERS[name];
  // A still that is not drawn anew costs nothing.
  if (!filters || name === 'sharpen') return null;
  const shown = STILL.has(name) ? '[0:v]scale=1920:1080,format=yuv420p,loop=-1:1,settb=1/30,setpts=N,setsar=1' : film(0);
  return { inputs: [source], graph: `${shown},${filters}[out]`, base: `${shown}[out]` };
}
