import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { AT_REST, type Part, type Pose } from '@workprint/timeline';
import type { FaceList } from './faces.ts';
import { drawBackground, drawLetters, drawShade, type Written } from './ink.ts';
import { type Layout, prepare } from './layout.ts';
import type { Piece } from './pieces.ts';

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What moves as one: pieces, and plates behind the words that begin with one of them. */
export interface Unit {
  pieces: Piece[];
  plates: Area[];
  /** What it is turned and scaled about the middle of: its letters' boxes. */
  area: Area;
}

const keyOf: Record<Part, (piece: Piece) => number> = { all: () => 0, line: (p) => p.line, word: (p) => p.word, letter: (p) => p.letter };

/** The parts of a text that move one after the other, in reading order. */
export const unitsOf = (layout: Layout, by: Part): Unit[] => {
  const groups = new Map<number, Piece[]>();
  for (const piece of layout.pieces!) {
    const key = keyOf[by](piece);
    groups.set(key, [...(groups.get(key) ?? []), piece]);
  }
  const plates = platesOf(layout);
  return [...groups.values()].map((pieces) => ({
    pieces,
    plates: plates.filter((plate) => pieces.includes(plate.first)).map((plate) => plate.area),
    area: around(pieces.map((p) => areaOf(layout, p))),
  }));
};

/** A piece's letters, as high as capitals and descenders of common fonts are. */
const areaOf = ({ spec, lines }: Layout, { line, x, width }: Piece): Area => {
  const { x: left, baseline } = lines[line]!;
  return { x: left + x, y: baseline - spec.size * 0.82, width: width - (spec.letterSpacing ?? 0), height: spec.size * 1.04 };
};

const around = (areas: readonly Area[]): Area => {
  const [x, y] = [Math.min(...areas.map((a) => a.x)), Math.min(...areas.map((a) => a.y))];
  return { x, y, width: Math.max(...areas.map((a) => a.x + a.width)) - x, height: Math.max(...areas.map((a) => a.y + a.height)) - y };
};

/** Plates behind highlighted words, each where a line has the word. */
const platesOf = (layout: Layout): { first: Piece; area: Area }[] => {
  const { highlight } = layout.spec;
  if (highlight?.background == null) return [];
  return highlight.active.flatMap((word) =>
    layout.lines.flatMap((_, line) => {
      const own = layout.pieces!.filter((p) => p.spoken === word && p.line === line);
      return own.length === 0 ? [] : [{ first: own[0]!, area: around(own.map((p) => areaOf(layout, p))) }];
    }),
  );
};

export const colorOf = ({ spec: { highlight, color } }: Layout, { spoken }: Piece): string =>
  highlight?.color != null && spoken !== null && highlight.active.includes(spoken) ? highlight.color : color;

const writtenAt = ({ lines }: Layout, { text, line, x, direction }: Piece): Written => ({
  ...{ text, direction },
  x: lines[line]!.x + x,
  y: lines[line]!.baseline,
});

/** From below to above. */
type Layer = (context: SKRSContext2D, layout: Layout, unit: Unit) => void;
const layersOf = ({ spec: { stroke, shadow, highlight } }: Layout): Layer[] => [
  ...(highlight?.background == null ? [] : [drawPlates]),
  ...(stroke === null && shadow === null ? [] : [drawShades]),
  drawInk,
];

const drawPlates: Layer = (context, { spec }, { plates }) => {
  const { background, padding, radius } = spec.highlight!;
  context.fillStyle = background!;
  for (const { x, y, width, height } of plates) {
    context.beginPath();
    context.roundRect(x - padding, y - padding, width + 2 * padding, height + 2 * padding, radius);
    context.fill();
  }
};

const drawShades: Layer = (context, layout, { pieces }) => {
  for (const piece of pieces) drawShade(context, layout.spec, writtenAt(layout, piece));
};

const drawInk: Layer = (context, layout, { pieces }) => {
  for (const piece of pieces) drawLetters(context, writtenAt(layout, piece), colorOf(layout, piece));
};

/** How a text stands: its background and its parts. */
export interface Stand {
  background: Pose;
  /** By unit. */
  poses: readonly Pose[];
  /** Each line is a window to what is in it. */
  windowed: boolean;
}

interface Drawn {
  layout: Layout;
  faces: FaceList;
}

/** A text in parts, at rest or on its way. The context is prepared for it. */
export const drawParts = (context: SKRSContext2D, drawn: Drawn, units: readonly Unit[], stand: Stand | null): void => {
  const { layout } = drawn;
  posed(context, drawn, stand?.background ?? AT_REST, layout.box, (c) => drawBackground(c, layout));
  for (const draw of layersOf(layout))
    units.forEach((unit, i) => {
      const pose = stand?.poses[i] ?? AT_REST;
      if (!stand?.windowed) posed(context, drawn, pose, unit.area, (c) => draw(c, layout, unit));
      for (const line of stand?.windowed ? new Set(unit.pieces.map((p) => p.line)) : [])
        inWindow(context, layout, line, () =>
          posed(context, drawn, pose, unit.area, (c) => draw(c, layout, { ...unit, pieces: unit.pieces.filter((p) => p.line === line) })),
        );
    });
};

/** How far letters stand out of their line's window, in sizes. */
export const SILL = 0.15;

const inWindow = (context: SKRSContext2D, { lines, lineHeight, spec, width }: Layout, line: number, draw: () => void): void => {
  const { top } = lines[line]!;
  context.save();
  context.beginPath();
  context.rect(0, top - spec.size * SILL, width, lineHeight + 2 * spec.size * SILL);
  context.clip();
  draw();
  context.restore();
};

/**
 * Draws as a pose has it. What is half transparent is drawn whole first: its strokes must not shine through its letters; and what grows,
 * since shadows would not grow with it.
 */
const posed = (context: SKRSContext2D, { layout, faces }: Drawn, pose: Pose, area: Area, draw: (context: SKRSContext2D) => void): void => {
  const { opacity, blur, scale, dx, dy } = pose;
  if (opacity <= 0) return;
  context.save();
  if (opacity === 1 && blur === 0 && scale === 1) {
    context.translate(dx, dy);
    draw(context);
  } else {
    const around = reachOf(layout, area);
    const apart = createCanvas(around.width, around.height);
    const own = prepare(apart.getContext('2d'), layout.spec, faces);
    own.translate(-around.x, -around.y);
    draw(own);
    const [x, y] = [area.x + area.width / 2, area.y + area.height / 2];
    context.globalAlpha = opacity;
    if (blur > 0) context.filter = `blur(${blur}px)`;
    context.translate(x + dx, y + dy);
    context.scale(scale, scale);
    context.translate(-x, -y);
    context.drawImage(apart, around.x, around.y);
  }
  context.restore();
};

/** Whole pixels that what stands in an area may cover: letters stand out of their boxes, strokes and shadows out of letters. */
const reachOf = ({ spec: { size, stroke, shadow, highlight }, width, height }: Layout, area: Area): Area => {
  const cast = shadow === null ? 0 : shadow.blur * 1.5 + Math.max(Math.abs(shadow.x), Math.abs(shadow.y));
  const out = size * 0.6 + (stroke?.width ?? 0) + cast + (highlight?.padding ?? 0);
  const [x, y] = [Math.max(0, Math.floor(area.x - out)), Math.max(0, Math.floor(area.y - out))];
  const [right, bottom] = [Math.min(width, Math.ceil(area.x + area.width + out)), Math.min(height, Math.ceil(area.y + area.height + out))];
  return { x, y, width: Math.max(1, right - x), height: Math.max(1, bottom - y) };
};
