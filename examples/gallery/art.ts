/**
 * Draws the gallery's sources into media/. Run by hand after a change, then look at all golden pictures again: node examples/gallery/art.ts
 */
import { city } from './art/city.ts';
import { spin, teal } from './art/data.ts';
import { green } from './art/green.ts';
import { LAKE, landscape } from './art/landscape.ts';
import { FILM, ffmpeg, media } from './art/paint.ts';
import { music, voice } from './art/sound.ts';
import { badge, portrait } from './art/stills.ts';

/** Four seconds of Big Buck Bunny (© 2008 Blender Foundation, CC BY 3.0), made small. */
function meadow(): void {
  const film = new URL('../demo/media/bigbuckbunny.mp4', import.meta.url).pathname;
  const sized = 'scale=320:180:flags=area+accurate_rnd+full_chroma_int';
  ffmpeg(['-ss', '0.5', '-i', film, '-an', '-vf', sized, '-frames:v', '100', ...FILM, media('meadow.mp4')]);
}

/** The photograph as somebody without a tripod would film it. */
function handheld(): void {
  const [x, y] = [
    [1.9, 0.4],
    [2.3, 1.1],
  ].map(([a, b]) => `(9*sin(n*${a})+7*sin(n*${b}+1))`);
  const shaken = `scale=368:207:flags=area+accurate_rnd,crop=320:180:x='24+${x}':y='13+0.7*${y}':exact=1,format=yuv420p`;
  ffmpeg(['-loop', '1', '-framerate', '30', '-i', media('photo.jpg'), '-vf', shaken, '-frames:v', '60', ...FILM, media('handheld.mp4')]);
}

const photo = (): void => landscape('photo.jpg', LAKE);

const ALL = { meadow, city, green, portrait, photo, handheld, badge, teal, spin, music, voice };
const asked = process.argv.slice(2);
for (const [name, draw] of Object.entries(ALL)) if (asked.length === 0 || asked.includes(name)) (draw as () => void)();
