import type { Easing } from './animated.ts';

/** Easings of https://easings.net, of CSS (Easing Functions 1) and our own: how a value is arrived at. u runs from 0 to 1. */

/** A function, and ffmpeg's expression of it for the expression of u (a name or brackets). */
interface Ease {
  at: (u: number) => number;
  expression: (u: string) => string;
}

/** Slow at the beginning; `both` is what the two halves of an InOut are made of, where that is another. */
interface Family {
  in: Ease;
  both?: Ease;
}

const power = (n: number): Ease => ({ at: (u) => u ** n, expression: (u) => `pow(${u},${n})` });

const back = (c: number): Ease => ({
  at: (u) => (c + 1) * u ** 3 - c * u ** 2,
  expression: (u) => `(${c + 1}*pow(${u},3)-${c}*pow(${u},2))`,
});

const elastic = (shift: number, period: number): Ease => ({
  at: (u) => (u === 0 || u === 1 ? u : -(2 ** (10 * u - 10)) * Math.sin(((10 * u - shift) * 2 * Math.PI) / period)),
  expression: (u) => `if(eq(${u},0)+eq(${u},1),${u},-pow(2,10*${u}-10)*sin((10*${u}-${shift})*2*PI/${period}))`,
});

/** A ball that is dropped, as 1 − f(1 − u): each arc's middle, height and end. */
const ARCS = [
  { middle: 0, rest: 0, until: 1 / 2.75 },
  { middle: 1.5 / 2.75, rest: 0.75, until: 2 / 2.75 },
  { middle: 2.25 / 2.75, rest: 0.9375, until: 2.5 / 2.75 },
  { middle: 2.625 / 2.75, rest: 0.984375, until: 1 },
] as const;
const arc = ({ middle, rest }: (typeof ARCS)[number], v: string): string => `7.5625*pow(${v}-${middle.toFixed(9)},2)+${rest}`;
const bounce: Ease = {
  at: (u) => {
    const v = 1 - u;
    const { middle, rest } = ARCS.find((a) => v < a.until) ?? ARCS[3];
    return 1 - (7.5625 * (v - middle) ** 2 + rest);
  },
  expression: (u) => {
    const v = `(1-${u})`;
    const choose = ([first, ...more]: readonly (typeof ARCS)[number][]): string =>
      more.length === 0 ? arc(first!, v) : `if(lt(${v},${first!.until.toFixed(9)}),${arc(first!, v)},${choose(more)})`;
    return `(1-(${choose(ARCS)}))`;
  },
};

const FAMILIES: Record<string, Family> = {
  Sine: { in: { at: (u) => 1 - Math.cos((u * Math.PI) / 2), expression: (u) => `(1-cos(${u}*PI/2))` } },
  Quad: { in: power(2) },
  Cubic: { in: power(3) },
  Quart: { in: power(4) },
  Quint: { in: power(5) },
  Expo: {
    in: { at: (u) => (u === 0 ? 0 : 2 ** (10 * u - 10)), expression: (u) => `if(eq(${u},0),0,pow(2,10*${u}-10))` },
  },
  Circ: { in: { at: (u) => 1 - Math.sqrt(1 - u * u), expression: (u) => `(1-sqrt(max(0,1-pow(${u},2))))` } },
  Back: { in: back(1.70158), both: back(2.5949095) },
  Elastic: { in: elastic(10.75, 3), both: elastic(11.125, 4.5) },
  Bounce: { in: bounce },
};

const out = ({ at, expression }: Ease): Ease => ({ at: (u) => 1 - at(1 - u), expression: (u) => `(1-${expression(`(1-${u})`)})` });

const inOut = ({ at, expression }: Ease): Ease => ({
  at: (u) => (u < 0.5 ? at(2 * u) / 2 : 1 - at(2 - 2 * u) / 2),
  expression: (u) => `if(lt(${u},0.5),${expression(`(2*${u})`)}/2,1-${expression(`(2-2*${u})`)}/2)`,
});

/** By name: easeInSine, easeOutSine, easeInOutSine and so on. */
const NAMED: Record<string, Ease> = Object.fromEntries(
  Object.entries(FAMILIES).flatMap(([name, family]) => [
    [`easeIn${name}`, family.in],
    [`easeOut${name}`, out(family.in)],
    [`easeInOut${name}`, inOut(family.both ?? family.in)],
  ]),
);

/** Easings that CSS has names for. */
const CSS: Record<string, Bezier> = {
  ease: [0.25, 0.1, 0.25, 1],
  'ease-in': [0.42, 0, 1, 1],
  'ease-out': [0, 0, 0.58, 1],
  'ease-in-out': [0.42, 0, 0.58, 1],
};

