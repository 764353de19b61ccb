/** On paper: the picture as it is now, in light colours, and the whole table. */

import { byId, make } from './dom';
import { cy, recolour } from './picture';
import { writeTable } from './table';

export function startPrint(): void {
  const root = document.documentElement;
  const place = byId('paper');
  let theme: string | undefined;
  addEventListener('beforeprint', () => {
    theme = root.dataset.theme;
    root.dataset.theme = 'light';
    recolour();
    writeTable();
    byId('gaps').querySelectorAll('details').forEach((each) => { each.open = true; }); // what could not be told stands nowhere else
    const image = cy.png({ full: true, scale: 2, maxWidth: 4000, maxHeight: 4000, bg: '#ffffff' });
    place.replaceChildren(make('img', { src: image, alt: 'The map as it is shown on the screen; the table below says the same' }));
  });
  addEventListener('afterprint', () => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    recolour();
    place.replaceChildren();
  });
}
