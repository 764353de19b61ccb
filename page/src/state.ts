/** What is shown: which groups are open or which set of things is looked at, what is chosen, what is filtered out. */

import { data, homeOf, lineage, places } from './data';

/** Some things looked at on their own: a neighbourhood, a path, a process. */
export interface Some { title: string; nodes: number[]; columns: Map<number, number> }

export interface View { open: Set<number>; some: Some | null; chosen: string | null }

interface Step { title: string; view: View }

export const off = { kinds: new Set<string>(), sorts: new Set<number>(), reaches: new Set<number>(), classes: new Set<string>() };

const first: View = { open: new Set(places.open), some: null, chosen: null };
export const steps: Step[] = [{ title: 'All', view: first }];
const listeners: ((how: Change) => void)[] = [];

/** What changed: the picture itself, only what is chosen in it, or the filters. */
export type Change = 'picture' | 'choice' | 'filter';

export const view = (): View => steps[steps.length - 1].view;
export const listen = (listener: (how: Change) => void): void => { listeners.push(listener); };
export const tell = (how: Change): void => { listeners.forEach((listener) => listener(how)); };

/** One step further: the breadcrumb and Escape lead back. */
export function go(title: string, next: Partial<View>): void {
  steps.push({ title, view: { open: view().open, some: null, chosen: null, ...next } });
  tell('picture');
}

/** Back to a step, or one step back; at the first one the choice is given up. */
export function back(to = steps.length - 2): void {
  if (to < 0) return choose(null);
  steps.length = to + 1;
  tell('picture');
}

export function choose(id: string | null): void {
  view().chosen = id;
  tell('choice');
}

/** Open a group and what is around it, alone or beside what is open. */
export function open(group: number, beside: boolean): void {
  const line = lineage(group);
  const opened = new Set([...(beside ? view().open : []), ...line]);
  const at = steps.findIndex((step) => !step.view.some && step.view.open.has(group));
  if (at > 0) return back(at);
  if (!beside) while (steps.length > 1 && !line.some((each) => view().open.has(each) && each !== group)) steps.pop();
  go(data.groups[group].n, { open: opened, chosen: null });
}

export function openAll(): void {
  steps.length = 1;
  go('Everything', { open: new Set(data.groups.keys()) });
}

/** Show a node where it is: with its groups open. */
export function reveal(node: number): void {
  const closed = lineage(homeOf[node]).filter((group) => view().some || !view().open.has(group));
  const here = view().some?.nodes.includes(node);
  if (!here && (closed.length || view().some)) {
    steps.length = 1;
    const line = lineage(homeOf[node]);
    if (line.length && !line.every((group) => view().open.has(group))) go(data.groups[line[line.length - 1]].n, { open: new Set(line) });
    else tell('picture');
  }
  choose(`n${node}`);
}

export const isOff = (node: number): boolean => {
  const thing = data.nodes[node];
  return off.kinds.has(thing.k) || off.reaches.has(thing.r) || (thing.d?.length ? thing.d.every((each) => off.classes.has(each)) : false);
};
