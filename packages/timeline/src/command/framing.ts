import { yuvOf } from '../compile/color.ts';
import type { Framing, Mask, Shadow } from '../compile/framed.ts';
import type { Layer } from '../compile/graph.ts';
import type { Rational } from '../media.ts';
import { fileOf, ratio, timebase } from './common.ts';
import { imageId, rasterId } from './input-id.ts';
import { chain, multiply, split } from './overlay.ts';
import { SCALER, turnFilters } from './picture.ts';
import type { Workshop } from './workshop.ts';

/** Frames of a layer: a still picture is framed once. */
interface Span {
  frames: number | 'one';
  fps: Rational;
}

const OVER = 'eval=init:format=yuv420:eof_action=pass:repeatlast=0';
/** A blur close to a Gaussian's. */
const blur = (sigma: number): string => `gblur=sigma=${sigma}:steps=3`;

/**
 * A layer's picture cut out by its masks, with its border and its shadow, in YUVA. Masks, border and the shadow of what stays as it is are drawn
 * once; only a picture that brings transparency of its own has a shadow made frame by frame.
 */
export function framed(shop: Workshop, layer: Layer, picture: string, span: Span): string {
  const { framing } = layer;
  if (!framing) return picture;
  const size = layer.picture.crop ?? layer.picture.size;
  let stream = picture;
  let left: string | null = null;
  for (const mask of framing.masks) {
    const [grey, same] = maskOf(shop, mask, size, stream);
    stream = same;
    left = left === null ? grey : both(shop, left, grey, 'floor((x*y+127)/255)');
  }
  const { border, shadow, margin } = framing;
  const opaque = !layer.picture.alpha && !layer.cleared;
  if (!border && !shadow) return multiply(shop, stream, left!, !opaque);
  if (opaque && span.frames !== 'one') return constant(shop, framing, stream, left ?? white(shop, size!, span.fps), span.frames, span.fps);
  if (left !== null) stream = multiply(shop, stream, left, !opaque);
  let silhouette: string | null = null;
  if (shadow) {
    const [same, copy] = split(shop, stream);
    stream = same;
    silhouette = chain(shop, copy, 'alphaextract,format=gray');
  }
  const plate = plateOf(shop, framing, silhouette);
  // What was drawn once lies beneath every frame.
  const held = span.frames === 'one' || shadow ? plate : hold(shop, plate, span.frames, span.fps);
  return onto(shop, held, stream, `overlay=x=${margin}:y=${margin}:${OVER}`);
}

/**
 * The same of opaque pictures that follow each other: how opaque all of it is, and how much of each pixel is the picture's, stays as it is and is
 * reckoned once; so no frame is laid on transparency, which is slow.
 */
function constant(shop: Workshop, framing: Framing, pictures: string, left: string, frames: number, fps: Rational): string {
  const { margin } = framing;
  const [mask, more] = split(shop, left);
  const [drawn, cast] = split(shop, more);
  const [plate, beneath] = split(shop, plateOf(shop, framing, framing.shadow ? cast : null));
  if (!framing.shadow) shop.add(`[${cast}]nullsink`);
  const [outer, inner] = split(
    shop,
    chain(shop, onto(shop, plate, coloured(shop, drawn, '#ffffff', []), AT(margin)), 'alphaextract,format=gray'),
  );
  const part = chain(shop, inner, `crop=iw-${2 * margin}:ih-${2 * margin}:${margin}:${margin}:exact=1`);
  const share = both(shop, mask, part, 'if(y,min(255,floor(255*x/y+0.5)),0)');
  const below = hold(shop, chain(shop, beneath, 'format=yuv420p'), frames, fps);
  const mixed = onto(shop, below, multiply(shop, pictures, share, false), `overlay=x=${margin}:y=${margin}:${OVER}`);
  return multiply(shop, mixed, outer, false);
}

const AT = (margin: number): string => `overlay=x=${margin}:y=${margin}:eval=init:format=yuv420`;

const hold = (shop: Workshop, still: string, frames: number, fps: Rational): string =>
  chain(shop, still, `loop=loop=-1:size=1,settb=${timebase(fps)},setpts=N,trim=end_frame=${frames}`);

