"""GitHub's words into ours. Pure functions over answers that are whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

import msgspec

from candor.errors import RemoteError
from candor.federation.source import Head
from candor.model.archive import (
    GHOST,
    UNWANTED,
    VERSION,
    AccountLine,
    Comment,
    CommentState,
    Poll,
    PollOption,
    Reaction,
    Review,
    ThreadHeader,
)

Wire = Mapping[str, Any]

SOURCE = "github"


def read_time(value: str | None) -> datetime | None:
    return msgspec.convert(value, datetime).astimezone(UTC) if value else None


def need_time(value: str) -> datetime:
    return msgspec.convert(value, datetime).astimezone(UTC)


def read_head(wire: Wire) -> Head:
    """A discussion in a list. Its print covers every field of the query's fragment but the id and number."""
    answer, category = wire["answer"], wire["category"]
    told = [
        wire["updatedAt"],
        wire["lastEditedAt"],
        wire["title"],
        wire["closed"],
        wire["stateReason"],
        wire["locked"],
        wire["upvoteCount"],
        category["slug"] if category else None,
        answer["id"] if answer else None,
        wire["comments"]["totalCount"],
        wire["reactions"]["totalCount"],
    ]
    return Head(
        number=wire["number"],
        id=wire["id"],
        updated=read_time(wire["updatedAt"]),
        print=blake2b(msgspec.json.encode(told), digest_size=8).hexdigest(),
        comments=wire["comments"]["totalCount"],
    )


def read_account(wire: Wire | None) -> AccountLine | None:
    """An account by its numeric id; None for who has left GitHub, or has no number."""
    if wire is None:
        return None
    about = wire.get("user") or {} if wire["__typename"] == "EnterpriseUserAccount" else wire
    number = about.get("databaseId")
    if number is None:
        return None
    return AccountLine(
        id=f"{SOURCE}:{number}",
        login=wire["login"],
        type=wire["__typename"],
        created=read_time(about.get("createdAt")),
    )


def read_comment(wire: Wire, parent: str | None, author: AccountLine | None) -> Comment:
    """A comment. The words of one that was deleted, or minimised as spam or abuse, are dropped here and now."""
    reason = None
    state = CommentState.LIVE
    if wire["deletedAt"]:
        state = CommentState.WIPED
    elif wire["isMinimized"]:
        state = CommentState.MINIMIZED
        reason = (wire["minimizedReason"] or "").upper().replace("-", "_") or None
    silent = state is CommentState.WIPED or reason in UNWANTED
    return Comment(
        id=wire["id"],
        num=wire["databaseId"] or number_in(wire["url"]),
        parent=parent,
        author=author.id if author and state is not CommentState.WIPED else None,
        created=need_time(wire["createdAt"]),
        edited=None if state is CommentState.WIPED else read_time(wire["lastEditedAt"]),
        state=state,
        reason=reason,
        body="" if silent else wire["body"],
    )


def number_in(url: str) -> int:
    """The comment's number as its address carries it. Raises RemoteError where it carries none."""
    found = re.search(r"#discussioncomment-(\d+)$", url)
    if found is None:
        raise RemoteError(f"GitHub names a comment without a number: {url}")
    return int(found[1])


def read_header(
    wire: Wire, author: AccountLine | None, chosen_by: AccountLine | None, votes: dict[str, int], comments: int
) -> ThreadHeader:
    """A discussion's own line, with the votes of all that stands in it."""
    head = read_head(wire)
    poll, answer = wire["poll"], wire["answer"]
    closed = (wire["stateReason"] or "closed").lower() if wire["closed"] else "open"
    return ThreadHeader(
        v=VERSION,
        source=SOURCE,
        number=head.number,
        id=head.id,
        url=wire["url"],
        title=wire["title"],
        author=author.id if author else None,
        created=need_time(wire["createdAt"]),
        edited=read_time(wire["lastEditedAt"]),
        category=wire["category"]["slug"] if wire["category"] else None,
        labels=sorted(label["name"] for label in wire["labels"]["nodes"]) if wire["labels"] else [],
        state=closed,
        locked=wire["locked"],
        answer=answer["id"] if answer else None,
        answer_at=read_time(wire["answerChosenAt"]),
        answer_by=chosen_by.id if chosen_by else None,
        body=wire["body"],
        votes=votes,
        poll=read_poll(poll) if poll else None,
        comments=comments,
        updated=head.updated,
        print=head.print,
    )


def read_poll(wire: Wire) -> Poll:
    options = [PollOption(text=each["option"], votes=each["totalVoteCount"]) for each in wire["options"]["nodes"]]
    return Poll(question=wire["question"], votes=wire["totalVoteCount"], options=options)


def read_reaction(wire: Wire, on: str, account: AccountLine | None) -> Reaction:
    """A reaction; whoever left GitHub is its ghost, so that the count stays right."""
    by = account.id if account else GHOST
    return Reaction(on=on, by=by, kind=wire["content"], at=need_time(wire["createdAt"]))


def read_reviews(
    wires: Iterable[Wire], accounts: Iterable[AccountLine | None], files: list[str], is_open: bool
) -> list[Review]:
    """The submitted reviews of a pull request by people who are still there."""
    return [
        Review(
            reviewer=account.id,
            state=wire["state"],
            at=need_time(wire["submittedAt"]),
            files=files,
            open=True if is_open else msgspec.UNSET,
        )
        for wire, account in zip(wires, accounts, strict=True)
        if account and wire["submittedAt"]
    ]
