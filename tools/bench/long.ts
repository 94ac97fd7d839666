import type { Draft, Json } from './timeline.ts';
import { standard } from './timeline.ts';

type Part = { [key: string]: Json };
interface Tracks {
  version: number;
  canvas: Part;
  tracks: { kind?: string; id?: string; clips: Part[] }[];
}

const LENGTH = 12;

/** The standard timeline `times` times over; each round shows other parts of the sources, its titles say which one it is, the logo and the music go on over all. */
export function repeated(times: number, height: number): Draft {
  const one = standard() as unknown as Tracks;
  const factor = height / 1080;
  const all = LENGTH * times;
  const scaled = (clip: Part): Part =>
    factor === 1
      ? clip
      : {
          ...clip,
          ...(clip.position ? { position: at(clip.position as Part, factor) } : {}),
          ...(clip.style ? { style: { ...(clip.style as Part), size: Math.round(Number((clip.style as Part).size) * factor) } } : {}),
        };
  const tracks = one.tracks.map((track) => {
    const [first] = track.clips;
    if (first?.type === 'image' || first?.type === 'audio') {
      const start = Number(first.start);
      return { ...track, clips: [{ ...scaled(first), length: all - start, ...(first.type === 'audio' ? { onEnd: 'loop' } : {}) }] };
    }
    const clips = Array.from({ length: times }, (_, i) =>
      track.clips.map((clip) => ({
        ...scaled(clip),
        start: Math.round((Number(clip.start) + i * LENGTH) * 1e6) / 1e6,
        // Another part of each source each time: no two rounds may share a chunk.
        ...(clip.type === 'text' ? { text: `${clip.text} ${i + 1}` } : { trim: Number(clip.trim) - i / 2 }),
      })),
    );
    return { ...track, clips: clips.flat() };
  });
  const width = 2 * Math.round((1920 * factor) / 2);
  return { ...one, canvas: { ...one.canvas, width, height }, tracks } as unknown as Draft;
}

const at = (position: Part, factor: number): Part => ({
  ...position,
  x: Math.round(Number(position.x) * factor),
  y: Math.round(Number(position.y) * factor),
});

/** Another draft in which the clip that `which` picks is changed. @throws when it picks none */
export function edited(draft: Draft, which: (clip: Part) => boolean, change: (clip: Part) => Part): Draft {
  const { tracks } = draft as unknown as Tracks;
  let found = false;
  const changed = tracks.map((track) => ({
    ...track,
    clips: track.clips.map((clip) => {
      if (found || !which(clip)) return clip;
      found = true;
      return change(clip);
    }),
  }));
  if (!found) throw new Error('the edit picks no clip');
  return { ...draft, tracks: changed } as unknown as Draft;
}

const SHOT = 6;
const CUE = 3;
/** Where in its source of 120 s each shot begins. */
const trimOf = (i: number): number => (i * 37) % 100;

/** Two seconds of SRT. @param at seconds at which its room begins */
function cue(number: number, at: number, text: string): string {
  const time = (ms: number) => new Date(ms).toISOString().slice(11, 23).replace('.', ',');
  return `${number}\n${time((at + 0.5) * 1000)} --> ${time((at + 2.5) * 1000)}\n${text}\n`;
}

/** Shots of 6 s of 640×360 from two films, cross-faded in pairs, under a logo that fades over the whole length, captions and music. */
export function movie(seconds: number, insertAt: number | null): Draft {
  const count = Math.floor(seconds / SHOT);
  const shots: Part[] = [];
  const cues: string[] = [];
  const insert = { type: 'video', src: 'F.mp4', trim: 2, length: 5 };
  let start = 0;
  for (let i = 0; i < count; i++) {
    if (i === insertAt) {
      shots.push({ ...insert, start });
      start += insert.length;
    }
    const pair = i % 4 === 0 && i + 1 < count && i + 1 !== insertAt;
    const length = pair ? SHOT + 0.5 : SHOT;
    shots.push({
      ...{ type: 'video', src: i % 2 === 0 ? 'D.mp4' : 'E.mp4', trim: trimOf(i), start, length },
      ...(pair ? { transitionOut: { type: 'fade', length: 0.5 } } : {}),
    });
    for (let at = start; at < start + SHOT; at += CUE) cues.push(cue(cues.length + 1, at, `Shot ${i + 1}, line ${(at - start) / CUE + 1}`));
    start += SHOT;
  }
  const fade = { transitionIn: { type: 'fade', length: 1 }, transitionOut: { type: 'fade', length: 1 } };
  return {
    version: 1,
    canvas: { width: 640, height: 360, fps: 30, background: '#000000' },
    tracks: [
      { clips: shots },
      {
        clips: [
          {
            type: 'image',
            src: 'logo-small.png',
            fit: 'none',
            start: 0,
            length: start,
            position: { x: 560, y: 14, anchor: 'topLeft' },
            ...fade,
          },
        ],
      },
      {
        clips: [
          {
            type: 'captions',
            captions: { format: 'srt', text: cues.join('\n') },
            start: 0,
            length: start,
            style: { size: 22 },
            position: { y: '88%' },
          },
        ],
      },
      { kind: 'audio', clips: [{ type: 'audio', src: 'music-long.m4a', start: 0, length: start, volume: 0.5, fadeOut: 2 }] },
    ],
  };
}
