module.exports = {
  data: { permalink: "/sitemap.xml" },
  render: ({ collections }) => `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${collections.newest.map(({ url, data }) => `<url><loc>https://forum.example${url}</loc><lastmod>${data.updated}</lastmod></url>`).join("\n")}
</urlset>
`,
};
