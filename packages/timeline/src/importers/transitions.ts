import type { TransitionType } from '../transitions/table.ts';

/** Transitions of other systems that look like one of ours. */
export const SHOTSTACK: Readonly<Record<string, TransitionType>> = {
  fade: 'fade',
  wipeLeft: 'wipe-left',
  wipeRight: 'wipe-right',
  carouselLeft: 'slide-left',
  carouselRight: 'slide-right',
  carouselUp: 'slide-up',
  carouselDown: 'slide-down',
};

export const EDITLY: Readonly<Record<string, TransitionType>> = {
  fade: 'fade',
  fadecolor: 'fade-through',
  wipeLeft: 'wipe-left',
  wipeRight: 'wipe-right',
  wipeUp: 'wipe-up',
  wipeDown: 'wipe-down',
  'directional-left': 'push-left',
  'directional-right': 'push-right',
  'directional-up': 'push-up',
  'directional-down': 'push-down',
  circleopen: 'circle-open',
  pixelize: 'pixelize',
};

/** The one of that name; null: there is none. */
export const namedIn = (table: Readonly<Record<string, TransitionType>>, name: string): TransitionType | null =>
  Object.hasOwn(table, name) ? table[name]! : null;
