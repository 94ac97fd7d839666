import type { Result } from '../../problems.ts';
import { colorOf } from '../color.ts';
import { type Draft, endOf, largest, percent } from '../draft.ts';
import { type Canvas, finish } from '../finish.ts';
import type { Part } from '../part.ts';
import type { Session } from '../session.ts';
import type { Imported } from '../types.ts';

/** Font sizes are pixels of a canvas this high. */
const SIZED_FOR = 1080;

/** The request of the Hospup front end: segments one after the other by `order`, text laid over them. */
export function importHospup(document: Part, session: Session): Result<Imported> {
  const canvas: Canvas = { width: session.canvas.width ?? 1920, height: session.canvas.height ?? 1080, fps: session.canvas.fps ?? 30 };
  for (const key of ['property_id', 'template_id']) if (document.has(key)) session.metadata[key] = document.raw(key);
  const segments = placeSegments(document.parts('segments'), session);
  const texts = document.parts('text_overlays');
  const total = document.number('total_duration', 0, 1e6) ?? 0;
  const last = largest(segments.map(endOf));
  if (total > 0 && total < last - 1e-6) session.drop('total_duration', `The segments last ${last} s; they are not cut to ${total} s.`);
  const end = Math.max(total, last);
  const overlays = texts.flatMap((text) => overlay(text, canvas, end, session));
  document.rest();
  const layers = [
    { kind: 'visual' as const, clips: segments },
    { kind: 'visual' as const, clips: overlays },
  ];
  return finish(session, canvas, layers, end);
}

/** `order` decides what follows what. Segments stand at their start_time where that agrees, and end to end where it does not. */
function placeSegments(segments: Part[], session: Session): Draft[] {
  const ordered = segments.map((part, i) => ({ part, order: part.number('order') ?? i })).sort((a, b) => a.order - b.order);
  const agreed = ordered.every(({ part }, i) => {
    const before = ordered[i - 1]?.part;
    const end = before && (startOf(before) ?? 0) + (lengthOf(before) ?? 0);
    return end === undefined || (startOf(part) ?? end) >= end - 1e-6;
  });
  if (!agreed) session.drop('segments', 'Their start_time says something else than their order: they follow one another by order.');
  let cursor = 0;
  return ordered.flatMap(({ part }) => {
    const url = part.text('video_url');
    const from = startOf(part);
    const to = part.number('end_time', 0, 1e6);
    const length = lengthOf(part) ?? 0;
    part.ignore('id');
    part.rest();
    if (!url || length <= 0) {
      session.drop(part.path, url ? 'The segment lasts no time.' : 'The segment has no video_url.');
      return [];
    }
    const start = agreed ? Math.max(from ?? cursor, cursor) : cursor;
    if (from !== undefined && to !== undefined && Math.abs(to - from - length) > 1e-3)
      session.drop(part.at('end_time'), `start_time and end_time are ${to - from} s apart; the duration of ${length} s was taken.`);
    cursor = start + length;
    const src = session.source(url, part.at('video_url'), 'video');
    return [{ from: part.path, clip: { type: 'video', src, start, length, fit: 'cover', onEnd: 'freeze' } }];
  });
}

const startOf = (part: Part): number | undefined => part.number('start_time', 0, 1e6);

function lengthOf(part: Part): number | undefined {
  const to = part.number('end_time', 0, 1e6);
  return part.number('duration', 0, 1e6) ?? (to === undefined ? undefined : to - (startOf(part) ?? 0));
}

function overlay(part: Part, canvas: Canvas, end: number, session: Session): Draft[] {
  const text = part.text('content') ?? '';
  const start = part.number('start_time', 0, 1e6) ?? 0;
  const length = (part.number('end_time', 0, 1e6) ?? end) - start;
  const position = part.part('position');
  const style = part.part('style');
  const x = position?.number('x', -1000, 1000) ?? 50;
  const y = position?.number('y', -1000, 1000) ?? 50;
  const color = style && colorOf(session, style.at('color'), style.text('color'));
  const size = ((style?.number('font_size', 1, 1000) ?? 48) * canvas.height) / SIZED_FOR;
  part.ignore('id');
  for (const p of [position, style, part]) p?.rest();
  if (text === '' || length <= 0) {
    session.drop(part.path, text === '' ? 'There is no text in it.' : 'It lasts no time.');
    return [];
  }
  const at = { x: percent(x), y: percent(y), anchor: 'center' };
  const fitting = Math.round(Math.min(1000, Math.max(4, size)) * 1000) / 1000;
  return [
    { from: part.path, clip: { type: 'text', text, start, length, position: at, style: { size: fitting, ...(color && { color }) } } },
  ];
}
