import { ratio, timebase } from '../command/common.ts';
import { chain } from '../command/overlay.ts';
import { decimal } from '../compile/curves.ts';
import { clock, formatOf, once } from './level.ts';
import type { Look } from './look.ts';
import { share } from './param.ts';

/** Widest drawn: darkness without edges needs no more pixels. */
const WIDEST = 256;

export const vignette: Look = {
  says: 'darkens the picture towards its corners',
  params: {
    amount: share('darkness of the corners', { default: 0.5 }),
    start: { kind: 'number', min: 0, max: 0.99, unit: 'where it begins, of the way from the middle to the corners', default: 0.3 },
  },
  sized: true,
  draw: {
    by: 'mix',
    draw: (stage, stream, { amount, start }) => {
      const { shop, fps } = stage;
      const { width, height } = stage.size!;
      const format = formatOf(stage);
      const by = Math.min(1, WIDEST / width);
      const side = (n: number) => Math.max(2, 2 * Math.round((n * by) / 2));
      const far = `st(0,clip((hypot(2*(X+0.5)/W-1,2*(Y+0.5)/H-1)/sqrt(2)-${decimal(start as number)})/${decimal(1 - (start as number))},0,1))`;
      const e = `${far};floor(255*${decimal(amount as number)}*ld(0)*ld(0)*(3-2*ld(0))+0.5)`;
      const mask = shop.label();
      shop.add(
        `color=c=black:s=${side(width)}x${side(height)}:r=${ratio(fps)},format=${format},${once(stage)},geq=lum='${e}':cb='${e}':cr='${e}'${stage.alpha ? ':a=0' : ''},scale=${width}:${height}:flags=bicubic+accurate_rnd+bitexact,setsar=1[${mask}]`,
      );
      const black = shop.label();
      shop.add(
        `color=c=black:s=${width}x${height}:r=${ratio(fps)},format=${format},${once(stage)},lutyuv=y=16:u=128:v=128,setsar=1[${black}]`,
      );
      const out = shop.label();
      shop.add(`[${stream}][${black}][${mask}]maskedmerge=planes=7[${out}]`);
      return out;
    },
  },
};

/** Pixels by which the tile may lie elsewhere from frame to frame, each way. */
const ROOM = 256;
/** Standard deviation of the strongest grain, luma steps. */
const STRONGEST = 16;

export const grain: Look = {
  says: 'film grain: noise in the luma, another in each frame of the clip',
  params: {
    amount: share('strength', { default: 0.3 }),
    size: { kind: 'number', min: 1, max: 16, unit: 'canvas pixels of a grain', default: 1, pixels: true },
  },
  timed: true,
  sized: true,
  draw: {
    by: 'mix',
    draw: (stage, stream, { amount, size }) => {
      const { shop, fps, frames } = stage;
      const { width, height } = stage.size!;
      const k = clock(stage);
      const [w, h] = [width + ROOM, height + ROOM];
      const coarse = Math.max(1, size as number);
      const small = (n: number) => 2 * Math.ceil(n / coarse / 2);
      // Of normal distribution with strength/√3, drawn once.
      const strength = Math.min(100, Math.round(STRONGEST * (amount as number) * Math.sqrt(3)));
      const tile = shop.label();
      shop.add(
        `color=c=black:s=${small(w)}x${small(h)}:r=${ratio(fps)},format=${formatOf(stage)},trim=end_frame=1,lutyuv=y=128:u=128:v=128,noise=c0_seed=7:c0_strength=${strength}${coarse > 1 ? `,scale=${w}:${h}:flags=bicubic+accurate_rnd+bitexact` : ''},setsar=1,` +
          `loop=loop=-1:size=1,settb=${timebase(fps)},setpts=N,trim=end_frame=${frames},crop=${width}:${height}:x='mod(${k}*${k}*37+${k}*101+11,${ROOM})':y='mod(${k}*${k}*59+${k}*29+83,${ROOM})':exact=1[${tile}]`,
      );
      const out = shop.label();
      shop.add(`[${stream}][${tile}]blend=c0_mode=grainmerge:c1_mode=normal:c2_mode=normal:c3_mode=normal[${out}]`);
      return chain(shop, out, 'setsar=1');
    },
  },
};
