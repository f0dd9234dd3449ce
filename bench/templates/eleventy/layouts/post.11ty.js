const { escape, time, shell } = require("./shell.js");
const forum = require("../forum.json");

module.exports = ({ title, author, date, updated, topics, content, page }) =>
  shell(title, page.url, `<article>
<h1>${escape(title)}</h1>
<p><a href="/members/${author}/">${escape(forum.names[author])}</a> · ${time(date)} · last reply ${time(updated)}
${topics.map((slug) => `· <a href="/topics/${slug}/">${escape(forum.titles[slug])}</a>`).join("\n")}</p>
${content}
</article>`);
