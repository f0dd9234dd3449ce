"""A forum that holds what an archive holds: the same numbers, ids, people, times, votes and reactions."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tests.github.forum import (
    Account,
    Category,
    Discussion,
    DiscussionComment,
    Forum,
    Poll,
    PollOption,
    ReactionMade,
    Review,
    Words,
)
from tests.github.forum import Repository as Repo

from candor.federation.archive import Archive
from candor.model.archive import GHOST, Comment, CommentState, Thread

REASONS = {"closed": "RESOLVED"}


def seed_forum(forum: Forum, full_name: str, content: Path) -> Repo:
    """The repository of that name on `forum`, with all that the archive below `content` holds."""
    archive = Archive(content, "github")
    repository = forum.repository(full_name, ("Q&A", "Ideas", "Announcements", "General", "Polls"))
    people: dict[str, Account] = {}
    for line in archive.accounts().values():
        account = forum.account(line.login, line.type, int(line.id.partition(":")[2]))
        account.created = line.created or account.created
        people[line.id] = account
    for number in sorted(archive.numbers()):
        thread = archive.load(number)
        if thread is not None and thread.header.state != "tombstone":
            seed_thread(forum, repository, thread, people)
    for path in sorted((archive.folder / "reviews").glob("*.jsonl")):
        reviews = archive.all_reviews_of(path.name)
        made = [(people[each.reviewer], each.state) for each in reviews]
        pull = forum.merge(repository, reviews[0].files, made)
        pull.state = "OPEN" if reviews[0].open else "MERGED"
        pull.number = int(path.stem)
        pull.reviews = [Review(next(forum._ids), people[each.reviewer], each.state, each.at) for each in reviews]
    repository.last = max((each.number for each in repository.discussions), default=0)
    return repository


def seed_thread(forum: Forum, repository: Repo, thread: Thread, people: dict[str, Account]) -> None:
    header = thread.header
    category = find_category(forum, repository, header.category or "general")
    discussion = forum.open(
        repository, person(forum, people, header.author), header.title, header.body, category, number=header.number
    )
    rename(forum, discussion, header.id)
    place(discussion, header.created, header.edited, header.votes.get(header.id, 0))
    if header.poll:
        options = [PollOption(next(forum._ids), each.text, set(range(each.votes))) for each in header.poll.options]
        discussion.poll = Poll(next(forum._ids), header.poll.question, options)
        for option in options:
            forum.keep(option)
    made: dict[str, DiscussionComment] = {}
    for each in thread.comments:
        if each.state is not CommentState.TOMBSTONE:
            made[each.id] = seed_comment(forum, discussion, each, people, made, header.votes.get(each.id, 0))
    for reaction in thread.reactions:
        on: Words = discussion if reaction.on == header.id else made[reaction.on]
        on.reactions.append(
            ReactionMade(next(forum._ids), person(forum, people, reaction.by), reaction.kind, reaction.at)
        )
    if header.answer in made:
        discussion.answer, discussion.answer_at = made[str(header.answer)], header.answer_at
        discussion.answer_by = people.get(header.answer_by or "")
    discussion.labels, discussion.locked = list(header.labels), header.locked
    discussion.closed = None if header.state == "open" else REASONS.get(header.state, header.state.upper())
    discussion.updated = header.updated or header.created


def seed_comment(
    forum: Forum,
    discussion: Discussion,
    line: Comment,
    people: dict[str, Account],
    made: dict[str, DiscussionComment],
    votes: int,
) -> DiscussionComment:
    parent = made.get(line.parent or "")
    comment = forum.comment(discussion, person(forum, people, line.author), line.body, parent)
    comment.number_ = line.num
    rename(forum, comment, line.id)
    place(comment, line.created, line.edited, votes)
    if line.state is CommentState.WIPED:
        comment.deleted = line.created
    elif line.state is CommentState.MINIMIZED:
        comment.minimized = line.reason or "OFF_TOPIC"
    return comment


def rename(forum: Forum, words: Words, id: str) -> None:
    forum.drop(words)
    words.id = id
    forum.keep(words)


def place(words: Words, created: datetime, edited: datetime | None, votes: int) -> None:
    words.created, words.edited, words.updated = created, edited, edited or created
    words.upvotes = {-number for number in range(votes)}


def person(forum: Forum, people: dict[str, Account], id: str | None) -> Account:
    """The account of that id; somebody who left, for the ghost and for nobody."""
    if id in people:
        return people[str(id)]
    gone = forum.account(f"gone-{id or GHOST}")
    gone.deleted = True
    return gone


def find_category(forum: Forum, repository: Repo, slug: str) -> Category:
    for category in repository.categories:
        if category.slug == slug:
            return category
    made = Category(next(forum._ids), slug.title(), slug)
    repository.categories.append(made)
    forum.keep(made)
    return made
