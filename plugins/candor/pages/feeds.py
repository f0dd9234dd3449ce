"""Feeds, sitemap and the domain's file: everything printed without a page around it. All addresses are absolute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from urllib.parse import quote

from candor.model import limits
from candor.model.corpus import Post
from candor.pages.contexts import Feed, FeedEntry, Sitemap, SitemapIndex, SitemapUrl, Text
from candor.pages.directory import LONG_AGO, Directory, page_url
from candor.pages.documents import draft_document
from candor.pages.plan import Document

SITEMAP_URLS = 45_000
"""Addresses in one sitemap file; the protocol allows 50,000 and 50 MiB."""


def plan_feeds(directory: Directory) -> Iterator[Document]:
    """Atom and JSON feeds of everything and of each topic; none where the site's address is unknown."""
    if not directory.site.url:
        return
    community = directory.corpus.community
    readable = [post for post in directory.posts if not post.stub]
    description = community.description or directory.site.description
    yield from plan_feed(directory, "", readable, community.name, description)
    by_topic: dict[str, list[Post]] = {slug: [] for slug in community.topics}
    for post in readable:
        for topic_link in directory.entries[post.slug].topics:
            by_topic[topic_link.slug].append(post)
    for slug, topic in sorted(community.topics.items()):
        yield from plan_feed(
            directory, f"topics/{slug}/", by_topic[slug], f"{topic.title} · {community.name}", topic.description
        )


def plan_feed(
    directory: Directory, folder: str, posts: Sequence[Post], title: str, description: str
) -> Iterator[Document]:
    """The two feeds in `folder`, of the newest among `posts`, which are sorted from the oldest."""
    site = directory.site
    latest = posts[-limits.FEED_ENTRIES :][::-1]
    entries = [feed_entry(directory, post) for post in latest]
    for name, template in (("feed.xml", "feed.jinja"), ("feed.json", "feed.json")):
        context = Feed(
            title=title,
            description=description,
            home=site.url + folder,
            self_url=site.url + folder + name,
            language=site.language,
            updated=max((entry.updated for entry in entries), default=LONG_AGO),
            entries=entries,
        )
        yield draft_document(
            directory.stamp,
            url=folder + name,
            template=template,
            context=context,
            title=title,
            words=tuple(post.key for post in latest),
        )


def feed_entry(directory: Directory, post: Post) -> FeedEntry:
    """The post in a feed. It is as new as its own last edit; comments do not announce it again."""
    base = directory.site.url
    author = directory.authors.get(post.author) if post.author else None
    return FeedEntry(
        key=post.key,
        url=f"{base}questions/{post.slug}/",
        title=post.record.title,
        author=author.name if author else directory.site.catalogue.gettext("Somebody unknown"),
        author_url=f"{base}members/{author.slug}/" if author and author.slug else "",
        published=post.created,
        updated=max((at for at in (post.created, post.edited) if at), default=LONG_AGO),
        summary=post.excerpt,
        topics=[topic.title for topic in directory.entries[post.slug].topics],
        links=directory.resolve(post.refs, base),
    )


def last_activity(post: Post) -> datetime | None:
    """When anything on the post's page last changed, as far as anything tells."""
    times = [post.created, post.edited]
    times += [answer.at for answer in post.answers]
    times += [thread.changed for thread in post.threads]
    return max((at for at in times if at), default=None)


def plan_sitemap(directory: Directory, printed: Iterable[str]) -> Iterator[Document]:
    """The sitemap of the addresses in `printed` and of the host's pages; none where the site's address is unknown."""
    base = directory.site.url
    if not base:
        return
    changed = {f"questions/{post.slug}/": last_activity(post) for post in directory.posts}
    pages = {url: changed.get(url) for url in printed}
    for path in directory.corpus.pages:
        if path.endswith(".md"):
            pages.setdefault(page_url(path), None)
    urls = [SitemapUrl(url=base + url, changed=at) for url, at in sorted(pages.items())]
    if len(urls) <= SITEMAP_URLS:
        yield draft_document(directory.stamp, url="sitemap.xml", template="sitemap.jinja", context=Sitemap(urls=urls))
        return
    names: list[str] = []
    for start in range(0, len(urls), SITEMAP_URLS):
        names.append(f"sitemap-{len(names) + 1}.xml")
        part = Sitemap(urls=urls[start : start + SITEMAP_URLS])
        yield draft_document(directory.stamp, url=names[-1], template="sitemap.jinja", context=part)
    index = SitemapIndex(urls=[base + quote(name) for name in names])
    yield draft_document(directory.stamp, url="sitemap.xml", template="sitemap-index.jinja", context=index)


def plan_domain(directory: Directory) -> Iterator[Document]:
    """The file that tells GitHub Pages the site's own domain."""
    if cname := directory.corpus.community.cname:
        yield draft_document(directory.stamp, url="CNAME", template="text.txt", context=Text(text=f"{cname}\n"))
