/** Search: what is found stands in a list, glows on the canvas and is left in the table. */

import { data, kindWord, serviceOf } from './data';
import { button, byId, make } from './dom';
import { cy, shown } from './picture';
import { standIns } from './scene';
import { reveal } from './state';
import { sift } from './table';

const field = byId<HTMLInputElement>('find');
const list = byId('hits');
const said = byId('found');
const texts = data.nodes.map((thing, node) => [thing.n, kindWord(thing.k), thing.i, thing.a, serviceOf(node), ...(thing.d ?? [])].join('\n').toLowerCase());
let hits: number[] = [];

export function glow(): void {
  cy.nodes('.found').removeClass('found');
  if (!hits.length) return;
  const standIn = standIns(shown.items);
  hits.forEach((node) => { const id = standIn.get(node); if (id) cy.getElementById(id).addClass('found'); });
}

function find(): void {
  const words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  hits = words.length ? [...data.nodes.keys()].filter((node) => words.every((word) => texts[node].includes(word))) : [];
  const whole = words.join(' ');
  const apart = (node: number): number => {
    const name = data.nodes[node].n.toLowerCase();
    return name.includes(whole) ? 0 : name.includes(words[0]) ? 1 : 2;
  };
  hits.sort((a, b) => apart(a) - apart(b));
  list.replaceChildren(...hits.slice(0, 40).map((node) => make('li', {}, button(data.nodes[node].n, () => reveal(node)), make('small', {}, [kindWord(data.nodes[node].k), serviceOf(node), data.nodes[node].a].filter(Boolean).join(' · ')))));
  list.hidden = !words.length;
  said.textContent = words.length ? `${hits.length} found${hits.length > 40 ? ', the first 40 are listed' : ''}` : '';
  sift(words.length ? new Set(hits) : null);
  glow();
}

export function startFind(): void {
  field.addEventListener('input', find);
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && hits.length) reveal(hits[0]);
    if (event.key === 'Escape' && field.value) { field.value = ''; find(); event.preventDefault(); }
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !(event.target instanceof HTMLInputElement)) { field.focus(); event.preventDefault(); }
  });
}
