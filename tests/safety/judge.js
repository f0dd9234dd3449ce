// Runs before anything of a page does, and keeps its own copies of all it asks the DOM with: no
// element whose id or name is "getElementById", "attributes" or "querySelectorAll" can answer for it.
(() => {
  const own = (f) => Function.prototype.call.bind(f);
  const getter = (proto, name) => own(Object.getOwnPropertyDescriptor(proto, name).get);
  const queryAll = own(Document.prototype.querySelectorAll);
  const queryIn = own(Element.prototype.querySelectorAll);
  const attributeNames = own(Element.prototype.getAttributeNames);
  const attribute = own(Element.prototype.getAttribute);
  const closest = own(Element.prototype.closest);
  const localName = getter(Element.prototype, 'localName');
  const namespace = getter(Element.prototype, 'namespaceURI');
  const children = getter(Element.prototype, 'children');
  const childNodes = getter(Node.prototype, 'childNodes');
  const nodeType = getter(Node.prototype, 'nodeType');
  const text = getter(Node.prototype, 'textContent');
  const head = getter(Document.prototype, 'head');
  const body = getter(Document.prototype, 'body');
  const {Element: Elements, HTMLCollection: Collections, URL: Url, Object: Objects, document: page, Array: Arrays, RegExp: Pattern} = window;
  const documentProtos = [HTMLDocument.prototype, Document.prototype, Node.prototype, EventTarget.prototype];
  const list = (items) => Arrays.from(items);

  const comments = (node) => list(childNodes(node)).reduce(
    (sum, child) => sum + (nodeType(child) === 8 ? 1 : 0) + comments(child), 0);

  function judgeElement(element, rules, prefix, say) {
    const name = localName(element);
    const within = new Pattern(prefix);
    if (namespace(element) !== 'http://www.w3.org/1999/xhtml') say(`foreign element ${name}`);
    const allowed = rules.elements[name];
    if (!allowed) return say(`element ${name}`);
    for (const key of attributeNames(element)) {
      const value = attribute(element, key);
      if (!allowed.includes(key)) say(`attribute ${name} ${key}="${value}"`);
      else if (key === 'id' && !within.test(value)) say(`id "${value}" without prefix`);
      else if (key === 'class') {
        const classes = closest(element, '.highlight code') ? rules.colours : rules.classes;
        for (const one of value.split(/\s+/)) if (!classes.includes(one)) say(`class ${name}.${one}`);
      } else if (key === 'href' || key === 'src') {
        if (value.startsWith('#') && !within.test(value.slice(1))) say(`target "${value}" without prefix`);
        let url;
        try { url = new Url(value, 'https://site.example/judged/'); } catch { return say(`no URL: ${value}`); }
        if (!['http:', 'https:', 'mailto:'].includes(url.protocol)) say(`${key} ${value}`);
        if (url.origin !== 'https://site.example' && name === 'a' && !/\bugc nofollow noopener noreferrer\b/.test(attribute(element, 'rel')))
          say(`link without rel: ${value}`);
        if (key === 'src' && !['https://site.example', 'https://images.example'].includes(url.origin)) say(`remote image ${value}`);
      }
    }
    if (name === 'input' && !(attribute(element, 'type') === 'checkbox' && attributeNames(element).includes('disabled'))) say('a live input');
  }

  const skeleton = (cell) => list(queryIn(cell, '*')).map((e) => `${localName(e)}[${attributeNames(e).join()}]`).join(' ');

  function clobbered(say) {
    for (const proto of documentProtos) for (const [name, property] of Objects.entries(Objects.getOwnPropertyDescriptors(proto))) {
      if (name === 'constructor') continue;
      const native = property.get ? own(property.get)(page) : property.value;
      if (!property.get && typeof native !== 'function') continue;
      const now = page[name];
      const other = typeof now !== typeof native || typeof now === 'function' || now instanceof Elements || now instanceof Collections;
      if (now !== native && other) say(`document.${name} clobbered`);
    }
  }

  // Every violation on the page as [number of the cell or -1, what is wrong].
  function judge(rules) {
    const found = [];
    const cells = list(queryAll(page, 'body > main > ol > li > div[data-cell]'));
    const benign = rules.same && skeleton(cells[0]);
    cells.forEach((cell, index) => {
      const number = Number(attribute(cell, 'data-cell'));
      const say = (what) => { found.push([number, what]); };
      if (number !== index) say(`cell ${number} stands at ${index}`);
      if (comments(cell)) say('a comment');
      if (rules.same) {
        if (skeleton(cell) !== benign) say(`more than text: ${skeleton(cell)}`);
      } else for (const element of queryIn(cell, '*')) judgeElement(element, rules, rules.prefix ?? `^p${number}-`, say);
      const rest = list(childNodes(cell.parentNode)).slice(1);
      if (rest.length !== 1 || localName(rest[0]) !== 'hr') say('its end is not where it was put');
    });
    const whole = (condition, what) => { if (!condition) found.push([-1, what]); };
    whole(cells.length === rules.cells, `${cells.length} of ${rules.cells} cells`);
    const shape = (parent) => list(children(parent)).map(localName).join();
    whole(shape(page.documentElement) === 'head,body', 'the document has other parts');
    whole(shape(head(page)) === 'meta,title', `head: ${shape(head(page))}`);
    whole(shape(body(page)) === 'main', `body: ${shape(body(page))}`);
    whole(text(queryAll(page, 'title')[0]) === 'judged', 'the title');
    whole(window.length === 0, 'frames');
    clobbered((what) => { found.push([-1, what]); });
    for (const name of rules.names)
      whole(!(window[name] instanceof Elements || window[name] instanceof Collections), `window.${name} clobbered`);
    return found;
  }

  // Pages of a whole site, beside the same pages of a harmless one. Attributes whose value is text may differ.
  const TEXTS = ['content', 'title', 'alt', 'aria-label', 'data-face'];
  const shapeOf = (value) => value === null || typeof value !== 'object' ? typeof value
    : Arrays.isArray(value) ? value.map(shapeOf) : Objects.entries(value).map(([key, inner]) => [key, shapeOf(inner)]);

  // A link for sharing carries text in its one parameter.
  function shared(href) {
    if (!href.startsWith('https://share.example/')) return href;
    const url = new Url(href);
    return url.origin + url.pathname + list(url.searchParams.keys()) + url.hash;
  }

  function signature(element) {
    const name = localName(element);
    const keys = attributeNames(element);
    const free = (key) => TEXTS.includes(key) && !keys.includes('http-equiv');
    const written = keys.map((key) => free(key) ? key : `${key}=${key === 'href' ? shared(attribute(element, key)) : attribute(element, key)}`);
    let inside = '';
    if (attribute(element, 'type') === 'application/ld+json') inside = JSON.stringify(shapeOf(JSON.parse(text(element))));
    else if (name === 'script' || name === 'style' || name === 'noscript') inside = text(element);
    return `<${name} ${written.join(' ')}>${inside}`;
  }

  // Which posts are related depends on their titles; what the list of them is made of does not.
  const RELATED = /^<(h2|ul|li|a) ?((id|role|href)=(related|list|[.][.][/][a-z0-9-]+[/]))?>$/;
  function oddRelated(nav) {
    const odd = list(queryIn(nav, '*')).map(signature).filter((one) => !RELATED.test(one));
    return comments(nav) ? [...odd, 'a comment'] : odd;
  }

  // Every element and comment outside of members' words, and the elements that are members' words.
  function outline(parent, lines, words) {
    for (const node of childNodes(parent)) {
      if (nodeType(node) === 8) lines.push('a comment');
      if (nodeType(node) !== 1) continue;
      if (attribute(node, 'class') === 'candor-related') { lines.push(...oddRelated(node)); continue; }
      lines.push(signature(node));
      if (/^candor-body( |$)/.test(attribute(node, 'class'))) words.push(node);
      else outline(node, lines, words);
      lines.push(`</${localName(node)}>`);
    }
  }

  function comparePage(html, harmless, rules) {
    const found = [];
    const [lines, expected, words, others] = [[], [], [], []];
    const parser = new DOMParser();
    outline(parser.parseFromString(html, 'text/html'), lines, words);
    outline(parser.parseFromString(harmless, 'text/html'), expected, others);
    const at = lines.findIndex((line, index) => line !== expected[index]);
    if (at >= 0 || lines.length !== expected.length)
      found.push(`has ${lines[at]} after ${lines[at - 1]}, not ${expected[at]}`);
    for (const place of words) {
      if (comments(place)) found.push('a comment');
      for (const element of queryIn(place, '*')) judgeElement(element, rules, rules.prefix, (what) => { found.push(what); });
    }
    return found;
  }

  // How many elements that act a live page has outside of members' words, and every violation it shows.
  const ACTING = 'script,style,link,meta,base,iframe,frame,object,embed,form,input,button,textarea,select,video,audio,svg,math'.split(',');
  function judgeLive(rules) {
    const found = [];
    const counted = ACTING.map((name) => [name, queryAll(page, name).length - queryAll(page, `.candor-body ${name}`).length].join(' '));
    for (const name of ACTING.slice(0, 10))
      if (queryAll(page, `.candor-body ${name}`).length) found.push(`element ${name} among words`);
    if (window.length) found.push('frames');
    clobbered((what) => { found.push(what); });
    for (const name of rules.names) {
      const now = window[name];  // the theme's own elements may answer to their ids; comparePage holds those
      if (now instanceof Collections || (now instanceof Elements && closest(now, '.candor-body'))) found.push(`window.${name} clobbered`);
    }
    return [counted.join(), found];
  }
  for (const [name, value] of Objects.entries({judge, comparePage, judgeLive})) Objects.defineProperty(window, name, {value});
})();
