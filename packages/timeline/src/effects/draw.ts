import type { LayerEffect } from '../compile/graph.ts';
import { forked, mixed } from './level.ts';
import { isMoving, type Stage, type Values } from './look.ts';
import { lookOf } from './table.ts';
import { drawTables, type Table } from './tables.ts';

/** Draws effects on a stream, in order; returns its label. */
export function drawEffects(stage: Stage, stream: string, effects: readonly LayerEffect[]): string {
  const [first, ...rest] = effects;
  if (!first) return stream;
  const { draw, clears } = lookOf(first.type);
  if (draw.by === 'table') {
    const until = effects.findIndex((e) => lookOf(e.type).draw.by !== 'table');
    const run = until < 0 ? effects : effects.slice(0, until);
    return drawEffects(stage, drawTables(stage, stream, run.map(tableOf)), effects.slice(run.length));
  }
  const drawn =
    draw.by === 'mix' ? mixing(stage, stream, first, draw.draw) : draw.by === 'itself' ? draw.draw(stage, stream, first.values) : stream;
  return drawEffects({ ...stage, alpha: stage.alpha || clears === true }, drawn, rest);
}

function tableOf({ type, values }: LayerEffect): Table {
  const { draw } = lookOf(type);
  if (draw.by !== 'table') throw new Error(`${type} is no table`);
  return { draw, amount: values.amount! };
}

/** Keyframes of `amount`: the pictures at the least and the greatest of them, mixed. */
function mixing(stage: Stage, stream: string, effect: LayerEffect, draw: (stage: Stage, stream: string, values: Values) => string): string {
  const { amount } = effect.values;
  if (!isMoving(amount)) return draw(stage, stream, effect.values);
  const param = lookOf(effect.type).params.amount;
  const neutral = param?.kind === 'number' ? param.neutral : undefined;
  const [a, b] = forked(stage, stream, 2) as [string, string];
  const at = (from: string, value: number) => (value === neutral ? from : draw(stage, from, { ...effect.values, amount: value }));
  return mixed(stage, at(a, amount.low), at(b, amount.high), amount.curve, amount.low, amount.high);
}
