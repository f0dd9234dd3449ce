"""The moderation log: every comment of the archive counted once, shown or not, so that the sum tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from candor.model.archive import UNWANTED, CommentState
from candor.model.corpus import ThreadSummary
from candor.model.moderation import Deed
from candor.model.policy import Rule
from candor.pages.catalogue import mark
from candor.pages.directory import Directory
from candor.pages.plan import Document
from candor.pages.policy import RULE_WORDS
from candor.pages.status import Ledger, has_status
from candor.pages.status_contexts import ModerationLine, ModerationPage
from candor.pages.words import MODERATION_REASONS

SHOWN = 200
"""How many comments stand below the table one by one; the table counts them all."""

DEED_WORDS = {
    "policy": mark("folded by the comment policy"),
    "fold": mark("folded"),
    "hide": mark("hidden"),
    CommentState.WIPED: mark("deleted, its replies kept"),
    CommentState.TOMBSTONE: mark("removed"),
}
BY_POLICY = "policy"
NO_REASON = mark("no reason given")


def plan_moderation(directory: Directory) -> Iterator[Document]:
    """The log, where there are status pages at all."""
    if has_status(directory):
        yield ModerationLog(Ledger(directory)).page()


class Counted(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A comment that is not shown as it was written, wherever its thread belongs."""

    key: str
    num: int
    at: datetime
    state: CommentState
    reason: str
    url: str
    title: str


class Place(NamedTuple):
    """A thread, which comments of it the policy folds, and the page that it is printed on."""

    thread: ThreadSummary
    folded: Mapping[str, Rule]
    url: str
    title: str


def find_places(directory: Directory) -> Iterator[Place]:
    """Every thread that is printed somewhere."""
    for post in directory.posts:
        folded = directory.folded.get(post.slug, {})
        for thread in post.threads:
            yield Place(thread, folded, f"questions/{post.slug}/", post.record.title)
    for talk in directory.talks.values():
        yield Place(talk.thread, talk.context.folded, talk.url, talk.title)


class ModerationLog:
    """The log while it is planned."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.directory, self.word = ledger, ledger.directory, ledger.word
        self.moderation = ledger.directory.corpus.moderation
        self.places = list(find_places(self.directory))
        shown = {place.thread.key for place in self.places}
        self.loose = [thread for thread in self.moderation.loose if thread.key not in shown]

    def page(self) -> Document:
        counted = list(self.counted())
        counts = Counter((self.deed(each), each.reason) for each in counted)
        attached = sum(len(place.thread.comments) for place in self.places)
        loose = sum(thread.comments for thread in self.loose)
        counted.sort(key=lambda each: (each.at, each.key, each.num), reverse=True)
        context = ModerationPage(
            frame=self.ledger.frame("moderation/", self.word("Moderation log"), "moderation"),
            total=attached + loose,
            attached=attached,
            shown=attached + loose - len(counted),
            threads=len(self.loose) + len(self.places),
            counts=[
                (self.word(DEED_WORDS[deed]), self.reason(deed, reason), number)
                for (deed, reason), number in sorted(counts.items())
            ],
            lines=[self.line(each) for each in counted[:SHOWN]],
            more=max(0, len(counted) - SHOWN),
        )
        return self.ledger.draft("moderation/", "status/moderation.jinja", context)

    def counted(self) -> Iterator[Counted]:
        """Everything that is not shown: in threads below posts and ordinary pages, and in those that nothing names."""
        for place in self.places:
            for comment in place.thread.comments:
                rule = place.folded.get(f"{place.thread.key}/{comment.num}")
                if rule or comment.state is not CommentState.LIVE:
                    yield Counted(
                        key=place.thread.key,
                        num=comment.num,
                        at=comment.at,
                        state=comment.state,
                        reason=rule or comment.reason or "",
                        url=place.url,
                        title=place.title,
                    )
        for loose in self.loose:
            for each in loose.interventions:
                yield Counted(
                    key=loose.key,
                    num=each.num,
                    at=each.at,
                    state=each.state,
                    reason=each.reason,
                    url=self.ledger.thread_url(loose.key),
                    title=loose.title or self.word("Discussion %(number)s") % {"number": loose.key.rpartition("/")[2]},
                )

    def deed(self, each: Counted) -> str:
        """What was done: as the overlay says, else hidden where the words are gone and folded where they are not."""
        if each.state is CommentState.LIVE:
            return BY_POLICY
        if each.state is not CommentState.MINIMIZED:
            return each.state
        done = self.moderation.overlay.get(each.key, {}).get(each.num)
        if done is not None:
            return done.do
        return Deed.HIDE if each.reason in UNWANTED else Deed.FOLD

    def reason(self, deed: str, reason: str) -> str:
        """Why, in words; what authors removed themselves needs no reason."""
        if deed == BY_POLICY:
            return self.word(RULE_WORDS[Rule(reason)])
        known = MODERATION_REASONS.get(reason) or ("" if reason or deed in set(CommentState) else NO_REASON)
        return self.word(known) if known else reason.lower().replace("_", " ")

    def line(self, each: Counted) -> ModerationLine:
        done = self.moderation.overlay.get(each.key, {}).get(each.num)
        return ModerationLine(
            at=each.at,
            what=self.word(DEED_WORDS[self.deed(each)]),
            reason=self.reason(self.deed(each), each.reason),
            url=each.url,
            title=each.title,
            because=done.because if done else "",
            by=self.ledger.author(done.by) if done else None,
            done=done.at if done else None,
        )
