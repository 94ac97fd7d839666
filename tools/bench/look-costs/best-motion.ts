import { CANVAS, film, type Known } from './known.ts';

/** Two sprites that go by whole pixels, or are sized anew in each frame: what overlay and scale do. */
const sprites = (each: string, place: string): Known => ({
  inputs: ['badge'],
  graph:
    `${CANVAS}[c];[0:v]scale=out_color_matrix=bt709:out_range=tv,format=yuva420p,split[s][l];[s]scale=576:576,loop=-1:1,settb=1/30,setpts=N${each}[a];` +
    `[l]scale=700:200,loop=-1:1,settb=1/30,setpts=N${each}[b];[c][a]overlay=${place}:format=yuv420[d];[d][b]overlay=${place}:format=yuv420[out]`,
  base: `${CANVAS}[out]`,
});

/** Scale and crop, which step by two pixels. */
const zoomed = (opened: string, base: string): Known => ({
  inputs: ['photo'],
  graph: `${opened},scale=w='1920+2*floor(120*t/2)':h='1080+2*floor(67*t/2)':eval=frame:flags=bicubic,crop=1920:1080[out]`,
  base,
});
const PHOTO = '[0:v]scale=1920:1080:out_color_matrix=bt709:out_range=tv,format=yuv420p,loop=-1:1,settb=1/30,setpts=N,setsar=1';

const MOVED = sprites('', "x='400*t':y='200+20*t'");
const GROWN = sprites(",scale=w='2*floor(iw*(0.5+t/4)/2)':h='2*floor(ih*(0.5+t/4)/2)':eval=frame:flags=bicubic", "x='400-w/2':y='540-h/2'");
const TURNED = sprites(",rotate=a='t':ow='hypot(iw,ih)':oh=ow:c=black@0", "x='400-w/2':y='540-h/2'");
const FADED = sprites(',fade=t=in:s=0:n=60:alpha=1', '400:200');

const MOTIONS: Record<string, Known> = {
  fade: FADED,
  'ken-burns-film': { ...zoomed(film(0), `${film(0)}[out]`), inputs: ['meadow'] },
  ...Object.fromEntries(['flip', 'breathe', 'pulse', 'pop', 'zoom-in', 'zoom-out'].map((name) => [name, GROWN])),
  ...Object.fromEntries(['spin', 'loop-spin', 'swing', 'wiggle'].map((name) => [name, TURNED])),
  ...Object.fromEntries(
    ['bounce', 'drop', 'float', 'rise', 'slide-down', 'slide-left', 'slide-right', 'slide-up', 'easings', 'easings-named'].map((name) => [
      name,
      MOVED,
    ]),
  ),
  ...Object.fromEntries(
    ['ken-burns-zoom-in', 'ken-burns-zoom-out', 'zoom-in-left', 'zoom-in-right', 'pan-down', 'pan-left', 'pan-right', 'pan-up'].map(
      (name) => [name, zoomed(PHOTO, `${PHOTO}[out]`)],
    ),
  ),
};

export const knownMotion = (name: string): Known | null => MOTIONS[name] ?? null;
