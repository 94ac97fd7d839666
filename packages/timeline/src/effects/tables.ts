import { chain } from '../command/overlay.ts';
import { decimal } from '../compile/curves.ts';
import { levelOf, ofLevel } from './level.ts';
import { moveEvenly, movesEvenly } from './linear.ts';
import { type Draw, isMoving, type LookValue, type Stage, type Tone } from './look.ts';

/** An effect that says of each sample, by itself, what becomes of it. */
export interface Table {
  draw: Draw & { by: 'table' };
  amount: LookValue;
}

const same: Tone = (x) => x;
const legal = (x: string, to: number): string => `floor(clip(${x},16,${to})+0.5)`;

/** Neighbouring tables whose amounts rest are one table; one that moves is looked up by sample and level. */
export function drawTables(stage: Stage, stream: string, tables: readonly Table[]): string {
  const [first, ...rest] = tables;
  if (!first) return stream;
  if (isMoving(first.amount)) return drawTables(stage, moving(stage, stream, first), rest);
  const until = tables.findIndex((t) => isMoving(t.amount));
  const still = until < 0 ? tables : tables.slice(0, until);
  const all = (tone: 'luma' | 'chroma', to: number) =>
    still.reduce((x, { draw, amount }) => (draw[tone] ? `clip(${draw[tone](x, decimal(amount as number))},16,${to})` : x), 'val');
  const [y, c] = [legal(all('luma', 235), 235), legal(all('chroma', 240), 240)];
  const drawn = chain(stage.shop, stream, `lutyuv=y='${y}':u='${c}':v='${c}'${stage.alpha ? ':a=val' : ''}`);
  return drawTables(stage, drawn, tables.slice(still.length));
}

function moving(stage: Stage, stream: string, { draw, amount }: Table): string {
  if (!isMoving(amount)) return stream;
  if (draw.linear && movesEvenly(stage, draw.linear, amount)) return moveEvenly(stage, stream, draw.linear, amount);
  const [base, level] = levelOf(stage, stream, amount.curve, amount.low, amount.high);
  const value = ofLevel(amount, 'y');
  const y = legal((draw.luma ?? same)('x', value), 235);
  const c = legal((draw.chroma ?? same)('x', value), 240);
  const out = stage.shop.label();
  stage.shop.add(`[${base}][${level}]lut2=c0='${y}':c1='${c}':c2='${c}':c3=x[${out}]`);
  return out;
}
