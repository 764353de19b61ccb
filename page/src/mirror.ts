/** The canvas for keyboard and screen reader: a list of buttons, one per thing to be seen, that cannot be seen itself.

    One stop of the tab order; arrows move to what lies that way on the canvas, Enter opens, Escape leads back. */

import { byId, button, make } from './dom';
import { bringIn, cy, fit, shown } from './picture';
import { scene, spoken, type Item } from './scene';
import { back, choose, view } from './state';

const list = byId('mirror');
const buttons = new Map<string, HTMLButtonElement>();
let here: string | null = null;

export function rewriteMirror(enter: (id: string, beside: boolean) => void): void {
  const had = document.activeElement !== null && list.contains(document.activeElement);
  buttons.clear();
  const order = [...shown.items].sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1]);
  list.replaceChildren(...order.map((item) => make('li', {}, one(item, enter))));
  const wanted = view().chosen ?? here;
  const first = wanted && buttons.has(wanted) ? wanted : (order[0]?.id ?? null);
  stop(first);
  if (had && first) buttons.get(first)?.focus();
}

function one(item: Item, enter: (id: string, beside: boolean) => void): HTMLButtonElement {
  const made = button(spoken(item), (event) => enter(item.id, event.shiftKey), { tabindex: -1, 'data-id': item.id, 'aria-expanded': item.sort === 'node' ? undefined : String(item.sort === 'frame') });
  made.addEventListener('focus', () => { stop(item.id); mark(item.id); bringIn(item.id); });
  made.addEventListener('blur', () => mark(null));
  buttons.set(item.id, made);
  return made;
}

/** The one that Tab comes to. */
function stop(id: string | null): void {
  if (here) buttons.get(here)?.setAttribute('tabindex', '-1');
  here = id;
  if (here) buttons.get(here)?.setAttribute('tabindex', '0');
}

const mark = (id: string | null): void => {
  cy.nodes('.focus').removeClass('focus');
  if (id) cy.getElementById(id).addClass('focus');
};

export const focusOn = (id: string): void => buttons.get(id)?.focus();

/** Which buttons say that they are chosen. */
export function markChosen(): void {
  buttons.forEach((each, id) => (id === view().chosen ? each.setAttribute('aria-current', 'true') : each.removeAttribute('aria-current')));
  const { chosen } = view();
  if (chosen && buttons.has(chosen)) stop(chosen);
}

const away: Record<string, (dx: number, dy: number) => [number, number]> = {
  ArrowRight: (dx, dy) => [dx, Math.abs(dy)],
  ArrowLeft: (dx, dy) => [-dx, Math.abs(dy)],
  ArrowDown: (dx, dy) => [dy, Math.abs(dx) * 2],
  ArrowUp: (dx, dy) => [-dy, Math.abs(dx) * 2],
};

function nextTo(id: string, key: string): string | null {
  const from = cy.getElementById(id).position();
  let best: [number, string | null] = [Infinity, null];
  for (const item of shown.items) {
    if (item.id === id) continue;
    const to = cy.getElementById(item.id).position();
    const [ahead, aside] = away[key](to.x - from.x, to.y - from.y);
    const far = ahead + 1.6 * aside;
    if (ahead > 4 && far < best[0]) best = [far, item.id];
  }
  return best[1];
}

list.addEventListener('keydown', (event) => {
  if (!here) return;
  if (event.key in away) {
    const next = nextTo(here, event.key);
    if (next) buttons.get(next)?.focus();
    event.preventDefault();
  }
  if (event.key === '0') fit();
  if (event.key === '+' || event.key === '-') cy.zoom({ level: cy.zoom() * (event.key === '+' ? 1.25 : 0.8), position: cy.getElementById(here).position() });
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.defaultPrevented) return;
  const field = event.target instanceof HTMLInputElement && event.target.value;
  if (field) return;
  if (view().chosen && scene().items.length && !view().some) choose(null);
  else back();
});
