import { createHmac, timingSafeEqual } from 'node:crypto';
import { packageFiles } from '@workprint/timeline';

/** A link is good for at least so long; rounded up to a day, so that it stays the same for a while. */
const LINK_DAYS = 7;
const DAY_MS = 86_400_000;

export interface Download {
  renderId: string;
  workspaceId: string;
  output: number;
}

/** What a link opens: one file, or all files of a ladder. */
type Opens = 'download' | 'media';

export interface Signer {
  publicUrl: string;
  secret: string;
}

const signatureOf = (secret: string, opens: Opens, { renderId, workspaceId, output }: Download, expires: number): string =>
  createHmac('sha256', secret).update(`${opens}\n${workspaceId}\n${renderId}\n${output}\n${expires}`).digest('base64url');

/** When a link made now is over. Stays the same for a day. `now`: milliseconds since 1970. */
export const expiryOf = (now: number): Date => new Date((Math.floor(now / DAY_MS) + LINK_DAYS + 1) * DAY_MS);

/** A lasting link to an output that needs no token, and when it ends. */
export const signedDownload = ({ publicUrl, secret }: Signer, download: Download, now = Date.now()): { url: string; expiresAt: Date } => {
  const expiresAt = expiryOf(now);
  const expires = expiresAt.getTime() / 1000;
  const query = new URLSearchParams({
    output: String(download.output),
    workspace: download.workspaceId,
    expires: String(expires),
    signature: signatureOf(secret, 'download', download, expires),
  });
  return { url: `${publicUrl}/renders/${download.renderId}/download?${query}`, expiresAt };
};

/** The same for a ladder. The signature is part of the path, so that what a playlist names beside itself is signed as well. */
export const signedMedia = (
  { publicUrl, secret }: Signer,
  download: Download,
  file: string,
  now = Date.now(),
): { url: string; expiresAt: Date } => {
  const expiresAt = expiryOf(now);
  const expires = expiresAt.getTime() / 1000;
  const { workspaceId, renderId, output } = download;
  const path = [workspaceId, renderId, output, expires, signatureOf(secret, 'media', download, expires), file].join('/');
  return { url: `${publicUrl}/media/${path}`, expiresAt };
};

/** The file a player of this format opens; null for formats of one file. */
export const masterOf = (format: string): string | null => (format === 'hls' || format === 'dash' ? packageFiles[format] : null);

/** The parts of a media link's path. */
export interface MediaPath {
  workspace: string;
  render: string;
  output: string;
  expires: string;
  signature: string;
}

/** What a media link opens; null when it is not ours, was changed, or is over. */
export const openedBy = (secret: string, path: MediaPath, now = Date.now()): Download | null => {
  const download = { workspaceId: path.workspace, renderId: path.render, output: Number(path.output) };
  return holds(secret, 'media', download, Number(path.expires), path.signature, now) ? download : null;
};

/** Whether the signature is ours for exactly this and not over. */
export const signatureHolds = (secret: string, download: Download, expires: number, signature: string, now = Date.now()): boolean =>
  holds(secret, 'download', download, expires, signature, now);

const holds = (secret: string, opens: Opens, download: Download, expires: number, signature: string, now: number): boolean => {
  if (!Number.isSafeInteger(expires) || expires * 1000 <= now) return false;
  const wanted = Buffer.from(signatureOf(secret, opens, download, expires));
  const given = Buffer.from(signature);
  return wanted.length === given.length && timingSafeEqual(wanted, given);
};
