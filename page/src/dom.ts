/** Elements from words.  Data comes in as text nodes and attributes only, never as markup. */

type Child = Node | string;
type Words = Record<string, string | number | boolean | undefined>;

/** An element; an attribute that is false or undefined is left out. */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, words: Words = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  put(element, words);
  element.append(...children);
  return element;
}

/** The same for SVG. */
export function draw(tag: string, words: Words, ...children: Child[]): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  put(element, words);
  element.append(...children);
  return element;
}

/** A button that does something. */
export function button(said: Child, does: (event: MouseEvent) => void, words: Words = {}): HTMLButtonElement {
  const element = make('button', { type: 'button', ...words }, said);
  element.addEventListener('click', does);
  return element;
}

/** The element of the page that has to be there. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as T;
}

function put(element: Element, words: Words): void {
  for (const [name, value] of Object.entries(words)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
}
