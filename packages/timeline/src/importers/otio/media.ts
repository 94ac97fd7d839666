import type { Part } from '../part.ts';
import type { Session } from '../session.ts';
import { type Range, rangeOf } from './time.ts';

export interface Reference {
  url: string;
  path: string;
  /** What of the media there is, in its own timecode. */
  available: Range | undefined;
  generator: { kind: string; parameters: Part | undefined } | null;
}

/** What a Clip.1 or Clip.2 shows; what is not a file is listed and null. */
export function referenceOf(clip: Part, session: Session): Reference | null {
  const key = clip.text('active_media_reference_key') ?? 'DEFAULT_MEDIA';
  const many = clip.part('media_references');
  const reference = many ? many.part(key) : clip.part('media_reference');
  many?.rest(
    Object.fromEntries(
      Object.keys((clip.raw('media_references') as object) ?? {}).map((k) => [k, 'Only the active media reference is shown.']),
    ),
  );
  if (!reference) {
    session.drop(clip.path, 'It has no media reference; the background shows.');
    return null;
  }
  const schema = reference.text('OTIO_SCHEMA') ?? '';
  const available = rangeOf(reference.part('available_range'));
  const url = reference.text('target_url');
  reference.ignore('name', 'available_image_bounds');
  if (schema.startsWith('ExternalReference.') && url) {
    metadata(reference);
    reference.rest();
    return { url, path: reference.at('target_url'), available, generator: null };
  }
  const kind = reference.text('generator_kind') ?? '';
  if (schema.startsWith('GeneratorReference.') && kind === 'Text') {
    const parameters = reference.part('parameters');
    metadata(reference);
    reference.rest();
    return { url: '', path: reference.path, available, generator: { kind, parameters } };
  }
  session.drop(reference.path, `${why(schema, kind)} The background shows.`);
  return null;
}

function why(schema: string, kind: string): string {
  if (schema.startsWith('MissingReference.')) return 'The media is missing.';
  if (schema.startsWith('GeneratorReference.')) return `The generator "${kind}" is not offered.`;
  if (schema.startsWith('ImageSequenceReference.')) return 'Image sequences are not read: make a video of it.';
  return `"${schema}" is not a reference to a file.`;
}

const metadata = (part: Part): void => lists(part, 'Metadata of other programs is not carried over.');

/** Lists metadata when there is some. */
export function lists(part: Part, reason: string): void {
  const value = part.raw('metadata');
  if (value !== null && typeof value === 'object' && Object.keys(value).length > 0) part.drop('metadata', reason);
}
