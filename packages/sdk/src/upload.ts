import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { WorkprintError } from './errors.ts';

const TYPES: Record<string, string> = {
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.mp3': 'audio/mpeg',
  '.m4a': 'audio/mp4',
  '.aac': 'audio/aac',
  '.wav': 'audio/wav',
  '.ogg': 'audio/ogg',
  '.flac': 'audio/flac',
  '.srt': 'application/x-subrip',
  '.vtt': 'text/vtt',
  '.json': 'application/json',
  '.cube': 'application/x-cube',
  '.ttf': 'font/ttf',
  '.otf': 'font/otf',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** What createUpload wants to know of a file or blob. @throws WorkprintError */
export async function describeUpload(source: string | Blob, given?: string): Promise<{ blob: Blob; name: string; contentType: string }> {
  const blob = typeof source === 'string' ? await openAsBlob(source) : source;
  const name = typeof source === 'string' ? path.basename(source) : 'name' in source ? String(source.name) : 'upload';
  const contentType = given ?? (blob.type || TYPES[path.extname(name).toLowerCase()]);
  if (!contentType) throw new WorkprintError('UNKNOWN_TYPE', `the MIME type of "${name}" must be given`);
  return { blob, name, contentType };
}

/** Sends the bytes straight to the store. @throws WorkprintError */
export async function sendBytes(
  target: { url: string; fields: { name: string; value: string }[] },
  blob: Blob,
  signal?: AbortSignal,
): Promise<void> {
  const form = new FormData();
  for (const { name, value } of target.fields) form.append(name, value);
  form.append('file', blob);
  const response = await fetch(target.url, { method: 'POST', body: form, signal });
  if (!response.ok)
    throw new WorkprintError(
      'UPLOAD_REFUSED',
      `the store refused the upload (${response.status}): ${(await response.text()).slice(0, 500)}`,
    );
}
