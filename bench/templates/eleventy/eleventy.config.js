const syntaxHighlight = require("@11ty/eleventy-plugin-syntaxhighlight");
const forum = require("./forum.json");

const PAGE = 50;
const newestFirst = (api) => api.getFilteredByGlob("content/questions/**/*.md").sort((a, b) => b.date - a.date || (a.data.slug < b.data.slug ? 1 : -1));

const group = (posts, keysOf) => {
  const groups = new Map();
  for (const post of posts) {
    for (const key of keysOf(post)) {
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(post);
    }
  }
  return groups;
};

const pages = (root, title, posts, limit = posts.length) => {
  const shown = posts.slice(0, limit);
  const count = Math.max(1, Math.ceil(shown.length / PAGE));
  return Array.from({ length: count }, (_, at) => ({
    url: at ? `${root}page/${at + 1}/` : root,
    newer: at ? (at > 1 ? `${root}page/${at}/` : root) : "",
    older: at + 1 < count ? `${root}page/${at + 2}/` : "",
    title,
    posts: shown.slice(at * PAGE, (at + 1) * PAGE),
  }));
};

module.exports = (config) => {
  config.addPlugin(syntaxHighlight);
  config.addCollection("newest", newestFirst);
  config.addCollection("lists", (api) => {
    const posts = newestFirst(api);
    const lists = [...pages("/questions/", "Questions", posts)];
    lists.push(...pages("/unanswered/", "Unanswered", posts.filter((post) => post.data.unanswered)));
    for (const [slug, found] of group(posts, (post) => post.data.topics)) lists.push(...pages(`/topics/${slug}/`, forum.titles[slug], found));
    for (const [year, found] of group(posts, (post) => [post.date.getUTCFullYear()])) lists.push(...pages(`/years/${year}/`, year, found));
    for (const [slug, found] of group(posts, (post) => post.data.members)) lists.push(...pages(`/members/${slug}/`, forum.names[slug], found, PAGE));
    return lists;
  });
  config.addCollection("feeds", (api) => {
    const posts = newestFirst(api);
    const feeds = [{ url: "/feed.xml", title: "Forum", posts: posts.slice(0, 20) }];
    for (const [slug, found] of group(posts, (post) => post.data.topics)) feeds.push({ url: `/topics/${slug}/feed.xml`, title: forum.titles[slug], posts: found.slice(0, 20) });
    return feeds;
  });
  return { markdownTemplateEngine: false, htmlTemplateEngine: false, dir: { input: "content", includes: "../layouts", output: "_site" } };
};
