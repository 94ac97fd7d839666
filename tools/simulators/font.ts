/** A 5×7 bitmap font, one byte a column with the lowest bit on top: the simulators need no font file and no drawtext. */
const COLUMNS: Record<string, string> = {
  A: '7e1111117e',
  B: '7f49494936',
  C: '3e41414122',
  D: '7f4141221c',
  E: '7f49494941',
  F: '7f09090901',
  G: '3e4149497a',
  H: '7f0808087f',
  I: '00417f4100',
  J: '2040413f01',
  K: '7f08142241',
  L: '7f40404040',
  M: '7f020c027f',
  N: '7f0408107f',
  O: '3e4141413e',
  P: '7f09090906',
  Q: '3e4151215e',
  R: '7f09192946',
  S: '4649494931',
  T: '01017f0101',
  U: '3f4040403f',
  V: '1f2040201f',
  W: '3f4038403f',
  X: '6314081463',
  Y: '0708700807',
  Z: '6151494543',
  0: '3e5149453e',
  1: '00427f4000',
  2: '4261514946',
  3: '2141454b31',
  4: '1814127f10',
  5: '2745454539',
  6: '3c4a494930',
  7: '0171090503',
  8: '3649494936',
  9: '064949291e',
  '-': '0808080808',
  '.': '0060600000',
  '/': '2010080402',
  ':': '0036360000',
  ' ': '0000000000',
};

/** One line of a picture: its text and the side of one font pixel, in picture pixels. */
export interface Line {
  text: string;
  pixel: number;
}

/**
 * Draws centred white lines on a half-transparent black plate.
 * @returns a PAM file (RGBA), which ffmpeg reads as a picture
 */
export function drawPlate(lines: Line[]): Buffer {
  const width = Math.max(...lines.map((l) => (l.text.length * 6 + 3) * l.pixel));
  const height = lines.reduce((sum, l) => sum + 11 * l.pixel, 0);
  const rgba = Buffer.alloc(width * height * 4);
  for (let i = 3; i < rgba.length; i += 4) rgba[i] = 140;
  let top = 0;
  for (const { text, pixel } of lines) {
    let left = Math.floor((width - (text.length * 6 - 1) * pixel) / 2);
    for (const letter of text.toUpperCase()) {
      const columns = Buffer.from(COLUMNS[letter] ?? COLUMNS['.'] ?? '', 'hex');
      for (let x = 0; x < 5; x += 1) {
        for (let y = 0; y < 7; y += 1) {
          if (((columns[x] ?? 0) >> y) & 1) paint(rgba, width, left + x * pixel, top + (y + 2) * pixel, pixel);
        }
      }
      left += 6 * pixel;
    }
    top += 11 * pixel;
  }
  return Buffer.concat([Buffer.from(`P7\nWIDTH ${width}\nHEIGHT ${height}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n`), rgba]);
}

function paint(rgba: Buffer, width: number, left: number, top: number, side: number): void {
  for (let y = top; y < top + side; y += 1) rgba.fill(255, (y * width + left) * 4, (y * width + left + side) * 4);
}
