"""One stream of events from all witnesses: the archive, Git, reviews, and what the brand owed and gave.

A witness is one small pure function from what it has seen to events. An event says who did what for
whom, about which text, and when; whether it is worth anything is for `candor.standing.points` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain

import msgspec

from candor.model.archive import CommentState
from candor.model.corpus import Corpus, Person, Post, ThreadSummary
from candor.model.records import ComplaintStatus, IdeaStatus, Kind
from candor.model.standing import EventKind, Touch, Witnesses
from candor.model.transparency import Transparency

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)

READERS = "(readers)"
"""Stands for whoever gave anonymous upvotes: all of them together are one endorser."""

REPOSITORY = "(repository)"
"""Stands for whoever merges into the repository, where no review says who it was. Like `READERS` it is written as no
account or slug can be, so that nobody can take the name."""

NOBODY = frozenset({READERS, REPOSITORY})
"""Endorsers that are no single person."""

NOT_ANCHOR = re.compile(r"[^A-Za-z0-9_-]")

PRAISE = frozenset({"THUMBS_UP", "HEART", "HOORAY", "ROCKET", "LAUGH"})
OBJECTIONS = frozenset({"THUMBS_DOWN", "CONFUSED"})
NEUTRAL_REASONS = frozenset({"RESOLVED", "OUTDATED", "DUPLICATE"})
"""A comment that was minimised for one of these says nothing against its author."""


class Event(msgspec.Struct, frozen=True, order=True, gc=False, array_like=True):
    """Something that happened and that anybody can look up.

    ``actor`` and ``member`` are accounts or member slugs as the record has them, ``member`` being
    the one it speaks for or against. ``post`` is the slug of the post it happened on, ``object`` the
    text it is about: ``answers/otto.md``, ``github/128/9911``, another path, or empty for the post
    itself. ``detail`` is the reaction's kind or the moderator's reason; ``count`` of upvotes.
    """

    at: datetime
    kind: EventKind
    member: str
    actor: str
    post: str
    object: str = ""
    detail: str = ""
    count: int = 1

    @property
    def id(self) -> str:
        """A name that stays: made of what the event is and who did it, never of its place in a list."""
        who = self.member if self.actor in NOBODY else self.actor
        parts = (self.kind, self.post, self.object, who, self.detail)
        return "/".join([part.strip("/") for part in parts if part])

    @property
    def place(self) -> str:
        """The witness: where below the site's root the event can be looked up; empty for what lies elsewhere."""
        if not self.post:
            return self.object if self.kind is EventKind.HELPED else ""
        page = f"questions/{self.post}/"
        if self.object.startswith("answers/"):
            return f"{page}#answer-{anchor_of(self.object[8:-3])}"
        if self.object.count("/") == 2:
            thread, _, number = self.object.rpartition("/")
            return f"{page}#comment-{anchor_of(thread)}-{number}"
        return page


@lru_cache(maxsize=10_000)
def anchor_of(name: str) -> str:
    """A name as the anchors of pages have it."""
    return NOT_ANCHOR.sub("-", name)


def gather_events(corpus: Corpus, accepted: Mapping[str, str]) -> list[Event]:
    """All events of a community, in no particular order; `accepted` holds each post's accepted answer by slug."""
    return list(
        chain(
            chain.from_iterable(
                chain(
                    answers_chosen(post, accepted[post.slug]),
                    answers_verified(post),
                    answers_merged(post, corpus.witnesses),
                    outcomes(post),
                )
                for post in corpus.posts
                if post.answers or accepted[post.slug] or post.record.idea or post.record.complaint
            ),
            chain.from_iterable(
                opinions(post, thread, by_account=thread.key.partition("/")[0] not in corpus.community.sources)
                for post in corpus.posts
                for thread in post.threads
                if thread.marks is not None
            ),
            work_on_records(corpus.posts, corpus.witnesses, corpus.people) if corpus.witnesses.touches else (),
            reviews_given(corpus.posts, corpus.witnesses, corpus.people) if corpus.witnesses.reviews else (),
            work_taken_back(corpus.posts, corpus.witnesses) if corpus.witnesses.reverts else (),
            help_given(corpus.transparency, corpus.people),
        )
    )


def same_person(one: str | None, other: str | None, people: Mapping[str, Person]) -> bool:
    """Whether two authors, accounts or slugs, are one person."""
    if one == other or one is None or other is None:
        return one == other
    known, also = people.get(one), people.get(other)
    return known is not None and also is not None and known.slug == also.slug


