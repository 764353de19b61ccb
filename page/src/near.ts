/** Sets of things looked at on their own: what stands around a node, a way, a process. */

import { data, linksFrom, linksTo, type Hop, type Process } from './data';
import { wildcard } from './scene';
import { go, off } from './state';

/** Everything up to some links away; column by steps before or after it. */
export function around(node: number, steps: number): Map<number, number> {
  const found = new Map([[node, 0]]);
  for (const [side, links, end] of [[-1, linksTo, 0], [1, linksFrom, 1]] as const) {
    let edge = [node];
    for (let step = 1; step <= steps; step += 1) {
      const next = new Set(edge.flatMap((each) => links[each].filter(seen).map((link) => link[end])));
      edge = [...next].filter((each) => !found.has(each));
      edge.forEach((each) => found.set(each, side * step));
    }
  }
  return found;
}

const seen = (link: readonly unknown[]): boolean => link[2] !== wildcard || !off.sorts.has(wildcard);

export function showNear(node: number, steps = 1): void {
  const columns = around(node, steps);
  const title = `${steps === 1 ? 'Next to' : 'Two steps around'} ${data.nodes[node].n}`;
  go(title, { some: { title, nodes: [...columns.keys()], columns }, chosen: `n${node}` });
}

export function showWay(hops: Hop[], title: string): void {
  const columns = new Map(hops.map(([node], at) => [node, at]));
  go(title, { some: { title, nodes: [...columns.keys()], columns }, chosen: `n${hops[hops.length - 1][0]}` });
}

export function showProcess(process: Process): void {
  const columns = new Map<number, number>();
  process.e.forEach((node) => columns.set(node, 0));
  const todo = [...process.e];
  const all = new Set([...process.e, ...process.f, ...process.t]);
  for (const node of todo) {
    for (const link of linksFrom[node]) {
      if (all.has(link[1]) && !columns.has(link[1]) && link[2] !== wildcard) { columns.set(link[1], columns.get(node)! + 1); todo.push(link[1]); }
    }
  }
  process.f.forEach((node) => { if (!columns.has(node)) columns.set(node, 1); });
  const last = Math.max(...columns.values());
  process.t.forEach((node) => { if (!columns.has(node)) columns.set(node, last + 1); });
  go(process.n, { some: { title: process.n, nodes: [...columns.keys()], columns }, chosen: null });
}
