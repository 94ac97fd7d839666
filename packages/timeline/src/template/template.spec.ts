import { describe, expect, it } from '@jest/globals';
import {
  checkTemplate,
  definitionsOf,
  formatPath,
  fromCells,
  type Problem,
  parseCsv,
  parseTimeline,
  type Result,
  readDefinitions,
  resolveVariables,
  type VariableDefinition,
} from '../index.ts';

const ok = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};
const said = (problems: readonly Problem[]) => problems.map((p) => `${formatPath(p.path)} ${p.code}`);
const wrong = (result: Result<unknown>) => (result.ok ? [] : said(result.problems));

const definitions: VariableDefinition[] = [
  { name: 'title', type: 'string', default: 'Hello' },
  { name: 'from', type: 'number', default: 1 },
  { name: 'sale', type: 'boolean', default: false },
  { name: 'ink', type: 'color', default: '#fff' },
  { name: 'photo', type: 'asset' },
];

const timeline = {
  version: 1,
  canvas: { width: 320, height: 180, fps: 30 },
  tracks: [
    { clips: [{ type: 'image', src: '{{photo}}', start: 0, length: 4 }] },
    { clips: [{ type: 'text', text: '{{title}} from {{from}}', start: '{{from}}', length: 2, style: { color: '{{ink}}' } }] },
    { clips: [{ type: 'text', text: 'SALE', start: 0, length: 1, when: { variable: 'sale', equals: true } }] },
  ],
};

describe('declarations', () => {
  it('are read with defaults of their types', () => {
    expect(ok(readDefinitions(definitions))).toEqual(definitions);
    expect(ok(readDefinitions([{ name: 'logo', type: 'asset', default: 'abc' }]))).toEqual([
      { name: 'logo', type: 'asset', default: 'asset:abc' },
    ]);
  });

  it('say all that is wrong', () => {
    expect(
      wrong(
        readDefinitions([
          { name: 'a', type: 'number', default: '1' },
          { name: 'b', type: 'color', default: 'red' },
          { name: 'a', type: 'string' },
          { name: 'c', type: 'boolean', default: 'true' },
          { name: 'd', type: 'asset', default: 'https://x' },
        ]),
      ),
    ).toEqual([
      '[0].default INVALID_TYPE',
      '[1].default INVALID_VALUE',
      '[2].name DUPLICATE_NAME',
      '[3].default INVALID_TYPE',
      '[4].default INVALID_VALUE',
    ]);
    expect(wrong(readDefinitions([{ name: '1x', type: 'text' }]))).toEqual(['[0].name INVALID_VALUE', '[0].type INVALID_TYPE']);
  });

  it('can be had from a timeline that has variables of its own', () => {
    expect(definitionsOf({ variables: { a: 1, b: true, c: 'x', d: [] } })).toEqual([
      { name: 'a', type: 'number', default: 1 },
      { name: 'b', type: 'boolean', default: true },
      { name: 'c', type: 'string', default: 'x' },
    ]);
  });
});

describe('values', () => {
  it('are what is given, else the default', () => {
    expect(ok(resolveVariables(definitions, { photo: 'abc', title: 'Bye', from: null }))).toEqual({
      title: 'Bye',
      from: 1,
      sale: false,
      ink: '#fff',
      photo: 'asset:abc',
    });
  });

  it('must be of their type, known and there', () => {
    expect(wrong(resolveVariables(definitions, { titel: 'x', from: '2', sale: 1, ink: 'red' }))).toEqual([
      'titel UNKNOWN_VARIABLE',
      'from INVALID_TYPE',
      'sale INVALID_TYPE',
      'ink INVALID_VALUE',
      'photo REQUIRED',
    ]);
  });

  it('go into any value with their type', () => {
    const parsed = ok(parseTimeline(timeline, ok(resolveVariables(definitions, { photo: 'abc', from: 2, ink: '#f00' }))));
    expect(parsed.tracks.map((t) => t.clips.length)).toEqual([1, 1, 0]);
    expect(parsed.tracks[0]?.clips[0]).toMatchObject({ src: { kind: 'asset', assetId: 'abc' } });
    expect(parsed.tracks[1]?.clips[0]).toMatchObject({ start: 2, text: 'Hello from 2', style: { color: '#ff0000' } });
    expect(ok(parseTimeline(timeline, ok(resolveVariables(definitions, { photo: 'abc', sale: true })))).tracks[2]?.clips).toHaveLength(1);
  });
});

describe('a template', () => {
  it('declares all that it uses, in dropped clips too', () => {
    expect(checkTemplate(timeline, definitions)).toEqual([]);
    expect(said(checkTemplate(timeline, definitions.slice(0, 2)))).toEqual([
      'tracks[0].clips[0].src UNKNOWN_VARIABLE',
      'tracks[1].clips[0].style.color UNKNOWN_VARIABLE',
      'tracks[2].clips[0].when.variable UNKNOWN_VARIABLE',
    ]);
  });

  it('is checked whole when every variable has a default', () => {
    const whole = definitions.map((d) => (d.name === 'photo' ? { ...d, default: 'asset:abc' } : d));
    expect(checkTemplate(timeline, whole)).toEqual([]);
    const minus = whole.map((d) => (d.name === 'from' ? { ...d, default: -1 } : d));
    expect(said(checkTemplate(timeline, minus))).toEqual(['tracks[1].clips[0].start OUT_OF_RANGE']);
  });
});

describe('CSV', () => {
  it('is read with quotes, commas, line ends and empty cells', () => {
    expect(ok(parseCsv('\uFEFFtitle, from\r\n"a ""b"", c",1\r\n\r\n"two\nlines",\n'))).toEqual([
      { title: 'a "b", c', from: '1' },
      { title: 'two\nlines', from: '' },
    ]);
    expect(ok(parseCsv('a,b\n1,'))).toEqual([{ a: '1', b: '' }]);
    expect(ok(parseCsv('a'))).toEqual([]);
  });

  it('says which row is wrong', () => {
    expect(wrong(parseCsv(''))).toEqual([' INVALID_CSV']);
    expect(wrong(parseCsv('a,a\n1,2'))).toEqual([' INVALID_CSV']);
    expect(wrong(parseCsv('a,b\n1,2\n1,2,3\n4'))).toEqual(['[1] INVALID_CSV', '[2] INVALID_CSV']);
    expect(wrong(parseCsv('a,b\n1,2\n"open,3'))).toEqual(['[1] INVALID_CSV']);
    expect(wrong(parseCsv('a\nx"y'))).toEqual(['[0] INVALID_CSV']);
  });

  it('gives numbers and booleans where they are declared; an empty cell leaves the default', () => {
    expect(fromCells(definitions, { title: '7', from: ' 2.5 ', sale: 'TRUE', ink: '', other: '1' })).toEqual({
      title: '7',
      from: 2.5,
      sale: true,
      other: '1',
    });
    expect(fromCells(definitions, { from: 'soon', sale: 'yes' })).toEqual({ from: 'soon', sale: 'yes' });
  });
});
