"""Feeds of comments: one of the whole site, and one of each page whose comments are still fetched.

A post whose threads come from nowhere any more, as after an import, has no feed: nothing would ever stand in it anew.
The threads below ordinary pages are part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from heapq import nlargest
from typing import NamedTuple

import msgspec

from candor.model import limits
from candor.model.archive import CommentState
from candor.model.corpus import CommentSummary, Post, ThreadSummary
from candor.pages.contexts import Author, CommentEntry, CommentFeed
from candor.pages.directory import LONG_AGO, Directory
from candor.pages.documents import draft_document
from candor.pages.page_threads import PageTalk
from candor.pages.plan import Document
from candor.pages.site import Site
from candor.pages.threads import comment_anchor


class Written(NamedTuple):
    """A comment that a feed may hold, and the comment or the post that it replies to. Sorts by time."""

    at: datetime
    key: str
    num: int
    comment: CommentSummary
    thread: ThreadSummary
    post: Post
    parent: int


def has_comment_feed(directory: Directory, post: Post) -> bool:
    """Whether anything can still be said in one of the post's threads."""
    mirrors = directory.corpus.mirrors
    return bool(directory.site.url and not post.stub) and any(
        thread.key.partition("/")[0] in mirrors for thread in post.threads
    )


def plan_comment_feeds(directory: Directory) -> Iterator[Document]:
    """Atom and JSON of the whole site, where it has threads, and Atom of each post and each other page with a feed."""
    site = directory.site
    talks = [(talk, draft_talk(site, talk)) for talk in directory.talks.values()]
    if not site.url or not (talks or any(post.threads for post in directory.posts)):
        return
    say = site.catalogue.gettext
    name = directory.corpus.community.name
    written = [draft_written(directory, each) for each in newest_comments(directory)]
    newest = newest_first([*written, *(entry for _, entries in talks for entry in entries)])
    for dest in ("comments.xml", "comments.json"):
        yield plan_feed(directory, dest, "", f"{say('Comments')} · {name}", newest)
    for post in directory.posts:
        if has_comment_feed(directory, post):
            title = f"{say('Comments')}: {post.record.title} · {name}"
            latest = nlargest(limits.FEED_ENTRIES, shown_comments(directory, post))
            entries = [draft_written(directory, each) for each in latest]
            home = f"questions/{post.slug}/"
            yield plan_feed(directory, f"{home}comments.xml", home, title, entries)
    for talk, entries in talks:
        if talk.feed:
            title = f"{say('Comments')}: {talk.title} · {name}"
            yield plan_feed(directory, talk.feed, talk.url, title, newest_first(entries))


def newest_comments(directory: Directory) -> list[Written]:
    """The latest comments of the site, the newest first. A thread's last change is never before its newest comment, so
    that old threads need not be looked into."""
    found: list[Written] = []
    changed = [(max(thread.changed for thread in post.threads), post) for post in directory.posts if post.threads]
    for moment, post in sorted(changed, key=lambda each: (each[0], each[1].slug), reverse=True):
        if len(found) == limits.FEED_ENTRIES and found[-1].at > moment:
            break
        found = nlargest(limits.FEED_ENTRIES, [*found, *shown_comments(directory, post)])
    return found


def shown_comments(directory: Directory, post: Post) -> Iterator[Written]:
    """The post's comments that stand on its page in full, as comments, and unfolded."""
    if post.stub:
        return
    elsewhere = {*(answer.from_ for answer in post.answers), *directory.folded.get(post.slug, ())}
    for thread in post.threads:
        for comment, parent in shown_in_thread(thread):
            if f"{thread.key}/{comment.num}" not in elsewhere:
                yield Written(comment.at, thread.key, comment.num, comment, thread, post, parent)


def shown_in_thread(thread: ThreadSummary) -> Iterator[tuple[CommentSummary, int]]:
    """The thread's comments that are shown in full, each with the number of the one it replies to, or 0."""
    root = 0
    for comment in thread.comments:
        parent = root if comment.is_reply else 0
        if not comment.is_reply:
            root = comment.num
        if comment.state is CommentState.LIVE:
            yield comment, parent


def newest_first(entries: Iterable[CommentEntry]) -> list[CommentEntry]:
    """As many of the latest entries as a feed holds."""
    return nlargest(limits.FEED_ENTRIES, entries, key=lambda entry: entry.published)


def plan_feed(directory: Directory, dest: str, home: str, title: str, entries: list[CommentEntry]) -> Document:
    template = "comments.json" if dest.endswith(".json") else "comments.xml"
    words = tuple(dict.fromkeys(entry.key for entry in entries if entry.key))
    context = draft_feed(directory.site, dest, home, title, entries)
    return draft_document(directory.stamp, url=dest, template=template, context=context, title=title, words=words)


def draft_feed(site: Site, dest: str, home: str, title: str, entries: list[CommentEntry]) -> CommentFeed:
    """The feed at `dest` of what is said on the page `home`, both seen from the site's root."""
    return CommentFeed(
        title=title,
        home=site.url + home,
        self_url=site.url + dest,
        language=site.language,
        updated=max((entry.updated for entry in entries), default=LONG_AGO),
        entries=entries,
    )


def draft_written(directory: Directory, written: Written) -> CommentEntry:
    post, author = written.post, written.comment.author
    site = directory.site
    entry = draft_entry(
        site,
        f"{site.url}questions/{post.slug}/",
        written.thread,
        written.comment,
        written.parent,
        title=post.record.title,
        author=directory.authors.get(author) if author else None,
    )
    links = directory.resolve(post.refs, site.url) if post.refs else {}
    return msgspec.structs.replace(entry, key=post.key, links=links)


def draft_talk(site: Site, talk: PageTalk) -> list[CommentEntry]:
    """The comments of an ordinary page that are shown in full, words included."""
    context, thread = talk.context, talk.thread
    links = {ref: site.url + url.removeprefix(context.root) for ref, url in context.links.items()}
    entries = []
    for comment, parent in shown_in_thread(thread):
        if (name := f"{thread.key}/{comment.num}") not in context.folded:
            author = context.people.get(comment.author or "")
            entry = draft_entry(site, site.url + talk.url, thread, comment, parent, title=talk.title, author=author)
            entries.append(msgspec.structs.replace(entry, body=talk.words.get(name), links=links))
    return entries


def draft_entry(
    site: Site,
    page: str,
    thread: ThreadSummary,
    comment: CommentSummary,
    parent: int,
    *,
    title: str,
    author: Author | None,
) -> CommentEntry:
    """A comment that stands on `page`, without its words."""
    say = site.catalogue.gettext
    return CommentEntry(
        name=f"{thread.key}/{comment.num}",
        url=f"{page}#{comment_anchor(thread.key, comment.num)}",
        replies_to=f"{page}#{comment_anchor(thread.key, parent)}" if parent else page,
        title=say("Re: %(title)s") % {"title": title},
        author=author.name if author else say("Somebody unknown"),
        author_url=f"{site.url}members/{author.slug}/" if author and author.slug else "",
        published=comment.at,
        updated=comment.edited or comment.at,
    )
