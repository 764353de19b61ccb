/** The pane on the left: who comes in, the processes, what could not be told. */

import { data, kindWord, linksFrom, linksTo, sortNames, type Gap } from './data';
import { button, byId, make } from './dom';
import { folded } from './detail';
import { showProcess } from './near';
import { reveal } from './state';

const entry = sortNames.indexOf('entry');

export function writeAside(): void {
  byId('entries').append(...entries());
  if (data.processes.length) byId('processes').append(...processes());
  else byId('processes').remove();
  byId('gaps').append(...gaps());
}

/** Everything that lets somebody or something in, who is asked least first. */
function entries(): HTMLElement[] {
  const heads = ['By itself', 'Signed in', 'Could not tell who', 'Anyone'];
  const found = [...data.nodes.keys()].filter(letsIn);
  if (!found.length) return [make('p', {}, 'Nothing starts a function here, and nothing is open to the outside.')];
  return [3, 2, 1, 0].flatMap((reach) => {
    const items = found.filter((node) => data.nodes[node].r === reach).map(entryItem);
    return items.length ? [make('h3', {}, heads[reach], make('b', {}, ` ${items.length}`)), ...folded(items, 8)] : [];
  });
}

function letsIn(node: number): boolean {
  const shape = data.kinds[data.nodes[node].k][2];
  if (shape === 'outside') return false;
  const exposed = linksTo[node].some((link) => link[2] === entry && data.kinds[data.nodes[link[0]].k][2] === 'outside');
  const filled = linksTo[node].some((link) => link[2] < sortNames.indexOf('wildcard'));
  return exposed || (data.nodes[node].k !== 'function' && !filled && linksFrom[node].some((link) => link[2] === entry));
}

function entryItem(node: number): HTMLElement {
  const thing = data.nodes[node];
  const targets = linksFrom[node].filter((link) => link[2] === entry).map((link) => data.nodes[link[1]].n);
  const leads = targets.length ? ` → ${targets.slice(0, 3).join(', ')}${targets.length > 3 ? ', …' : ''}` : '';
  return make('li', {}, button(thing.n, () => reveal(node)), make('small', {}, `${thing.s}${leads}`));
}

function processes(): HTMLElement[] {
  return folded(data.processes.map((process) => {
    const held = process.d.length ? ` · ${process.d.join(', ').replaceAll('_', ' ')}` : '';
    const said = `${process.f.length} ${kindWord2('function', process.f.length)} · ${process.t.length} ${process.t.length === 1 ? 'store' : 'stores'}${held}`;
    return make('li', {}, button(process.n, () => showProcess(process), { title: process.c }), make('small', {}, said));
  }), 15);
}

const kindWord2 = (kind: string, count: number): string => (kind in data.kinds ? kindWord(kind, count) : `${kind}s`);

function gaps(): HTMLElement[] {
  if (!data.gaps.length) return [make('p', {}, 'Everything that was seen was resolved.')];
  const heads: Record<string, string> = { input: 'Needs a value', unsupported: 'Not read yet' };
  return Object.entries(heads).flatMap(([kind, head]) => {
    const items = data.gaps.filter((gap) => gap.k === kind).map(gapItem);
    return items.length ? [make('h3', {}, head, make('b', {}, ` ${items.length}`)), ...folded(items, 10)] : [];
  });
}

function gapItem(gap: Gap): HTMLElement {
  const { o } = gap;
  const about = o === undefined ? [] : [button(data.nodes[o].n, () => reveal(o)), ': '];
  return make('li', {}, ...about, gap.r, ...(gap.a ? [make('small', {}, gap.a)] : []));
}
