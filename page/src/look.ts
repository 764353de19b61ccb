/** How the canvas looks: the tokens of look.css, read as the page shows them now. */

import type { StylesheetJson } from 'cytoscape';
import { data } from './data';
import { shapeStyle } from './shapes';

const names = ['paper', 'panel', 'ink', 'soft', 'rule', 'accent', 'accent-tint'] as const;
export type Ink = Record<(typeof names)[number], string>;

/** The colours as the browser resolves them for the present theme. */
export function ink(): Ink {
  const probe = document.body.appendChild(document.createElement('i'));
  const found = Object.fromEntries(names.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  }));
  probe.remove();
  return found as Ink;
}

export const font = (): string => getComputedStyle(document.body).fontFamily;

const lines: Record<string, Record<string, string | number>> = {
  entry: { width: 2, 'line-style': 'solid' },
  use: { width: 1.2, 'line-style': 'solid' },
  grant: { width: 4, 'line-style': 'solid', 'line-opacity': 0.45 },
  reference: { width: 1.2, 'line-style': 'dashed' },
  wildcard: { width: 4, 'line-style': 'dotted', 'line-opacity': 0.45 },
};

const dashed = (on: number, between: number): Record<string, unknown> => ({ 'border-style': 'dashed', 'border-dash-pattern': [on, between] });

export function stylesheet(colour: Ink): StylesheetJson {
  const rings = { 1: dashed(8, 5), 2: dashed(2, 3), 3: { 'border-style': 'solid' } };
  const halo = { 'outline-width': 2, 'outline-offset': 6, 'outline-color': colour.ink, 'outline-style': 'solid' };
  return [
    { selector: 'node', style: {
      width: 'data(w)', height: 'data(h)', label: 'data(label)', color: colour.ink, 'font-size': 12, 'font-family': font(),
      'text-valign': 'center', 'text-halign': 'center', 'text-wrap': 'wrap', 'line-height': 1.25, 'min-zoomed-font-size': 5,
      'background-color': colour.paper, 'border-width': 1.2, 'border-color': colour.soft, 'z-index': 2,
    } },
    ...Object.values(data.kinds).map(([, , shape]) => ({ selector: `.shape-${shape}`, style: shapeStyle(shape) })),
    { selector: '.shut', style: { shape: 'round-rectangle', 'corner-radius': '10', 'font-size': 15, 'background-color': colour.panel, 'border-width': 1.6 } },
    { selector: '.frame', style: {
      shape: 'round-rectangle', 'corner-radius': '12', 'background-color': colour.panel, 'background-opacity': 0.6, 'border-color': colour.rule, 'text-valign': 'top',
      'text-halign': 'center', 'text-margin-y': 22, 'font-size': 14, 'font-weight': 600, padding: '26px', 'compound-sizing-wrt-labels': 'exclude', 'z-index': 0,
    } },
    ...Object.entries(rings).map(([reach, style]) => ({ selector: `.ring-${reach}`, style: {
      'border-width': 3.5, 'border-color': colour.accent, ...style,
    } })),
    { selector: '.badged', style: {
      'background-image': 'data(badge)', 'background-width': 'data(bw)', 'background-height': '16px', 'background-fit': 'none', 'background-clip': 'none',
      'background-position-x': '100%', 'background-position-y': '0%', 'background-offset-x': '-8px', 'background-offset-y': '-10px',
      'bounds-expansion': 12, 'background-image-containment': 'over',
    } },
    { selector: 'edge', style: {
      'curve-style': 'unbundled-bezier', 'edge-distances': 'endpoints', 'source-endpoint': 'data(out)', 'target-endpoint': 'data(into)',
      'control-point-distances': 'data(cd)', 'control-point-weights': 'data(cw)', 'line-color': colour.soft, 'target-arrow-color': colour.soft,
      'target-arrow-shape': 'triangle', 'arrow-scale': 0.8, 'z-index': 1, 'target-distance-from-node': 4, 'source-distance-from-node': 2,
    } },
    ...Object.entries(lines).map(([sort, style]) => ({ selector: `.sort-${sort}`, style })),
    { selector: '.dim', style: { opacity: 0.34 } },
    { selector: '.aside', style: { opacity: 0.2 } },
    { selector: 'edge.lit', style: { 'line-color': colour.accent, 'target-arrow-color': colour.accent, 'line-opacity': 0.9, 'z-index': 5 } },
    { selector: 'node.chosen', style: { ...halo, 'background-color': colour['accent-tint'] } },
    { selector: 'node.focus', style: { 'underlay-color': colour.accent, 'underlay-opacity': 0.28, 'underlay-padding': 9, 'underlay-shape': 'round-rectangle' } },
    { selector: 'node.found', style: halo },
    { selector: 'node:active, edge:active', style: { 'overlay-opacity': 0.04 } },
  ] as StylesheetJson;
}
