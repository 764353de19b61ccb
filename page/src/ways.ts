/** Ways: from an entry or a function to a store, as a row of cards that can be copied as text. */

import { data, kindWord, type Hop, type Way } from './data';
import { button, byId, make } from './dom';
import { folded } from './detail';
import { showWay } from './near';
import { reveal } from './state';

const strip = byId('way');

const aims: Record<string, string> = { c: 'read', i: 'change', a: 'take away' };
const doing = (way: Way): string => [...way.m].map((aim) => aims[aim]).join(', ');

/** What a node reaches and what reaches it. */
export function waysOf(node: number): HTMLElement[] {
  const list = (head: string, ways: Way[], end: 'f' | 't'): HTMLElement[] => {
    if (!ways.length) return [];
    const items = ways.map((way) => make('li', {}, button(data.nodes[way[end]].n, () => show(way)), make('small', {}, `${way.q === undefined ? '' : 'perhaps '}may ${doing(way)}${held(way[end])}`)));
    return [make('h3', {}, head, make('b', {}, ` ${ways.length}`)), ...folded(items, 12)];
  };
  const left = data.waysLeft ? [make('p', {}, `${data.waysLeft} more ways of this app are not in the page; ennead map --format json tells the reach of everything.`)] : [];
  return [...left, ...list('Reaches', data.ways.filter((way) => way.f === node), 't'), ...list('Reached from', data.ways.filter((way) => way.t === node), 'f')];
}

const doubt = (way: Way): string => (way.q === undefined ? '' : `; could not tell for sure: ${data.words[way.q]}`);
const held = (node: number): string => (data.nodes[node].d?.length ? `: ${data.nodes[node].d?.join(', ').replaceAll('_', ' ')}` : '');

export function show(way: Way): void {
  const title = `${data.nodes[way.f].n} → ${data.nodes[way.t].n}`;
  showWay(way.h, title);
  const copy = button('Copy as text', () => void copied(copy, textOf(way)));
  strip.replaceChildren(
    make('header', {}, make('h2', {}, title), make('small', {}, `may ${doing(way)}${doubt(way)}`), copy, button('Close', hide)),
    make('ol', {}, ...way.h.map((hop, at) => card(hop, at))),
  );
  strip.hidden = false;
}

export function hide(): void {
  strip.hidden = true;
  strip.replaceChildren();
}

/** How one comes to a hop, and the line that says so. */
const howTo = ([, word, spot]: Hop): string => [word >= 0 ? data.words[word] : 'leads to', ...(spot >= 0 ? [`(${data.spots[spot]})`] : [])].join(' ');

function card(hop: Hop, at: number): HTMLElement {
  const thing = data.nodes[hop[0]];
  return make('li', {},
    ...(at ? [make('span', { class: 'how' }, howTo(hop))] : []),
    make('div', { class: 'card' }, make('small', {}, kindWord(thing.k)), button(thing.n, () => reveal(hop[0])), make('span', { class: 'place' }, thing.a || 'outside this app')));
}

function textOf(way: Way): string {
  const line = (hop: Hop, at: number): string => {
    const thing = data.nodes[hop[0]];
    return `${at ? `  → ${howTo(hop)} → ` : ''}${kindWord(thing.k)} ${thing.n}${thing.a ? `  (${thing.a})` : ''}`;
  };
  return [...way.h.map(line), `may ${doing(way)}${held(way.t)}${doubt(way)}`].join('\n');
}

/** Into the clipboard; where the browser forbids that, into a field with the text chosen. */
async function copied(from: HTMLButtonElement, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    from.textContent = 'Copied';
  } catch {
    const field = make('textarea', { readonly: true, rows: 6, 'aria-label': 'The way as text: copy it from here' });
    field.value = text;
    strip.querySelector('textarea')?.remove();
    strip.append(field);
    field.select();
  }
}
