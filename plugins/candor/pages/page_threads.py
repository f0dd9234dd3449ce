"""The thread below an ordinary page of the host, once it is known who its people are in the community."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from candor.model.corpus import CommentSummary, Words
from candor.model.html import Fragment, SafeHtml
from candor.pages.contexts import ThreadOfPage
from candor.pages.directory import Directory
from candor.pages.policy import fold_thread, is_new
from candor.pages.render import render_body

THREAD = "thread"
"""The name of the `Block` that stands where the thread shall be printed."""


class PageTalk(msgspec.Struct, frozen=True, kw_only=True):
    """What the host knows of the thread below one of its pages: what is printed, and the comments' words by name."""

    context: ThreadOfPage
    words: dict[str, Fragment]


def print_talk(directory: Directory, talk: PageTalk, template_dirs: Sequence[str] = ()) -> SafeHtml:
    """The thread with everybody's level, and what the community's policy folds of it folded."""
    context, corpus = talk.context, directory.corpus
    assert context.thread is not None
    policy = corpus.community.policy

    def new(comment: CommentSummary) -> bool:
        return is_new(corpus.people.get(comment.author or ""), directory.standings)

    folded = fold_thread(context.thread, policy, new) if policy else {}
    context = msgspec.structs.replace(
        context,
        people={key: directory.authors.get(key, author) for key, author in context.people.items()},
        folded={name: str(rule) for name, rule in folded.items()},
    )
    words = {"": Words(body=Fragment(()), comments=talk.words)}
    return render_body(
        "comments.jinja", context, words, template_dirs=template_dirs, catalogue=directory.site.catalogue
    )
