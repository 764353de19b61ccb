/** What is to be seen now: the nodes and groups, and the lines between them. */

import { data, groupsIn, homeOf, kindWord, lineage, linksFrom, linksTo, nodesIn, places, counted, serviceOf, sortNames, type Link, type Point } from './data';
import { inColumns, layOut } from './frames';
import { isOff, off, view } from './state';

/** `shut`: a closed group; `frame`: an open one around others. */
export interface Item { id: string; sort: 'node' | 'shut' | 'frame'; number: number; parent: string | null; at: Point }

export interface Line { from: string; to: string; sort: number; links: Link[] }

export interface Scene { items: Item[]; lines: Line[] }

export const wildcard = sortNames.indexOf('wildcard');

/** The scene of the present view. */
export function scene(): Scene {
  const { some } = view();
  const items = some ? setItems(some.columns) : treeItems();
  return { items, lines: linesOf(items) };
}

function setItems(columns: Map<number, number>): Item[] {
  const kept = new Map([...columns].filter(([node]) => !isOff(node)));
  const near = (node: number): number[] => linksTo[node].concat(linksFrom[node]).filter((link) => link[2] !== wildcard).map(([from, to]) => (from === node ? to : from));
  const places = inColumns(kept, near);
  return [...kept.keys()].map((node) => ({ id: `n${node}`, sort: 'node', number: node, parent: null, at: places.get(`n${node}`)! }));
}

function treeItems(): Item[] {
  const { open } = view();
  const found: Item[] = [];
  for (const [id, at] of layOut(open)) {
    const number = Number(id.slice(1));
    const node = id[0] === 'n';
    const around = node ? homeOf[number] : data.groups[number].p;
    const [dx, dy] = places.moved[id] ?? [0, 0];
    if (node ? isOff(number) : nodesIn(number).every(isOff)) continue;
    found.push({ id, sort: node ? 'node' : 'shut', number, parent: around < 0 ? null : `g${around}`, at: [at[0] + dx, at[1] + dy] });
  }
  const frames = new Set(found.flatMap((item) => (item.parent ? lineage(Number(item.parent.slice(1))) : [])));
  return [...[...frames].map((group) => frame(group)), ...found];
}

function frame(group: number): Item {
  const around = data.groups[group].p;
  return { id: `g${group}`, sort: 'frame', number: group, parent: around < 0 ? null : `g${around}`, at: [0, 0] };
}

/** What stands for each node: itself, the closed group it is in, or nothing. */
export function standIns(items: Item[]): Map<number, string> {
  const found = new Map<number, string>();
  for (const item of items) {
    if (item.sort === 'node') found.set(item.number, item.id);
    if (item.sort === 'shut') nodesIn(item.number).forEach((node) => found.set(node, item.id));
  }
  return found;
}

function linesOf(items: Item[]): Line[] {
  const standIn = standIns(items);
  const found = new Map<string, Line>();
  for (const link of data.links) {
    const [from, to] = [standIn.get(link[0]), standIn.get(link[1])];
    if (!from || !to || from === to || off.sorts.has(link[2]) || isOff(link[0]) || isOff(link[1])) continue;
    const key = `${from} ${to}`;
    const line = found.get(key) ?? { from, to, sort: link[2], links: [] };
    line.sort = Math.min(line.sort, link[2]);
    line.links.push(link);
    found.set(key, line);
  }
  return [...found.values()];
}

const members = (item: Item): number[] => (item.sort === 'node' ? [item.number] : nodesIn(item.number));

export const titleOf = (item: Pick<Item, 'sort' | 'number'>): string => (item.sort === 'node' ? data.nodes[item.number] : data.groups[item.number]).n;
export const reachOf = (item: Item): number => Math.max(0, ...members(item).map((node) => data.nodes[node].r));
export const classesOf = (item: Item): string[] => {
  const found = [...new Set(members(item).flatMap((node) => data.nodes[node].d ?? []))];
  return item.sort === 'node' ? found : found.filter((each) => each !== 'unknown' || found.length === 1);
};

/** On its card: without the names of the stacks around it, which stand at their frames. */
export function cardTitle(item: Item): string {
  const title = titleOf(item);
  if (item.sort !== 'node' || !item.parent) return title;
  const around = lineage(homeOf[item.number]).filter((group) => data.groups[group].w === 'stack').map((group) => `${data.groups[group].n}.`).join('');
  return title.startsWith(around) ? title.slice(around.length) : title;
}

/** What a reader of the screen hears. */
export function spoken(item: Item): string {
  if (item.sort !== 'node') {
    const state = item.sort === 'shut' ? 'closed' : 'open';
    const inside = groupsIn(item.number).length ? `, ${groupsIn(item.number).length} groups` : '';
    return `service ${titleOf(item)}, ${state}, ${counted(members(item))}${inside}, reached by: ${data.reaches[reachOf(item)]}`;
  }
  const thing = data.nodes[item.number];
  const held = thing.d?.length ? `, holds ${thing.d.join(', ').replaceAll('_', ' ')}` : '';
  const home = serviceOf(item.number);
  return `${kindWord(thing.k)} ${thing.n}, ${thing.s}, reached by: ${data.reaches[thing.r]}${held}${home ? `, in ${home}` : ''}`;
}
