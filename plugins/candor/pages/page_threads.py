"""The thread below an ordinary page of the host, once it is known who its people are in the community."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from candor.model.corpus import CommentSummary, Corpus, ThreadSummary, Words
from candor.model.html import Fragment, SafeHtml
from candor.pages.catalogue import ENGLISH, Catalogue
from candor.pages.contexts import Author, ThreadOfPage
from candor.pages.policy import fold_thread, is_new
from candor.pages.render import render_body
from candor.standing.assess import Standings

THREAD = "thread"
"""The name of the `Block` that stands where the thread shall be printed."""


class PageTalk(msgspec.Struct, frozen=True, kw_only=True):
    """The thread below one of the host's pages: ``context`` is what is printed, ``words`` are the comments' by name.

    ``url`` is the page's address below the site, ``dest`` its file, ``title`` its title as text; ``feed`` is the file
    of the thread's own feed, or empty.
    """

    url: str
    dest: str
    title: str
    context: ThreadOfPage
    words: dict[str, Fragment]
    feed: str = ""

    @property
    def thread(self) -> ThreadSummary:
        assert self.context.thread is not None
        return self.context.thread


def settle_talk(talk: PageTalk, corpus: Corpus, standings: Standings, authors: Mapping[str, Author]) -> PageTalk:
    """The thread with everybody's level, and what the community's policy folds of it folded."""
    policy = corpus.community.policy

    def new(comment: CommentSummary) -> bool:
        return is_new(corpus.people.get(comment.author or ""), standings)

    folded = fold_thread(talk.thread, policy, new) if policy else {}
    people = {key: authors.get(key, author) for key, author in talk.context.people.items()}
    return msgspec.structs.replace(talk, context=msgspec.structs.replace(talk.context, people=people, folded=folded))


def print_talk(talk: PageTalk, template_dirs: Sequence[str] = (), catalogue: Catalogue = ENGLISH) -> SafeHtml:
    """The thread as it stands on its page."""
    words = {"": Words(body=Fragment(()), comments=talk.words)}
    return render_body("comments.jinja", talk.context, words, template_dirs=template_dirs, catalogue=catalogue)
