import { createHmac, timingSafeEqual } from 'node:crypto';

/** A link is good for at least so long; rounded up to a day, so that it stays the same for a while. */
const LINK_DAYS = 7;
const DAY_MS = 86_400_000;

interface Download {
  renderId: string;
  workspaceId: string;
  output: number;
}

const signatureOf = (secret: string, { renderId, workspaceId, output }: Download, expires: number): string =>
  createHmac('sha256', secret).update(`download\n${workspaceId}\n${renderId}\n${output}\n${expires}`).digest('base64url');

/** A lasting link to an output that needs no token, and when it ends. */
export const signedDownload = (
  { publicUrl, secret }: { publicUrl: string; secret: string },
  download: Download,
  now = Date.now(),
): { url: string; expiresAt: Date } => {
  const expiresAt = new Date((Math.floor(now / DAY_MS) + LINK_DAYS + 1) * DAY_MS);
  const expires = expiresAt.getTime() / 1000;
  const query = new URLSearchParams({
    output: String(download.output),
    workspace: download.workspaceId,
    expires: String(expires),
    signature: signatureOf(secret, download, expires),
  });
  return { url: `${publicUrl}/renders/${download.renderId}/download?${query}`, expiresAt };
};

/** Whether the signature is ours for exactly this and not over. */
export const signatureHolds = (secret: string, download: Download, expires: number, signature: string, now = Date.now()): boolean => {
  if (!Number.isSafeInteger(expires) || expires * 1000 <= now) return false;
  const wanted = Buffer.from(signatureOf(secret, download, expires));
  const given = Buffer.from(signature);
  return wanted.length === given.length && timingSafeEqual(wanted, given);
};
