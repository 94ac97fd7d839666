import { resolveLength } from '../../clip-length.ts';
import type { Media } from '../../compile/media-of.ts';
import type { SourceMedia } from '../../media.ts';
import { parseTimeline } from '../../parse.ts';
import { formatPath, type Result } from '../../problems.ts';
import { frameAt, micros } from '../../rate.ts';
import { substitute, type Variables } from '../../schema/variables.ts';
import type { Clip, Path, Timeline } from '../../timeline.ts';
import type { Unsupported } from '../types.ts';
import { Clock, itemsOf, type Placed } from './write.ts';

export interface ExportRequest {
  /** A timeline document, as createRender takes it. */
  timeline: unknown;
  variables?: Record<string, unknown> | null;
  /** Assets by id: how long those are whose clips say no length, and what they are called. */
  assets?: Readonly<Record<string, SourceMedia>>;
  /** What stands for an asset; "asset:<id>" unless given. */
  addressOf?: (assetId: string) => string;
}

export interface Exported {
  /** Timeline.1 of OpenTimelineIO. */
  document: Record<string, unknown>;
  /** What other programs will not see: it stands in metadata.workprint, from which importTimeline reads it again. */
  unsupported: Unsupported[];
}

/** A timeline as OpenTimelineIO: cuts, gaps, cross-fades and sources in the open, all else as metadata. */
export function exportTimeline({
  timeline: document,
  variables,
  assets = {},
  addressOf = (id) => `asset:${id}`,
}: ExportRequest): Result<Exported> {
  const parsed = parseTimeline(document, variables);
  if (!parsed.ok) return parsed;
  const timeline = parsed.value;
  const media: Media = { assets, generated: {} };
  const clock = new Clock(timeline.canvas.fps);
  const unsupported: Unsupported[] = [];
  const children = timeline.tracks.map((track, i) => ({
    OTIO_SCHEMA: 'Track.1',
    name: track.id ?? `Track ${i + 1}`,
    kind: track.kind === 'audio' ? 'Audio' : 'Video',
    source_range: null,
    metadata: { workprint: track.id === null ? {} : { id: track.id } },
    children: itemsOf(
      track.clips.flatMap((clip) => placed(clip, timeline, media, unsupported)),
      { clock, addressOf, unsupported, raw: rawClips(document, variables ?? {}) },
    ),
  }));
  const { width, height, background } = timeline.canvas;
  const { camera } = (document as { canvas: { camera?: unknown } }).canvas;
  return {
    ok: true,
    value: {
      document: {
        OTIO_SCHEMA: 'Timeline.1',
        name: 'Workprint timeline',
        global_start_time: clock.time(0),
        metadata: { workprint: { canvas: { width, height, background, ...(camera ? { camera } : {}) } } },
        tracks: { OTIO_SCHEMA: 'Stack.1', name: 'tracks', source_range: null, metadata: {}, children },
      },
      unsupported,
    },
  };
}

/** Clips as written, by path, with the variables' values in them. */
function rawClips(document: unknown, given: Record<string, unknown>): (path: Path) => Record<string, unknown> {
  const { variables = {}, ...body } = document as { variables?: Variables };
  const filled = substitute(body, { ...variables, ...(given as Variables) }, [], []);
  return (path) => path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], filled) as Record<string, unknown>;
}

function placed(clip: Clip, timeline: Timeline, media: Media, unsupported: Unsupported[]): Placed[] {
  const { us } = resolveLength(clip, timeline, media);
  if (us === null) {
    unsupported.push({ path: formatPath(clip.path), why: 'How long it lasts is not known before its source is READY.' });
    return [];
  }
  const fps = timeline.canvas.fps;
  const start = frameAt(micros(clip.start), fps);
  return [{ clip, start, end: frameAt(micros(clip.start) + us, fps) }];
}
