/** The legend is the filter: every kind, ring, class and line is a switch. */

import { data, sortNames, type Reach } from './data';
import { button, byId, draw, make } from './dom';
import { sample } from './shapes';
import { off, tell } from './state';

function toggle<T>(set: Set<T>, name: T, head: SVGElement | null, said: string, count?: number): HTMLButtonElement {
  const made = button('', () => {
    if (!set.delete(name)) set.add(name);
    made.setAttribute('aria-pressed', String(!set.has(name)));
    tell('filter');
  }, { 'aria-pressed': String(!set.has(name)) });
  made.append(...(head ? [head] : []), make('span', {}, said), ...(count === undefined ? [] : [make('b', {}, String(count))]));
  return made;
}

const row = (head: string, ...switches: HTMLElement[]): HTMLElement => make('fieldset', {}, make('legend', {}, head), ...switches);

function count<T>(values: T[]): Map<T, number> {
  const total = new Map<T, number>();
  values.forEach((value) => total.set(value, (total.get(value) ?? 0) + 1));
  return total;
}

export function writeLegend(): void {
  off.sorts.add(sortNames.indexOf('wildcard'));
  const kinds = count(data.nodes.map((thing) => thing.k));
  const reaches = count(data.nodes.map((thing) => thing.r));
  const classes = count(data.nodes.flatMap((thing) => thing.d ?? []));
  const sorts = count(data.links.map((link) => link[2]));
  const rows = [
    row('Kind', ...Object.entries(data.kinds).filter(([, [, , shape]]) => shape !== 'outside').map(([kind, [one, many, shape]]) => toggle(off.kinds, kind, sample(shape), kinds.get(kind) === 1 ? one : many, kinds.get(kind)))),
    row('Reached by', ...([3, 2, 1, 0] as Reach[]).filter((reach) => reaches.has(reach)).map((reach) => toggle<number>(off.reaches, reach, ring(reach), data.reaches[reach], reaches.get(reach)))),
    row('Holds', ...[...classes].sort(([, a], [, b]) => b - a).map(([name, n]) => toggle(off.classes, name, null, name.replaceAll('_', ' '), n))),
    row('Line', ...[...sorts].sort(([a], [b]) => a - b).map(([sort, n]) => toggle(off.sorts, sort, line(sortNames[sort]), data.sorts[sortNames[sort]], n))),
  ];
  byId('legend').append(...rows.filter((each) => each.children.length > 1));
}

const rings: Record<number, string | null> = { 3: null, 2: '1.6 2.4', 1: '5 3' };

function ring(reach: Reach): SVGElement {
  const plain = { x: 2.5, y: 2.5, width: 23, height: 11, rx: 3, fill: 'none', stroke: 'currentColor' };
  const around = { ...plain, stroke: undefined, class: 'ring', 'stroke-width': 2.4, 'stroke-dasharray': rings[reach] ?? undefined };
  return draw('svg', { viewBox: '0 0 28 16', width: 28, height: 16, 'aria-hidden': 'true' }, draw('rect', reach in rings ? around : plain));
}

const strokes: Record<string, [number, string?]> = { entry: [2], use: [1.2], grant: [4], reference: [1.2, '5 3'], wildcard: [4, '2 3'] };

function line(sort: string): SVGElement {
  const [width, dashes] = strokes[sort];
  const path = draw('path', { d: 'M1 8H22', stroke: 'currentColor', 'stroke-width': width, 'stroke-dasharray': dashes, opacity: width > 3 ? 0.55 : 1 });
  return draw('svg', { viewBox: '0 0 30 16', width: 30, height: 16, 'aria-hidden': 'true' }, path, draw('path', { d: 'M21 4L29 8L21 12Z', fill: 'currentColor' }));
}
