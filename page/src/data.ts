/** What the page knows, as `report/map_data.py` writes it: things name each other by number. */

import { byId } from './dom';

/** The widest audience that gets there. */
export const enum Reach { inside, signedIn, unknown, anonymous }

export interface Thing {
  k: string;
  n: string;
  i: string;
  a: string;
  s: string;
  r: Reach;
  p: Record<string, unknown>;
  /** Data classes, the strongest first; class and why; impact on confidentiality, integrity, availability. */
  d?: string[];
  y?: [string, string][];
  v?: [string, string, string];
}

export interface Group { n: string; w: string; p: number; m: number[] }

/** `[from, to, sort, words, spots]` */
export type Link = [number, number, number, number[], number[]];

export interface Gap { k: string; r: string; a: string; o?: number }

/** `[node, words that lead to it, spot of those]`; -1 for none */
export type Hop = [number, number, number];

/** A way from an entry or a function to a store: what it may do there, and each step. */
export interface Way { f: number; t: number; m: string; h: Hop[]; q?: number }

export interface Process { n: string; c: string; e: number[]; f: number[]; t: number[]; d: string[] }

export interface Data {
  title: string;
  counts: string;
  kinds: Record<string, [string, string, string]>;
  sorts: Record<string, string>;
  reaches: string[];
  nodes: Thing[];
  groups: Group[];
  links: Link[];
  words: string[];
  spots: string[];
  gaps: Gap[];
  left: string;
  ways: Way[];
  waysLeft: number;
  processes: Process[];
}

export type Point = [number, number];

/** Where everything lies in the plane of its group, what was moved by hand, and which groups were open. */
export interface Places { n: Point[]; g: Point[]; moved: Record<string, Point>; open: number[] }

const read = (id: string): unknown => JSON.parse(byId(id).textContent ?? '');

export const data = read('data') as Data;
export const places = { moved: {}, open: [], ...(read('places') as object) } as unknown as Places;
export const sortNames = Object.keys(data.sorts);

/** The group each node is in, -1 at the top. */
export const homeOf: number[] = data.nodes.map(() => -1);
data.groups.forEach((group, number) => group.m.forEach((node) => { homeOf[node] = number; }));

const inner: number[][] = data.groups.map(() => []);
export const topGroups: number[] = [];
data.groups.forEach((group, number) => (group.p < 0 ? topGroups : inner[group.p]).push(number));

/** The groups right inside a group. */
export const groupsIn = (group: number): number[] => (group < 0 ? topGroups : inner[group]);

/** All nodes in a group and in the groups inside it. */
export const nodesIn = (group: number): number[] =>
  [...data.groups[group].m, ...inner[group].flatMap((each) => nodesIn(each))];

/** A group and the groups around it, the outermost first. */
export function lineage(group: number): number[] {
  return group < 0 ? [] : [...lineage(data.groups[group].p), group];
}

export const kindWord = (kind: string, count = 1): string => data.kinds[kind][count === 1 ? 0 : 1];

/** `3 functions · 1 table` */
export function counted(nodes: number[], most = 99): string {
  const total = new Map<string, number>();
  for (const node of nodes) total.set(data.nodes[node].k, (total.get(data.nodes[node].k) ?? 0) + 1);
  const order = [...total].sort(([a, x], [b, y]) => Number(b === 'function') - Number(a === 'function') || y - x);
  const said = order.slice(0, most).map(([kind, count]) => `${count} ${kindWord(kind, count)}`).join(' · ');
  return order.length > most ? `${said} · …` : said;
}

/** The service a node is in, outermost first: `shop › orders`. */
export const serviceOf = (node: number): string => lineage(homeOf[node]).map((group) => data.groups[group].n).join(' › ');

export const linksFrom: Link[][] = data.nodes.map(() => []);
export const linksTo: Link[][] = data.nodes.map(() => []);
data.links.forEach((link) => { linksFrom[link[0]].push(link); linksTo[link[1]].push(link); });

export const wordsOf = (link: Link): string => link[3].map((word) => data.words[word]).join('; ');
