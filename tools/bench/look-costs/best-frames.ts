import { CANVAS, film, type Known, still } from './known.ts';

const LAY = 'overlay=format=yuv420:eof_action=pass';

/** Stills that lie on a canvas, each decoded, sized and cut once, whatever was done to them. */
export function laidStills(...sizes: readonly [number, number][]): Known {
  const layers = sizes.map(([w, h], i) => `[s${i}]scale=${w}:${h},loop=-1:1,settb=1/30,setpts=N[l${i}]`);
  const split = `[0:v]scale=out_color_matrix=bt709:out_range=tv,format=yuva420p,split=${sizes.length}${sizes.map((_, i) => `[s${i}]`).join('')}`;
  const laid = sizes.map((_, i) => `[c${i}][l${i}]overlay=${80 * i + 40}:${60 * i + 40}:format=yuv420[c${i + 1}]`);
  const graph = [`${CANVAS}[c0]`, split, ...layers, ...laid].join(';');
  return { inputs: ['badge'], graph: `${graph};[c${sizes.length}]null[out]`, base: `${CANVAS}[out]` };
}

/** A still over a film. */
const overFilm = (filters: string, place: string, source = 'city'): Known => ({
  inputs: [source, 'badge'],
  graph: `${still(1, filters)}[s];${film(0)}[f];[f][s]overlay=${place}:format=yuv420[out]`,
  base: `${film(0)}[out]`,
});

/** A film on a canvas. */
const onCanvas = (filters: string): Known => ({
  inputs: ['meadow', 'badge'],
  graph: `${CANVAS}[c];${filters}[out]`,
  base: `${CANVAS}[out]`,
});
const FRAMES: Record<string, Known> = {
  border: laidStills([844, 476], [670, 670]),
  color: laidStills([800, 300]),
  corners: laidStills([692, 388], [604, 604], [442, 248]),
  crop: laidStills([700, 560], [730, 410]),
  'fit-contain': laidStills([608, 1080]),
  'fit-none': laidStills([768, 768]),
  flip: laidStills([864, 486], [864, 486], [864, 486], [864, 486]),
  rotation: laidStills([1280, 840], [820, 760]),
  shadow: laidStills([1080, 692], [768, 768], [782, 346]),
  'shape-ellipse': laidStills([780, 780], [780, 780]),
  'shape-rectangle': laidStills([1140, 576], [600, 240]),
  'mask-rectangle': overFilm(',scale=1920:1080', '0:0'),
  'mask-luma': overFilm(',scale=1920:1080', '0:0', 'meadow'),
  position: overFilm(',scale=462:462', '1380:90'),
  'shape-line': {
    ...overFilm('', ''),
    graph: `${still(1, ',split[s][l];[s]scale=900:180')}[t];[l]scale=900:18,loop=-1:1,settb=1/30,setpts=N[u];${film(0)}[f];[f][t]overlay=500:400:format=yuv420[g];[g][u]overlay=510:580:format=yuv420[out]`,
  },
  opacity: {
    ...overFilm('', '', 'meadow'),
    graph: `${still(1, ',split[s][l];[s]scale=1920:1080')}[t];[l]scale=768:768,loop=-1:1,settb=1/30,setpts=N[u];${film(0)}[f];[f][t]overlay=format=yuv420[g];[g][u]overlay=576:156:format=yuv420[out]`,
  },
  scale: onCanvas(`${film(0)},scale=806:454[p];[c][p]overlay=1018:518:format=yuv420:shortest=1`),
  'mask-ellipse': onCanvas(
    `[1:v]scale=1920:1080,format=yuva420p,alphaextract,loop=-1:1,settb=1/30,setpts=N[m];${film(0)},format=yuva420p[p];[p][m]alphamerge[q];[c][q]${LAY}`,
  ),
  'mask-alpha': onCanvas(
    `[1:v]format=yuva420p,alphaextract,split[i][j];${film(0)},split[p][q];` +
      `[i]scale=1026:1026,loop=-1:1,settb=1/30,setpts=N[m];[p]crop=1080:1080,scale=1026:1026,format=yuva420p[r];[r][m]alphamerge[x];` +
      `[j]scale=756:756,loop=-1:1,settb=1/30,setpts=N[n];[q]crop=1080:1080,scale=756:756,format=yuva420p[s];[s][n]alphamerge[y];` +
      `[c][x]overlay=24:27:format=yuv420[d];[d][y]overlay=1062:162:format=yuv420:shortest=1`,
  ),
};

/** Full pictures that are drawn once have nothing to compare: their frames are one. */
export const knownFrame = (name: string): Known | null => FRAMES[name] ?? null;