/** What lies beneath the picture: its border over its shadow. `silhouette`: greys of what casts it, of the picture's size. */
function plateOf(shop: Workshop, { border, shadow, margin }: Framing, silhouette: string | null): string {
  if (!border) return shaded(shop, silhouette!, shadow!, margin);
  const line = chain(shop, opened(shop, rasterId(border)), 'format=rgba,alphaextract,format=gray');
  const { color } = border.stroke!;
  if (!shadow) return tinted(shop, line, color, margin);
  const [drawn, outline] = split(shop, line);
  const shade = shaded(shop, both(shop, silhouette!, outline, 'max(x,y)'), shadow, margin);
  return onto(shop, shade, tinted(shop, drawn, color, margin), AT(0));
}

/** What a mask leaves, as one grey picture of the layer's size; of a size nobody knows yet, with the stream that was looked at. */
function maskOf(shop: Workshop, mask: Mask, size: { width: number; height: number } | null, picture: string): [string, string] {
  const soft = [...(mask.sigma > 0 ? [blur(mask.sigma)] : []), ...(mask.invert ? ["lut=c0='255-val'"] : [])];
  if (mask.kind === 'raster') {
    const grey = ['format=rgba', 'alphaextract', 'format=gray', ...soft];
    return [chain(shop, opened(shop, rasterId(mask.raster)), grey.join(',')), picture];
  }
  const path = fileOf(shop.files.inputs, imageId(mask.sha256));
  const n = shop.open(path, mask.demuxers, ['-noautorotate']);
  const upright = turnFilters(mask.turn);
  const grey =
    mask.channel === 'alpha'
      ? [...upright, 'format=rgba', 'alphaextract', 'format=gray']
      : [...upright, `scale=out_color_matrix=bt709:out_range=pc:flags=${SCALER}`, 'format=gray'];
  if (size) return [chain(shop, `${n}:V:0`, [...grey, `scale=${size.width}:${size.height}:flags=${SCALER}`, ...soft].join(',')), picture];
  const [given, scaled, same] = [chain(shop, `${n}:V:0`, grey.join(',')), shop.label(), shop.label()];
  shop.add(`[${given}][${picture}]scale2ref=flags=${SCALER}[${scaled}][${same}]`);
  return [soft.length > 0 ? chain(shop, scaled, soft.join(',')) : scaled, same];
}

const opened = (shop: Workshop, id: string): string => `${shop.open(fileOf(shop.files.inputs, id), 'png_pipe', [])}:V:0`;

/** The shadow that greys cast: grown by the margin, moved, blurred, coloured. */
const shaded = (shop: Workshop, grey: string, { color, sigma, x, y }: Shadow, margin: number): string =>
  coloured(shop, grey, color, [...pad(margin, x, y), ...(sigma > 0 ? [`${blur(sigma)}:planes=8`] : [])]);

const tinted = (shop: Workshop, grey: string, color: string, margin: number): string => coloured(shop, grey, color, pad(margin, 0, 0));

const pad = (margin: number, x: number, y: number): string[] =>
  margin === 0 ? [] : [`pad=iw+${2 * margin}:ih+${2 * margin}:${margin + x}:${margin + y}:color=black@0`];

function onto(shop: Workshop, below: string, above: string, overlay: string): string {
  const out = shop.label();
  shop.add(`[${below}][${above}]${overlay}[${out}]`);
  return out;
}

function both(shop: Workshop, a: string, b: string, formula: string): string {
  const out = shop.label();
  shop.add(`[${a}][${b}]lut2=c0='${formula}'[${out}]`);
  return out;
}

/** "#rrggbb" or "#rrggbbaa" for every pixel, as opaque as it was times the colour's alpha. */
function tint(color: string): string {
  const [y, u, v] = yuvOf(color);
  const alpha = color.length === 9 ? Number.parseInt(color.slice(7), 16) : 255;
  return `lutyuv=y=${y}:u=${u}:v=${v}:a='floor((val*${alpha}+127)/255)'`;
}

/** Greys as the alpha of one colour, so that no edge takes on another. */
function coloured(shop: Workshop, grey: string, color: string, filters: string[]): string {
  const [a, b] = split(shop, grey);
  const [yuv, out] = [chain(shop, a, 'format=yuv420p'), shop.label()];
  shop.add(`[${yuv}][${b}]alphamerge,${[...filters, tint(color)].join(',')}[${out}]`);
  return out;
}

function white(shop: Workshop, { width, height }: { width: number; height: number }, fps: Rational): string {
  const out = shop.label();
  shop.add(`color=c=white:s=${width}x${height}:r=${ratio(fps)},format=gray,trim=end_frame=1,lut=c0=255[${out}]`);
  return out;
}
