import { createHmac, timingSafeEqual } from 'node:crypto';
import { packageFiles } from '@workprint/timeline';
import { expiryOf, type Signer } from '../downloads/links.ts';

export interface WatchedRender {
  workspaceId: string;
  renderId: string;
}

/** Workspace and render, 16 bytes each, the end in seconds since 1970, 4 bytes; then the signature, 32 bytes. As a path it has 91 characters. */
const [IDS, SIGNED, WHOLE] = [32, 36, 68];

/** The link to a render's growing playlist: whoever has it may watch, all revisions. Stays the same for a day. `now`: milliseconds since 1970. */
export const watchLink = ({ publicUrl, secret }: Signer, render: WatchedRender, revision: number, now = Date.now()): string =>
  `${publicUrl}/hls/${tokenOf(secret, render, now)}/${revision}/${packageFiles.hls}`;

const tokenOf = (secret: string, { workspaceId, renderId }: WatchedRender, now: number): string => {
  const token = Buffer.alloc(SIGNED);
  token.write(workspaceId.replaceAll('-', '') + renderId.replaceAll('-', ''), 'hex');
  token.writeUInt32BE(expiryOf(now).getTime() / 1000, IDS);
  return Buffer.concat([token, signatureOf(secret, token)]).toString('base64url');
};

/** What a token opens; null when it is not ours, was changed, or is over. */
export const watchedBy = (secret: string, token: string, now = Date.now()): WatchedRender | null => {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== WHOLE) return null;
  const signed = bytes.subarray(0, SIGNED);
  if (!timingSafeEqual(bytes.subarray(SIGNED), signatureOf(secret, signed))) return null;
  if (signed.readUInt32BE(IDS) * 1000 <= now) return null;
  return { workspaceId: uuidOf(signed.subarray(0, 16)), renderId: uuidOf(signed.subarray(16, IDS)) };
};

const signatureOf = (secret: string, signed: Buffer): Buffer => createHmac('sha256', secret).update('watch\n').update(signed).digest();

const uuidOf = (bytes: Buffer): string => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
