import type { Crop, Framed, Length, MaskClip } from '../framing.ts';
import type { ClipInput } from './clips.ts';
import { hex, length } from './units.ts';

type Said = Pick<Extract<ClipInput, { type: 'video' }>, 'crop' | 'flip' | 'corners' | 'border' | 'shadow' | 'mask' | 'blend'>;

/** What a clip says of its frame, defaults filled in; what changes nothing is left out. */
export function framed({ crop, flip, corners, border, shadow, mask, blend }: Said): Framed {
  const sides = cropOf(crop ?? {});
  const radii = cornersOf(corners ?? 0);
  return {
    ...(Object.values(sides).some((l) => l.value > 0) ? { crop: sides } : {}),
    ...(flip ? { flip } : {}),
    ...(radii.some((l) => l.value > 0) ? { corners: radii } : {}),
    ...(border ? { border: { width: border.width, color: hex(border.color) } } : {}),
    ...(shadow ? { shadow: { color: hex(shadow.color), blur: shadow.blur ?? 0, x: shadow.x ?? 0, y: shadow.y ?? 0 } } : {}),
    ...(mask ? { mask: maskOf(mask) } : {}),
    ...(blend && blend !== 'normal' ? { blend } : {}),
  };
}

const cropOf = ({ left = 0, top = 0, right = 0, bottom = 0 }: NonNullable<Said['crop']>): Crop => ({
  left: length(left),
  top: length(top),
  right: length(right),
  bottom: length(bottom),
});

function cornersOf(corners: NonNullable<Said['corners']>): [Length, Length, Length, Length] {
  const [a, b, c, d] = (Array.isArray(corners) ? corners : [corners, corners, corners, corners]).map(length);
  return [a!, b!, c!, d!];
}

function maskOf(mask: NonNullable<Said['mask']>): MaskClip {
  const edges = { invert: mask.invert ?? false, feather: mask.feather ?? 0 };
  if ('src' in mask) return { kind: 'image', assetId: mask.src.slice('asset:'.length), channel: mask.channel ?? null, ...edges };
  const { shape, x = '50%', y = '50%', width = '100%', height = '100%', radius = 0 } = mask;
  return { kind: 'shape', shape, x: length(x), y: length(y), width: length(width), height: length(height), radius, ...edges };
}
