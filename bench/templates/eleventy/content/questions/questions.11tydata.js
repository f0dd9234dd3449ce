module.exports = { layout: "post.11ty.js", permalink: (data) => `/questions/${data.slug}/` };
