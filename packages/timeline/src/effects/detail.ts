import { chain } from '../command/overlay.ts';
import { SCALER, TO_709 } from '../command/scaler.ts';
import { decimal, expression } from '../compile/curves.ts';
import { clock, forked, formatOf } from './level.ts';
import { isMoving, type Look, type LookValue, type Stage } from './look.ts';
import { inRgb, mixing } from './opaque.ts';
import { amount, type NumberParam } from './param.ts';

export const sharpen: Look = {
  says: 'strengthens edges: adds what a small blur takes away',
  params: { amount: amount(0, 5, 0, 'factor of the difference') },
  draw: {
    by: 'mix',
    draw: ({ shop }, stream, { amount: a }) => chain(shop, stream, `unsharp=lx=5:ly=5:la=${decimal(a as number)}:cx=5:cy=5:ca=0`),
  },
};

const cells = (unit: string, more: Partial<NumberParam>): NumberParam => ({
  kind: 'number',
  min: 1,
  max: 1024,
  unit,
  whole: true,
  ...more,
});
const columns = cells('cells across', {});
const rows = cells('cells down', { absent: 'square cells' });

export const pixelate: Look = {
  says: 'shows the picture in large cells, each of its mean colour',
  params: { width: { ...columns, animated: true }, height: { ...rows, animated: true } },
  sized: true,
  draw: {
    by: 'itself',
    draw: (stage, stream, values) => {
      const moves = isMoving(values.width) || isMoving(values.height);
      const down = `scale=${gridOf(stage, values.width!, values.height)}:eval=${moves ? 'frame' : 'init'}:flags=${AREA}`;
      const up = enlarged(stage);
      // Cells have colours of their own, not halves of them. Two scalers side by side never end when the size changes: ffmpeg 5.1.
      return mixing(stage, stream, [down, 'format=yuv444p', up, 'format=yuv420p'], [down, 'format=gbrap', up]);
    },
  },
};

const AREA = 'area+accurate_rnd+bitexact';
const enlarged = ({ size }: Stage): string => `scale=w=${size!.width}:h=${size!.height}:flags=neighbor,setsar=1`;

/** Columns and rows, never more than there are pixels. */
function gridOf(stage: Stage, width: LookValue, height: LookValue | undefined): string {
  const { width: w, height: h } = stage.size!;
  const value = (v: LookValue) => (isMoving(v) ? `(${expression(v.curve, clock(stage))})` : decimal(v as number));
  const whole = (e: string, most: number) => `'clip(floor(${e}+0.5),1,${most})'`;
  return `w=${whole(value(width), w)}:h=${whole(height === undefined ? `${value(width)}*${h}/${w}` : value(height), h)}`;
}

const DITHERS: Record<string, string> = { none: 'none', ordered: 'bayer:bayer_scale=2', diffused: 'floyd_steinberg' };

export const palette: Look = {
  says: 'pixel art: large cells in few colours, the best for each frame',
  params: {
    width: columns,
    height: rows,
    colors: { kind: 'number', min: 2, max: 256, unit: 'colours of a frame', default: 16, whole: true },
    dither: { kind: 'choice', unit: 'how colours that are missing are mixed', values: Object.keys(DITHERS), default: 'none' },
  },
  sized: true,
  draw: {
    by: 'itself',
    draw: (stage, stream, { width, height, colors, dither }) => {
      const { shop, alpha } = stage;
      const down = `scale=${gridOf(stage, width!, height)}:flags=${AREA}`;
      const small = chain(shop, stream, smallRgb(stage, down).join(','));
      const [picture, seen] = forked(stage, small, 2) as [string, string];
      const found = `palettegen=max_colors=${colors}:stats_mode=single:reserve_transparent=${alpha ? '1:transparency_color=black' : '0'}`;
      const chosen = chain(shop, seen, found);
      const out = shop.label();
      const back = `format=${alpha ? 'rgba' : 'rgb24'},scale=${TO_709}:flags=${SCALER},format=${alpha ? 'yuva444p' : 'yuv444p'}`;
      shop.add(
        `[${picture}][${chosen}]paletteuse=new=1:dither=${DITHERS[dither as string]},${back},${enlarged(stage)},format=${formatOf(stage)}[${out}]`,
      );
      return out;
    },
  },
};

/** The cells in RGB. */
function smallRgb(stage: Stage, down: string): string[] {
  if (!stage.alpha) return [down, `scale=in_color_matrix=bt709:in_range=tv:out_range=pc:flags=${SCALER}`, 'format=rgb24'];
  const there = inRgb(stage, [down], true);
  return [...there.slice(0, -2), 'format=rgba'];
}
