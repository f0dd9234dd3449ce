const escape = (text) => String(text).replace(/[&<>"]/g, (mark) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[mark]);
const time = (value) => {
  const iso = new Date(value).toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 16).replace("T", " ")} UTC</time>`;
};
const shell = (title, url, main) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} - Forum</title>
<meta name="description" content="${escape(title)}">
<link rel="canonical" href="https://forum.example${url}">
</head>
<body>
<nav><a href="/">Forum</a> <a href="/questions/">Questions</a> <a href="/unanswered/">Unanswered</a></nav>
<main>${main}</main>
</body>
</html>
`;
module.exports = { escape, time, shell };
