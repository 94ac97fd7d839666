import { CANVAS, film, KNOWN_FRAMES, type Known } from './known.ts';

/**
 * What moves between pixels is made so many times as large, cut by its own pixels and scaled down: `overlay`, `crop` and `scale` alone step by one
 * or two, which is seen. Everybody's advice for `zoompan`, from four times on.
 */
const FINE = 4;

const opened = (sprite: string) => `[0:v]scale=out_color_matrix=bt709:out_range=tv,format=yuva420p,split[s][l];[s]${sprite}`;

/** Two sprites on a canvas. `each`: what is done to one of a size in every frame. */
const sprites = (each: (width: number, height: number) => string, place: string): Known => ({
  inputs: ['badge'],
  graph:
    `${CANVAS}[c];${opened(each(576, 576))}[a];[l]${each(700, 200)}[b];` +
    `[c][a]overlay=${place}:format=yuv420[d];[d][b]overlay=${place}:format=yuv420[out]`,
  base: `${CANVAS}[out]`,
});
const once = (width: number, height: number): string => `scale=${width}:${height},loop=-1:1,settb=1/30,setpts=N`;

const shifted = (width: number, height: number): string =>
  `${once(FINE * width, FINE * height)},crop=iw-${FINE}:ih-${FINE}:mod(n\\,${FINE}):mod(n\\,${FINE}):exact=1,scale=${width}:${height}:flags=bicubic`;
const grown = (width: number, height: number): string =>
  `scale=${FINE * width}:${FINE * height},${zoompan(width, height, `d=${KNOWN_FRAMES}`)},settb=1/30,setpts=N`;
const zoompan = (width: number, height: number, more: string): string =>
  `zoompan=z=1+on/600:x=iw/2-iw/zoom/2:y=ih/2-ih/zoom/2:s=${width}x${height}:fps=30:${more}`;

const MOVED = sprites(shifted, "x='400*t':y='200+20*t'");
const GROWN = sprites(grown, "x='400-w/2':y='540-h/2'");
const TURN = "rotate=a='t':ow='hypot(iw,ih)':oh=ow:c=black@0";
const TURNED = sprites((w, h) => `${once(w, h)},${TURN}`, "x='400-w/2':y='540-h/2'");
const SPUN = sprites((w, h) => `${grown(w, h)},${TURN},fade=t=in:s=0:n=60:alpha=1`, "x='400-w/2':y='540-h/2'");
const FADED = sprites((w, h) => `${once(w, h)},fade=t=in:s=0:n=60:alpha=1`, '400:200');

const PHOTO = '[0:v]scale=1920:1080:out_color_matrix=bt709:out_range=tv,format=yuv420p,loop=-1:1,settb=1/30,setpts=N,setsar=1';
const FINELY = `scale=${FINE * 1920}:${FINE * 1080}:flags=bicubic`;
const PHOTO_ZOOMED: Known = {
  inputs: ['photo'],
  graph: `[0:v]${FINELY}:out_color_matrix=bt709:out_range=tv,format=yuv420p,${zoompan(1920, 1080, `d=${KNOWN_FRAMES}`)},setsar=1[out]`,
  base: `${PHOTO}[out]`,
};
const FILM_ZOOMED: Known = {
  inputs: ['meadow'],
  graph: `${film(0)},${FINELY},${zoompan(1920, 1080, 'd=1')},setsar=1[out]`,
  base: `${film(0)}[out]`,
};

const MOTIONS: Record<string, Known> = {
  fade: FADED,
  spin: SPUN,
  'ken-burns-film': FILM_ZOOMED,
  ...Object.fromEntries(['flip', 'breathe', 'pulse', 'pop', 'zoom-in', 'zoom-out'].map((name) => [name, GROWN])),
  ...Object.fromEntries(['loop-spin', 'swing', 'wiggle'].map((name) => [name, TURNED])),
  ...Object.fromEntries(
    ['bounce', 'drop', 'float', 'rise', 'slide-down', 'slide-left', 'slide-right', 'slide-up', 'easings', 'easings-named'].map((name) => [
      name,
      MOVED,
    ]),
  ),
  ...Object.fromEntries(
    ['ken-burns-zoom-in', 'ken-burns-zoom-out', 'zoom-in-left', 'zoom-in-right', 'pan-down', 'pan-left', 'pan-right', 'pan-up'].map(
      (name) => [name, PHOTO_ZOOMED],
    ),
  ),
};

export const knownMotion = (name: string): Known | null => MOTIONS[name] ?? null;
