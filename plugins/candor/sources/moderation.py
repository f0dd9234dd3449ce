"""The moderation overlay: what staff hid or folded by hand, laid over mirrored threads while they are read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec

from candor.errors import Diagnostic
from candor.model import limits
from candor.model.archive import GONE, CommentState, Thread
from candor.model.moderation import Deed, Intervention, LooseThread, Moderated, ModerationRecord
from candor.sources.archive import load_thread, read_bytes
from candor.sources.frontmatter import Fault, find_line, quote, read_yaml, suggest
from candor.sources.tree import Tree


def overlay_path(key: str) -> str:
    """Where a thread's overlay lies below ``content/``: ``github/128`` → ``moderation/github-128.yml``."""
    return f"moderation/{key.replace('/', '-')}.yml"


def read_overlay(raw: bytes) -> tuple[list[Moderated], str, list[Fault]]:
    """What an overlay's bytes say, their text, and what is wrong with them; the first of each comment counts."""
    record, text, faults = read_yaml(raw, ModerationRecord)
    first: dict[int, Moderated] = {}
    for number, each in enumerate(record.comments if record else ()):
        if first.setdefault(each.comment, each) is not each:
            field = f"comments[{number}].comment"
            faults.append(Fault(find_line(text, field), field, "is named twice", "remove one of the two"))
    return list(first.values()), text, faults


def moderate(thread: Thread, deeds: Collection[Moderated]) -> Thread:
    """The thread as it may be shown: what staff hid has lost its words, what they folded has its reason. What its
    source has hidden or removed already stays so."""
    by_number = {deed.comment: deed for deed in deeds}
    comments = []
    for comment in thread.comments:
        deed = by_number.get(comment.num)
        if deed is not None and comment.state in (CommentState.LIVE, CommentState.MINIMIZED):
            comment = msgspec.structs.replace(
                comment,
                state=CommentState.MINIMIZED,
                reason=deed.reason.upper(),
                body="" if deed.do is Deed.HIDE else comment.body,
            )
        comments.append(comment)
    return msgspec.structs.replace(thread, comments=comments)


def load_overlay(
    content: Path, tree: Tree, members: Collection[str]
) -> tuple[dict[str, dict[int, Moderated]], list[Diagnostic]]:
    """Every overlay by thread and comment, and what is wrong with it: a name, thread, comment or member that is not
    there."""
    overlay: dict[str, dict[int, Moderated]] = {}
    problems: list[Diagnostic] = []
    for key, file in sorted(tree.moderation.items()):
        path = f"{content.name}/{file.path}"
        try:
            deeds, text, faults = read_overlay(read_bytes(f"{content}/{file.path}", limits.RECORD_BYTES))
        except OSError as error:
            deeds, text, faults = [], "", [Fault(0, "", f"cannot be read: {error.strerror}", "check the file")]
        thread, _ = load_thread(content, key)
        if thread is None:
            hint = "name the file <source>-<number>.yml after a thread of the archive, or wait for the next sync"
            faults.append(Fault(0, "", f"the archive does not hold the thread {key}", hint))
        known = {comment.num for comment in thread.comments} if thread else {deed.comment for deed in deeds}
        for number, deed in enumerate(deeds):
            field = f"comments[{number}]"
            if deed.comment not in known:
                hint = "a comment's number ends its address (#discussioncomment-9911)"
                problem = f"the thread {key} has no comment {deed.comment}"
                faults.append(Fault(find_line(text, f"{field}.comment"), f"{field}.comment", problem, hint))
            if deed.by is not None and ":" not in deed.by and deed.by not in members:
                hint = suggest(deed.by, members) or "name a member's slug or an account"
                problem = f"unknown member {quote(deed.by)}"
                faults.append(Fault(find_line(text, f"{field}.by"), f"{field}.by", problem, hint))
        problems += [fault.at(path) for fault in faults]
        overlay[key] = {deed.comment: deed for deed in deeds}
    return overlay, problems


def count_loose(
    content: Path, tree: Tree, claimed: Collection[str], overlay: Mapping[str, Mapping[int, Moderated]]
) -> tuple[list[LooseThread], list[Diagnostic]]:
    """The archive's threads that no post shows, each with its number of comments and what was done to them. Threads
    that their source no longer has count as well: their comments are in the archive."""
    found: list[LooseThread] = []
    problems: list[Diagnostic] = []
    for key in sorted(tree.threads.keys() - set(claimed)):
        thread, faults = load_thread(content, key)
        problems += faults
        if thread is None:
            continue
        thread = moderate(thread, overlay.get(key, {}).values())
        interventions = [
            Intervention(num=comment.num, at=comment.created, state=comment.state, reason=comment.reason or "")
            for comment in thread.comments
            if comment.state is not CommentState.LIVE
        ]
        title = "" if thread.header.state == GONE else thread.header.title
        found.append(LooseThread(key=key, title=title, comments=len(thread.comments), interventions=interventions))
    return found, problems
