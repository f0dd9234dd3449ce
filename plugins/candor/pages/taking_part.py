"""Ways to take part: addresses on GitHub that open the right form, filled in as far as can be.

Each way is a page of GitHub's own: the form for a new file (it makes the fork and the pull request
for whoever may not write), the form that edits one, and the form for a discussion. A demonstration
has no account to reach, so its ways have no address and pages explain them instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote

from candor.model.corpus import Post
from candor.model.records import Community, Kind, Repository
from candor.pages.catalogue import Catalogue
from candor.pages.contexts import Way, WayKind
from candor.pages.site import Site

CATEGORY_OF = {Kind.QUESTION: "questions", Kind.IDEA: "ideas"}
"""Which of the community's ``categories`` posts of a kind are discussed in; others leave the choice to the writer."""

NOT_CATEGORY = re.compile(r"[^\w]+")


def ways_to_answer(post: Post, community: Community, site: Site) -> list[Way]:
    """How a reader of the post may answer, discuss and correct it.

    Where the community names no repository, only a discussion that is already there can be joined.
    """
    repository = community.repository
    ways = {WayKind.DISCUSS: open_discussion(post)}
    if repository:
        folder = f"{site.content}/{post.path}"
        answer = new_file(repository, f"{folder}/answers/your-name.md", answer_text(site.catalogue))
        ways = {
            WayKind.ANSWER: "" if post.stub else answer,
            WayKind.DISCUSS: ways[WayKind.DISCUSS] or begin_discussion(post, community, repository, site),
            WayKind.EDIT: edit_file(repository, f"{folder}/index.md"),
        }
    return offer(ways, demo=community.demo or site.demo)


def ways_to_begin(community: Community, site: Site, year: int) -> list[Way]:
    """How a reader may ask something new: as a file in `year`'s folder, or as a discussion."""
    repository = community.repository
    if repository is None:
        return []
    path = f"{site.content}/questions/{year}/your-question/index.md"
    ways = {
        WayKind.ASK: new_file(repository, path, question_text(site.catalogue)),
        WayKind.DISCUSS: new_discussion(repository, community.categories.get(CATEGORY_OF[Kind.QUESTION], "")),
    }
    return offer(ways, demo=community.demo or site.demo)


def offer(ways: Mapping[WayKind, str], *, demo: bool) -> list[Way]:
    """The ways that lead somewhere, without their addresses in a demonstration."""
    return [Way(kind=kind, url="" if demo else url) for kind, url in ways.items() if url]


def open_discussion(post: Post) -> str:
    """The address of the post's first thread on GitHub that takes replies, or nothing."""
    for thread in post.threads:
        if thread.url and not thread.locked and thread.key.startswith("github/"):
            return thread.url
    return ""


def begin_discussion(post: Post, community: Community, repository: Repository, site: Site) -> str:
    """The form for a new discussion that names the post."""
    category = community.categories.get(CATEGORY_OF.get(post.record.kind, ""), "")
    body = f"{site.url}questions/{post.slug}/\n\n" if site.url else ""
    return new_discussion(repository, category, title=post.record.title, body=body)


def home(repository: Repository) -> str:
    return f"https://{repository.host}/{repository.owner}/{repository.name}"


def new_file(repository: Repository, path: str, text: str) -> str:
    """GitHub's form for a new file, path and text filled in."""
    return f"{home(repository)}/new/{quote(repository.branch)}?filename={quoted(path)}&value={quoted(text)}"


def edit_file(repository: Repository, path: str) -> str:
    """GitHub's form to change a file."""
    return f"{home(repository)}/edit/{quote(repository.branch)}/{quote(path)}"


def new_discussion(repository: Repository, category: str, *, title: str = "", body: str = "") -> str:
    """GitHub's form for a new discussion; without a category GitHub asks for one first."""
    if not category:
        return f"{home(repository)}/discussions/new/choose"
    values = {"category": category_slug(category), "title": title, "body": body}
    query = "&".join(f"{name}={quoted(value)}" for name, value in values.items() if value)
    return f"{home(repository)}/discussions/new?{query}"


@lru_cache(maxsize=16)
def quoted(text: str) -> str:
    """The text as a value in a query: spaces as ``%20``, which every form understands."""
    return quote(text.encode("utf-8", "replace"))


def category_slug(name: str) -> str:
    """A discussion category as addresses call it: ``Q&A`` is ``q-a``."""
    return NOT_CATEGORY.sub("-", name.lower()).strip("-")


def answer_text(catalogue: Catalogue) -> str:
    """The text of a new answer before anybody has written: a hint that no page prints."""
    hint = catalogue.gettext(
        "Write your answer below this line, in Markdown. Say what you know at first hand, and name this file after you."
    )
    return f"---\n---\n<!-- {hint} -->\n\n"


def question_text(catalogue: Catalogue) -> str:
    """The text of a new question before anybody has written."""
    title = catalogue.gettext("Your question in one line?")
    hint = catalogue.gettext(
        "Describe below this line, in Markdown, what you want to do, what you tried and what happened. "
        "Name the folder after the question, in a few words joined by hyphens."
    )
    return f'---\ntitle: "{title}"\nkind: question\n---\n<!-- {hint} -->\n\n'
