import type { Framed, Length, MaskClip } from '../framing.ts';

/** A clip's frame on a smaller canvas; a crop counts the source's pixels, which stay as they are. */
export function shrunkFrame<F extends Framed>(clip: F, by: number): F {
  const { corners, border, shadow, mask } = clip;
  const px = (l: Length): Length => (l.unit === 'px' ? { ...l, value: l.value * by } : l);
  return {
    ...clip,
    ...(corners ? { corners: corners.map(px) } : {}),
    ...(border ? { border: { ...border, width: border.width * by } } : {}),
    ...(shadow ? { shadow: { ...shadow, blur: shadow.blur * by, x: shadow.x * by, y: shadow.y * by } } : {}),
    ...(mask ? { mask: smallerMask(mask, px, by) } : {}),
  };
}

function smallerMask(mask: MaskClip, px: (l: Length) => Length, by: number): MaskClip {
  const feather = mask.feather * by;
  if (mask.kind === 'image') return { ...mask, feather };
  const { x, y, width, height, radius } = mask;
  return { ...mask, feather, x: px(x), y: px(y), width: px(width), height: px(height), radius: radius * by };
}
