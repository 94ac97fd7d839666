import { percent } from '../draft.ts';
import type { Part } from '../part.ts';
import type { Session } from '../session.ts';
import { speedOf } from '../speed.ts';
import { zoomOf } from './zoom.ts';

const FITS: Record<string, string> = { 'contain-blur': 'contain', contain: 'contain', cover: 'cover', stretch: 'fill' };

export interface Settings {
  width: number;
  height: number;
  /** Whether videos are heard. */
  keepSound: boolean;
}

/** A "video" layer: its speed is such that the cut fills the clip. */
export function videoLayer(layer: Part, length: number, settings: Settings, session: Session): Record<string, unknown> | null {
  const path = layer.text('path');
  if (!path) return null;
  const from = layer.number('cutFrom', 0) ?? 0;
  const to = layer.number('cutTo', 0) ?? session.durationOf(path);
  const mix = layer.number('mixVolume', 0, 4);
  const audible = settings.keepSound && mix !== 0;
  const look = placed(layer, settings, session);
  return {
    type: 'video',
    src: session.source(path, layer.at('path'), 'video'),
    onEnd: 'freeze',
    ...(from > 0 && { trim: from }),
    ...filling(layer, from, to, length, session),
    ...(audible ? mix !== undefined && { volume: mix } : { muted: true }),
    ...look,
  };
}

/** editly plays what is cut out of a file as fast or slow as it takes to fill the clip. */
export function filling(layer: Part, from: number, to: number | null, length: number, session: Session): { speed?: number } {
  if (to === null) {
    session.drop(
      layer.path,
      'Whether its speed must change to fill the clip is not known until it is mapped to a probed asset; it plays at its own.',
    );
    return {};
  }
  // A cut that is off by less than a frame is not meant.
  return Math.abs(to - from - length) > 0.02 && to > from && length > 0 ? speedOf((to - from) / length, layer.path, session) : {};
}

export function imageLayer(layer: Part, length: number, settings: Settings, session: Session): Record<string, unknown> | null {
  const path = layer.text('path');
  if (!path) return null;
  layer.ignore('duration');
  return {
    type: 'image',
    src: session.source(path, layer.at('path'), 'image'),
    ...placed(layer, settings, session),
    ...zoomOf(layer, length, 'in', 0.1, session),
  };
}

/** "image-overlay": a picture at its own size or a part of the canvas' width. */
export function overlayLayer(layer: Part, length: number, session: Session): Record<string, unknown> | null {
  const path = layer.text('path');
  if (!path) return null;
  const width = layer.number('width', 0.001, 20);
  layer.drop('height', 'Its height follows from its width.');
  return {
    type: 'image',
    src: session.source(path, layer.at('path'), 'image'),
    fit: width === undefined ? 'none' : 'contain',
    ...(width !== undefined && { scale: width }),
    ...positionOf(layer, session),
    ...(width === undefined ? zoomOf(layer, length, null, 0, session) : zoomOf(layer, length, null, 0, session, width)),
  };
}

/** resizeMode and the box that width, height, left and top (parts of the canvas) make. */
function placed(layer: Part, { width: canvasWidth, height: canvasHeight }: Settings, session: Session): Record<string, unknown> {
  const mode = layer.text('resizeMode') ?? 'contain-blur';
  if (mode === 'contain-blur')
    session.drop(layer.at('resizeMode'), 'Blurred surroundings are not offered; the background shows beside the picture.');
  else if (!FITS[mode]) session.drop(layer.at('resizeMode'), `"${mode}" is not a way to resize; contain was taken.`);
  const fit = FITS[mode] ?? 'contain';
  const boxed = ['width', 'height', 'left', 'top'].some((key) => layer.has(key));
  if (!boxed) {
    layer.ignore('originX', 'originY');
    return { fit };
  }
  const width = layer.number('width', 0.001, 20) ?? 1;
  const height = layer.number('height', 0.001, 20) ?? 1;
  const shift = (origin: string | undefined) => (origin === 'center' ? 0 : origin === 'right' || origin === 'bottom' ? -0.5 : 0.5);
  const x = (layer.number('left', -20, 20) ?? 0) + width * shift(layer.text('originX'));
  const y = (layer.number('top', -20, 20) ?? 0) + height * shift(layer.text('originY'));
  if (Math.abs(width - height) > 1e-6)
    session.drop(
      layer.path,
      `A box of ${round(width * canvasWidth)}×${round(height * canvasHeight)} is not of the canvas' shape; the smaller part was taken as scale.`,
    );
  return { fit, scale: Math.max(0.01, Math.min(width, height)), position: { x: percent(x * 100), y: percent(y * 100) } };
}

const ANCHORS: Record<string, [number, number, string]> = {
  center: [50, 50, 'center'],
  top: [50, 5, 'top'],
  bottom: [50, 95, 'bottom'],
  'top-left': [5, 5, 'topLeft'],
  'top-right': [95, 5, 'topRight'],
  'center-left': [5, 50, 'left'],
  'center-right': [95, 50, 'right'],
  'bottom-left': [5, 95, 'bottomLeft'],
  'bottom-right': [95, 95, 'bottomRight'],
};

/** `position`: a name, or `{ x, y, originX, originY }` in parts of the canvas. */
export function positionOf(layer: Part, session: Session, fallback = 'center'): Record<string, unknown> {
  const raw = layer.raw('position') ?? fallback;
  if (typeof raw === 'string') {
    const known = ANCHORS[raw];
    if (!known) session.drop(layer.at('position'), `"${raw}" is not a position of editly; center was taken.`);
    const [x, y, anchor] = known ?? ANCHORS.center!;
    return { position: { x: percent(x), y: percent(y), anchor } };
  }
  const part = layer.part('position');
  if (!part) return {};
  const x = part.number('x', -20, 20) ?? 0.5;
  const y = part.number('y', -20, 20) ?? 0.5;
  const [h, v] = [part.text('originX') ?? 'left', part.text('originY') ?? 'top'];
  part.rest();
  const name = v === 'center' ? (h === 'center' ? 'center' : h) : h === 'center' ? v : `${v}${h === 'right' ? 'Right' : 'Left'}`;
  return { position: { x: percent(x * 100), y: percent(y * 100), anchor: name } };
}

const round = (n: number): number => Math.round(n * 1000) / 1000;