def help_given(transparency: Transparency, people: Mapping[str, Person]) -> Iterator[Event]:
    """Whoever proposed the remedy that was chosen, and whoever said, beside its owner, what became of a promise: once
    each."""
    for remedy in transparency.remedies:
        for option in remedy.record.options:
            if option.id == remedy.record.chosen and option.proposed_by:
                at = remedy.record.at or (remedy.record.ballot.closes if remedy.record.ballot else LONG_AGO)
                yield Event(at, EventKind.HELPED, option.proposed_by, REPOSITORY, "", f"remedies/{remedy.slug}/")
    for promise in transparency.promises:
        first: dict[str, datetime] = {}
        for step in promise.steps:
            if step.record.author and not same_person(step.record.author, promise.record.owner, people):
                first[step.record.author] = min(step.record.at, first.get(step.record.author, step.record.at))
        for author, at in first.items():
            yield Event(at, EventKind.HELPED, author, REPOSITORY, "", f"promises/{promise.slug}/")


# witnesses of one post


def answers_chosen(post: Post, accepted: str) -> Iterator[Event]:
    """The answer that was chosen: by whoever marked it in the thread, else by the post's author."""
    if not accepted:
        return
    chosen, at, source = None, None, accepted
    for answer in post.answers:
        if accepted == f"answers/{answer.name}.md":
            chosen, at, source = answer.author, answer.at, answer.from_ or ""
    actor, marked = post.author, None
    for thread in post.threads:
        prefix = f"{thread.key}/"
        if source.startswith(prefix) and chosen is None:
            number = int(source[len(prefix) :])
            found = next(comment for comment in thread.comments if comment.num == number)
            chosen, at = found.author, found.at
        if thread.marks is not None and thread.answer is not None and source == f"{prefix}{thread.answer}":
            actor, marked = thread.marks.answer_by or actor, thread.marks.answer_at
    if chosen:
        when = marked or at or post.created or LONG_AGO
        yield Event(when, EventKind.ACCEPTED, chosen, actor or "", post.slug, accepted)


def answers_verified(post: Post) -> Iterator[Event]:
    """Every answer that somebody has tried and found to hold."""
    for answer in post.answers:
        if answer.author and answer.verified_by:
            at = answer.verified_at or answer.at or LONG_AGO
            yield Event(
                at, EventKind.VERIFIED, answer.author, answer.verified_by, post.slug, f"answers/{answer.name}.md"
            )


def answers_merged(post: Post, witnesses: Witnesses) -> Iterator[Event]:
    """Every answer that stands in the repository, as merged by its reviewer where a review names the file."""
    for answer in post.answers:
        if answer.author:
            path = f"{post.path}/answers/{answer.name}.md"
            actor = approver_of(path, witnesses) if witnesses.reviews else None
            yield Event(
                answer.at or LONG_AGO,
                EventKind.MERGED,
                answer.author,
                actor or REPOSITORY,
                post.slug,
                f"answers/{answer.name}.md",
            )


def approver_of(path: str, witnesses: Witnesses) -> str | None:
    """Who approved a proposal that held the file: the oldest known account, so that a stranger's approval beside
    another's takes nothing away; of equals the first."""
    found = [
        (witnesses.since.get(review.reviewer, NEVER), review.at, review.reviewer)
        for reviews in witnesses.reviews.values()
        for review in reviews
        if review.state.upper() == "APPROVED" and not review.open and any(name.endswith(path) for name in review.files)
    ]
    return min(found)[2] if found else None


def outcomes(post: Post) -> Iterator[Event]:
    """An idea that was shipped, a complaint that led to a remedy: the brand speaks for its author.

    Dated by the post itself: when the brand acted is not recorded, and the last edit would move with every other one.
    """
    record = post.record
    shipped = record.kind is Kind.IDEA and record.idea and record.idea.status is IdeaStatus.SHIPPED
    remedied = (
        record.kind is Kind.COMPLAINT and record.complaint and record.complaint.status is ComplaintStatus.REMEDIED
    )
    if post.author and (shipped or remedied):
        at = post.created or LONG_AGO
        detail = "idea" if shipped else "complaint"
        yield Event(at, EventKind.SHIPPED, post.author, REPOSITORY, post.slug, "", detail)


def opinions(post: Post, thread: ThreadSummary, *, by_account: bool = True) -> Iterator[Event]:
    """What others made of a thread's texts: reactions, anonymous upvotes, comments minimised. Upvotes count only where
    whoever gives one needs an account, as `by_account` says.

    A deleted comment yields no event, and neither do the reactions to it: its author is no longer known.
    """
    marks = thread.marks
    if marks is None:
        return
    slug, key = post.slug, thread.key
    promoted = {answer.from_: answer for answer in post.answers if answer.from_}
    wanted = {reaction.num for reaction in marks.reactions} | marks.upvotes.keys() | marks.minimized.keys()
    authors: dict[int, tuple[str | None, datetime]] = {}
    if wanted:
        live = CommentState.LIVE
        for comment in thread.comments:
            if comment.num in wanted and (comment.state is live or comment.num in marks.minimized):
                authors[comment.num] = (comment.author, comment.at)
        authors[0] = (post.author, post.created or LONG_AGO)
    own = key.startswith("github/")  # GitHub begins to count with the author's own upvote
    for num, count in marks.upvotes.items() if by_account else ():
        author, at = authors.get(num, (None, LONG_AGO))
        if author and num not in marks.minimized and count > own:
            yield Event(at, EventKind.UPVOTES, author, READERS, slug, f"{key}/{num}" if num else "", "", count - own)
    for reaction in marks.reactions:
        author, _ = authors.get(reaction.num, (None, LONG_AGO))
        if not author or reaction.num in marks.minimized:
            continue
        name = f"{key}/{reaction.num}" if reaction.num else ""
        if name in promoted:
            author = promoted[name].author or author
        kind = reaction.kind.upper()
        if kind in PRAISE:
            yield Event(reaction.at, EventKind.REACTION, author, reaction.by, slug, name, kind)
        elif kind in OBJECTIONS:
            yield Event(reaction.at, EventKind.OBJECTION, author, reaction.by, slug, name, kind)
    for num, reason in marks.minimized.items():
        author, at = authors.get(num, (None, LONG_AGO))
        if author and reason.upper().replace("-", "_") not in NEUTRAL_REASONS:
            yield Event(at, EventKind.MINIMIZED, author, REPOSITORY, slug, f"{key}/{num}", reason.upper())


