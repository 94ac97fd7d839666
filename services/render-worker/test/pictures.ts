/** Pictures of a file as `drawTitle` writes it. */
export interface Pictures {
  width: number;
  height: number;
  /** Plane after plane, YUVA 4:2:0. */
  pictures: Buffer[];
}

const PARENTS = new Set([0x18538067, 0x1654ae6b, 0xae, 0xe0, 0x1f43b675]);
const [WIDTH, HEIGHT, BLOCK] = [0xb0, 0xba, 0xa3];

/** Written from Matroska's specification, not from what writes it here. */
export function picturesIn(bytes: Buffer): Pictures {
  const found: Pictures = { width: 0, height: 0, pictures: [] };
  const walk = (from: number, to: number): void => {
    for (let at = from; at < to; ) {
      const id = numberAt(bytes, at, true);
      const size = numberAt(bytes, at + id.length, false);
      const body = at + id.length + size.length;
      const end = size.value === null ? to : body + size.value;
      const within = bytes.subarray(body, end);
      if (PARENTS.has(id.value!)) walk(body, end);
      else if (id.value === WIDTH) found.width = within.readUIntBE(0, within.length);
      else if (id.value === HEIGHT) found.height = within.readUIntBE(0, within.length);
      else if (id.value === BLOCK) found.pictures.push(within.subarray(4));
      at = end;
    }
  };
  walk(0, bytes.length);
  return found;
}

/** A number that says its own length by its first bits. null: all ones, a length nobody knows. */
function numberAt(bytes: Buffer, at: number, marked: boolean): { value: number | null; length: number } {
  const length = Math.clz32(bytes[at]!) - 23;
  const first = marked ? bytes[at]! : bytes[at]! & (0xff >> length);
  const rest = bytes.subarray(at + 1, at + length);
  const unknown = !marked && first === 0xff >> length && rest.every((byte) => byte === 0xff);
  return { value: unknown ? null : rest.reduce((n, byte) => n * 256 + byte, first), length };
}
