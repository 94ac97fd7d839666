import { fileOf, filterPath } from '../command/common.ts';
import { chain } from '../command/overlay.ts';
import { forked, mixed } from './level.ts';
import { isMoving, type Look } from './look.ts';
import { inRgb } from './opaque.ts';
import { share } from './param.ts';

/** The name its file goes by in a command. */
export const lutId = (sha256: string): string => `lut-${sha256}`;

export const lut: Look = {
  says: 'colours by a table of three dimensions, a .cube file',
  params: { src: { kind: 'asset', unit: 'an asset that is one' }, amount: share('part of the table’s colours') },
  draw: {
    by: 'itself',
    draw: (stage, stream, { src, amount }) => {
      const path = filterPath(fileOf(stage.shop.files.inputs, lutId(src as string)));
      const through = (from: string) => chain(stage.shop, from, inRgb(stage, [`lut3d=file=${path}:interp=tetrahedral`], false).join(','));
      if (amount === 1) return through(stream);
      const [below, other] = forked(stage, stream, 2) as [string, string];
      return mixed(stage, below, through(other), isMoving(amount) ? amount.curve : (amount as number), 0, 1);
    },
  },
};
