import { yuvOf } from '../compile/color.ts';
import type { Mask, Shadow } from '../compile/framed.ts';
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
  const clear = layer.picture.alpha || layer.cleared === true;
  const changing = clear && span.frames !== 'one';
  let stream = picture;
  let left: string | null = null;
  for (const mask of framing.masks) {
    const [grey, same] = maskOf(shop, mask, size, stream);
    stream = same;
    left = left === null ? grey : both(shop, left, grey, 'floor((x*y+127)/255)');
  }
  const { border, shadow, margin } = framing;
  const line = border ? chain(shop, opened(shop, rasterId(border)), 'format=rgba,alphaextract,format=gray') : null;
  let silhouette: string | null = null;
  if (left !== null) {
    if (shadow && !clear) [left, silhouette] = split(shop, left);
    stream = multiply(shop, stream, left, clear);
  } else if (shadow && !clear) silhouette = white(shop, size!, span.fps);
  if (shadow && silhouette === null) {
    const [same, copy] = split(shop, stream);
    stream = same;
    silhouette = chain(shop, copy, 'alphaextract,format=gray');
  }
  if (line === null && !shadow) return stream;
  const [drawn, outline] = line !== null && shadow ? split(shop, line) : [line, null];
  const ring = drawn === null ? null : tinted(shop, drawn, border!.stroke!.color, margin);
  let plate: string;
  if (shadow) {
    const cast = outline === null ? silhouette! : both(shop, silhouette!, outline, 'max(x,y)');
    const shade = shaded(shop, cast, shadow, margin);
    plate = ring === null ? shade : onto(shop, shade, ring, 'overlay=x=0:y=0:eval=init:format=yuv420');
  } else plate = ring!;
  // What was drawn once lies beneath every frame.
  const held =
    span.frames === 'one' || (changing && shadow)
      ? plate
      : chain(shop, plate, `loop=loop=-1:size=1,settb=${timebase(span.fps)},setpts=N,trim=end_frame=${span.frames}`);
  return onto(shop, held, stream, `overlay=x=${margin}:y=${margin}:${OVER}`);
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
  coloured(shop, grey, color, [pad(margin, x, y), ...(sigma > 0 ? [`${blur(sigma)}:planes=8`] : [])]);

const tinted = (shop: Workshop, grey: string, color: string, margin: number): string =>
  coloured(shop, grey, color, margin > 0 ? [pad(margin, 0, 0)] : []);

const pad = (margin: number, x: number, y: number): string =>
  `pad=iw+${2 * margin}:ih+${2 * margin}:${margin + x}:${margin + y}:color=black@0`;

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
