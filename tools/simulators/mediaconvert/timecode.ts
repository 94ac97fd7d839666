/** The frame that a timecode counts. */
export function frameOf(timecode: string, rate: number): number {
  const [h = 0, m = 0, s = 0, f = 0] = timecode.split(/[:;]/).map(Number);
  return ((h * 60 + m) * 60 + s) * Math.round(rate) + f;
}