/** x1, y1, x2, y2 */
type Bezier = [number, number, number, number];

/** All names a document may use; `cubic-bezier(x1, y1, x2, y2)` besides. */
export const EASING_NAMES: readonly string[] = [
  ...['linear', 'easeIn', 'easeOut', 'easeInOut', 'step', 'hold'],
  ...[...Object.keys(CSS), ...Object.keys(NAMED)],
];

const X = String.raw`(?:0(?:\.\d{1,6})?|\.\d{1,6}|1(?:\.0{1,6})?)`;
const Y = String.raw`-?(?:\d{1,2}(?:\.\d{1,6})?|\.\d{1,6})`;
/** x1 and x2 from 0 to 1, so that the curve never goes back in time. */
export const CUBIC_BEZIER = new RegExp(`^cubic-bezier\\( *${X} *, *${Y} *, *${X} *, *${Y} *\\)$`);

/** One notation for each easing: CSS' names are their curves, `step` is `hold`, and what is cubic has our older name. */
export function canonicalEasing(said: string): Easing {
  if (said === 'step') return 'hold';
  if (/^ease(In|Out|InOut)Cubic$/.test(said)) return said.slice(0, -'Cubic'.length) as Easing;
  const bezier = CSS[said] ?? (said.startsWith('cubic-bezier(') ? numbersOf(said) : null);
  return bezier ? `cubic-bezier(${bezier.join(',')})` : (said as Easing);
}

const numbersOf = (text: string): Bezier => text.slice('cubic-bezier('.length, -1).split(',').map(Number) as Bezier;

/** The easing of a canonical name. Throws for one there is not. */
export function easeOf(name: string): Ease {
  if (name.startsWith('cubic-bezier(')) return bezierEase(numbersOf(name));
  const ease = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
  if (!ease) throw new Error(`no such easing: ${name}`);
  return ease;
}

/** From `from` on: value, slope and two more coefficients of a cubic in u − from. */
interface Span {
  from: number;
  c: [number, number, number, number];
}

/** The curve's y over x has no short formula: spans of cubics with the curve's own values and slopes, off by less than 0.001 but where it stands upright. */
const SPANS = 16;

function bezierEase(b: Bezier): Ease {
  const spans = spansOf(b);
  const value = ({ from, c }: Span, u: number): number => c[0] + (u - from) * (c[1] + (u - from) * (c[2] + (u - from) * c[3]));
  const text = ({ from, c }: Span, u: string): string => {
    const w = from === 0 ? u : `(${u}-${from})`;
    return `${c[0]}+${w}*(${c[1]}+${w}*(${c[2]}+${w}*(${c[3]})))`;
  };
  const choose = (list: readonly Span[], u: string): string => {
    if (list.length === 1) return text(list[0]!, u);
    const half = list.length >> 1;
    return `if(lt(${u},${list[half]!.from}),${choose(list.slice(0, half), u)},${choose(list.slice(half), u)})`;
  };
  return { at: (u) => value(spans.findLast((s) => s.from <= u) ?? spans[0]!, u), expression: (u) => choose(spans, u) };
}

function spansOf([x1, y1, x2, y2]: Bezier): Span[] {
  const point = (p: number, q: number, s: number) => 3 * (1 - s) ** 2 * s * p + 3 * (1 - s) * s * s * q + s ** 3;
  const slope = (p: number, q: number, s: number) => 3 * (1 - s) ** 2 * p + 6 * (1 - s) * s * (q - p) + 3 * s * s * (1 - q);
  const spans: Span[] = [];
  for (let i = 0; i < SPANS; i++) {
    const [s0, s1] = [i / SPANS, (i + 1) / SPANS];
    const [u0, u1, v0, v1] = [point(x1, x2, s0), point(x1, x2, s1), point(y1, y2, s0), point(y1, y2, s1)];
    const h = u1 - u0;
    if (h < 1e-6) continue;
    const chord = (v1 - v0) / h;
    // Where the curve stands upright its slope is of no use: the span is taken straight there.
    const rise = (s: number) => (slope(x1, x2, s) < 1e-3 ? chord : slope(y1, y2, s) / slope(x1, x2, s));
    const [m0, m1] = [rise(s0), rise(s1)];
    const c = [v0, m0, (3 * chord - 2 * m0 - m1) / h, (m0 + m1 - 2 * chord) / (h * h)].map(nine) as Span['c'];
    spans.push({ from: nine(u0), c });
  }
  return spans;
}

/** As it is written into an expression: never an exponent. */
const nine = (n: number): number => Number(n.toFixed(9));
