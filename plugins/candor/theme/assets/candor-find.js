/* The search's forms: a box in the header that shows results while somebody types, the page of results, and the page for
   asking. What finds things is loaded when it is first used. Without this script the forms lead to /search/. */
(() => {
  const ENGINE = new URL("candor-search.js", document.currentScript.src);
  const FIRST = 6, MORE = 10, LIKELY = 5, PAUSE = 120; // results shown at once, and more on demand; milliseconds after a key
  const engine = () => import(ENGINE);
  let started = 0;

  const make = (tag, values = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), values);
    element.append(...children);
    return element;
  };
  const words = () => document.querySelector("form[data-none]")?.dataset ?? {};
  let labels = {};
  const label = (name, value) => labels[name]?.[value] ?? value;

  /** Pagefind's excerpt as text and marks; nothing else of it reaches the page. */
  const excerpt = (html) => {
    const parsed = new DOMParser().parseFromString(html, "text/html").body;
    return [...parsed.childNodes].map((node) =>
      node.nodeName === "MARK" ? make("mark", { textContent: node.textContent }) : node.textContent);
  };
  const parts = ({ meta, filters, excerpt: html }, title) => [
    make("span", { className: "candor-result__facts" }, ...["kind", "state"].filter((name) => filters[name]).flatMap((name) =>
      [make("span", { className: `candor-${name} candor-${name}-${filters[name][0]}`, textContent: label(name, filters[name][0]) }), " "])),
    title ?? make("span", { className: "candor-result__title", textContent: meta.title }),
    make("span", { className: "candor-result__excerpt" }, ...excerpt(html))];
  const option = (data, id) => make("a", { href: data.url, id, role: "option", tabIndex: -1 }, ...parts(data));
  const item = (data) => make("li", {}, ...parts(data, make("a", { href: data.url, className: "candor-result__title", textContent: data.meta.title })));
  const find = async (query, filters, thorough) => {
    const { search, likely, open } = await engine();
    ({ labels } = await open());
    const found = await search(query, filters, thorough);
    if (found.results.length || !query.trim().includes(" ")) return found;
    return { results: await likely(query), counts: {}, partial: true };
  };
  const suggest = async (title) => {
    const { likely, open } = await engine();
    ({ labels } = await open());
    return likely(title);
  };
  /** The search as somebody types: the last one asked for wins. */
  const later = (input, act) => {
    let turn = 0, timer;
    const run = async () => {
      const mine = ++turn;
      await act(input.value.trim(), () => mine === turn);
    };
    input.addEventListener("focus", () => engine().then(({ open }) => open()).catch(() => {}), { once: true });
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(run, PAUSE); });
    return run;
  };

  /** A box with a list of results below it: the combobox of the ARIA authoring practices. */
  function attachBox(form) {
    const input = form.querySelector("input"), id = `${input.id}-results`;
    const list = make("div", { id, className: "candor-search__list", role: "listbox", hidden: true, ariaLabel: input.labels[0].textContent });
    const status = make("p", { className: "candor-hidden", role: "status" });
    form.append(list, status);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false" }))
      input.setAttribute(name, value);
    const options = () => [...list.querySelectorAll("[role=option]")];
    const choose = (option) => {
      for (const each of options()) each.setAttribute("aria-selected", each === option);
      if (option) input.setAttribute("aria-activedescendant", option.id);
      else input.removeAttribute("aria-activedescendant");
      option?.scrollIntoView({ block: "nearest" });
    };
    const show = (open) => {
      list.hidden = !open;
      input.setAttribute("aria-expanded", open);
      if (!open) choose(null);
    };
    const run = later(input, async (query, current) => {
      if (!query) return show(false);
      let items, said;
      try {
        const { results, partial } = await find(query, {}, false);
        const shown = await Promise.all(results.slice(0, FIRST).map((result) => result.data()));
        said = partial && results.length ? words().some : results.length ? `${words().count} ${shown.length}` : words().none;
        items = shown.map((data, n) => option(data, `${id}-${n}`));
        if (results.length) items.push(make("a", { id: `${id}-all`, role: "option", tabIndex: -1, className: "candor-search__all", href: `${form.action}?q=${encodeURIComponent(query)}`, textContent: words().all }));
        if (partial || !results.length) items.unshift(make("p", { className: "candor-search__note", role: "presentation", textContent: said }));
      } catch {
        items = [make("a", { id: `${id}-all`, role: "option", tabIndex: -1, href: form.action, textContent: said = words().failed })];
      }
      if (!current()) return;
      list.replaceChildren(...items);
      status.textContent = said;
      choose(null);
      show(document.activeElement === input);
    });
    input.addEventListener("keydown", (event) => {
      const all = options(), at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
      if (event.isComposing) return;
      if (event.key === "Escape" && !list.hidden) event.preventDefault(), show(false);
      else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && all.length && input.value.trim()) {
        event.preventDefault();
        if (list.hidden) show(true);
        const next = at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1);
        choose(next < -1 || (at < 0 && event.key === "ArrowUp") ? all.at(-1) : all[next] ?? null);
      } else if (event.key === "Enter" && all[at] && !list.hidden) event.preventDefault(), all[at].click();
    });
    input.addEventListener("focus", () => { if (input.value.trim()) run(); });
    form.addEventListener("focusout", ({ relatedTarget }) => { if (!form.contains(relatedTarget)) show(false); });
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays where one types
  }

  /** The page of results, whose address holds the query and can be sent to somebody. */
  function attachPage(form) {
    const input = form.elements.q, filters = form.querySelector("details"), selects = [...form.querySelectorAll("select")];
    const status = document.querySelector(".candor-found"), list = document.querySelector(".candor-results"), more = document.querySelector(".candor-more");
    const query = new URLSearchParams(location.search);
    let results = [];
    input.value = query.get("q") ?? "";
    const chosen = () => Object.fromEntries(selects.filter((select) => select.value).map((select) => [select.name, select.value]));
    const fill = (counts) => {
      for (const select of selects) {
        const value = select.value, values = Object.entries(counts[select.name] ?? {}).filter(([name]) => name);
        select.length = 1;
        for (const [name, count] of values.sort((a, b) => b[1] - a[1]))
          if (count || name === value) select.append(make("option", { value: name, textContent: `${label(select.name, name)} (${count})` }));
        select.value = value;
      }
    };
    const showMore = async (current = () => true) => {
      const from = list.childElementCount, shown = await Promise.all(results.slice(from, from + (from ? MORE : FIRST)).map((result) => result.data()));
      if (!current()) return;
      list.append(...shown.map((data) => item(data)));
      more.hidden = results.length <= list.childElementCount;
      if (from) list.children[from]?.querySelector("a").focus();
    };
    const run = later(input, async (text, current) => {
      const address = new URLSearchParams({ ...(text && { q: text }), ...chosen() });
      history.replaceState(null, "", `${location.pathname}${address.size ? "?" : ""}${address}`);
      try {
        if (filters.open) await (await engine()).filters();
        const narrowed = Object.keys(chosen()).length;
        const found = text || narrowed ? await find(text, chosen()) : { results: [] };
        const counts = !filters.open ? {} : narrowed || !text ? (await (await engine()).search(text)).counts : found.counts;
        if (!current()) return;
        if (filters.open) fill(counts);
        results = found.results;
        list.replaceChildren();
        status.textContent = !text && !narrowed ? "" : found.partial && results.length ? words().some : results.length ? `${words().count} ${results.length}` : words().none;
        await showMore(current);
      } catch {
        status.textContent = words().failed;
      }
    });
    more.addEventListener("click", () => showMore());
    form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
    for (const select of selects) select.addEventListener("change", run);
    filters.addEventListener("toggle", () => { if (filters.open) run(); }, { once: true });
    for (const select of selects)
      if (query.get(select.name)) select.append(make("option", { value: query.get(select.name), selected: true, textContent: label(select.name, query.get(select.name)) })), filters.open = true;
    if (!filters.open) run();
    if (!input.value) input.focus({ preventScroll: true });
  }

  /** Likely answers while somebody writes a title. */
  function attachLikely(form) {
    const status = document.querySelector(".candor-found"), list = document.querySelector(".candor-results");
    const forms = [...document.querySelectorAll(".candor-ways a[href*='/discussions/new?']")];
    later(form.elements.q, async (text, current) => {
      for (const link of forms) { // GitHub's form then begins with the title
        const address = new URL(link.href);
        address.searchParams.set("title", text);
        link.href = address;
      }
      const results = text.length < 3 ? [] : await suggest(text).catch(() => []);
      const shown = await Promise.all(results.slice(0, LIKELY).map((result) => result.data()));
      if (!current()) return;
      list.replaceChildren(...shown.map((data) => item(data)));
      status.textContent = text.length < 3 ? "" : shown.length ? status.dataset.found : status.dataset.none;
    });
  }

  const attach = { box: attachBox, page: attachPage, likely: attachLikely };
  const begin = () => {
    for (const form of document.querySelectorAll("form[data-candor-find]:not([data-ready])")) {
      form.dataset.ready = "";
      attach[form.dataset.candorFind]?.(form);
    }
    if (started++) return;
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
      const boxes = [...document.querySelectorAll("form[data-candor-find] input")], box = boxes.findLast((each) => each.offsetParent);
      event.preventDefault();
      if (box) box.focus(), box.select();
      else if (boxes[0]) location.assign(boxes[0].form.action);
    });
  };
  if (window.document$) document$.subscribe(begin);
  else begin();
})();
