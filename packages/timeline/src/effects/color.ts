import { chain } from '../command/overlay.ts';
import { decimal, expression } from '../compile/curves.ts';
import { clock, forked, formatOf } from './level.ts';
import { isMoving, type Look, type Stage } from './look.ts';
import { amount, share } from './param.ts';

/** Colour as it is in the samples: luma 16 (black) to 235 (white), chroma about 128. */
export const brightness: Look = {
  says: 'adds light to all colours alike',
  params: { amount: amount(-1, 1, 0, 'of full white, added') },
  draw: { by: 'table', luma: (x, a) => `${x}+219*${a}`, linear: { light: [0, 219] } },
};

export const contrast: Look = {
  says: 'spreads colours away from middle grey, or draws them towards it',
  params: { amount: amount(0, 4, 1, 'factor') },
  draw: {
    ...{ by: 'table', luma: (x, a) => `125.5+${a}*(${x}-125.5)`, chroma: (x, a) => `128+${a}*(${x}-128)` },
    linear: { spread: [0, 1], colour: [0, 1] },
  },
};

export const saturation: Look = {
  says: 'makes colours stronger or weaker; luma stays',
  params: { amount: amount(0, 4, 1, 'factor') },
  draw: { by: 'table', chroma: (x, a) => `128+${a}*(${x}-128)`, linear: { colour: [0, 1] } },
};

export const gamma: Look = {
  says: 'lightens (above 1) or darkens what lies between black and white',
  params: { amount: amount(0.1, 10, 1, 'exponent of 1/amount') },
  draw: { by: 'table', luma: (x, a) => `16+219*pow(max(${x}-16,0)/219,1/${a})` },
};

export const invert: Look = {
  says: 'turns colours into their opposites',
  params: { amount: share('part that is inverted') },
  draw: { by: 'table', luma: (x, a) => `251*${a}+(1-2*${a})*${x}`, chroma: (x, a) => `128+(1-2*${a})*(${x}-128)` },
};

export const grayscale: Look = {
  says: 'takes colour away; luma stays',
  params: { amount: share('part of the colour that goes') },
  draw: { by: 'table', chroma: (x, a) => `128+(1-${a})*(${x}-128)`, linear: { colour: [1, -1] } },
};

export const hue: Look = {
  says: 'turns all colours on the wheel: red, green, blue; luma stays',
  params: { degrees: { ...amount(-36_000, 36_000, 0, 'degrees from red towards green') } },
  draw: {
    by: 'itself',
    draw: (stage, stream, { degrees }) => {
      const turn = isMoving(degrees) ? expression(degrees.curve, clock(stage)) : decimal(degrees as number);
      return chain(stage.shop, stream, `hue=h='${turn}'`);
    },
  },
};

/** Luma 1 has these chroma parts: those of the classic matrix at middle grey. */
const SEPIA = { cb: -0.1234, cr: 0.071 };

export const sepia: Look = {
  says: 'replaces colour by the brown of old prints; luma stays',
  params: { amount: share('part that is brown') },
  draw: {
    by: 'mix',
    draw: (stage, stream, { amount: a }) => {
      const toned = (tint: number) => `128+${decimal(1 - (a as number))}*(x-128)+${lit(tint * (a as number))}`;
      return tinted(stage, stream, toned(SEPIA.cb), toned(SEPIA.cr));
    },
  },
};

/** Chroma that white gets at 1. */
const WARMTH = 0.1;

export const temperature: Look = {
  says: 'makes light warmer (above 0) or colder; luma stays',
  params: { amount: amount(-1, 1, 0, '-1 (cold) to 1 (warm)') },
  draw: {
    by: 'mix',
    draw: (stage, stream, { amount: a }) => tinted(stage, stream, `x+${lit(-WARMTH * (a as number))}`, `x+${lit(WARMTH * (a as number))}`),
  },
};

/** A part of luma, as chroma counts it. */
const lit = (part: number): string => `${decimal((part * 224) / 219)}*(y-16)`;

/** Chroma by itself (x) and the luma (y) where it lies. */
function tinted(stage: Stage, stream: string, cb: string, cr: string): string {
  const { shop, alpha } = stage;
  const [whole, light] = forked(stage, stream, 2) as [string, string];
  const half = chain(shop, light, "extractplanes=y,scale=w='trunc((iw+1)/2)':h='trunc((ih+1)/2)':flags=area+accurate_rnd+bitexact");
  const [l1, l2] = forked(stage, half, 2) as [string, string];
  const names = alpha ? ['y', 'u', 'v', 'a'] : ['y', 'u', 'v'];
  const planes = names.map(() => shop.label());
  shop.add(`[${whole}]extractplanes=${names.join('+')}${planes.map((p) => `[${p}]`).join('')}`);
  const [y, u, v, a] = planes as [string, string, string, string?];
  const toned = (chroma: string, luma: string, e: string) => {
    const out = shop.label();
    shop.add(`[${chroma}][${luma}]lut2=c0='floor(clip(${e},16,240)+0.5)'[${out}]`);
    return out;
  };
  return merged(stage, [y, toned(u, l1, cb), toned(v, l2, cr), ...(a === undefined ? [] : [a])]);
}

/** Planes, grey pictures each, as one picture again. */
export function merged({ shop }: Stage, planes: readonly string[]): string {
  const out = shop.label();
  const alpha = planes.length === 4;
  shop.add(
    `${planes.map((p) => `[${p}]`).join('')}mergeplanes=map1s=1:map2s=2${alpha ? ':map3s=3' : ''}:format=${formatOf({ alpha })},setsar=1[${out}]`,
  );
  return out;
}
