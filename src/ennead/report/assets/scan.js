"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const list = document.getElementById("list");
  const articles = all("#findings > article");
  const links = all("#list ol a");
  const anchor = (link) => link.getAttribute("href").slice(1);
  const linkOf = new Map(links.map((link) => [anchor(link), link]));
  const articleOf = new Map(articles.map((article) => [article.id, article]));
  const pages = all("#pages > section");
  document.documentElement.classList.add("js");
  const head = () => document.documentElement.style.setProperty("--head", `${document.querySelector("header").offsetHeight}px`);

  // -- one finding at a time --------------------------------------------------------------------
  const turnTo = (check) => pages.forEach((page) => page.classList.toggle("on", page.dataset.check === check));
  const select = (id) => {
    const article = articleOf.get(id);
    if (!article) return;
    articles.forEach((other) => other.classList.toggle("on", other === article));
    links.forEach((link) => {
      const here = anchor(link) === id;
      if (here) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
      link.tabIndex = here ? 0 : -1;
    });
    const link = linkOf.get(id);
    link.closest("details").open = true;
    // by hand: scrollIntoView would also move the place from which Tab goes on
    const [box, spot] = [list.getBoundingClientRect(), link.getBoundingClientRect()];
    if (spot.top < box.top) list.scrollTop += spot.top - box.top;
    else if (spot.bottom > box.bottom) list.scrollTop += spot.bottom - box.bottom;
    turnTo(article.dataset.check);
    document.getElementById("findings").scrollTop = 0;
    document.getElementById("pages").scrollTop = 0;
  };
  const panes = matchMedia("(min-width: 1000px)");
  const bring = (article) => {
    if (panes.matches) window.scrollTo(0, 0); else article.scrollIntoView();
    article.focus({ preventScroll: true });
  };
  const follow = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    if (articleOf.has(id)) {
      select(id);
      bring(articleOf.get(id));
    } else if (id.startsWith("check-")) turnTo(id.slice(6));
  };
  window.addEventListener("hashchange", follow);

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link || !articleOf.has(anchor(link))) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    select(anchor(link));
    bring(articleOf.get(anchor(link)));
  });

  // -- keyboard: arrows in the list, Enter opens, Escape leads back, / searches ---------------------
  const shown = () => links.filter((link) => !link.parentElement.classList.contains("off") && link.closest("details").open);
  const step = { ArrowDown: 1, ArrowUp: -1 };
  list.addEventListener("keydown", (event) => {
    const there = shown();
    const at = there.indexOf(document.activeElement);
    if (at < 0) return;
    const to = event.key in step ? at + step[event.key] : event.key === "Home" ? 0 : event.key === "End" ? there.length - 1 : null;
    if (to === null) return;
    event.preventDefault();
    const link = there[Math.max(0, Math.min(there.length - 1, to))];
    links.forEach((other) => { other.tabIndex = other === link ? 0 : -1; });
    link.focus();
  });
  const find = document.getElementById("find");
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && find && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      find.focus();
    } else if (event.key === "Escape") {
      if (event.target === find && find.value) {
        find.value = "";
        filter();
      } else links.find((link) => link.hasAttribute("aria-current"))?.focus();
    }
  });

  // -- search and filters ---------------------------------------------------------------------------
  const rows = all("tr[data-of]");
  const words = new Map();
  const textOf = (article) => {
    if (!words.has(article)) words.set(article, article.textContent.toLowerCase());
    return words.get(article);
  };
  const chosen = all("#controls select");
  const fits = (article, wanted) =>
    wanted.every((word) => textOf(article).includes(word)) &&
    chosen.every(({ value, dataset: { filter: name } }) => {
      const has = article.dataset[name];
      return !value || has === value || (name === "environment" && (has === "" || has.split(" ").includes(value)));
    });
  const filter = () => {
    const wanted = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const narrowed = wanted.length > 0 || chosen.some((one) => one.value);
    const kept = new Set(articles.filter((article) => fits(article, wanted)).map((article) => article.id));
    links.forEach((link) => link.parentElement.classList.toggle("off", !kept.has(anchor(link))));
    rows.forEach((row) => row.classList.toggle("off", !kept.has(row.dataset.of)));
    all("#list > details").forEach((group) => {
      const some = group.querySelector("li:not(.off)") !== null;
      group.classList.toggle("off", !some);
      if (narrowed && some) group.open = true;
    });
    document.getElementById("found").value = narrowed ? `${kept.size} of ${articles.length}` : "";
    const current = articles.find((article) => article.classList.contains("on"));
    const first = shown()[0];
    if (first && current && !kept.has(current.id)) select(anchor(first));
  };
  const controls = document.getElementById("controls");
  if (controls) {
    controls.hidden = false;
    controls.addEventListener("input", filter);
    controls.addEventListener("submit", (event) => event.preventDefault());
  }

  // -- sorting ----------------------------------------------------------------------------------------
  const key = (row, column) => row.cells[column].dataset.v ?? row.cells[column].textContent;
  const compare = new Intl.Collator(undefined, { numeric: true }).compare;
  all("table.sortable").forEach((table) => {
    const heads = all("th", table);
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.setAttribute("aria-sort", other === head ? (down ? "descending" : "ascending") : "none"));
        const body = table.tBodies[0];
        const sign = down ? -1 : 1;
        const number = (value) => (value !== "" && !Number.isNaN(Number(value)) ? Number(value) : null);
        body.append(...[...body.rows].sort((one, other) => {
          const [a, b] = [key(one, column), key(other, column)];
          const [x, y] = [number(a), number(b)];
          return sign * (x !== null && y !== null ? x - y : compare(a, b));
        }));
      });
    });
  });

  // -- copying ----------------------------------------------------------------------------------------
  all("pre.copy").forEach((pre) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "copy";
    const said = pre.textContent;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(said);
        button.textContent = "copied";
      } catch {
        getSelection().selectAllChildren(pre.firstElementChild ?? pre);
        button.textContent = "selected: now copy";
      }
    });
    pre.append(button);
  });

  addEventListener("resize", head);
  head();
  if (articles.length > 0) select(articles[0].id);
  follow();
})();
