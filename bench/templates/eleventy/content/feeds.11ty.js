const { escape } = require("../layouts/shell.js");

const item = ({ url, data, date, templateContent }) => `<item><title>${escape(data.title)}</title><link>https://forum.example${url}</link><guid>https://forum.example${url}</guid><pubDate>${date.toUTCString()}</pubDate><description>${escape(templateContent)}</description></item>`;

module.exports = {
  data: { pagination: { data: "collections.feeds", size: 1, alias: "feed" }, permalink: ({ feed }) => feed.url },
  render: ({ feed }) => `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0">
<channel>
<title>${escape(feed.title)}</title>
<link>https://forum.example/</link>
<description>${escape(feed.title)}</description>
${feed.posts.map(item).join("\n")}
</channel>
</rss>
`,
};
