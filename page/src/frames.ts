/** Where everything lies, given which groups are open: an open group pushes aside what is right of it and below it. */

import { data, groupsIn, places, type Point } from './data';

export const CARD: Point = [184, 46];
export const NARROW: Point = [104, 46];
export const CLOSED: Point = [228, 92];
const PAD = 26;
const HEAD = 24;
const GAP = 22;

export const sizeOfNode = (node: number): Point => (outside(data.nodes[node].k) ? NARROW : CARD);
const outside = (kind: string): boolean => data.kinds[kind][2] === 'outside';

interface Item { id: string; at: Point; size: Point; grown: Point; group: number }

/** The middle of every node and closed group that is to be seen. */
export function layOut(open: Set<number>): Map<string, Point> {
  const found = new Map<string, Point>();
  place(-1, [0, 0], open, found);
  return found;
}

function itemsOf(plane: number, open: Set<number>): Item[] {
  const nodes = plane < 0 ? topNodes : data.groups[plane].m;
  return [
    ...nodes.map((node) => ({ id: `n${node}`, at: places.n[node], size: sizeOfNode(node), grown: sizeOfNode(node), group: -1 })),
    ...groupsIn(plane).map((group) => ({ id: `g${group}`, at: places.g[group], size: CLOSED, grown: sizeOfGroup(group, open), group })),
  ];
}

const inGroups = new Set(data.groups.flatMap((group) => group.m));
const topNodes = [...data.nodes.keys()].filter((node) => !inGroups.has(node));

function sizeOfGroup(group: number, open: Set<number>): Point {
  if (!open.has(group)) return CLOSED;
  const placed = pushed(itemsOf(group, open));
  const right = Math.max(CLOSED[0], ...placed.map(({ item, corner }) => corner[0] + item.grown[0]));
  const bottom = Math.max(CLOSED[1], ...placed.map(({ item, corner }) => corner[1] + item.grown[1]));
  return [right + 2 * PAD, bottom + 2 * PAD + HEAD];
}

/** The upper left corner of each item, from 0 on. */
function pushed(items: Item[]): { item: Item; corner: Point }[] {
  if (!items.length) return [];
  const columns = new Map<number, Item[]>();
  for (const item of items) columns.set(item.at[0], [...(columns.get(item.at[0]) ?? []), item]);
  const left = Math.min(...items.map((item) => item.at[0] - item.size[0] / 2));
  const top = Math.min(...items.map((item) => item.at[1] - item.size[1] / 2));
  const found: { item: Item; corner: Point }[] = [];
  let aside = 0;
  for (const [, column] of [...columns].sort(([a], [b]) => a - b)) {
    let down = 0;
    for (const item of column.sort((a, b) => a.at[1] - b.at[1])) {
      found.push({ item, corner: [item.at[0] - item.size[0] / 2 - left + aside, item.at[1] - item.size[1] / 2 - top + down] });
      down += item.grown[1] - item.size[1] + (item.grown[1] > item.size[1] ? GAP : 0);
    }
    aside += Math.max(...column.map((item) => item.grown[0] - item.size[0]));
  }
  return found;
}

function place(plane: number, corner: Point, open: Set<number>, found: Map<string, Point>): void {
  for (const { item, corner: [x, y] } of pushed(itemsOf(plane, open))) {
    const at: Point = [corner[0] + x, corner[1] + y];
    if (item.group >= 0 && open.has(item.group)) place(item.group, [at[0] + PAD, at[1] + PAD + HEAD], open, found);
    else found.set(item.id, [at[0] + item.grown[0] / 2, at[1] + item.grown[1] / 2]);
  }
}

/** Columns beside each other, rows by the middle of the neighbours to the left. */
export function inColumns(columns: Map<number, number>, near: (node: number) => number[]): Map<string, Point> {
  const ranks = [...new Set(columns.values())].sort((a, b) => a - b);
  const found = new Map<string, Point>();
  const rows = new Map<number, number>();
  let left = 0;
  for (const rank of ranks) {
    const column = [...columns.keys()].filter((node) => columns.get(node) === rank);
    const middle = (node: number): number => {
      const known = near(node).map((other) => rows.get(other)).filter((row) => row !== undefined);
      return known.length ? known.reduce((sum, row) => sum + row, 0) / known.length : 0;
    };
    column.sort((a, b) => middle(a) - middle(b));
    const high = 14;
    const wide = Math.ceil(column.length / high);
    column.forEach((node, at) => {
      const row = (at % high) - (Math.min(column.length, high) - 1) / 2;
      rows.set(node, row);
      found.set(`n${node}`, [left + Math.floor(at / high) * (CARD[0] + 30), row * (CARD[1] + GAP)]);
    });
    left += wide * (CARD[0] + 30) + 66;
  }
  return found;
}
