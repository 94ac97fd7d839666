/** The bytes of a `data:` URI; null when it is none. */
export function readDataUri(uri: string): { contentType: string; bytes: Buffer } | null {
  const parts = /^data:([^;,]*)((?:;[^;,]*)*),/.exec(uri);
  if (!parts) return null;
  const body = uri.slice(parts[0].length);
  const base64 = (parts[2] ?? '').endsWith(';base64');
  const bytes = base64 ? Buffer.from(body, 'base64') : Buffer.from(decodeURIComponent(body), 'utf8');
  return { contentType: parts[1] || 'application/octet-stream', bytes };
}
