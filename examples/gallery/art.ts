/**
 * Draws the gallery's sources into media/. Run by hand after a change, then look at all golden pictures again: node examples/gallery/art.ts
 */
import { city } from './art/city.ts';
import { spin, teal } from './art/data.ts';
import { green } from './art/green.ts';
import { FILM, ffmpeg, media } from './art/paint.ts';
import { music, voice } from './art/sound.ts';
import { badge, photo, portrait } from './art/stills.ts';

/** Four seconds of Big Buck Bunny (© 2008 Blender Foundation, CC BY 3.0), made small. */
function meadow(): void {
  const film = new URL('../demo/media/bigbuckbunny.mp4', import.meta.url).pathname;
  const sized = 'scale=320:180:flags=area+accurate_rnd+full_chroma_int';
  ffmpeg(['-ss', '0.5', '-i', film, '-an', '-vf', sized, '-frames:v', '100', ...FILM, media('meadow.mp4')]);
}

const ALL = { meadow, city, green, portrait, photo, badge, teal, spin, music, voice };
const asked = process.argv.slice(2);
for (const [name, draw] of Object.entries(ALL)) if (asked.length === 0 || asked.includes(name)) draw();
