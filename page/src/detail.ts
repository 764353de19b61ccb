/** The pane about the chosen thing: its source line, what it holds, what stands next to it, everything that was read of it. */

import { counted, data, groupsIn, kindWord, linksFrom, linksTo, nodesIn, serviceOf, wordsOf, type Link } from './data';
import { button, byId, make } from './dom';
import { showNear } from './near';
import { open, reveal, view } from './state';
import { waysOf } from './ways';

const pane = byId('detail');
const hint = [...pane.childNodes];

export function rewriteDetail(): void {
  const { chosen } = view();
  if (!chosen) pane.replaceChildren(...hint);
  else pane.replaceChildren(...(chosen[0] === 'n' ? ofNode(Number(chosen.slice(1))) : ofGroup(Number(chosen.slice(1)))));
  pane.scrollTop = 0;
}

function ofNode(number: number): HTMLElement[] {
  const thing = data.nodes[number];
  const facts = make('dl');
  row(facts, 'kind', kindWord(thing.k));
  if (thing.a) facts.append(make('dt', {}, 'source'), make('dd', { class: 'place' }, thing.a));
  row(facts, 'reached by', data.reaches[thing.r]);
  if (serviceOf(number)) row(facts, 'service', serviceOf(number));
  return [
    make('h2', {}, thing.n), facts,
    make('p', { class: 'does' }, button('Show what is next to it', () => showNear(number)), button('Two steps', () => showNear(number, 2))),
    ...holds(thing.d, thing.y, thing.v), ...waysOf(number),
    ...neighbours('Comes from', linksTo[number], 0), ...neighbours('Leads to', linksFrom[number], 1), ...properties(thing.i, thing.p),
  ];
}

function holds(classes: string[] = [], reasons: [string, string][] = [], value?: string[]): HTMLElement[] {
  if (!value) return [];
  const facts = make('dl');
  ['confidentiality', 'integrity', 'availability'].forEach((aim, at) => row(facts, aim, value[at]));
  const why = classes.map((name) => make('li', {}, make('span', { class: 'pill' }, name.replaceAll('_', ' ')), ...reasons.filter(([of]) => of === name).map(([, reason]) => make('small', {}, reason))));
  return [make('h3', {}, 'Holds'), make('ul', {}, ...why), make('h3', {}, 'Impact of a loss'), facts];
}

function properties(id: string, found: Record<string, unknown>): HTMLElement[] {
  const facts = make('dl');
  row(facts, 'id', id);
  for (const [name, value] of Object.entries(found)) row(facts, name.replaceAll('_', ' '), value);
  return [make('details', {}, make('summary', {}, 'Everything that was read'), facts)];
}

/** A list of links; those of one kind of words, if they are many, come after the first twenty on demand. */
function neighbours(head: string, links: Link[], end: 0 | 1): HTMLElement[] {
  if (!links.length) return [];
  const order = [...links].sort((a, b) => a[2] - b[2]);
  const items = order.map((link) => make('li', {}, button(data.nodes[link[end]].n, () => reveal(link[end])), make('small', {}, [wordsOf(link), ...link[4].slice(0, 3).map((spot) => data.spots[spot])].join(' · '))));
  return [make('h3', {}, head, make('b', {}, ` ${links.length}`)), ...folded(items)];
}

/** A list; what is beyond the first twenty is folded away. */
export function folded(items: HTMLElement[], most = 20): HTMLElement[] {
  const first = make('ul', {}, ...items.slice(0, most));
  if (items.length <= most) return [first];
  return [first, make('details', { class: 'more' }, make('summary', {}, `${items.length - most} more`), make('ul', {}, ...items.slice(most)))];
}

function ofGroup(number: number): HTMLElement[] {
  const group = data.groups[number];
  const why: Record<string, string> = { app: 'application', stack: 'stack', folder: 'code in one folder', name: 'names that begin alike', sort: 'things of one sort' };
  const parts = groupsIn(number).map((part) => make('li', {}, button(data.groups[part].n, () => open(part, false)), make('small', {}, counted(nodesIn(part), 3))));
  const members = group.m.map((node) => make('li', {}, button(data.nodes[node].n, () => reveal(node)), make('small', {}, [kindWord(data.nodes[node].k), data.nodes[node].a].filter(Boolean).join(' · '))));
  return [
    make('h2', {}, group.n), make('p', {}, `${why[group.w] ?? group.w} · ${counted(nodesIn(number))}`),
    ...(view().open.has(number) ? [] : [make('p', { class: 'does' }, button('Open', () => open(number, false)))]),
    ...(parts.length ? [make('h3', {}, 'Parts'), make('ul', {}, ...parts)] : []), ...(members.length ? [make('h3', {}, 'Contains'), ...folded(members, 40)] : []),
  ];
}

function row(list: HTMLElement, name: string, value: unknown): void {
  list.append(make('dt', {}, name), make('dd', {}, shown(value)));
}

function shown(value: unknown): Node | string {
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map((each) => (each && typeof each === 'object' ? JSON.stringify(each) : String(each))).join('\n');
  const found = value as Record<string, unknown>;
  const names = Object.keys(found);
  if (names.length === 1 && typeof found.unknown === 'string') return make('em', {}, `could not tell: ${found.unknown}`);
  if (typeof found.path === 'string' && names.every((name) => ['path', 'line', 'column'].includes(name))) return [found.path, found.line].filter(Boolean).join(':');
  return JSON.stringify(value, null, 1);
}
