import { laidStills } from './best-frames.ts';
import { CANVAS, type Known } from './known.ts';
import { ARABIC, DEVANAGARI, type Face, INTER, said, script } from './script.ts';

type Size = readonly [number, number];

/** A title as a tight picture, decoded once: that is all a text costs that rests. */
const title = laidStills([900, 240]);

/** Drawn by libass while it moves, and a still title in the frames (both inclusive) in which it rests. */
function lively(words: string, [width, height]: Size, ...rests: Size[]): Known {
  const drawn = `${CANVAS}[c];[c]ass=f=SCRIPT:fontsdir=FONTS[m]`;
  const base = `${CANVAS}[out]`;
  if (rests.length === 0) return { inputs: ['badge'], script: words, graph: `${drawn};[m]null[out]`, base };
  const still = `[0:v]scale=${width}:${height}:out_color_matrix=bt709:out_range=tv,format=yuva420p,loop=-1:1,settb=1/30,setpts=N[s]`;
  const when = rests.map(([from, to]) => `between(n,${from},${to})`).join('+');
  const x = 2 * Math.floor((1920 - width) / 4);
  const laid = `[m][s]overlay=${x}:${2 * Math.floor((1080 - height) / 4)}:format=yuv420:enable='${when}'[out]`;
  return { inputs: ['badge'], script: words, graph: `${drawn};${still};${laid}`, base };
}

/** What a part does from one millisecond to another, where it stands at rest. */
type Move = (x: number, y: number, from: number, to: number) => string;
const Y = 540;
const WAY = 216;
const shows = (from: number, to: number): string => `\\alpha&HFF&\\t(${from},${to},\\alpha&H00&)`;
const hides = (from: number, to: number): string => `\\t(${from},${to},\\alpha&HFF&)`;

/** Parts come one after the other within `seconds`, each a quarter of its way after the one before; 0.4 s before the end all go at once. */
function staged(face: Face, size: number, parts: readonly string[], seconds: number, come: Move, go: Move | null, apart = size * 0.62) {
  const own = (1000 * seconds) / (1 + (parts.length - 1) / 4);
  const from = (i: number): number => Math.round((i * own) / 4);
  const x = (i: number): number => Math.round(960 + (i - (parts.length - 1) / 2) * apart);
  const coming = parts.map((part, i) =>
    part === ' ' ? '' : said(0, seconds, `{${come(x(i), Y, from(i), Math.round(from(i) + own))}}${part}`),
  );
  const going = go ? [said(1.6, 2, `{${go(960, Y, 0, 400)}}${parts.join(apart > size ? ' ' : '')}`)] : [];
  return script(face, size, [...coming.filter((line) => line !== ''), ...going]);
}

const slide = (dx: number, dy: number): [Move, Move] => [
  (x, y, from, to) => `\\move(${x - dx},${y - dy},${x},${y},${from},${to})${shows(from, to)}`,
  (x, y, from, to) => `\\move(${x},${y},${x + dx},${y + dy},${from},${to})${hides(from, to)}`,
];
const FADE: [Move, Move] = [(x, y, from, to) => `\\pos(${x},${y})${shows(from, to)}`, (_x, _y, from, to) => hides(from, to)];
const SIZED = (percent: number): string => `\\fscx${percent}\\fscy${percent}`;
const POP: [Move, Move] = [
  (x, y, from, to) => {
    const most = Math.round(from + (to - from) * 0.6);
    return `\\pos(${x},${y})${SIZED(1)}${shows(from, Math.round((2 * from + to) / 3))}\\t(${from},${most},${SIZED(110)})\\t(${most},${to},${SIZED(100)})`;
  },
  (_x, _y, from, to) => `\\t(${from},${to},${SIZED(1)})`,
];
const LINE = '\\clip(0,410,1920,670)';
const RISE: [Move, Move] = [
  (x, y, from, to) => `${LINE}\\move(${x},${y + 260},${x},${y},${from},${to})`,
  (x, y, from, to) => `${LINE}\\move(${x},${y},${x},${y - 260},${from},${to})`,
];

