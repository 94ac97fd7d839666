/** A decoder's buffer as an encoder is told of it (VBV). */
export interface Buffer {
  /** kbit/s it fills at. */
  rateKbps: number;
  /** kbit it holds. */
  sizeKbit: number;
  /** 0 to 1: how full it is when the first frame is taken out. */
  initial: number;
}

/** Seconds of the largest rate that a player's buffer holds. */
const HELD = 2;
/** Seconds of it that every chunk finds when it begins, and leaves when it ends. */
const RESERVE = 0.25;

/** The buffer of whoever plays a stream of this largest rate. */
export const playerBuffer = (maxRateKbps: number): Buffer => ({
  rateKbps: maxRateKbps,
  sizeKbit: Math.round(maxRateKbps * HELD),
  initial: RESERVE / HELD,
});

/**
 * The buffer one chunk is encoded for, so that chunks encoded apart hold the largest rate when they are joined. Each counts on the reserve
 * alone and on a rate lower by what refills the reserve while it lasts; its buffer is smaller by the reserve, so that what overflows is not missed.
 * Then the player's buffer is never emptier than the encoder's, and holds the reserve again at the end.
 */
export function chunkBuffer(maxRateKbps: number, seconds: number): Buffer {
  const reserve = maxRateKbps * RESERVE;
  const size = maxRateKbps * HELD - reserve;
  return {
    rateKbps: Math.max(1, Math.floor(maxRateKbps - reserve / Math.max(seconds, RESERVE * 2))),
    sizeKbit: Math.floor(size),
    initial: reserve / size,
  };
}

/** Walks a stream as a player would. Bytes by frame, in the order they are decoded. `lowestKbit` below 0: it would have stopped there. */
export function walkBuffer(
  bytes: readonly number[],
  fps: number,
  { rateKbps, sizeKbit, initial }: Buffer,
): { lowestKbit: number; frame: number } {
  let full = sizeKbit * initial;
  let lowest = { lowestKbit: full, frame: 0 };
  bytes.forEach((size, frame) => {
    full -= (size * 8) / 1000;
    if (full < lowest.lowestKbit) lowest = { lowestKbit: full, frame };
    full = Math.min(sizeKbit, full + rateKbps / fps);
  });
  return lowest;
}
