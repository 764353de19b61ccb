/** The map page: puts the parts together. */

import './save'; // first: it keeps the page as it came
import { writeAside } from './aside';
import { rewriteCrumbs } from './crumbs';
import { data } from './data';
import { rewriteDetail } from './detail';
import { byId } from './dom';
import { glow, startFind } from './find';
import { writeLegend } from './legend';
import { markChosen, rewriteMirror } from './mirror';
import { showNear } from './near';
import { arrange, bringIn, cy, fit, recolour, redraw, shown } from './picture';
import { startPrint } from './print';
import { titleOf } from './scene';
import { save } from './save';
import { back, choose, listen, open, openAll, reveal, steps, tell, view, type Change } from './state';
import { onName, sift, writeTable } from './table';
import { hide } from './ways';
import { places } from './data';

/** Click or Enter: a group opens, a node is chosen, and the chosen one shows what is next to it. */
function enter(id: string, beside: boolean): void {
  const number = Number(id.slice(1));
  if (id[0] === 'n') return view().chosen === id ? showNear(number) : choose(id);
  if (view().open.has(number)) return choose(id);
  open(number, beside);
}

function light(): void {
  const { chosen, some } = view();
  cy.elements().removeClass('dim lit chosen aside');
  const node = chosen ? cy.getElementById(chosen) : null;
  if (!node?.length) return quiet();
  node.addClass('chosen');
  const near = node.isParent() ? node.descendants().union(node.descendants().connectedEdges()) : node.closedNeighborhood();
  near.edges().addClass('lit');
  if (some) return;
  const kept = near.union(near.edges().connectedNodes());
  cy.elements().difference(kept.union(kept.ancestors())).addClass('dim');
}

/** Lines that have nothing to do with the open group step back. */
function quiet(): void {
  const frames = cy.nodes('.frame');
  if (!frames.length || frames.length === data.groups.length) return;
  const deepest = frames.filter((each) => !each.children('.frame').length);
  cy.edges().difference(deepest.descendants().connectedEdges()).addClass('aside');
}

function changed(how: Change): void {
  if (how !== 'choice') {
    const { open: opened, some } = view();
    const title = steps[steps.length - 1].title;
    const centre = some || how === 'filter' ? undefined : [...opened].reverse().map((group) => (data.groups[group].n === title ? `g${group}` : '')).find(Boolean);
    redraw(centre);
    rewriteMirror(enter);
    rewriteCrumbs();
    sift();
    glow();
    if (!some) hide();
  }
  light();
  say(how);
  rewriteDetail();
  markChosen();
  if (how === 'choice' && view().chosen) bringIn(view().chosen!);
}

/** What a screen reader is told of a change: where one is now, or what was chosen. */
function say(how: Change): void {
  const { chosen } = view();
  if (how === 'picture') byId('said').textContent = `${steps[steps.length - 1].title}: ${shown.items.length} things`;
  if (how === 'choice' && chosen) byId('said').textContent = `${titleOf({ sort: chosen[0] === 'n' ? 'node' : 'shut', number: Number(chosen.slice(1)) })} is chosen; what is known of it stands beside the map`;
}

function showTable(table: boolean): void {
  document.body.classList.toggle('tabled', table);
  byId('as-map').setAttribute('aria-pressed', String(!table));
  byId('as-table').setAttribute('aria-pressed', String(table));
  if (table) writeTable();
  else { cy.resize(); fit(); }
}

function turnTheme(): void {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  recolour();
}

function toHash(): void {
  const wanted = decodeURIComponent(location.hash.slice(1));
  const node = data.nodes.findIndex((thing) => thing.i === wanted);
  if (wanted && node >= 0) reveal(node);
}

/** Things that can still be read when all of them are shown at once. */
const LEGIBLE = 160;

const click = (id: string, does: () => void): void => byId(id).addEventListener('click', does);

function start(): void {
  writeAside();
  writeLegend();
  if (innerWidth <= 900 || innerHeight < 700) byId('legend').removeAttribute('open');
  startFind();
  startPrint();
  onName(() => showTable(false));
  listen(changed);
  click('as-map', () => showTable(false));
  click('as-table', () => showTable(true));
  click('theme', turnTheme);
  click('save', save);
  click('back', () => back());
  click('fit', () => fit());
  click('nearer', () => cy.zoom({ level: cy.zoom() * 1.25, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } }));
  click('farther', () => cy.zoom({ level: cy.zoom() * 0.8, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } }));
  click('open-all', openAll);
  click('arrange', () => arrange(() => { byId('put-back').hidden = false; }));
  click('put-back', () => { places.moved = {}; byId('put-back').hidden = true; tell('picture'); });
  byId('put-back').hidden = !Object.keys(places.moved).length;
  byId('open-all').hidden = !data.groups.length || data.nodes.length > LEGIBLE;
  cy.on('tap', 'node', (event) => enter(event.target.id(), Boolean((event.originalEvent as MouseEvent).shiftKey)));
  cy.on('tap', (event) => { if (event.target === cy) choose(null); });
  cy.on('mouseover', 'node', () => { byId('canvas').style.cursor = 'pointer'; });
  cy.on('mouseout', 'node', () => { byId('canvas').style.cursor = ''; });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour);
  addEventListener('hashchange', toHash);
  tell('picture');
  toHash();
  document.documentElement.dataset.ready = 'yes';
}

start();
