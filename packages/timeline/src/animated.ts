/** The first five, or a canonical name of easings.ts. */
export type Easing =
  | 'linear'
  | 'easeIn'
  | 'easeOut'
  | 'easeInOut'
  | 'hold'
  | `easeIn${string}`
  | `easeOut${string}`
  | `cubic-bezier(${string})`;

/** How a value arrives at `value` is `easing`; `at` is in seconds from the clip's start. */
export interface Keyframe<T = number> {
  at: number;
  value: T;
  easing: Easing;
}
export type Animated<T = number> = T | Keyframe<T>[];
