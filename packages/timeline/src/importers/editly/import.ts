import type { Problem, Result } from '../../problems.ts';
import { colorOf } from '../color.ts';
import type { Draft, Layer } from '../draft.ts';
import { finish } from '../finish.ts';
import { isObject, type Part } from '../part.ts';
import type { Session } from '../session.ts';
import type { Imported } from '../types.ts';
import { withDefaults } from './defaults.ts';
import { layerOf } from './layer.ts';
import type { Settings } from './media-layer.ts';
import { type Scene, scenesOf } from './sequence.ts';
import { soundtracksOf } from './soundtracks.ts';

/** An editly spec. The last layer of a clip is on top, as here. */
export function importEditly(document: Part, session: Session): Result<Imported> {
  const spec = withDefaults(document, session);
  const clips = spec.parts('clips');
  if (clips.length === 0) return { ok: false, problems: [notASpec] };
  const defaults = spec.part('defaults');
  const scenes = scenesOf(clips, defaults, session);
  defaults?.ignore('layer', 'layerType');
  defaults?.rest();
  const width = session.canvas.width ?? spec.number('width', 16, 7680) ?? 640;
  const height = session.canvas.height ?? spec.number('height', 16, 7680) ?? 2 * Math.round((width * 9) / 32);
  const fps = session.canvas.fps ?? spec.number('fps', 1, 120) ?? 25;
  spec.ignore('width', 'height', 'fps');
  const keepSound = spec.flag('keepSourceAudio') ?? false;
  const clipsVolume = spec.number('clipsAudioVolume', 0, 4) ?? 1;
  const background = backgroundOf(scenes, session);
  const layers = stacked(scenes, { width, height, keepSound }, background, session);
  for (const { clip } of layers.flatMap((l) => l.clips))
    if (clipsVolume !== 1 && (clip.type === 'audio' || (clip.type === 'video' && clip.muted !== true)))
      clip.volume = Math.min(4, Number(clip.volume ?? 1) * clipsVolume);
  const last = scenes.at(-1)!;
  const end = last.start + last.length;
  layers.push({ kind: 'audio', clips: soundtracksOf(spec, end, session) });
  for (const scene of scenes) scene.part.rest();
  leftovers(spec);
  return finish(session, { width, height, fps, background: background ?? '#000000' }, layers, end);
}

const notASpec: Problem = {
  path: ['clips'],
  code: 'INVALID_DOCUMENT',
  message: 'The document must be an editly spec: { "clips": [{ "layers": [] }] }.',
};

/** Layer j of each scene follows layer j of the one before. */
function stacked(scenes: readonly Scene[], settings: Settings, background: string | undefined, session: Session): Layer[] {
  const visual: Draft[][] = [];
  const sounds: Draft[] = [];
  for (const scene of scenes) {
    let depth = 0;
    scene.layers.forEach((layer, i) => {
      if (i === 0 && background !== undefined && isFill(layer) && colorOf(session, layer.at('color'), layer.text('color')) === background)
        return;
      const draft = layerOf(layer, scene, settings, session);
      if (!draft) return;
      if (draft.clip.type === 'audio') sounds.push(draft);
      else {
        visual[depth] ??= [];
        visual[depth]!.push(draft);
        depth += 1;
      }
    });
  }
  return [...visual.map((clips): Layer => ({ kind: 'visual', clips })), { kind: 'audio', clips: sounds }];
}

const isFill = (layer: Part): boolean => ['fill-color', 'pause'].includes(layer.text('type') ?? '');

/** The colour of the first clip that has one at the bottom. */
function backgroundOf(scenes: readonly Scene[], session: Session): string | undefined {
  const fill = scenes.map((s) => s.layers[0]).find((l) => l !== undefined && isFill(l) && l.has('color'));
  return fill && colorOf(session, fill.at('color'), fill.text('color'))?.slice(0, 7);
}

function leftovers(spec: Part): void {
  spec.ignore(
    'outPath',
    'allowRemoteRequests',
    'enableFfmpegLog',
    'enableFfmpegMultipass',
    'ffmpegPath',
    'ffprobePath',
    'keepTmp',
    'tempDir',
    'verbose',
    'logTimes',
    'fast',
  );
  const levelled = spec.whole().audioNorm;
  if (isObject(levelled) && levelled.enable !== true) spec.ignore('audioNorm');
  spec.rest({
    audioNorm: 'Sound is not levelled.',
    customOutputArgs: 'How the file is made is said to createRender, in output.',
    outputVolume: 'There is no volume of the whole.',
  });
}
