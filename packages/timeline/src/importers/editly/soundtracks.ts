import type { Draft } from '../draft.ts';
import type { Part } from '../part.ts';
import type { Session } from '../session.ts';

/** audioFilePath and audioTracks, none of them longer than the picture. */
export function soundtracksOf(spec: Part, end: number, session: Session): Draft[] {
  const music = spec.text('audioFilePath');
  const loop = spec.raw('loopAudio') === true;
  const volume = spec.number('backgroundAudioVolume', 0, 4);
  const drafts: Draft[] = music
    ? [
        {
          from: 'audioFilePath',
          clip: {
            type: 'audio',
            src: session.source(music, 'audioFilePath', 'audio'),
            start: 0,
            length: end,
            onEnd: loop ? 'loop' : 'black',
            ...(volume !== undefined && { volume }),
          },
        },
      ]
    : [];
  for (const track of spec.parts('audioTracks')) {
    const path = track.text('path');
    const start = track.number('start', 0) ?? 0;
    const from = track.number('cutFrom', 0) ?? 0;
    const to = track.number('cutTo', 0);
    const mix = track.number('mixVolume', 0, 4);
    track.rest();
    const length = Math.min(end - start, to === undefined ? end - start : to - from);
    if (!path || length <= 0) session.drop(track.path, path ? 'Nothing of it is heard before the end.' : 'It has no path.');
    else
      drafts.push({
        from: track.path,
        clip: {
          type: 'audio',
          src: session.source(path, track.at('path'), 'audio'),
          start,
          length,
          onEnd: 'black',
          ...(from > 0 && { trim: from }),
          ...(mix !== undefined && { volume: mix }),
        },
      });
  }
  return drafts;
}
