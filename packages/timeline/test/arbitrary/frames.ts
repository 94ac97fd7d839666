import fc from 'fast-check';
import { BLENDS } from '../../src/index.ts';

/** One in four. */
const seldom = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value as fc.Arbitrary<T | undefined> });
const color = fc.constantFrom('#fff', '#204060', '#f06040c0', '#10203080');
const percent = fc.integer({ min: 0, max: 40 }).map((n) => `${n}%`);
const part = fc.oneof(fc.integer({ min: 0, max: 40 }), percent);
const small = fc.oneof(fc.integer({ min: 0, max: 6 }), percent);
const edges = { invert: seldom(fc.boolean()), feather: seldom(fc.integer({ min: 0, max: 6 })) };

/** How a clip is framed: as letters take it, as every other picture does, and a crop that leaves something of 16 pixels (the least canvas). */
export function frames(images: readonly string[]) {
  const src = fc.constantFrom(...images).map((id) => `asset:${id}`);
  const image = fc.record({ src, channel: seldom(fc.constantFrom('luma', 'alpha')), ...edges });
  const shape = fc.record({
    ...{ shape: fc.constantFrom('rectangle', 'ellipse'), x: seldom(part), y: seldom(part), width: seldom(part), height: seldom(part) },
    ...{ radius: seldom(fc.integer({ min: 0, max: 20 })), ...edges },
  });
  const offset = seldom(fc.integer({ min: -9, max: 9 }));
  const common = {
    flip: seldom(fc.constantFrom('horizontal', 'vertical', 'both')),
    shadow: seldom(fc.record({ color, blur: seldom(fc.integer({ min: 0, max: 9 })), x: offset, y: offset })),
    blend: seldom(fc.constantFrom(...BLENDS)),
  };
  return {
    letters: fc.record({ ...common, mask: seldom(image) }),
    picture: fc.record({
      ...{ ...common, mask: seldom(fc.oneof(image, shape)), corners: seldom(fc.oneof(part, fc.tuple(part, part, part, part))) },
      border: seldom(fc.record({ color, width: fc.integer({ min: 1, max: 9 }) })),
    }),
    crop: fc.record({ crop: seldom(fc.record({ left: seldom(small), top: seldom(small), right: seldom(small), bottom: seldom(small) })) }),
  };
}
