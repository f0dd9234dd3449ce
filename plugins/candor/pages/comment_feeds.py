"""Feeds of comments: one of the whole site, and one of each post whose comments are still fetched.

A post whose threads come from nowhere any more, as after an import, has no feed: nothing would ever stand in it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from heapq import nlargest
from typing import NamedTuple

from candor.model import limits
from candor.model.archive import CommentState
from candor.model.corpus import CommentSummary, Post, ThreadSummary
from candor.pages.contexts import CommentEntry, CommentFeed
from candor.pages.directory import LONG_AGO, Directory
from candor.pages.documents import draft_document
from candor.pages.plan import Document
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
    """Atom and JSON of the whole site, where it has threads, and Atom of each post that has a feed."""
    if not directory.site.url or not any(post.threads for post in directory.posts):
        return
    say = directory.site.catalogue.gettext
    name = directory.corpus.community.name
    newest = newest_comments(directory)
    for form in ("comments.xml", "comments.json"):
        yield plan_feed(directory, form, "", f"{say('Comments')} · {name}", newest)
    for post in directory.posts:
        if has_comment_feed(directory, post):
            title = f"{say('Comments')}: {post.record.title} · {name}"
            latest = nlargest(limits.FEED_ENTRIES, shown_comments(directory, post))
            yield plan_feed(directory, "comments.xml", f"questions/{post.slug}/", title, latest)


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


def plan_feed(directory: Directory, form: str, folder: str, title: str, written: Iterable[Written]) -> Document:
    site = directory.site
    written = list(written)
    entries = [draft_entry(directory, each) for each in written]
    context = CommentFeed(
        title=title,
        home=site.url + folder,
        self_url=site.url + folder + form,
        language=site.language,
        updated=max((entry.updated for entry in entries), default=LONG_AGO),
        entries=entries,
    )
    words = tuple(dict.fromkeys(each.post.key for each in written))
    return draft_document(directory.stamp, url=folder + form, template=form, context=context, title=title, words=words)


def draft_entry(directory: Directory, written: Written) -> CommentEntry:
    comment, thread, post = written.comment, written.thread, written.post
    base = directory.site.url
    page = f"{base}questions/{post.slug}/"
    author = directory.authors.get(comment.author) if comment.author else None
    say = directory.site.catalogue.gettext
    return CommentEntry(
        key=post.key,
        name=f"{thread.key}/{comment.num}",
        url=f"{page}#{comment_anchor(thread.key, comment.num)}",
        replies_to=f"{page}#{comment_anchor(thread.key, written.parent)}" if written.parent else page,
        title=say("Re: %(title)s") % {"title": post.record.title},
        author=author.name if author else say("Somebody unknown"),
        author_url=f"{base}members/{author.slug}/" if author and author.slug else "",
        published=comment.at,
        updated=comment.edited or comment.at,
        links=directory.resolve(post.refs, base) if post.refs else {},
    )
