'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const all = (query) => [...document.querySelectorAll(query)];
  const stage = document.getElementById('stage');
  const detail = document.getElementById('detail');
  const hint = [...detail.childNodes];
  const cards = all('.n');
  const card = (number) => document.getElementById('n' + data.nodes[number].c);
  const numberOf = (element) => Number(element.id.slice(1));
  const lines = data.lines.map(([from, to, sort], at) => ({ from, to, sort, element: all('.map > .e')[at] }));
  const offKinds = new Set();
  const offSorts = new Set(['wildcard']);
  let selected = null;

  const make = (tag, words, ...children) => {
    const element = document.createElement(tag);
    if (words !== undefined) element.textContent = words;
    element.append(...children);
    return element;
  };

  /* Lines of wildcards are drawn when asked for: a role with one may hit everything. */
  const wild = [];
  const seen = new Set();
  for (const [from, to, sort] of data.links) {
    const a = card(from), b = card(to), key = a.id + a.id.length + b.id;
    if (data.sorts[sort] !== 'wildcard' || a === b || seen.has(key)) continue;
    seen.add(key);
    wild.push({ from: numberOf(a), to: numberOf(b), sort, a, b, element: null });
  }
  const spot = (element) => {
    const [x, y] = element.getAttribute('transform').match(/\d+/g).map(Number);
    return { x: x - 5, y: y + 21, right: x + 5 + (element.querySelector('.mid') ? 84 : 170) };
  };
  const draw = (line) => {
    if (line.element) return;
    const a = spot(line.a), b = spot(line.b);
    const back = b.x < a.x;
    const x = back ? a.x : a.right, to = back ? b.right : b.x;
    const half = a.x === b.x ? a.right + 40 : (x + to) / 2;
    const end = a.x === b.x ? b.right : to;
    line.element = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    line.element.setAttribute('class', 'e wildcard');
    line.element.setAttribute('d', `M${x} ${a.y}C${half} ${a.y} ${half} ${b.y} ${end} ${b.y}`);
    line.a.parentNode.prepend(line.element);
  };

  const shown = (line) => !offSorts.has(data.sorts[line.sort])
    && !offKinds.has(data.nodes[line.from].k) && !offKinds.has(data.nodes[line.to].k);
  const refresh = () => {
    cards.forEach((element) => element.classList.toggle('off', offKinds.has(data.nodes[numberOf(element)].k)));
    if (!offSorts.has('wildcard')) wild.forEach(draw);
    [...lines, ...wild].forEach((line) => line.element && line.element.classList.toggle('off', !shown(line)));
  };

  const lit = (numbers) => {
    const on = new Set(numbers);
    all('.map').forEach((map) => map.classList.toggle('dim', on.size > 0));
    all('.on').forEach((element) => element.classList.remove('on'));
    on.forEach((number) => card(number).classList.add('on'));
  };
  const glow = (number) => {
    if (number === null) return lit([]);
    const centre = numberOf(card(number));
    const near = [...lines, ...wild].filter((line) => line.from === centre || line.to === centre);
    lit([centre, ...near.filter(shown).flatMap((line) => [line.from, line.to])]);
    near.forEach((line) => line.element && line.element.classList.add('on'));
  };

  const value = (it) => {
    if (it && typeof it === 'object' && typeof it.unknown === 'string' && Object.keys(it).length === 1) {
      const element = make('span', 'could not tell: ' + it.unknown);
      element.className = 'unsure';
      return element;
    }
    if (Array.isArray(it)) return it.map((each) => typeof each === 'object' ? JSON.stringify(each) : String(each)).join('\n');
    if (it && typeof it === 'object' && 'path' in it) return [it.path, it.line].filter(Boolean).join(':');
    return it && typeof it === 'object' ? JSON.stringify(it, null, 1) : String(it);
  };
  const row = (list, name, it) => list.append(make('dt', name), make('dd', undefined, value(it)));
  const jump = (number, said) => {
    const button = make('button', data.nodes[number].n);
    button.type = 'button';
    button.addEventListener('click', () => select(number, true));
    return make('li', undefined, button, make('small', said));
  };
  const neighbours = (number, here, there) => data.links.filter((link) => link[here] === number)
    .sort((a, b) => a[2] - b[2]).map((link) => jump(link[there], link[3].map((at) => data.words[at]).join('; ')));
  const section = (head, items) => items.length ? [make('h2', head), make('ul', undefined, ...items)] : [];
  const describe = (number) => {
    const node = data.nodes[number];
    const facts = make('dl');
    if (node.w) row(facts, 'kind', node.w);
    if (node.i) row(facts, 'id', node.i);
    if (node.a) row(facts, 'source', node.a);
    row(facts, 'reached by', node.r);
    for (const [name, it] of Object.entries(node.p || {})) row(facts, name.replaceAll('_', ' '), it);
    detail.replaceChildren(make('h2', node.n), facts,
      ...section('Contains', (node.m || []).map((member) => jump(member, data.nodes[member].a))),
      ...section('Comes from', neighbours(number, 1, 0)), ...section('Leads to', neighbours(number, 0, 1)));
    detail.scrollTop = 0;
  };
  const select = (number, move) => {
    selected = number;
    all('.sel').forEach((element) => element.classList.remove('sel'));
    cards.forEach((element) => { element.tabIndex = -1; });
    if (number === null) {
      detail.replaceChildren(...hint);
      if (cards.length) cards[0].tabIndex = 0;
    } else {
      const element = card(number);
      element.classList.add('sel');
      element.tabIndex = 0;
      if (move) element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      describe(number);
    }
    glow(number);
  };

  const centreOf = (element) => { const box = element.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; };
  const next = (element, key) => {
    const [x, y] = centreOf(element);
    const side = key === 'ArrowLeft' || key === 'ArrowRight';
    const sign = key === 'ArrowRight' || key === 'ArrowDown' ? 1 : -1;
    const away = ([a, b]) => { const [ahead, off] = side ? [a - x, b - y] : [b - y, a - x]; return ahead * sign < 9 ? Infinity : ahead * sign + 3 * Math.abs(off) * (side ? .1 : 1); };
    const best = cards.filter((other) => !other.classList.contains('off')).map((other) => [away(centreOf(other)), other]).sort((a, b) => a[0] - b[0])[0];
    return best && best[0] < Infinity ? best[1] : null;
  };
  cards.forEach((element) => {
    const number = numberOf(element);
    element.addEventListener('mouseenter', () => glow(number));
    element.addEventListener('mouseleave', () => glow(selected));
    element.addEventListener('focus', () => glow(number));
    element.addEventListener('blur', () => glow(selected));
    element.addEventListener('click', (event) => { event.stopPropagation(); select(number); });
    element.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); select(number); }
      if (!event.key.startsWith('Arrow')) return;
      event.preventDefault();
      const other = next(element, event.key);
      if (other) { element.tabIndex = -1; other.tabIndex = 0; other.focus(); }
    });
  });
  all('.map').forEach((map) => map.addEventListener('click', () => select(null)));
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') select(null); });
  all('a[href^="#n"]').forEach((link) => {
    const number = Number(link.hash.slice(2));
    link.addEventListener('click', (event) => { event.preventDefault(); select(number, true); stage.scrollIntoView({ block: 'nearest' }); });
    link.addEventListener('mouseenter', () => glow(number));
    link.addEventListener('mouseleave', () => glow(selected));
  });

  const rows = all('tbody tr');
  const find = document.getElementById('find');
  find.addEventListener('input', () => {
    const wanted = find.value.trim().toLowerCase();
    const match = (it) => [it.n, it.w, it.i, it.a].some((words) => words && words.toLowerCase().includes(wanted));
    const hits = data.nodes.map((it, number) => number).filter((number) => !data.nodes[number].m && match(data.nodes[number]));
    const found = new Set(hits);
    rows.forEach((line) => { line.hidden = wanted !== '' && !found.has(Number(line.dataset.n)); });
    all('nav a').forEach((link) => { link.parentNode.hidden = wanted !== '' && !found.has(Number(link.hash.slice(2))); });
    document.getElementById('found').textContent = wanted ? hits.length + ' found' : '';
    if (wanted) lit(hits); else glow(selected);
    if (wanted && !hits.length) all('.map').forEach((map) => map.classList.add('dim'));
  });
  all('#legend button').forEach((button) => button.addEventListener('click', () => {
    const off = button.dataset.kind ? offKinds : offSorts;
    const name = button.dataset.kind || button.dataset.sort;
    if (!off.delete(name)) off.add(name);
    button.setAttribute('aria-pressed', String(!off.has(name)));
    refresh();
    glow(selected);
  }));

  const compare = new Intl.Collator(undefined, { numeric: true }).compare;
  all('th').forEach((head, at) => head.firstChild.addEventListener('click', () => {
    const down = head.getAttribute('aria-sort') === 'ascending';
    all('th').forEach((other) => other.setAttribute('aria-sort', 'none'));
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const key = (line) => line.cells[at].dataset.v || line.cells[at].textContent;
    const sorted = [...rows].sort((a, b) => compare(key(a), key(b)) * (down ? -1 : 1));
    document.querySelector('tbody').append(...sorted);
  }));
  refresh();
  select(location.hash.startsWith('#n') && data.nodes[location.hash.slice(2)] ? Number(location.hash.slice(2)) : null, true);
})();
