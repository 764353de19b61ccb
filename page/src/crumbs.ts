/** The breadcrumb: every step from the whole app to what is seen now. */

import { byId, button, make } from './dom';
import { back, steps } from './state';

export function rewriteCrumbs(): void {
  const last = steps.length - 1;
  byId('crumbs').replaceChildren(...steps.map((step, at) => make('li', {},
    at === last ? make('span', { 'aria-current': 'location' }, step.title) : button(step.title, () => back(at)))));
}
