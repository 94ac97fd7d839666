import { decimal, expression } from '../compile/curves.ts';
import type { Layer, Picture, Placement, VideoRead } from '../compile/graph.ts';
import type { Rational } from '../media.ts';
import { ratio, timebase } from './common.ts';
import { betweenPixels, betweenPixelsTurned, growFilters, hasMotion, turning, turningBox, turnsWhole } from './motion.ts';
import { rimFilter } from './rim.ts';
import { SCALER, TO_709 } from './scaler.ts';

export { SCALER };

/** What every composed frame is. */
export const BT709 = 'setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709';

/** Decoded frames → frames on the canvas' grid, picked by absolute source time. */
export function clockFilters(read: VideoRead, fps: Rational): string[] {
  const tick = timebase(fps);
  const time = `PTS/1000000+${decimal(read.seek ?? 0)}`;
  const { clock } = read;
  const frame =
    clock.kind === 'frames'
      ? `ceil((round((${time}-${decimal(clock.start)})*${ratio(clock.rate)})-${clock.zero})*${clock.num}/${clock.den})`
      : `ceil((${time}-${decimal(clock.start)})*${ratio(clock.pace ?? fps)}-0.001)`;
  return [
    'settb=1/1000000',
    `setpts='round(max(0,${frame}-${clock.origin})*1000000*${fps.den}/${fps.num})'`,
    // Before the rate filter, which drops a last frame that ends at its own beginning.
    ...(read.hold ? ['tpad=stop_mode=clone:stop=-1'] : []),
    `settb=${tick}`,
    `fps=fps=${ratio(fps)}:start_time=0`,
    `trim=end_frame=${read.frames}`,
    ...(read.blackFrom === null ? [] : [`drawbox=color=black:t=fill:enable='gte(n,${read.blackFrom})'`]),
  ];
}

/** Orientation, size, crop and colour: whatever the file is, then BT.709 4:2:0 with square pixels. A title's pictures are that. */
export function pictureFilters({ picture, source }: Layer): string[] {
  const { size, resize, crop, alpha, color, view } = picture;
  const to = size && resize ? `${size.width}:${size.height}:` : '';
  // ffmpeg turns videos by itself. Told not to, it has the finished file say that it must be turned (again).
  const filters = [...(source.kind === 'video' ? [] : turnFilters(picture.turn)), ...windowFilters(picture)];
  if (alpha && source.kind !== 'video' && to !== '') {
    // Transparent pixels have no colour worth mixing into their neighbours.
    if (source.kind === 'composition') filters.push(`scale=in_color_matrix=bt709:in_range=tv:out_range=pc:flags=${SCALER}`);
    filters.push('format=gbrap', 'premultiply=inplace=1', `scale=${to}flags=${SCALER}`, 'format=gbrap', 'unpremultiply=inplace=1');
    filters.push(`scale=${TO_709}:flags=${SCALER}`, 'format=yuva420p');
  } else if (to !== '' || color || (alpha && source.kind !== 'composition' && source.kind !== 'title')) {
    const from = color ? `in_color_matrix=${color.matrix}:in_range=${color.range}:` : '';
    filters.push(`scale=${to}${from}${TO_709}:flags=${SCALER}`, `format=${alpha ? 'yuva420p' : 'yuv420p'}`);
  }
  if (crop && !view) filters.push(`crop=${crop.width}:${crop.height}:${crop.x}:${crop.y}:exact=1`);
  return [...filters, 'setsar=1'];
}

/** What a crop leaves of the upright picture, on even pixels. */
function windowFilters({ window }: Picture): string[] {
  if (!window) return [];
  const even = (side: string, part: number, least: number) => `'max(${least},2*floor(${side}*${decimal(part)}/2+0.5))'`;
  const { x, y, width, height } = window;
  return [`crop=w=${even('iw', width, 2)}:h=${even('ih', height, 2)}:x=${even('iw', x, 0)}:y=${even('ih', y, 0)}:exact=1`];
}

/** After all else that is done to the picture itself. */
export function flipFilters({ flip }: Picture): string[] {
  if (!flip) return [];
  return flip === 'both' ? ['hflip', 'vflip'] : [flip === 'horizontal' ? 'hflip' : 'vflip'];
}

export function turnFilters(turn: Picture['turn']): string[] {
  if (turn === 90) return ['transpose=clock'];
  if (turn === 180) return ['hflip', 'vflip'];
  return turn === 270 ? ['transpose=cclock'] : [];
}

/**
 * Turning and growing, in this order, after the opacity: the same whether they move within the chunk or not.
 * @param k expression of the clip frame by the time of a filter; `counted`, by its own count of frames
 */
export function motionFilters(placement: Placement, k: string, label: () => string, counted = k): string[] {
  const { rotation, spins, scale, grows } = placement;
  if (hasMotion(placement)) {
    const rim = spins || placement.motion.smooth ? [rimFilter(label)] : [];
    if (turnsWhole(placement))
      return [...rim, ...betweenPixelsTurned(placement, counted), spinFilter(turning(placement, k)), ...growFilters(placement, k, SCALER)];
    const turned = spins
      ? [...rim, spinFilter(turning(placement, k), placement.motion.reach)]
      : [...turnedFilters(rotation as number), ...rim];
    return [...turned, ...betweenPixels(placement, counted), ...growFilters(placement, k, SCALER)];
  }
  const filters = spins ? [EDGE, spinFilter(expression(rotation, k))] : turnedFilters(rotation as number);
  if (grows || scale !== 1) {
    const side = (s: string) => `'max(2,2*floor(${s}*(${expression(scale, k)})/2+0.5))'`;
    filters.push(`scale=w=${side('iw')}:h=${side('ih')}:eval=${typeof scale === 'number' ? 'init' : 'frame'}:flags=${SCALER}`);
  }
  return filters;
}

/** A transparent rim, so that turned edges are smooth. */
const EDGE = 'pad=iw+4:ih+4:2:2:color=black@0';

/** A picture that stays turned; quarter turns are exact. */
function turnedFilters(degrees: number): string[] {
  const turn = ((degrees % 360) + 360) % 360;
  if (turn % 90 === 0) return turnFilters(turn as Picture['turn']);
  const a = decimal((turn * Math.PI) / 180);
  return [EDGE, `rotate=a=${a}:ow='2*ceil(rotw(${a})/2)':oh='2*ceil(roth(${a})/2)':c=black@0`];
}

/** @param reach degrees it turns by at most; else its box holds every turn */
function spinFilter(degrees: string, reach?: number): string {
  const sine = decimal(Math.ceil(Math.sin(((reach ?? 0) * Math.PI) / 180) * 1e4) / 1e4);
  const box =
    reach === undefined ? `ow='${turningBox('iw', 'ih')}':oh=ow` : `ow='2*ceil((iw+ih*${sine})/2)':oh='2*ceil((ih+iw*${sine})/2)'`;
  return `rotate=a='(${degrees})*PI/180':${box}:c=black@0`;
}
