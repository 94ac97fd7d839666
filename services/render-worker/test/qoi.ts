/** A picture, RGBA. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** Pictures in the Quite OK Image format that lie one behind the other, and the bytes of each. */
export function splitQoi(bytes: Buffer): Buffer[] {
  const starts: number[] = [];
  for (let i = bytes.indexOf('qoif'); i >= 0; i = bytes.indexOf('qoif', i + 4)) starts.push(i);
  return starts.map((from, i) => bytes.subarray(from, starts[i + 1]));
}

/** Written from the format's specification, not from our encoder. */
export function decodeQoi(bytes: Buffer): Pixels {
  const [width, height] = [bytes.readUInt32BE(4), bytes.readUInt32BE(8)];
  const data = new Uint8ClampedArray(width * height * 4);
  const index = Array.from({ length: 64 }, () => [0, 0, 0, 0]);
  let pixel = [0, 0, 0, 255];
  let at = 14;
  for (let i = 0; i < data.length; ) {
    const tag = bytes[at++]!;
    let times = 1;
    if (tag === 0xfe) pixel = [bytes[at++]!, bytes[at++]!, bytes[at++]!, pixel[3]!];
    else if (tag === 0xff) pixel = [bytes[at++]!, bytes[at++]!, bytes[at++]!, bytes[at++]!];
    else if (tag >> 6 === 0) pixel = [...index[tag]!];
    else if (tag >> 6 === 1) pixel = [((tag >> 4) & 3) - 2, ((tag >> 2) & 3) - 2, (tag & 3) - 2, 0].map((d, c) => (pixel[c]! + d) & 255);
    else if (tag >> 6 === 2) {
      const dg = (tag & 63) - 32;
      const next = bytes[at++]!;
      pixel = [dg - 8 + (next >> 4), dg, dg - 8 + (next & 15), 0].map((d, c) => (pixel[c]! + d) & 255);
    } else times = (tag & 63) + 1;
    index[(pixel[0]! * 3 + pixel[1]! * 5 + pixel[2]! * 7 + pixel[3]! * 11) % 64] = pixel;
    for (; times > 0; times--, i += 4) data.set(pixel, i);
  }
  return { width, height, data };
}
