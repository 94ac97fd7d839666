import { chain } from '../command/overlay.ts';
import { yuvOf } from '../compile/color.ts';
import { decimal } from '../compile/curves.ts';
import { merged } from './color.ts';
import { forked } from './level.ts';
import type { Look } from './look.ts';

const part = (unit: string, value: number) => ({ kind: 'number' as const, min: 0, max: 1, unit, default: value });

export const chromaKey: Look = {
  says: 'makes one colour transparent, and takes its glow off the rest',
  params: {
    color: { kind: 'color', unit: 'colour that goes; not a grey', default: '#00ff00' },
    similarity: part('distance from the colour up to which all goes; 1 is that of grey', 0.4),
    softness: part('distance over which the rest comes back', 0.1),
    spill: part('part of the colour’s glow that is taken off', 1),
  },
  sized: true,
  clears: true,
  draw: {
    by: 'itself',
    draw: (stage, stream, { color, similarity, softness, spill }) => {
      const { shop, alpha } = stage;
      const key = keyOf(color as string);
      const names = alpha ? ['y', 'u', 'v', 'a'] : ['y', 'u', 'v'];
      const planes = names.map(() => shop.label());
      shop.add(`[${stream}]extractplanes=${names.join('+')}${planes.map((p) => `[${p}]`).join('')}`);
      const [y, u, v, own] = planes as [string, string, string, string?];
      const [us, vs] = [forked(stage, u, 3), forked(stage, v, 3)];
      const looked = (i: number, e: string) => {
        const out = shop.label();
        shop.add(`[${us[i]}][${vs[i]}]lut2=c0='${e}'[${out}]`);
        return out;
      };
      const [eb, er] = [decimal(key.cb / key.length), decimal(key.cr / key.length)];
      // Along the colour, across it, and how much more of it there is than of anything else.
      const parts = `st(0,(x-128)*${eb}+(y-128)*${er});st(1,(y-128)*${eb}-(x-128)*${er});st(0,ld(0)-${decimal(spill as number)}*max(0,ld(0)-abs(ld(1))))`;
      const [cb, cr] = [
        looked(0, `${parts};floor(clip(128+ld(0)*${eb}-ld(1)*${er},16,240)+0.5)`),
        looked(1, `${parts};floor(clip(128+ld(0)*${er}+ld(1)*${eb},16,240)+0.5)`),
      ];
      const far = `hypot(x-128-${decimal(key.cb)},y-128-${decimal(key.cr)})/${decimal(key.length)}`;
      const soft = decimal(Math.max(0.001, softness as number));
      const small = looked(2, `floor(255*clip((${far}-${decimal(similarity as number)})/${soft},0,1)+0.5)`);
      const { width, height } = stage.size!;
      const matte = chain(shop, small, `scale=${width}:${height}:flags=bilinear+accurate_rnd+bitexact`);
      return merged(stage, [y, cb, cr, own === undefined ? matte : both(own, matte)]);

      function both(a: string, b: string): string {
        const out = shop.label();
        shop.add(`[${a}][${b}]lut2=c0='floor((x*y+127)/255)'[${out}]`);
        return out;
      }
    },
  },
};

/** The colour's chroma, and how far that is from grey. */
export function keyOf(color: string): { cb: number; cr: number; length: number } {
  const [, u, v] = yuvOf(color);
  return { cb: u - 128, cr: v - 128, length: Math.hypot(u - 128, v - 128) };
}
