/** The canvas: the present scene drawn by cytoscape. */

import cytoscape, { type Core, type ElementDefinition, type NodeSingular } from 'cytoscape';
import fcose from 'cytoscape-fcose';
import { counted, data, nodesIn, places, sortNames, type Point } from './data';
import { byId } from './dom';
import { CLOSED, layOut, sizeOfNode } from './frames';
import { badge, fitted } from './label';
import { ink, stylesheet, type Ink } from './look';
import { classesOf, reachOf, scene, cardTitle, type Item, type Line, type Scene } from './scene';
import { view } from './state';

cytoscape.use(fcose);

export let shown: Scene = { items: [], lines: [] };
let colour: Ink = ink();

export const cy: Core = cytoscape({
  container: byId('canvas'), style: stylesheet(colour), minZoom: 0.08, maxZoom: 2.5, boxSelectionEnabled: false, autounselectify: true, layout: { name: 'preset' },
});

/** Draw the present scene anew and show all of it, or the part around a group. */
export function redraw(centre?: string): void {
  shown = scene();
  cy.batch(() => {
    cy.elements().remove();
    cy.add([...shown.items.map(element), ...shown.lines.map(edge)]);
  });
  bend();
  fit(centre);
}

function element(item: Item): ElementDefinition {
  const node = item.sort === 'node';
  const [w, h] = node ? sizeOfNode(item.number) : CLOSED;
  const classes = item.sort === 'frame' ? [] : classesOf(item);
  const ring = item.sort === 'frame' ? 0 : reachOf(item);
  const title = fitted(cardTitle(item), w - (node ? 26 : 20), node ? 12 : 15);
  const under = node ? underNode(item, w) : item.sort === 'shut' ? underGroup(item, w) : '';
  const plain = node && data.kinds[data.nodes[item.number].k][2] === 'outside';
  return {
    group: 'nodes',
    data: { id: item.id, parent: item.parent ?? undefined, w, h, label: under && !plain ? `${title}\n${under}` : title, ...(classes.length ? badge(classes, colour) : {}) },
    position: { x: item.at[0], y: item.at[1] },
    classes: [node ? `shape-${data.kinds[data.nodes[item.number].k][2]}` : item.sort, ring ? `ring-${ring}` : '', classes.length ? 'badged' : ''].filter(Boolean),
  };
}

const underNode = (item: Item, width: number): string => fitted(data.nodes[item.number].s, width - 30, 12);

function underGroup(item: Item, width: number): string {
  const said = counted(nodesIn(item.number), 4).split(' · ');
  return [said.slice(0, 2), said.slice(2)].filter((part) => part.length).map((part) => fitted(part.join(' · '), width - 20, 15)).join('\n');
}

function edge(line: Line): ElementDefinition {
  return { group: 'edges', data: { id: `${line.from}>${line.to}`, source: line.from, target: line.to, out: '50% 0%', into: '-50% 0%', cd: [0], cw: [0.5] }, classes: [`sort-${sortNames[line.sort]}`] };
}

/** Lines leave to the right and arrive from the left, with a swing between. */
export function bend(): void {
  cy.batch(() => cy.edges().forEach((line) => {
    const [a, b] = [line.source(), line.target()];
    const back = b.position('x') + b.width() / 2 < a.position('x') - a.width() / 2;
    const beside = !back && b.position('x') - b.width() / 2 < a.position('x') + a.width() / 2;
    const [outSide, inSide] = [back ? -1 : 1, back || beside ? 1 : -1];
    const s: Point = [a.position('x') + (outSide * a.width()) / 2, a.position('y')];
    const t: Point = [b.position('x') + (inSide * b.width()) / 2, b.position('y')];
    const swing = Math.min(160, Math.max(beside ? 40 : 16, Math.abs(t[0] - s[0]) * 0.5));
    line.data({ out: `${outSide * 50}% 0%`, into: `${inSide * 50}% 0%`, ...controls(s, t, [s[0] + outSide * swing, s[1]], [t[0] + inSide * swing, t[1]]) });
  }));
}

/** Control points as cytoscape wants them: along the line from end to end, and away from it. */
function controls(s: Point, t: Point, ...points: Point[]): { cw: number[]; cd: number[] } {
  const [dx, dy] = [t[0] - s[0], t[1] - s[1]];
  const square = dx * dx + dy * dy || 1;
  return {
    cw: points.map(([x, y]) => ((x - s[0]) * dx + (y - s[1]) * dy) / square),
    cd: points.map(([x, y]) => ((y - s[1]) * dx - (x - s[0]) * dy) / Math.sqrt(square)),
  };
}

/** Show all, or a group and what is around it, never larger than life. */
export function fit(centre?: string): void {
  const about = centre ? cy.getElementById(centre) : cy.elements();
  if (!about.length || !cy.width()) return;
  cy.fit(about, centre ? 60 : 36);
  if (cy.zoom() > LARGEST) { cy.zoom(LARGEST); cy.center(about); }
}

const LARGEST = 1.15;

/** Move the canvas so that the node can be seen and read. */
export function bringIn(id: string): void {
  const node = cy.getElementById(id);
  if (!node.length) return;
  const box = node.renderedBoundingBox();
  const out = box.x1 < 0 || box.y1 < 0 || box.x2 > cy.width() || box.y2 > cy.height();
  if (!out && cy.zoom() > 0.45) return;
  cy.zoom(Math.max(cy.zoom(), 0.8));
  cy.center(node);
}

/** Another theme: the same picture in other colours. */
export function recolour(): void {
  colour = ink();
  cy.style(stylesheet(colour));
  cy.batch(() => shown.items.forEach((item) => {
    const classes = item.sort === 'frame' ? [] : classesOf(item);
    if (classes.length) cy.getElementById(item.id).data(badge(classes, colour));
  }));
}

/** Keep what was moved: how far each thing now is from where it was put at first. */
export function keepPlaces(): void {
  if (view().some) return;
  const first = layOut(view().open);
  cy.nodes().forEach((node: NodeSingular) => {
    const at = first.get(node.id());
    if (!at || node.isParent()) return;
    const away: Point = [Math.round(node.position('x') - at[0]), Math.round(node.position('y') - at[1])];
    if (away[0] || away[1]) places.moved[node.id()] = away;
    else delete places.moved[node.id()];
  });
}

/** Lay out anew by closeness: what has to do with each other comes together. */
export function arrange(done: () => void): void {
  const layout = cy.layout({
    name: 'fcose', quality: 'default', randomize: false, animate: false, fit: true, padding: 40, nodeRepulsion: () => 80_000, numIter: 4000, gravity: 0.15,
    idealEdgeLength: () => 230, nodeSeparation: 160, packComponents: true, tile: true, uniformNodeDimensions: false,
  } as unknown as cytoscape.LayoutOptions);
  layout.one('layoutstop', () => { bend(); keepPlaces(); done(); });
  layout.run();
}

cy.on('dragfree', 'node', () => { bend(); keepPlaces(); });
