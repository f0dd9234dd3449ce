const { escape, time, shell } = require("../layouts/shell.js");
const forum = require("../forum.json");

const entry = ({ url, data, date }) => `<li><a href="${url}">${escape(data.title)}</a> ${escape(forum.names[data.author])} ${time(date)}</li>`;

module.exports = {
  data: { pagination: { data: "collections.lists", size: 1, alias: "list" }, permalink: ({ list }) => list.url },
  render: ({ list }) =>
    shell(list.title, list.url, `<h1>${escape(list.title)}</h1>
<ul>
${list.posts.map(entry).join("\n")}
</ul>
<p>${list.newer && `<a href="${list.newer}">Newer</a>`} ${list.older && `<a href="${list.older}">Older</a>`}</p>`),
};
