/** Draws the templates' sources into media/ (ours, Apache-2.0). Run by hand after a change: node examples/templates/art.ts */
import { LAKE, type Landscape, landscape } from '../gallery/art/landscape.ts';
import { badge, portrait } from '../gallery/art/stills.ts';

const media = (name: string): string => new URL(`media/${name}`, import.meta.url).pathname;

const FJORD: Landscape = {
  seed: 58,
  sky: ['#0f1638', '#2a2f66', '#6a4a86', '#c8698a'],
  sun: { x: 190, y: 92, radius: 15, color: '#fdf3e4', glow: '236, 214, 255' },
  ranges: [
    { base: 238, height: 150, colors: ['#574a86', '#a8648c'] },
    { base: 244, height: 96, colors: ['#332f63', '#6c4a7c'] },
    { base: 246, height: 44, colors: ['#1a1c40', '#3b3160'] },
  ],
  water: ['#b9658c', '#4a3f78', '#141a3e'],
  shore: null,
};
const DUNES: Landscape = {
  seed: 141,
  sky: ['#f08a5d', '#f9b17a', '#ffe0b0', '#fff0d2'],
  sun: { x: 320, y: 150, radius: 34, color: '#fff6df', glow: '255, 226, 170' },
  ranges: [
    { base: 240, height: 70, colors: ['#d9775c', '#f2b286'] },
    { base: 244, height: 52, colors: ['#b4534c', '#de8a66'] },
    { base: 247, height: 30, colors: ['#7a3345', '#b8584f'] },
  ],
  water: ['#f7c08c', '#c76a58', '#6a2c42'],
  shore: { trees: '#47203a', ground: '#3a1930' },
};

landscape(media('lake.jpg'), LAKE, 3);
landscape(media('fjord.jpg'), FJORD, 3);
landscape(media('dunes.jpg'), DUNES, 3);
portrait(media('host.jpg'), 6);
badge(media('seal.png'), 6);
