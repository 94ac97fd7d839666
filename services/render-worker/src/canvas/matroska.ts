/** An element of Matroska (RFC 9559): its id, its length in eight bytes, what is in it. */
const element = (id: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([headOf(id, body.length), body]);
};

/** An element's beginning, for one that is `length` bytes long. */
const headOf = (id: number, length: number): Buffer => {
  const digits = id.toString(16);
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE((2n ** 56n) | BigInt(length));
  return Buffer.concat([Buffer.from(digits, 'hex'), size]);
};

const number = (id: number, value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return element(id, bytes);
};
const text = (id: number, value: string): Buffer => element(id, Buffer.from(value, 'latin1'));

/** A length that is known when the file ends. */
const UNKNOWN = Buffer.from('01ffffffffffffff', 'hex');
/** YUVA 4:2:0, plane after plane, as ffmpeg names it. */
const YUVA420P = 'Y4\x0b\x08';

/** Nanoseconds that a picture is said to last: nobody need look at several to guess it. Who reads them counts them and knows the rate. */
const TICK = 40_000_000;

/** The beginning of a file of pictures of one size that are not encoded at all. */
export const filmHead = (width: number, height: number): Buffer =>
  Buffer.concat([
    element(0x1a45dfa3, text(0x4282, 'matroska'), number(0x4287, 4), number(0x4285, 2)),
    Buffer.from('18538067', 'hex'),
    UNKNOWN,
    element(0x1549a966, number(0x2ad7b1, TICK), text(0x4d80, 'workprint'), text(0x5741, 'workprint')),
    element(
      0x1654ae6b,
      element(
        0xae,
        ...[number(0xd7, 1), number(0x73c5, 1), number(0x83, 1), text(0x86, 'V_UNCOMPRESSED'), number(0x23e383, TICK)],
        // BT.709 of limited range.
        element(
          0xe0,
          number(0xb0, width),
          number(0xba, height),
          text(0x2eb524, YUVA420P),
          element(0x55b0, number(0x55b1, 1), number(0x55b9, 1)),
        ),
      ),
    ),
  ]);

/** What stands before a picture of so many bytes: a cluster of its own, at tick `index`. */
export const pictureHead = (index: number, bytes: number): Buffer => {
  const time = number(0xe7, index);
  const block = headOf(0xa3, 4 + bytes);
  // Of the first track, at the cluster's time, a picture of its own.
  const flags = Buffer.from([0x81, 0, 0, 0x80]);
  return Buffer.concat([headOf(0x1f43b675, time.length + block.length + flags.length + bytes), time, block, flags]);
};
