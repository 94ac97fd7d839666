import type { ChunkGraph, Layer, TransitionEffect } from '../compile/graph.ts';
import type { Blend } from '../framing.ts';
import { ratio, timebase } from './common.ts';
import { type Chains, chain, lay, restingBox, split } from './overlay.ts';
import { SCALER } from './picture.ts';

/**
 * The formulas of W3C Compositing and Blending 1, section 10, over R, G and B as they are encoded (BT.709, 0 to 255): x is the clip, y what
 * is beneath. `blend` by name where it says just that (within one step of rounding), a table of all pairs where it does not.
 */
const FORMULAS: Record<Exclude<Blend, 'normal'>, { named: string } | { table: string }> = {
  multiply: { named: 'multiply' },
  screen: { named: 'screen' },
  darken: { named: 'darken' },
  lighten: { named: 'lighten' },
  difference: { named: 'difference' },
  exclusion: { named: 'exclusion' },
  'plus-lighter': { named: 'addition' },
  overlay: { table: 'if(lte(y,127.5),2*x*y/255,255-2*(255-x)*(255-y)/255)' },
  'hard-light': { table: 'if(lte(x,127.5),2*x*y/255,255-2*(255-x)*(255-y)/255)' },
  'color-dodge': { table: 'if(eq(y,0),0,if(gte(x+y,255),255,255*y/(255-x)))' },
  'color-burn': { table: 'if(eq(y,255),255,if(lte(x,255-y),0,255-255*(255-y)/x))' },
  'soft-light': {
    table: 'if(lte(x,127.5),y-(1-2*x/255)*y*(1-y/255),' + 'y+(2*x-255)*(if(lte(y,63.75),((16*y/255-12)*y/255+4)*y/255,sqrt(y/255))-y/255))',
  },
};

const TO_RGB = `scale=in_color_matrix=bt709:in_range=tv:out_range=pc:flags=${SCALER.replace('bicubic', 'bilinear')},format=gbrp`;
const TO_YUV = `scale=out_color_matrix=bt709:in_range=pc:out_range=tv:flags=${SCALER},format=yuv420p`;

function formula(mode: Exclude<Blend, 'normal'>): string {
  const said = FORMULAS[mode];
  if ('named' in said) return `blend=all_mode=${said.named}`;
  const table = `'floor(clip(${said.table},0,255)+0.5)'`;
  return `lut2=c0=${table}:c1=${table}:c2=${table}`;
}

/** A stretch that is mixed with what is beneath it. */
interface Mixed {
  layer: Layer;
  blend: NonNullable<Layer['blend']>;
  transitions: TransitionEffect[] | undefined;
  below: string;
  /** In YUVA, moved, from PTS 0. */
  above: string;
  /** All its frames are the same. */
  still: boolean;
  frames: number;
  /** Frames of what is beneath before its first. */
  late: number;
  clipFrame: number;
}

/**
 * Lays a stream over another, its colours mixed with those beneath. Only what it covers is brought to RGB, only while it is there; what moves
 * or reaches beyond the canvas is laid on a clear canvas first.
 */
export function mix(
  chains: Chains,
  { canvas }: ChunkGraph,
  { layer, blend, transitions, below, above, still, frames, late, clipFrame }: Mixed,
): string {
  const { fps } = canvas;
  // The same throughout the clip: at the rim of what is cut out, colours are not quite those of the whole canvas brought to RGB.
  const box = blend.rests ? restingBox(layer) : null;
  const inside = box !== null && box.x >= 0 && box.y >= 0 && box.x + box.width <= canvas.width && box.y + box.height <= canvas.height;
  const own = inside ? above : lay(chains, layer, clear(chains, canvas, frames), above, transitions, clipFrame, fps);
  const region = inside ? box : { x: 0, y: 0, width: canvas.width, height: canvas.height };
  // Frames that are all the same are brought to RGB once: what they are mixed with says how many there are.
  const once = [...(still ? ['trim=end_frame=1'] : []), ...(late === 0 ? [] : [`setpts=PTS+${late}`])];
  const [colour, shape] = split(chains, once.length === 0 ? own : chain(chains, own, once.join(',')));
  const [base, beneath] = split(chains, below);
  const cut = inside ? `,crop=${region.width}:${region.height}:${region.x}:${region.y}:exact=1` : '';
  const seen = chain(chains, beneath, `trim=start_frame=${late}:end_frame=${late + frames}${cut}`);
  const [backdrop, backdropAlpha] = canvas.alpha ? split(chains, seen) : [seen, null];
  const [plain, source] = canvas.alpha ? split(chains, colour) : [null, colour];
  const [x, y, mixed, top, out] = [chains.label(), chains.label(), chains.label(), chains.label(), chains.label()];
  chains.add(`[${source}]${TO_RGB}[${x}]`);
  chains.add(`[${backdrop}]${TO_RGB}[${y}]`);
  chains.add(`[${x}][${y}]${formula(blend.mode)},${TO_YUV}[${mixed}]`);
  const colours = plain && backdropAlpha ? whereSomethingIs(chains, plain, mixed, backdropAlpha) : mixed;
  const alpha = chain(chains, shape, 'alphaextract,format=gray');
  chains.add(`[${colours}][${alpha}]alphamerge[${top}]`);
  chains.add(`[${base}][${top}]overlay=x=${region.x}:y=${region.y}:eval=init:format=yuv420:eof_action=pass:repeatlast=0[${out}]`);
  return out;
}

/** Beneath may be nothing: the more there is, the more of the mixed colours is taken. */
function whereSomethingIs(chains: Chains, plain: string, mixed: string, backdrop: string): string {
  const [opaque, weighed, out] = [chain(chains, plain, 'format=yuv420p'), chains.label(), chains.label()];
  const alpha = chain(chains, backdrop, 'alphaextract,format=gray');
  chains.add(`[${mixed}][${alpha}]alphamerge[${weighed}]`);
  chains.add(`[${opaque}][${weighed}]overlay=x=0:y=0:eval=init:format=yuv420:eof_action=pass:repeatlast=0[${out}]`);
  return out;
}

function clear(chains: Chains, { width, height, fps }: ChunkGraph['canvas'], frames: number): string {
  const out = chains.label();
  chains.add(
    `color=c=black@0:s=${width}x${height}:r=${ratio(fps)},format=yuva420p,trim=end_frame=1,lutyuv=y=16:u=128:v=128:a=0,setsar=1,` +
      `loop=loop=-1:size=1,settb=${timebase(fps)},setpts=N,trim=end_frame=${frames}[${out}]`,
  );
  return out;
}
