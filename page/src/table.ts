/** The same as a table: every thing a row, every column sortable. */

import { data, kindWord, linksFrom, serviceOf, wordsOf } from './data';
import { button, byId, make } from './dom';
import { wildcard } from './scene';
import { isOff, reveal } from './state';

interface Column { head: string; cell: (node: number) => Node | string; key: (node: number) => string | number }

const place = byId('rows');
const compare = new Intl.Collator(undefined, { numeric: true }).compare;
const levels = ['low', 'unknown', 'moderate', 'high'];
const held = (node: number): string => (data.nodes[node].d ?? []).join(', ').replaceAll('_', ' ');
const worth = (node: number): number => Math.max(-1, ...(data.nodes[node].v ?? []).map((level) => levels.indexOf(level)));
const plain = (head: string, key: (node: number) => string): Column => ({ head, key, cell: key });

const columns: Column[] = [
  plain('Kind', (node) => kindWord(data.nodes[node].k)),
  { head: 'Name', key: (node) => data.nodes[node].n, cell: (node) => button(data.nodes[node].n, () => { showMap(); reveal(node); }) },
  ...(data.groups.length ? [plain('Service', serviceOf)] : []),
  { head: 'Reached by', key: (node) => data.nodes[node].r, cell: (node) => data.reaches[data.nodes[node].r] },
  plain('Holds', held),
  { head: 'Impact', key: worth, cell: (node) => levels[worth(node)] ?? '' },
  { head: 'Leads to', key: (node) => linksFrom[node].length, cell: leads },
  { head: 'Source', key: (node) => data.nodes[node].a, cell: (node) => make('span', { class: 'place' }, data.nodes[node].a) },
];

function leads(node: number): Node {
  const named = linksFrom[node].filter((link) => link[2] !== wildcard);
  const found = document.createDocumentFragment();
  for (const link of named.slice(0, 12)) found.append(make('div', {}, data.nodes[link[1]].n, ' ', make('small', {}, wordsOf(link))));
  const more = named.length - 12;
  if (more > 0) found.append(make('div', {}, `and ${more} more`));
  const hits = linksFrom[node].length - named.length;
  if (hits) found.append(make('div', {}, make('small', {}, `${hits} by wildcard`)));
  return found;
}

let rows: { node: number; row: HTMLTableRowElement }[] = [];
let wanted: Set<number> | null = null;
export let showMap = (): void => undefined;

export function onName(shows: () => void): void { showMap = shows; }

/** Written when it is first asked for. */
export function writeTable(): void {
  if (rows.length) return;
  const heads = columns.map((column, at) => make('th', { scope: 'col', 'aria-sort': 'none' }, button(column.head, () => sort(at))));
  rows = [...data.nodes.keys()].filter((node) => data.nodes[node].k !== 'internet').map((node) => ({ node, row: make('tr', {}, ...columns.map((column) => make('td', {}, column.cell(node)))) }));
  place.replaceChildren(make('table', {}, make('caption', { class: 'unseen' }, `Everything in the map of ${data.title}`), make('thead', {}, make('tr', {}, ...heads)), make('tbody', {}, ...rows.map(({ row }) => row))));
  if (data.left) place.append(make('p', {}, `Not shown: ${data.left}. `, make('code', {}, 'ennead map --format json'), ' has them.'));
  sift();
}

function sort(at: number): void {
  const heads = [...place.querySelectorAll('th')];
  const down = heads[at].getAttribute('aria-sort') === 'ascending';
  heads.forEach((head) => head.setAttribute('aria-sort', 'none'));
  heads[at].setAttribute('aria-sort', down ? 'descending' : 'ascending');
  const key = columns[at].key;
  const order = (a: { node: number }, b: { node: number }): number => compare(String(key(a.node)), String(key(b.node)));
  rows.sort((a, b) => order(a, b) * (down ? -1 : 1));
  place.querySelector('tbody')?.append(...rows.map(({ row }) => row));
}

/** Only what is looked for and not filtered out. */
export function sift(found: Set<number> | null = wanted): void {
  wanted = found;
  rows.forEach(({ node, row }) => { row.hidden = isOff(node) || (wanted !== null && !wanted.has(node)); });
}
