/** Words that fit their card, and the badge of a data class. */

import { font, type Ink } from './look';

const pen = document.createElement('canvas').getContext('2d');

function length(said: string, size: number): number {
  if (!pen) return said.length * size * 0.58;
  pen.font = `${size}px ${font()}`;
  return pen.measureText(said).width;
}

/** The text if it fits, else with its middle cut out: the ends tell names apart.  Line breaks and what cannot be seen are spaces. */
export function fitted(said: string, width: number, size: number): string {
  const plain = [...said.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')];
  if (length(plain.join(''), size) <= width) return plain.join('');
  let keep = Math.min(plain.length - 1, 80);
  const cut = (): string => `${plain.slice(0, Math.ceil(keep / 2)).join('')}…${plain.slice(plain.length - Math.floor(keep / 2)).join('')}`;
  while (keep > 2 && length(cut(), size) > width) keep -= 1;
  return cut();
}

/** The classes as a pill: the first one's name and how many more.  Names of classes are words of ours. */
export function badge(classes: string[], colour: Ink): { badge: string; bw: number } {
  const said = classes[0].replaceAll('_', ' ') + (classes.length > 1 ? ` +${classes.length - 1}` : '');
  const width = Math.ceil(length(said, 10.5)) + 14;
  const unsure = classes[0] === 'unknown';
  const fill = unsure ? colour.paper : colour.ink;
  const text = unsure ? colour.ink : colour.paper;
  const family = font().replaceAll('"', "'");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width * 2}" height="32" viewBox="0 0 ${width} 16">`
    + `<rect x=".5" y=".5" width="${width - 1}" height="15" rx="7.500" fill="${fill}" stroke="${colour.ink}"${unsure ? ' stroke-dasharray="2 2"' : ''}/>`
    + `<text x="${width / 2}" y="11.500" font-family="${family}" font-size="10.500" text-anchor="middle" fill="${text}">${said.replaceAll(/[^a-z0-9+ -]/g, '')}</text></svg>`;
  return { badge: `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`, bw: width };
}
