import type { TransitionType } from '../../transitions/table.ts';
import type { Draft } from '../draft.ts';
import type { Part } from '../part.ts';
import type { Session } from '../session.ts';
import { fillLayer, isFill } from './fill-layer.ts';
import { filling, imageLayer, overlayLayer, type Settings, videoLayer } from './media-layer.ts';
import type { Scene } from './sequence.ts';
import { isText, textLayer } from './text-layer.ts';

/** A layer of a scene on the timeline, or null where it is listed instead. Its fades are its scene's, where it lasts as long. */
export function layerOf(layer: Part, scene: Scene, settings: Settings, session: Session): Draft | null {
  const type = layer.text('type') ?? '';
  const from = Math.min(layer.number('start', 0) ?? 0, scene.length);
  const to = Math.min(layer.number('stop', 0) ?? scene.length, scene.length);
  const length = to - from;
  const body = bodyOf(type, layer, length, settings, session);
  if (!body || length <= 0) {
    session.drop(layer.path, body ? 'It lasts no time.' : whyNot(type));
    return null;
  }
  layer.rest();
  const fadeIn = from === 0 && scene.fadeIn > 0 && body.type !== 'audio' ? { transitionIn: crossing(scene.comes, scene.fadeIn) } : {};
  const fadeOut =
    to === scene.length && scene.fadeOut > 0 && body.type !== 'audio' ? { transitionOut: crossing(scene.goes, scene.fadeOut) } : {};
  return { from: layer.path, clip: { length, ...body, start: scene.start + from, ...fadeIn, ...fadeOut } as Draft['clip'] };
}

const crossing = (type: TransitionType, seconds: number) => ({ type, length: Math.round(seconds * 1e6) / 1e6 });

function bodyOf(type: string, layer: Part, length: number, settings: Settings, session: Session): Record<string, unknown> | null {
  if (type === 'video') return videoLayer(layer, length, settings, session);
  if (type === 'image') return imageLayer(layer, length, settings, session);
  if (type === 'image-overlay') return overlayLayer(layer, length, session);
  if (type === 'audio' || type === 'detached-audio') return soundLayer(type, layer, length, session);
  if (isFill(type)) return fillLayer(type, layer, settings, session);
  return isText(type) ? textLayer(type, layer, length, settings, session) : null;
}

/** A sound: cutFrom to cutTo of a file, which fills the clip; a detached one plays as it is. */
export function soundLayer(type: string, layer: Part, length: number, session: Session): Record<string, unknown> | null {
  const path = layer.text('path');
  if (!path) return null;
  const from = layer.number('cutFrom', 0) ?? 0;
  const volume = layer.number('mixVolume', 0, 4);
  const to = layer.number('cutTo', 0);
  const timing =
    type === 'audio'
      ? filling(layer, from, to ?? session.durationOf(path), length, session)
      : { length: Math.min(length, to === undefined ? length : to - from) };
  return {
    type: 'audio',
    src: session.source(path, layer.at('path'), 'audio'),
    onEnd: 'black',
    ...(from > 0 && { trim: from }),
    ...timing,
    ...(volume !== undefined && { volume }),
  };
}

function whyNot(type: string): string {
  if (isFill(type)) return 'Its colours are random: they would not be the same twice.';
  if (['canvas', 'fabric', 'gl'].includes(type)) return 'Layers that are programs are not run.';
  return isText(type)
    ? 'There is no text in it.'
    : ['video', 'image', 'image-overlay', 'audio', 'detached-audio'].includes(type)
      ? 'It has no path.'
      : `A layer of type "${type}" is not carried over.`;
}
