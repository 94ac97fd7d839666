import type { Problem, Result } from '../../problems.ts';
import { type Draft, type Layer, largest } from '../draft.ts';
import { finish } from '../finish.ts';
import { isObject, Part } from '../part.ts';
import type { Session } from '../session.ts';
import type { Imported } from '../types.ts';
import { canvasOf } from './canvas.ts';
import { clipOf } from './clip.ts';
import { merged } from './merge.ts';
import { soundOf } from './sound.ts';
import { timingsOf } from './timing.ts';

/** A Shotstack edit. Its first track is on top; here the last one is. */
export function importShotstack(document: Part, session: Session): Result<Imported> {
  const edit = new Part(merged(document.whole()), '', session);
  const timeline = edit.part('timeline');
  if (!timeline?.has('tracks')) return { ok: false, problems: [notAnEdit] };
  edit.ignore('merge');
  if (!Array.isArray(edit.raw('merge') ?? [])) session.drop('merge', 'A list of { find, replace } was expected here.');
  const output = edit.part('output');
  const canvas = canvasOf(output, timeline.text('background'), session);
  const tracks = timeline.parts('tracks').map((track) => {
    const clips = track.parts('clips');
    track.rest();
    return clips;
  });
  const timings = timingsOf(tracks, session);
  const layers: Layer[] = tracks.reverse().flatMap((clips) => {
    const drafts = clips.flatMap((clip) => clipOf(clip, timings.get(clip)!, canvas.height, session) ?? []);
    const of = (kind: Layer['kind']): Layer => ({ kind, clips: drafts.filter((d) => (d.clip.type === 'audio') === (kind === 'audio')) });
    return [of('visual'), of('audio')];
  });
  const end = largest([...timings.values()].map((t) => t.start + (t.length ?? 0)));
  layers.push({ kind: 'audio', clips: soundtrackOf(timeline.part('soundtrack'), end, session) });
  fonts(timeline);
  timeline.ignore('cache');
  timeline.rest();
  edit.rest({ callback: 'Give createRender a webhookUrl.', disk: 'Disks are chosen by the workers.', id: 'Ids are given here.' });
  return finish(session, canvas, layers, end);
}

const notAnEdit: Problem = {
  path: ['timeline', 'tracks'],
  code: 'INVALID_DOCUMENT',
  message: 'The document must be a Shotstack edit: { "timeline": { "tracks": [] }, "output": {} }.',
};

function soundtrackOf(part: Part | undefined, end: number, session: Session): Draft[] {
  const src = part?.text('src');
  if (!part || !src) return [];
  const length = end > 0 ? end : null;
  const sound = soundOf(part, 'effect', length, session);
  part.rest();
  return [
    {
      from: part.path,
      clip: {
        type: 'audio',
        src: session.source(src, part.at('src'), 'audio'),
        start: 0,
        ...(length && { length }),
        onEnd: 'black',
        ...sound,
      },
    },
  ];
}

function fonts(timeline: Part): void {
  const list = timeline.raw('fonts');
  if (isObject(list) || (Array.isArray(list) && list.length > 0)) timeline.drop('fonts', 'Fonts are not fetched; text is set in Inter.');
}