/** A text of 36 pixels in the example that comes for 0.8 s and goes for 0.4. */
const passing = (parts: readonly string[], [come, go]: [Move, Move], width: number, apart?: number): Known =>
  lively(staged(INTER, WAY, parts, 0.8, come, go, apart), [width, 262], [24, 47]);

const grouped = (n: number): string => `+${String(n).replace(/\B(?=(\d{3})+$)/g, ',')}`;
const counting = Array.from({ length: 45 }, (_, k) =>
  said(k / 30, (k + 1) / 30, `${grouped(Math.round((125_000 * k) / 44))}\\Nhappy customers`),
);

/** Words light up one after the other. */
const LINES = ['The word שלום means peace (سلام) in 2', 'scripts', 'מחיר: 25 USD בלבד'].map((line) => line.split(' '));
const before = (line: number): number => LINES.slice(0, line).flat().length;
const COUNT = LINES.flat().length;
const lit = LINES.flat().map((_, i) => {
  const tagged = (word: string, j: number): string => (i === j ? `{\\c&H66D1FF&}${word}{\\c&HFFFFFF&}` : word);
  const lines = LINES.map((line, n) => line.map((word, j) => tagged(word, before(n) + j)).join(' '));
  return said((2 * i) / COUNT, (2 * (i + 1)) / COUNT, lines.join('\\N'));
});
const typed = ['One letter', 'at a time'].map((line) => [...line].map((c) => `{\\k5}${c}`).join('')).join('\\N');
const popping = (from: number, text: string): string =>
  said(from, from + 0.2, `{\\pos(960,810)${SIZED(1)}\\t(0,200,${SIZED(100)})}${text}`);

const TEXTS: Record<string, Known> = {
  blur: lively(
    script(INTER, WAY, [
      said(0, 0.8, '{\\fad(800,0)\\blur72\\t(0,800,\\blur0)}Out of focus'),
      said(1.6, 2, '{\\fad(0,400)\\t(0,400,\\blur72)}Out of focus'),
    ]),
    [1314, 262],
    [24, 47],
  ),
  fade: passing(['Fade', 'in'], FADE, 766, 480),
  pop: passing([...'Pop!'], POP, 490),
  rise: passing(['Rise', 'and', 'shine'], RISE, 1546, 540),
  'slide-up': passing([...'Slide up'], slide(0, -WAY), 858),
  'slide-down': passing([...'Slide down'], slide(0, WAY), 1176),
  'slide-left': passing([...'Slide left'], slide(-WAY, 0), 936),
  'slide-right': passing(['Slide', 'right'], slide(WAY, 0), 1092, 560),
  typewriter: lively(script(INTER, 168, [said(0, 1, `{\\an4\\pos(560,540)}${typed}`)], '&HFFFFFFFF'), [802, 406], [30, 59]),
  'arabic-words': lively(staged(ARABIC, 180, ['مرحبًا', 'بالعالم', 'الخط', 'العربي'], 0.9, RISE[0], null, 400), [1334, 542], [27, 59]),
  devanagari: lively(staged(DEVANAGARI, 168, ['नमस्ते', 'दुनिया', 'क्षत्रिय', 'और', 'हिन्दी'], 0.8, FADE[0], null, 330), [1062, 506], [24, 59]),
  counter: lively(script(INTER, 180, counting), [1652, 542], [45, 59]),
  // A still for each word would be laid for less, and drawn for as much: up to the first frame, which is not in a frame's cost.
  'mixed-words': lively(script(INTER, 110, lit), [0, 0]),
  karaoke: lively(script(INTER, 192, [popping(0.1, 'Sing along with\\Nme'), popping(1.8, 'tonight')]), [1568, 614], [9, 53], [60, 77]),
};

export const knownText = (name: string): Known => TEXTS[name] ?? title;
