/** Shape tells the kind: one table for the canvas and for the legend's samples. */

import { draw } from './dom';

/** Corners from -1 to 1, or the name of one of cytoscape's shapes. */
const shapes: Record<string, string | number[]> = {
  function: 'round-rectangle',
  entry: 'pill',
  outside: 'ellipse',
  machine: 'rectangle',
  other: 'rectangle',
  guard: [-0.93, -1, 0.93, -1, 1, -0.6, 1, 0.6, 0.93, 1, -0.93, 1, -1, 0.6, -1, -0.6],
  clock: [-0.88, -1, 1, -1, 1, 1, -0.88, 1, -1, 0],
  message: [-0.88, -1, 0.88, -1, 1, 0, 0.88, 1, -0.88, 1, -1, 0],
  queue: [-0.88, -1, 1, -1, 0.88, 1, -1, 1],
  bucket: [-1, -1, 1, -1, 0.88, 1, -0.88, 1],
  store: 'barrel',
};

/** The style of a shape in cytoscape's words. */
export function shapeStyle(shape: string): Record<string, string | number> {
  const found = shapes[shape] ?? 'rectangle';
  if (found === 'pill') return { shape: 'round-rectangle', 'corner-radius': '23' };
  if (typeof found !== 'string') return { shape: 'polygon', 'shape-polygon-points': found.join(' ') };
  const border: Record<string, string | number> = shape === 'machine' ? { 'border-style': 'double', 'border-width': 4 } : shape === 'other' ? { 'border-style': 'dashed' } : {};
  return { shape: found, ...(found === 'round-rectangle' ? { 'corner-radius': '7' } : {}), ...border };
}

/** A sample for the legend, 26 wide and 14 high. */
export function sample(shape: string): SVGElement {
  const found = shapes[shape] ?? 'rectangle';
  const words = { fill: 'none', stroke: 'currentColor', 'stroke-width': 1.3, 'stroke-dasharray': shape === 'other' ? '3 2' : undefined };
  const body = typeof found !== 'string'
    ? [draw('polygon', { ...words, points: found.map((each, at) => (at % 2 ? 8 + each * 6 : 14 + each * 12)).join(' ') })]
    : drawn(found, shape, words);
  return draw('svg', { viewBox: '0 0 28 16', width: 28, height: 16, 'aria-hidden': 'true' }, ...body);
}

function drawn(name: string, shape: string, words: Record<string, string | number | undefined>): SVGElement[] {
  if (name === 'ellipse') return [draw('ellipse', { ...words, cx: 14, cy: 8, rx: 12, ry: 6 })];
  if (name === 'barrel') return [draw('path', { ...words, d: 'M2 4Q14 0 26 4V12Q14 16 2 12Z' })];
  const radius = { pill: 6, 'round-rectangle': 2.5 }[name] ?? 0;
  const boxes = [draw('rect', { ...words, x: 2, y: 2, width: 24, height: 12, rx: radius })];
  if (shape === 'machine') boxes.push(draw('rect', { ...words, x: 4.5, y: 4.5, width: 19, height: 7 }));
  return boxes;
}
