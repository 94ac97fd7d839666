import type { MadeOnce } from '@workprint/timeline';
import { makeGif } from './gif.ts';
import { makePixelArt } from './pixel-art.ts';
import { makeSequence } from './sequence.ts';
import { makeSprite } from './sprite.ts';
import { makeStill } from './still.ts';
import type { Made, Work } from './work.ts';

/** The deliverable its kind's maker makes of all frames. @throws FailureError */
export const makeOnce = (work: Work, once: MadeOnce): Promise<Made> => {
  switch (once.kind) {
    case 'gif':
      return makeGif(work, once);
    case 'sequence':
      return makeSequence(work, once);
    case 'still':
      return makeStill(work, once);
    case 'sprite':
      return makeSprite(work, once);
    case 'pixel_art':
      return makePixelArt(work, once);
  }
};
