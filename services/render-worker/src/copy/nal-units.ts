/** Kinds of H.264's NAL units. */
export const NAL = { slice: 1, idr: 5, sps: 7, pps: 8 } as const;

export interface NalUnit {
  type: number;
  bytes: Buffer;
}

/** The units of one picture, each behind its length of four bytes; null where they do not fill it exactly. */
export const nalUnits = (sample: Buffer): NalUnit[] | null => {
  const units: NalUnit[] = [];
  let at = 0;
  while (at + 5 <= sample.length) {
    const length = sample.readUInt32BE(at);
    const bytes = sample.subarray(at + 4, at + 4 + length);
    if (length === 0 || bytes.length !== length) return null;
    units.push({ type: bytes[0]! & 0x1f, bytes });
    at += 4 + length;
  }
  return at === sample.length ? units : null;
};
