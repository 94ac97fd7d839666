import type { Easing } from '../animated.ts';
import { valueAt } from '../compile/curves.ts';

/** Where an easing is at 0 ≤ u ≤ 1: 0 before, 1 after. */
export const eased = (easing: Easing, u: number): number =>
  u <= 0 ? 0 : u >= 1 ? 1 : valueAt([{ from: 0, to: 1, a: 0, b: 1, easing }], u);
