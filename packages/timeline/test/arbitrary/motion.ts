import fc from 'fast-check';
import { ENTRANCES, hasOwnCourse, KEN_BURNS, LOOPS, namesOf } from '../../src/motion/presets.ts';

type Json = Record<string, unknown>;
const share = fc.integer({ min: 0, max: 10 }).map((n) => n / 10);
const easing = fc.constantFrom('linear', 'easeIn', 'easeOut', 'easeInOut');
const sometimes = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 });

const entrance = (length: number) =>
  fc
    .record({ type: fc.constantFrom(...namesOf(ENTRANCES)), length: fc.constant(length), easing: sometimes(easing) })
    .map(({ type, length, easing }) => ({ type, length, easing: hasOwnCourse(ENTRANCES[type]) ? undefined : easing }));
const point = fc.record({ x: fc.integer({ min: -20, max: 200 }), y: fc.integer({ min: -20, max: 120 }) });
const points = fc.array(point, { minLength: 2, maxLength: 4 });
const path = fc.oneof(
  points,
  fc.record({
    points,
    closed: sometimes(fc.boolean()),
    start: sometimes(fc.constant(0.1)),
    easing: sometimes(easing),
    orient: sometimes(fc.boolean()),
  }),
);
const loop = fc.record({ type: fc.constantFrom(...namesOf(LOOPS)), length: sometimes(fc.constantFrom(0.3, 0.7)) });
const part = fc.record({ x: sometimes(share), y: sometimes(share), zoom: sometimes(share.map((n) => 1 + 2 * n)) });
const kenBurns = fc.oneof(fc.constantFrom(...namesOf(KEN_BURNS)), fc.record({ from: part, to: part, easing: sometimes(easing) }));

/** Ways to move a clip of a type that lasts `length` seconds: mostly none. */
export const moving = (type: string, length: number): fc.Arbitrary<Json> =>
  type === 'captions'
    ? fc.constant({})
    : fc.record({
        motion: sometimes(fc.record({ in: sometimes(entrance(length / 3)), out: sometimes(entrance(length / 3)), loop: sometimes(loop) })),
        path: fc.option(path, { nil: undefined, freq: 1 }),
        ...(type === 'video' || type === 'image' ? { kenBurns: sometimes(kenBurns) } : {}),
      });
