/** A picture's size, pixels. */
export interface Size {
  width: number;
  height: number;
}

/**
 * Says in ffmpeg's expressions how far inside the shown part a pixel lies, in pixels, negative outside: `ld(0)` is the transition's progress,
 * `ld(1)` and `ld(2)` are the pixel's place from the upper left. It may not change faster than the place does, so that it can be drawn small.
 */
export type Field = (size: Size) => Inside;
/** `first`: what is stored before, from `ld(3)` on. */
export type Inside = { first?: string; inside: string };

const X = 'ld(1)';
const Y = 'ld(2)';

/** A pixel is shown when the edge, which travels `reach` pixels at even speed, has come as far as its own distance. */
const swept = (reach: number, distance: string): Inside => ({ inside: `ld(0)*${px(reach)}-(${distance})` });
/** The same from the other end. */
const sweptBack = (reach: number, distance: string): Inside => ({ inside: `(ld(0)-1)*${px(reach)}+(${distance})` });

/** Three decimals: numbers of ours only. */
const px = (n: number): string => n.toFixed(3);

/** Stripes across `along`, each opening from its own middle. */
const stripes = (along: string, length: number, count: number): Inside =>
  swept(length / count / 2, `abs(mod(${along},${px(length / count)})-${px(length / count / 2)})`);

/** Along the line across the diagonal from (0, 0), or with a side counted from the other end. */
const diagonal =
  (x: (w: number) => string, y: (h: number) => string): Field =>
  ({ width: w, height: h }) => {
    const d = Math.hypot(w, h);
    return swept((2 * w * h) / d, `(${x(w)})*${px(h / d)}+(${y(h)})*${px(w / d)}`);
  };

const left = (): string => X;
const right = (w: number): string => `${px(w)}-${X}`;
const top = (): string => Y;
const bottom = (h: number): string => `${px(h)}-${Y}`;

export const wipes = {
  left: ({ width: w }: Size) => swept(w, right(w)),
  right: ({ width: w }: Size) => swept(w, left()),
  up: ({ height: h }: Size) => swept(h, bottom(h)),
  down: ({ height: h }: Size) => swept(h, top()),
  upLeft: diagonal(right, bottom),
  upRight: diagonal(left, bottom),
  downLeft: diagonal(right, top),
  downRight: diagonal(left, top),
};

type Sweep = typeof swept;

const across =
  (sweep: Sweep): Field =>
  (size) =>
    sweep(size.width / 2, `abs(${X}-${px(size.width / 2)})`);
const upright =
  (sweep: Sweep): Field =>
  (size) =>
    sweep(size.height / 2, `abs(${Y}-${px(size.height / 2)})`);
const circle =
  (sweep: Sweep): Field =>
  ({ width: w, height: h }) =>
    sweep(Math.hypot(w, h) / 2, `hypot(${X}-${px(w / 2)},${Y}-${px(h / 2)})`);
const diamond =
  (sweep: Sweep): Field =>
  ({ width: w, height: h }) =>
    sweep((w + h) / 2 / Math.SQRT2, `(abs(${X}-${px(w / 2)})+abs(${Y}-${px(h / 2)}))*${px(Math.SQRT1_2)}`);
/** Of the picture's own shape. */
const rectangle =
  (sweep: Sweep): Field =>
  ({ width: w, height: h }) => {
    const side = Math.min(w, h);
    const share = (at: string, length: number) => `abs(${at}-${px(length / 2)})*${(side / length).toFixed(9)}`;
    return sweep(side / 2, `max(${share(X, w)},${share(Y, h)})`);
  };

const both = (make: (sweep: Sweep) => Field): { open: Field; close: Field } => ({ open: make(swept), close: make(sweptBack) });

export const doors = { across: both(across), upright: both(upright) };
export const irises = { circle: both(circle), diamond: both(diamond), rectangle: both(rectangle) };

export const blinds = {
  horizontal: ({ height: h }: Size) => stripes(Y, h, 8),
  vertical: ({ width: w }: Size) => stripes(X, w, 12),
  diagonal: ({ width: w, height: h }: Size) => {
    const d = Math.hypot(w, h);
    return stripes(`(${X}*${px(h / d)}+${Y}*${px(w / d)})`, (2 * w * h) / d, 10);
  },
};

/** `st(3)` the distance from the middle, `st(4)` the angle from twelve o'clock; then what is inside. */
const turned = (angle: (dx: string, dy: string) => string, inside: string): Field => {
  return ({ width: w, height: h }) => {
    const [dx, dy] = [`(${X}-${px(w / 2)})`, `(${Y}-${px(h / 2)})`];
    return { first: `st(3,hypot(${dx},${dy}));st(4,${angle(dx, dy)});`, inside };
  };
};
const hand = 'ld(0)*2*PI';
/** How far a ray lies that is so many radians away. */
const ray = (radians: string): string => `ld(3)*sin(min(${radians},PI/2))`;
const swung = `if(lt(ld(4),${hand}),min(${ray(`${hand}-ld(4)`)},${ray('ld(4)')}),-min(${ray(`ld(4)-${hand}`)},${ray('2*PI-ld(4)')}))`;

export const clocks = {
  clockwise: turned((dx, dy) => `mod(atan2(${dx},-${dy})+2*PI,2*PI)`, swung),
  back: turned((dx, dy) => `mod(atan2(-${dx},-${dy})+2*PI,2*PI)`, swung),
  wedge: turned((dx, dy) => `abs(atan2(${dx},-${dy}))`, 'ld(3)*sin(clip(ld(0)*PI-ld(4),-PI/2,PI/2))'),
};

/** The squares of one colour open from their middles, then the others. */
export const checkerboard: Field = ({ width: w, height: h }) => {
  const side = Math.min(w, h) / Math.max(2, Math.round(Math.min(w, h) / (Math.max(w, h) / 8)));
  const from = (at: string) => `abs(mod(${at},${px(side)})-${px(side / 2)})`;
  const odd = `mod(floor(${X}/${px(side)})+floor(${Y}/${px(side)}),2)`;
  // ld(4): how far the nearest middle of a square of the first colour is.
  return {
    first: `st(3,max(${from(X)},${from(Y)}));st(4,if(${odd},${px(side)}-ld(3),ld(3)));`,
    inside: `max(clip(2*ld(0),0,1)*${px(side / 2)}-ld(4),clip(2*ld(0)-1,0,1)*${px(side / 2)}-${px(side)}+ld(4))`,
  };
};

/** Each grain has a moment of its own, from whole numbers only: the same everywhere. X and Y count grains. */
export const grains: Field = () => ({
  first:
    'st(3,mod(X*7919+Y*10427+911,65521));st(3,mod(ld(3)*ld(3)+X*613+Y*271,65521));st(3,mod(ld(3)*48271+Y*3571+17,65521));' +
    'st(3,mod(ld(3)*ld(3)+X*31+7,65521));',
  inside: 'ld(0)*100-mod(ld(3)*48271,65521)*100/65521',
});
