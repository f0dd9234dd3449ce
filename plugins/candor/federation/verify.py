"""Whether an archive is what a sync wrote: every fault with its file and line. Nothing is repaired."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import msgspec

from candor.errors import Diagnostic, Severity, SourceError
from candor.federation.archive import PART, Archive, listed
from candor.model.archive import (
    GHOST,
    GONE,
    AccountLine,
    Alias,
    Comment,
    CommentState,
    Mirror,
    Review,
    Thread,
    encode_line,
    encode_thread,
)
from candor.sources.archive import load_lines, thread_path
from candor.sources.erased import Erased
from candor.sources.tree import scan_content, show

FORM = "write it as the sync does: keys sorted, no spaces, one JSON value a line"


def verify_archive(content: Path) -> list[Diagnostic]:
    """Every fault of the archive below `content`, sorted: unreadable and damaged lines, form, order, and names
    that lead nowhere."""
    root = content / ".discussions"
    found = [problem for problem in scan_content(content).problems if problem.path.startswith(shown(root, ""))]
    for source in sorted(name for name in listed(root) if (root / name).is_dir() and not name.startswith(".")):
        found += verify_source(content, source)
    found += verify_lines(content, "erased.jsonl", Erased, lambda line: line.erased)
    return sorted(set(found))


def verify_source(content: Path, source: str) -> Iterator[Diagnostic]:
    archive = Archive(content, source)
    folder = archive.folder
    for part in folder.rglob(f".*{PART}"):
        yield Diagnostic(
            path=shown(part, ""),
            problem="was left half-written by a run that was stopped",
            hint="the next sync removes it",
            severity=Severity.WARNING,
        )
    accounts: set[str] = set()
    yield from verify_lines(content, f"{source}/accounts.jsonl", AccountLine, lambda line: line.id)
    for _, account in load_lines(content, f".discussions/{source}/accounts.jsonl", AccountLine, []):
        accounts.add(account.id)
    yield from verify_lines(content, f"{source}/aliases.jsonl", Alias, lambda line: line.number)
    for review in sorted(folder.glob("reviews/*.jsonl")):
        name = review.relative_to(folder.parent).as_posix()
        yield from verify_lines(content, name, Review, lambda line: (line.at, line.reviewer, line.state))
    if (folder / "mirror.json").is_file():
        yield from verify_lines(content, f"{source}/mirror.json", Mirror, lambda line: 0)
    for number in sorted(archive.numbers()):
        try:
            thread = archive.load(number)
        except SourceError:
            continue
        if thread is not None:
            key = f"{source}/{number}"
            path = shown(content, thread_path(key))
            yield from verify_form(path, (content / thread_path(key)).read_bytes(), encode_thread(thread))
            yield from verify_names(path, thread, accounts)
    yield from archive.problems


def verify_lines(content: Path, name: str, kind: type[msgspec.Struct], key: object) -> Iterator[Diagnostic]:
    """Faults of a file whose lines are all of one kind and sorted by `key`, each once."""
    path = f".discussions/{name}"
    if not os.path.lexists(content / path):
        return
    problems: list[Diagnostic] = []
    lines = load_lines(content, path, kind, problems)
    yield from problems
    if problems:
        return
    assert callable(key)
    for (_, before), (number, line) in pairwise(lines):
        if not key(before) < key(line) and kind is not Review:
            yield Diagnostic(
                path=shown(content, path), line=number, problem="stands out of order or twice", hint="sort the lines"
            )
    written = b"".join(encode_line(line) for _, line in lines)
    yield from verify_form(shown(content, path), (content / path).read_bytes(), written)


def verify_form(path: str, found: bytes, wanted: bytes) -> Iterator[Diagnostic]:
    """The first line that is not written in the one form."""
    if found == wanted:
        return
    pairs = zip(found.split(b"\n"), wanted.split(b"\n"), strict=False)
    line = next((number for number, (is_, should) in enumerate(pairs, 1) if is_ != should), 1)
    yield Diagnostic(path=path, line=line, problem="is not in the archive's one form or order", hint=FORM)


def verify_names(path: str, thread: Thread, accounts: set[str]) -> Iterator[Diagnostic]:
    """Names within a thread that lead nowhere: parents, subjects of reactions and votes, the answer, accounts."""
    header = thread.header
    comments = {comment.id: comment for comment in thread.comments}
    subjects = {header.id, *comments}

    def fault(line: int, field: str, problem: str) -> Diagnostic:
        return Diagnostic(
            path=path, line=line, field=field, problem=problem, hint="let `candor sync --thread` read it anew"
        )

    def unknown(names: Iterable[str | None]) -> list[str]:
        return sorted({name for name in names if name and name not in accounts and name != GHOST})

    standing = sum(comment.state is not CommentState.TOMBSTONE for comment in thread.comments)
    if header.comments != standing:
        yield fault(1, "comments", f"says {header.comments} where {standing} lines stand")
    if header.answer is not None and header.answer not in comments:
        yield fault(1, "answer", f"{show(header.answer)} is no comment of this thread")
    for field, votes in (("votes", header.votes), ("against", header.against or {})):
        for name in sorted(votes.keys() - subjects):
            yield fault(1, field, f"{show(name)} is no comment of this thread")
    for name in unknown((header.author, header.answer_by)):
        yield fault(1, "author", f"{show(name)} is not in accounts.jsonl")
    if header.state == GONE and standing:
        yield fault(1, "state", "is gone, but comments stand")
    ordered = sorted(thread.comments, key=lambda comment: (comment.created, comment.id))
    for line, comment in enumerate(ordered, 2):
        yield from (fault(line, *problem) for problem in verify_comment(comment, comments, unknown((comment.author,))))
    reactions = sorted(thread.reactions, key=lambda each: (each.on, each.by, each.kind, each.at))
    for line, reaction in enumerate(reactions, 2 + len(ordered)):
        if reaction.on not in subjects:
            yield fault(line, "on", f"{show(reaction.on)} is no comment of this thread")
        for name in unknown((reaction.by,)):
            yield fault(line, "by", f"{show(name)} is not in accounts.jsonl")


def verify_comment(comment: Comment, comments: dict[str, Comment], unknown: list[str]) -> Iterator[tuple[str, str]]:
    if comment.parent is not None:
        parent = comments.get(comment.parent)
        if parent is None:
            yield "parent", f"{show(comment.parent)} is no comment of this thread"
        elif parent.parent is not None:
            yield "parent", "is a reply to a reply; there is one level of replies"
    if comment.state is CommentState.TOMBSTONE and (comment.author or comment.body or comment.edited):
        yield "state", "is a tombstone, but holds more than its place"
    for name in unknown:
        yield "author", f"{show(name)} is not in accounts.jsonl"


def shown(folder: Path, path: str) -> str:
    """A path as diagnostics name it, from the project's root."""
    whole = folder / path if path else folder
    parts = whole.parts
    start = parts.index(".discussions") - 1 if ".discussions" in parts else 0
    return show("/".join(parts[start:]))
