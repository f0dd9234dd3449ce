"""What a search of the site may find, and the two pages made for searching: ``/search/`` and ``/ask/``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from candor.model.corpus import Post
from candor.model.records import Kind
from candor.pages.catalogue import Catalogue, mark
from candor.pages.contexts import AskPage, Link, SearchPage, State
from candor.pages.directory import Directory
from candor.pages.documents import draft_document
from candor.pages.plan import Document, Layout, Searchable
from candor.pages.search_status import KINDS, STATES, plan_searchable_status
from candor.pages.taking_part import ways_to_begin

GUIDE = "guide"
"""The kind of the brand's own ordinary pages."""

ANSWERED, UNANSWERED = "yes", "no"

LABELS: dict[str, dict[str, str]] = {
    "kind": {
        Kind.QUESTION: mark("Question"),
        Kind.IDEA: mark("Idea"),
        Kind.COMPLAINT: mark("Complaint"),
        Kind.PRAISE: mark("Praise"),
        Kind.STORY: mark("Story"),
        Kind.INSIDE: mark("Inside story"),
        Kind.ASK: mark("Asked by staff"),
        GUIDE: mark("Guide"),
        **KINDS,
    },
    "state": {
        State.ACCEPTED: mark("Answer accepted"),
        State.ANSWERED: mark("Answered, none accepted yet"),
        State.UNANSWERED: mark("Unanswered"),
        State.OPEN: mark("Open"),
        State.CONSIDERING: mark("Under consideration"),
        State.PLANNED: mark("Planned"),
        State.STARTED: mark("Being worked on"),
        State.SHIPPED: mark("Shipped"),
        State.INVESTIGATING: mark("Being investigated"),
        State.REMEDIED: mark("Remedied"),
        State.DECLINED: mark("Declined"),
        State.ASKING: mark("Open for answers"),
        State.CLOSED: mark("Closed"),
        State.DUPLICATE: mark("Duplicate"),
        **STATES,
    },
    "answered": {ANSWERED: mark("Answered"), UNANSWERED: mark("Unanswered")},
}
"""What the values of each filter are called."""


def name_values(catalogue: Catalogue) -> dict[str, dict[str, str]]:
    """What the values of each filter are called in the site's language."""
    return {
        name: {value: catalogue.gettext(label) for value, label in labels.items()} for name, labels in LABELS.items()
    }


def plan_searchable(directory: Directory) -> Iterator[Searchable]:
    """Every post that can be read, from the oldest, and what the brand says about itself."""
    for post in directory.posts:
        if post.stub:
            continue
        entry = directory.entries[post.slug]
        answered = ""
        if entry.kind is Kind.QUESTION:
            answered = ANSWERED if entry.answers else UNANSWERED
        yield Searchable(
            url=f"questions/{post.slug}/",
            title=entry.title,
            kind=entry.kind.value,
            state=entry.state or "",
            answered=answered,
            topics=tuple(topic.title for topic in entry.topics),
            words=post.key,
            accepted=directory.accepted[post.slug],
            folded=folded_comments(directory, post),
            withdrawn=tuple(f"{thread.key}/{num}" for thread in post.threads for num in thread.withdrawn),
        )
    yield from plan_searchable_status(directory)


def folded_comments(directory: Directory, post: Post) -> tuple[str, ...]:
    """The post's comments that the comment policy or a moderator folded."""
    hidden = (f"{thread.key}/{num}" for thread in post.threads if thread.marks for num in thread.marks.minimized)
    return tuple(sorted((*hidden, *directory.folded.get(post.slug, ()))))


def plan_search(directory: Directory) -> Iterator[Document]:
    """The page that shows what was found, and the page for somebody who is about to ask."""
    if not directory.site.search:
        return
    say, year = directory.site.catalogue.gettext, directory.now.astimezone(UTC).year
    lists = [
        Link(url="questions/", title=say("Everything")),
        Link(url="unanswered/", title=say("Unanswered")),
        Link(url="topics/", title=say("Topics")),
        Link(url="members/", title=say("Members")),
    ]
    yield draft_document(
        directory.stamp,
        url="search/",
        template="search.jinja",
        context=SearchPage(lists=lists),
        layout=Layout.LIST,
        title=say("Search"),
    )
    yield draft_document(
        directory.stamp,
        url="ask/",
        template="ask.jinja",
        context=AskPage(
            ways=ways_to_begin(directory.corpus.community, directory.site, year),
            guide="guide/writing.md" in directory.corpus.pages,
        ),
        layout=Layout.LIST,
        title=say("Ask the community"),
        changes_at=datetime(year + 1, 1, 1, tzinfo=UTC),
    )
