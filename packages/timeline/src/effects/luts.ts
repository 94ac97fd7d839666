import type { LayerEffect } from '../compile/graph.ts';
import type { Clip } from '../timeline.ts';

/** The assets that are tables of colours, and which of the clip's effects name them. */
export const lutAssets = (clip: Clip): { assetId: string; effect: number }[] =>
  clip.type === 'audio'
    ? []
    : (clip.effects ?? []).flatMap(({ type, values }, effect) => (type === 'lut' ? [{ assetId: String(values.src), effect }] : []));

/** The files a layer's effects read, by SHA-256. */
export const lutsOf = (effects: readonly LayerEffect[]): string[] =>
  effects.flatMap(({ type, values }) => (type === 'lut' ? [String(values.src)] : []));
