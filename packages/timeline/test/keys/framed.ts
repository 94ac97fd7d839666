import type { Meaning } from './meaning.ts';

const SIDE: Meaning = { unit: 'pixels of the source, or a part of its side', default: 0 };

/** Keys of a clip's frame. */
export const FRAMED: Record<string, Meaning> = {
  crop: { unit: 'what of the source is left out', absent: 'nothing' },
  'crop.left': SIDE,
  'crop.top': SIDE,
  'crop.right': SIDE,
  'crop.bottom': SIDE,
  flip: { unit: 'a mirror', absent: 'none' },
  corners: { unit: 'canvas pixels, or a part of the shorter side', default: 0 },
  border: { unit: 'a line inside the edge', absent: 'none' },
  'border.width': { unit: 'canvas pixels' },
  shadow: { unit: 'a shadow', absent: 'none' },
  'shadow.blur': { unit: 'canvas pixels', default: 0 },
  'shadow.x': { unit: 'canvas pixels', default: 0 },
  'shadow.y': { unit: 'canvas pixels', default: 0 },
  mask: { unit: 'what is left of the picture', absent: 'all' },
  'mask.src': { unit: 'an asset' },
  'mask.channel': { unit: 'brightness or opacity', absent: '`"alpha"` where the mask has transparency, else `"luma"`' },
  'mask.shape': { unit: 'the kind' },
  'mask.x': { unit: 'canvas pixels, or a part of the picture', default: '50%' },
  'mask.y': { unit: 'canvas pixels, or a part of the picture', default: '50%' },
  'mask.width': { unit: 'canvas pixels, or a part of the picture', default: '100%' },
  'mask.height': { unit: 'canvas pixels, or a part of the picture', default: '100%' },
  'mask.radius': { unit: 'canvas pixels, of a rectangle’s corners', default: 0 },
  'mask.invert': { unit: 'yes or no', default: false },
  'mask.feather': { unit: 'canvas pixels', default: 0 },
  blend: { unit: 'how colours meet', default: 'normal' },
};