# witnesses of the repository


def work_on_records(posts: Iterable[Post], witnesses: Witnesses, people: Mapping[str, Person]) -> Iterator[Event]:
    """Who else worked on a record: corrected somebody's text, or is named as a co-author.

    Neither what was taken back counts, nor taking it back.
    """
    void = {(path, at) for revert in witnesses.reverts for path in revert.paths for at in (revert.at, revert.written)}
    for post in posts:
        texts = [(f"{post.path}/index.md", "", post.author)]
        texts += [
            (f"{post.path}/answers/{answer.name}.md", f"answers/{answer.name}.md", answer.author)
            for answer in post.answers
        ]
        for path, name, author in texts:
            seen: set[tuple[EventKind, str]] = set()
            for number, touch in enumerate(witnesses.touches.get(path, ())):
                if (path, touch.at) in void:
                    continue
                own = [(EventKind.CORRECTED, touch.account)] if number and touch.account else []
                beside = authors_beside(touch, path, texts, witnesses) if touch.helpers else []
                helped = [
                    (EventKind.CO_AUTHORED, helper)
                    for helper in touch.helpers
                    if not any(same_person(helper, other, people) for other in beside)
                ]
                for kind, account in (*own, *helped):
                    if account and (kind, account) not in seen and not same_person(account, author, people):
                        seen.add((kind, account))
                        yield Event(touch.at, kind, account, REPOSITORY, post.slug, name, author or "")


def authors_beside(
    touch: Touch, path: str, texts: Iterable[tuple[str, str, str | None]], witnesses: Witnesses
) -> list[str | None]:
    """Who wrote the post's other texts in the same commit, which names them for those: a question and its answer,
    promoted together, make nobody the other's co-author."""
    return [
        author
        for other, _, author in texts
        if other != path and any(each.at == touch.at for each in witnesses.touches.get(other, ()))
    ]


def work_taken_back(posts: Iterable[Post], witnesses: Witnesses) -> Iterator[Event]:
    """One event for each commit to posts and answers that was undone, on the first text that it touched."""
    by_path = {post.path: post.slug for post in posts}
    for revert in witnesses.reverts:
        path = next((path for path in revert.paths if path.startswith("questions/")), None)
        if path is not None:
            folder = "/".join(path.split("/")[:3])
            slug = by_path.get(folder, "")
            name = path.removeprefix(f"{folder}/").removeprefix("index.md") if slug else path
            short = revert.commit[:12]
            yield Event(revert.at, EventKind.REVERTED, revert.account, REPOSITORY, slug, name, short)


def reviews_given(posts: Iterable[Post], witnesses: Witnesses, people: Mapping[str, Person]) -> Iterator[Event]:
    """One event for each proposal that was merged and that a member reviewed: the first of their reviews of it that
    was not dismissed."""
    owners = {f"{post.path}/index.md": post.author for post in posts}
    owners |= {f"{post.path}/answers/{answer.name}.md": answer.author for post in posts for answer in post.answers}
    for pull, reviews in witnesses.reviews.items():
        first: dict[str, datetime] = {}
        for review in reviews:
            if not review.open and review.state.upper() != "DISMISSED":
                first[review.reviewer] = min(review.at, first.get(review.reviewer, review.at))
        files = {name for review in reviews for name in review.files}
        whose = next((owner for name in sorted(files) if (owner := owner_of(name, owners))), "")
        for reviewer, at in first.items():
            if not same_person(reviewer, whose, people):
                yield Event(at, EventKind.REVIEWED, reviewer, REPOSITORY, "", f"pull/{pull}", whose or "")


def owner_of(name: str, owners: Mapping[str, str | None]) -> str | None:
    """Who wrote the file that a review names by its path from the repository's root."""
    start = name.find("questions/")
    return owners.get(name[start:]) if start >= 0 else None
