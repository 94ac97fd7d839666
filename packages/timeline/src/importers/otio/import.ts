import type { Result } from '../../problems.ts';
import { finish } from '../finish.ts';
import { isObject, type Part } from '../part.ts';
import type { Session } from '../session.ts';
import type { Imported } from '../types.ts';
import { stackOf } from './layers.ts';
import { lists } from './media.ts';
import { frameRateOf, timeOf } from './time.ts';

/** An OpenTimelineIO Timeline.1. The last child of a stack is on top, as here. */
export function importOtio(document: Part, session: Session): Result<Imported> {
  const schema = document.text('OTIO_SCHEMA') ?? '';
  const tracks = document.part('tracks');
  if (!schema.startsWith('Timeline.') || !tracks) {
    const message = `The document must be an OpenTimelineIO "Timeline.1" with tracks, not ${schema === '' ? 'something without OTIO_SCHEMA' : `"${schema}"`}.`;
    return { ok: false, problems: [{ path: ['OTIO_SCHEMA'], code: 'INVALID_DOCUMENT', message }] };
  }
  const fps = session.canvas.fps ?? frameRateOf(document.raw('global_start_time')) ?? frameRateOf(document.raw('tracks')) ?? 30;
  const zero = document.part('global_start_time');
  if (zero) session.metadata.globalStartSeconds = timeOf(zero);
  if (document.has('name')) session.metadata.name = document.text('name');
  const ours = (document.raw('metadata') as Record<string, unknown> | undefined)?.workprint;
  const canvas = isObject(ours) && isObject(ours.canvas) ? ours.canvas : {};
  if (!isObject(ours)) lists(document, 'Metadata of other programs is not carried over.');
  const { layers, length } = stackOf(tracks, 'visual', session);
  document.rest();
  // OpenTimelineIO does not say how large the picture is; what we exported does.
  const side = (given: number | null | undefined, noted: unknown, otherwise: number) =>
    given ?? (typeof noted === 'number' ? noted : otherwise);
  const size = { width: side(session.canvas.width, canvas.width, 1920), height: side(session.canvas.height, canvas.height, 1080) };
  const background = typeof canvas.background === 'string' ? { background: canvas.background } : {};
  const camera = isObject(canvas.camera) ? { camera: canvas.camera } : {};
  return finish(session, { ...size, fps, ...background, ...camera }, layers, length);
}
