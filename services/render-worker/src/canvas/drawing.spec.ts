import { describe, expect, it } from '@jest/globals';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { FillRaster, ShapeRaster } from '@workprint/timeline';
import { drawDrawing } from './drawing.ts';

const SHAPE: ShapeRaster = {
  ...{ kind: 'shape', width: 100, height: 60, shape: 'rectangle', box: { width: 100, height: 60 }, radius: 0 },
  ...{ fill: '#ff0000', stroke: null },
};
const drawn = async (spec: FillRaster | ShapeRaster) => {
  const { png } = await drawDrawing(spec);
  const context = createCanvas(spec.width, spec.height).getContext('2d');
  context.drawImage(await loadImage(png), 0, 0);
  return (x: number, y: number) => [...context.getImageData(x, y, 1, 1).data];
};
const fill = (f: FillRaster['fill']) => drawn({ kind: 'fill', width: 100, height: 60, fill: f });
const stops = [
  { at: 0, color: '#000000' },
  { at: 1, color: '#ffffff' },
];

describe('drawDrawing', () => {
  it('gives the same bytes each time', async () => {
    expect((await drawDrawing(SHAPE)).png.equals((await drawDrawing(SHAPE)).png)).toBe(true);
  });

  it('fills with a colour, half transparent too', async () => {
    expect((await fill({ kind: 'color', color: '#204060' }))(99, 59)).toEqual([32, 64, 96, 255]);
    expect((await fill({ kind: 'color', color: '#ff000080' }))(0, 0)).toEqual([255, 0, 0, 128]);
  });

  it('runs linear gradients from one point to the other, radial ones outwards', async () => {
    const across = await fill({ kind: 'linear', from: [0, 30], to: [100, 30], stops });
    expect(across(0, 5)[0]).toBeLessThan(5);
    expect(across(50, 5)[0]).toBeGreaterThan(120);
    expect(across(99, 55)[0]).toBeGreaterThan(250);
    const out = await fill({ kind: 'radial', center: [50, 30], radius: 30, stops });
    expect(out(50, 30)[0]).toBeLessThan(10);
    expect(out(50, 2)[0]).toBeGreaterThan(230);
    expect(out(1, 30)).toEqual([255, 255, 255, 255]);
  });

  it('fills a rectangle to its corners, rounds them, and leaves an ellipse out of them', async () => {
    const at = await drawn(SHAPE);
    expect([at(0, 0), at(99, 59)]).toEqual([
      [255, 0, 0, 255],
      [255, 0, 0, 255],
    ]);
    const round = await drawn({ ...SHAPE, radius: 20 });
    expect([round(0, 0)[3], round(50, 0)[3]]).toEqual([0, 255]);
    const ellipse = await drawn({ ...SHAPE, shape: 'ellipse' });
    expect([ellipse(3, 3)[3], ellipse(50, 30)[3], ellipse(50, 1)[3]]).toEqual([0, 255, 255]);
  });

  it('keeps the stroke inside the box, over the fill', async () => {
    const at = await drawn({ ...SHAPE, stroke: { color: '#0000ff', width: 10 } });
    expect([at(0, 0), at(9, 30), at(10, 30), at(99, 30)].map(([r, , b]) => [r, b])).toEqual([
      [0, 255],
      [0, 255],
      [255, 0],
      [0, 255],
    ]);
    const hollow = await drawn({ ...SHAPE, fill: null, stroke: { color: '#0000ff', width: 500 } });
    expect(hollow(50, 30)[2]).toBe(255);
  });

  it('puts an odd box into the middle of an even picture', async () => {
    const at = await drawn({ ...SHAPE, box: { width: 98, height: 60 } });
    expect([at(0, 30)[3], at(1, 30)[3], at(98, 30)[3], at(99, 30)[3]]).toEqual([0, 255, 255, 0]);
  });
});
