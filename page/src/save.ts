/** A copy of this page with everything where it lies now, and with the same groups open. */

import { data, places } from './data';
import { make } from './dom';
import { view } from './state';

/** The page as it came, before anything was written into it. */
const page = document.cloneNode(true) as Document;

export function copyOfPage(): string {
  const kept = { ...places, open: view().some ? [] : [...view().open] };
  const written = JSON.stringify(kept).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026');
  page.getElementById('places')!.textContent = written;
  return `<!doctype html>\n${page.documentElement.outerHTML}\n`;
}

export function save(): void {
  const file = new Blob([copyOfPage()], { type: 'text/html' });
  const link = make('a', { href: URL.createObjectURL(file), download: `${data.title.replaceAll(/[^\p{L}\p{N}._ -]+/gu, '-')}-map.html` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
