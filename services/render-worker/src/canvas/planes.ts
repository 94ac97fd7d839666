/** What red, green and blue add to a plane, in parts of 2^15: BT.709 of limited range. */
const Y = [5983, 20127, 2032] as const;
const U = [-3298, -11094, 14392] as const;
const V = [14392, -13073, -1320] as const;
/** How much of eight rows is in a row of colour that lies between the middle two, in parts of 2^12: a bicubic cut, as ffmpeg's scaler makes it. */
const TAPS = [-58, -172, 492, 1786, 1786, 492, -172, -58] as const;
/** No colour, in the 15 bits that colours are mixed in. */
const GREY = 128 << 7;

/** Bytes of a picture as `planesOf` writes it. */
export const planeBytes = (width: number, height: number): number => width * height * 2.5;

/**
 * A picture as ffmpeg lays it over others, YUVA 4:2:0: plane after plane, each value the one that its scaler gives for an RGBA picture.
 * @param pixels RGBA, alpha not multiplied in
 * @param out planeBytes of it
 */
export const planesOf = (pixels: Uint8ClampedArray, width: number, height: number, out: Uint8Array): void => {
  const count = width * height;
  const alpha = count * 1.5;
  out.fill(16, 0, count).fill(128, count, alpha).fill(0, alpha);
  const colored: number[] = [];
  const words = new Uint32Array(pixels.buffer, pixels.byteOffset, count);
  // What is drawn is mostly one colour, in one piece.
  let [before, y, isGrey] = [0, 16, true];
  let nextRow = 0;
  for (let i = 0; i < count; i++) {
    const word = words[i]!;
    if (word === 0) continue;
    if (word !== before) {
      before = word;
      const [r, g, b] = [word & 255, (word >> 8) & 255, (word >> 16) & 255];
      y = (((Y[0] * r + Y[1] * g + Y[2] * b + 0x80100) >> 9) * 2 + 64) >> 7;
      isGrey = r === g && g === b;
    }
    if (!isGrey && i >= nextRow) {
      const row = Math.floor(i / width);
      colored.push(row);
      nextRow = (row + 1) * width;
    }
    out[i] = y;
    // As the scaler has it: from the half on a step more.
    const opacity = word >>> 24;
    out[alpha + i] = opacity < 255 ? opacity + (opacity >> 7) : 255;
  }
  if (colored.length > 0) writeColors(words, width, height, colored, out);
};

/** How far from grey each two pixels of a row are. */
interface Row {
  u: Int16Array;
  v: Int16Array;
}

const writeColors = (words: Uint32Array, width: number, height: number, colored: readonly number[], out: Uint8Array): void => {
  const half = width / 2;
  const [u, v] = [width * height, width * height * 1.25];
  const none: Row = { u: new Int16Array(half), v: new Int16Array(half) };
  const rows = new Map(colored.map((row) => [row, colorsOf(words, row * width, half)]));
  for (let line = 0; line < height / 2; line++) {
    const near = TAPS.map((_, i) => rows.get(Math.min(height - 1, Math.max(0, 2 * line - 3 + i))) ?? none);
    if (near.every((row) => row === none)) continue;
    cut(near.map((row) => row.u) as Eight, out.subarray(u + line * half, u + (line + 1) * half));
    cut(near.map((row) => row.v) as Eight, out.subarray(v + line * half, v + (line + 1) * half));
  }
};

type Eight = [Int16Array, Int16Array, Int16Array, Int16Array, Int16Array, Int16Array, Int16Array, Int16Array];

/** One row of eight. It overshoots where colours meet. */
const cut = ([a, b, c, d, e, f, g, h]: Eight, out: Uint8Array): void => {
  for (let x = 0; x < out.length; x++) {
    const far = TAPS[0] * (a[x]! + h[x]!) + TAPS[1] * (b[x]! + g[x]!);
    const sum = far + TAPS[2] * (c[x]! + f[x]!) + TAPS[3] * (d[x]! + e[x]!);
    out[x] = Math.min(255, Math.max(0, 128 + ((sum + 0x40000) >> 19)));
  }
};

const colorsOf = (words: Uint32Array, from: number, half: number): Row => {
  const row = { u: new Int16Array(half), v: new Int16Array(half) };
  let [left, right, u, v] = [0, 0, 0, 0];
  for (let x = 0, i = from; x < half; x++, i += 2) {
    if (words[i] !== left || words[i + 1] !== right) {
      left = words[i]!;
      right = words[i + 1]!;
      const r = (left & 255) + (right & 255);
      const g = ((left >> 8) & 255) + ((right >> 8) & 255);
      const b = ((left >> 16) & 255) + ((right >> 16) & 255);
      u = mixed(U, r, g, b);
      v = mixed(V, r, g, b);
    }
    row.u[x] = u;
    row.v[x] = v;
  }
  return row;
};

const mixed = (from: readonly [number, number, number], r: number, g: number, b: number): number =>
  ((from[0] * r + from[1] * g + from[2] * b + 0x800200) >> 10) * 2 - GREY;
