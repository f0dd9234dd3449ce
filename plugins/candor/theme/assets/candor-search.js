/* The site's search: a base index and a fresh one, shown as if they were one. Loaded on first use. */
const ROOT = new URL("../", import.meta.url);
const PATIENCE = 4000; // milliseconds for the fresh index, without which the base alone is searched
const ENDING = /(?<=...)(ing|e[dmnrs]?|[ilnsy]|ful|ness|ment|[ae]n[ct]|[ai]b?l|[ai]t|ic|ism|ous|iv|[iy][sz]|ion|or|og|ung|[hk]eit|lich|i?sch|ig)$/;
let opened, listed;

/** The index, opened once; a failure may be tried again. */
export const open = () => (opened ??= start().catch((error) => { opened = undefined; throw error; }));

const folder = (name) => new URL(`search/${name}/`, ROOT).pathname;
const wait = (time) => new Promise((resolve) => setTimeout(resolve, time, false));

async function start() {
  const response = await fetch(new URL("search/manifest.json", ROOT), { cache: "no-cache" });
  if (!response.ok) throw new Error(`search/manifest.json: ${response.status}`);
  const { base, fresh, weight, pages, facets, stop, labels, new: unknown = [], starts = [] } = await response.json();
  const { createInstance } = await import(`${folder(base)}pagefind.js`);
  const options = { baseUrl: ROOT.pathname, ranking: { metaWeights: { title: 5, split: 0.5 } } };
  const openBase = () => createInstance({ ...options, basePath: folder(base), metaCacheTag: base });
  let pagefind = openBase(), merged = false;
  if (fresh) {
    const merging = pagefind.mergeIndex(folder(fresh), { ...options, indexWeight: weight, metaCacheTag: fresh });
    merged = await Promise.race([merging.then(() => true, () => false), wait(PATIENCE)]);
    if (!merged) { // an instance that failed to merge is of no more use
      pagefind.destroy();
      pagefind = openBase();
    }
  }
  const old = new Map(), young = new Map();
  for (const [oldId, was, newId, is] of pages) {
    if (oldId && (merged || !newId)) old.set(oldId, { by: newId, facets: facets[was] });
    if (newId && merged) young.set(newId, facets[is]);
  }
  return { pagefind, old, young, labels, base, stop: new Set(stop), ...(merged ? { unknown, starts } : { unknown: [], starts: [] }) };
}

/** Results, best first, each with `id`, `score` and `data()`; and how many there are of each value of each filter. Where
    the numbers do not matter, `thorough` may be false: less is loaded, and longer words that begin with a term may lack. */
export async function search(query, filters = {}, thorough = true) {
  const { pagefind, old, young, stop, unknown } = await open();
  const all = query.trim().split(/\s+/), some = all.filter((word) => !stop.has(word.toLowerCase()));
  const terms = some.length && !query.includes('"') ? some : all, term = terms.join(" ");
  if (thorough) await pagefind.preload((await beginnings(terms)).join(" ")); // words that begin with a term may lie in several files
  const found = await pagefind.search(term || null, { filters });
  const onlyNew = terms.some((word) => unknown.some((beginning) => word.toLowerCase().startsWith(beginning)));
  const inherited = new Map(), counts = onlyNew ? {} : found.filters;
  const count = (facets, step) => {
    for (const [name, values] of Object.entries(facets))
      for (const value of values) (counts[name] ??= {})[value] = (counts[name]?.[value] ?? 0) + step;
  };
  const results = found.results.filter(({ id, score }) => {
    const was = old.get(id);
    if (onlyNew) young.has(id) && count(young.get(id), 1);
    else if (was) count(was.facets, -1), inherited.set(was.by, score);
    return id && !was && (!onlyNew || young.has(id)); // no id: what only stands in for the base's pages
  });
  for (const result of results) result.score = inherited.get(result.id) ?? result.score;
  results.sort((a, b) => b.score - a.score);
  return { results, counts };
}

/** Where the files begin that hold words beginning with one of the terms, or with its stem. */
async function beginnings(terms) {
  const { base, starts } = await open();
  listed ??= fetch(`${folder(base)}starts.json`).then((response) => response.json());
  const stems = terms.filter((term) => term.length > 2).map((term) => stem(term.toLowerCase()));
  return [...terms, ...[...starts, ...await listed.catch(() => (listed = undefined, []))].filter((start) => stems.some((each) => start.startsWith(each)))];
}

/** A beginning that the word shares with its stem; often shorter, which costs a file or two. */
function stem(word) {
  const shorter = word.replace(ENDING, "").replace(/(?<=..)(.)\1$/, "$1");
  return shorter === word ? word : stem(shorter);
}

/** Every value of every filter; loads what filtering needs. */
export const filters = async () => (await open()).pagefind.filters();

/** Results that hold some of the query's words, those with the rarest and most of them first. */
export async function likely(query) {
  const words = [...new Set(query.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu))].sort((a, b) => b.length - a.length);
  const best = new Map();
  for (const { results } of await Promise.all(words.slice(0, 8).map((word) => search(word, {}, false))))
    for (const result of results) {
      const known = best.get(result.id);
      if (known) known.score += result.score;
      else best.set(result.id, result);
    }
  return [...best.values()].sort((a, b) => b.score - a.score);
}
