"""Mirrored discussions as they lie on disk, read line by line.

A line that cannot be read is a fault and never costs the other lines. Nothing here writes.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from candor.errors import Diagnostic, Severity
from candor.model import limits
from candor.model.archive import VERSION, AccountLine, Alias, Comment, Mirror, Reaction, Review, Thread, ThreadHeader
from candor.sources.tree import Tree, show

T = TypeVar("T", bound=msgspec.Struct)

THREAD_LINE = msgspec.json.Decoder(ThreadHeader | Comment | Reaction)
LINE_TYPES: dict[str, type[msgspec.Struct]] = {"thread": ThreadHeader, "comment": Comment, "reaction": Reaction}
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]{1,2000}")
RESYNC = "run the sync again, or restore the file from the archive's history"


def thread_path(key: str) -> str:
    """Where a thread lies below ``content/``: ``github/128`` → ``.discussions/github/0/128.jsonl``."""
    source, _, number = key.partition("/")
    return f".discussions/{source}/{int(number) // 1000}/{number}.jsonl"


FIRST_BYTES = 16384
"""Most files are shorter; a larger buffer would be fresh memory from the system for each of them."""


def read_bytes(path: str, limit: int) -> bytes:
    """At most `limit` + 1 bytes of a file. Raises OSError; never follows a symbolic link or waits for a pipe."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        read = os.read(handle, min(limit + 1, FIRST_BYTES))
        if len(read) < FIRST_BYTES:
            return read
        parts = [read]
        size = len(read)
        while size <= limit and (read := os.read(handle, min(limit + 1 - size, 1 << 20))):
            parts.append(read)
            size += len(read)
        return b"".join(parts)
    finally:
        os.close(handle)


def load_thread(content: Path, key: str) -> tuple[Thread | None, list[Diagnostic]]:
    """The thread of that key, with a diagnostic for each line that could not be read as it stands.

    A thread that the archive does not hold is None without a fault; one without a readable header
    is None with one.
    """
    try:
        raw = read_bytes(f"{content}/{thread_path(key)}", limits.ARCHIVE_BYTES)
    except FileNotFoundError:
        return None, []
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
        return None, [Diagnostic(path=f"{content.name}/{thread_path(key)}", problem=problem, hint="check the file")]
    return read_thread(raw, key, f"{content.name}/{thread_path(key)}")


def read_thread(raw: bytes, key: str, path: str) -> tuple[Thread | None, list[Diagnostic]]:
    """`load_thread` for a file's bytes; `path` is where diagnostics say it lies."""
    problems: list[Diagnostic] = []
    if len(raw) > limits.ARCHIVE_BYTES:
        hint = "only the records up to there are shown"
        problems.append(Diagnostic(path=path, problem=f"is larger than {limits.ARCHIVE_BYTES >> 20} MiB", hint=hint))
        raw = raw[: limits.ARCHIVE_BYTES]
    try:
        lines: list[Any] = THREAD_LINE.decode_lines(raw)
        numbers: list[int] | range = range(1, len(lines) + 1)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        lines, numbers = read_lines(raw, path, problems)

    headers = [line for line in lines if type(line) is ThreadHeader]
    if not headers or lines[0] is not headers[0]:
        problem = "does not begin with its thread" if lines else "holds no thread"
        problems.append(Diagnostic(path=path, line=1 if raw else 0, problem=problem, hint=RESYNC))
        if not headers:
            return None, problems
    header = headers[0]
    comments: list[Comment] = [line for line in lines if type(line) is Comment]
    reactions: list[Reaction] = [line for line in lines if type(line) is Reaction]

    if len(headers) > 1:
        second = next(n for line, n in zip(lines, numbers, strict=True) if line is headers[1])
        problems.append(Diagnostic(path=path, line=second, problem="holds a second thread", hint=RESYNC))
    if header.v > VERSION:
        problems.append(
            Diagnostic(
                path=path,
                line=1,
                field="v",
                problem=f"was written by a newer Candor (schema {header.v}; this one reads {VERSION})",
                hint="upgrade with `pip install -U mkdocs-candor`; what is known is shown",
            )
        )
    if f"{header.source}/{header.number}" != key:
        problem = f"holds the thread {show(header.source)}/{header.number} under the name of {key}"
        problems.append(Diagnostic(path=path, line=1, field="number", problem=problem, hint=RESYNC))
        header = msgspec.structs.replace(header, source=key.partition("/")[0], number=int(key.partition("/")[2]))
    if header.url is not None and not WEB_ADDRESS.fullmatch(header.url):
        problem = f"{show(header.url[:80])} is no web address, so nothing leads there"
        problems.append(Diagnostic(path=path, line=1, field="url", problem=problem, hint=RESYNC))
        header = msgspec.structs.replace(header, url=None)
    known = {comment.num for comment in comments}
    if len(known) < len(comments):
        comments = without_repeats(comments, path, problems)
    return Thread(header=header, comments=comments, reactions=reactions), problems


def without_repeats(comments: list[Comment], path: str, problems: list[Diagnostic]) -> list[Comment]:
    seen: set[int] = set()
    kept = []
    for comment in comments:
        if comment.num in seen:
            problems.append(Diagnostic(path=path, problem=f"holds the comment {comment.num} twice", hint=RESYNC))
        else:
            seen.add(comment.num)
            kept.append(comment)
    return kept


def read_lines(raw: bytes, path: str, problems: list[Diagnostic]) -> tuple[list[Any], list[int]]:
    """All lines that can be read, and their numbers, each alone; the others become problems."""
    read, numbers = [], []
    lines = raw.split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            read.append(THREAD_LINE.decode(line))
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            cut = number == len(lines)
            salvaged = salvage(line, str(error), cut, Place(path, number, problems))
            if salvaged is None:
                continue
            read.append(salvaged)
        numbers.append(number)
    return read, numbers


class Place(msgspec.Struct):
    path: str
    line: int
    problems: list[Diagnostic]

    def fault(self, problem: str, hint: str, field: str = "") -> None:
        self.problems.append(Diagnostic(path=self.path, line=self.line, field=field, problem=problem, hint=hint))


def salvage(line: bytes, message: str, cut: bool, place: Place) -> msgspec.Struct | None:
    """What can be used of a line that is not as it should be: all of it but unknown keys, or nothing."""
    try:
        value = msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        if line.startswith((b"<<<<<<<", b"=======", b">>>>>>>")):
            place.fault("holds the marks of a merge conflict", RESYNC)
        elif cut:
            place.fault("ends in the middle of a line", RESYNC)
        else:
            place.fault("is no JSON", RESYNC)
        return None
    kind = value.get("t") if isinstance(value, dict) else None
    expected = LINE_TYPES.get(kind) if isinstance(kind, str) else None
    if expected is None:
        place.fault("is neither a thread, a comment nor a reaction", "upgrade Candor if a newer one wrote it")
        return None
    known = {field.encode_name for field in msgspec.structs.fields(expected)} | {"t"}
    if unknown := sorted(value.keys() - known):
        place.fault(
            f"has unknown keys: {', '.join(show(key) for key in unknown)[:200]}",
            "upgrade Candor if a newer one wrote it",
        )
        value = {key: inner for key, inner in value.items() if key in known}
    try:
        return msgspec.convert(value, expected)
    except (msgspec.MsgspecError, UnicodeError) as error:
        reason, _, where = str(error).partition(" - at ")
        place.fault(f"cannot be used: {plain(reason)}", RESYNC, where.strip("`").removeprefix("$."))
        return None


def plain(message: str) -> str:
    return message[:1].lower() + message[1:].replace("`", "")


def load_accounts(content: Path, tree: Tree) -> tuple[dict[str, AccountLine], list[Diagnostic]]:
    """Every known account by its id (``github:77``), from each source's ``accounts.jsonl``."""
    accounts: dict[str, AccountLine] = {}
    problems: list[Diagnostic] = []
    for file in tree.archive:
        _, source, *rest = file.path.split("/")
        if rest != ["accounts.jsonl"]:
            continue
        lines = load_lines(content, file.path, AccountLine, problems)
        for number, line in lines:
            place = Place(f"{content.name}/{file.path}", number, problems)
            if not re.fullmatch(rf"{re.escape(source)}:[0-9]+", line.id):
                place.fault(
                    f"{show(line.id)} is no account of {show(source)}", f"an account is {show(source)}:<number>"
                )
            elif line.id in accounts:
                place.fault(f"names {line.id} twice", "remove the older line")
            else:
                accounts[line.id] = line
    return accounts, problems


def load_mirrors(content: Path, tree: Tree) -> tuple[dict[str, Mirror], list[Diagnostic]]:
    """How far the mirror of each source has got, by its ``mirror.json``; only a sync writes one."""
    mirrors: dict[str, Mirror] = {}
    problems: list[Diagnostic] = []
    for file in tree.archive:
        _, source, *rest = file.path.split("/")
        if rest == ["mirror.json"]:
            for _, mirror in load_lines(content, file.path, Mirror, problems)[:1]:
                mirrors[source] = mirror
    return mirrors, problems


def load_reviews(content: Path, tree: Tree) -> tuple[dict[str, list[Review]], list[Diagnostic]]:
    """The mirrored reviews of each pull request (``github/12``), from ``<source>/reviews/<pull>.jsonl``."""
    reviews: dict[str, list[Review]] = {}
    problems: list[Diagnostic] = []
    for file in tree.archive:
        if found := re.fullmatch(r"\.discussions/([^/]+)/reviews/([0-9]+)\.jsonl", file.path):
            lines = load_lines(content, file.path, Review, problems)
            reviews[f"{found[1]}/{found[2]}"] = [line for _, line in lines]
    return reviews, problems


def load_lines(content: Path, path: str, kind: type[T], problems: list[Diagnostic]) -> list[tuple[int, T]]:
    """The lines of an archive file with their numbers; those that cannot be read become problems."""
    shown = f"{content.name}/{path}"
    try:
        raw = read_bytes(f"{content}/{path}", limits.ARCHIVE_BYTES)
    except OSError as error:
        problems.append(Diagnostic(path=shown, problem=f"cannot be read: {error.strerror}", hint="check the file"))
        return []
    decoder = msgspec.json.Decoder(kind)
    try:
        return list(enumerate(decoder.decode_lines(raw), 1))
    except (msgspec.MsgspecError, UnicodeDecodeError):
        pass
    read = []
    lines = raw.split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            read.append((number, decoder.decode(line)))
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            cut = number == len(lines) and not isinstance(error, msgspec.ValidationError)
            problem = "ends in the middle of a line" if cut else f"cannot be used: {plain(str(error))}"
            problems.append(Diagnostic(path=shown, line=number, problem=problem, hint=RESYNC))
    return read


def missing_thread(path: str, key: str) -> Diagnostic:
    """A note that a post names a thread which the archive does not hold."""
    return Diagnostic(
        path=path,
        field="threads",
        problem=f"the archive does not hold the thread {key}",
        hint="the next sync brings it, if the number is right",
        severity=Severity.NOTE,
    )


def find_alias(raw: bytes, number: int) -> str:
    """What a moved thread is called now, by an ``aliases.jsonl``: a number here, ``owner/name#number`` elsewhere, or
    empty where nothing tells."""
    for line in raw.splitlines():
        try:
            alias = msgspec.json.decode(line, type=Alias)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            continue
        if alias.number == number:
            return alias.to
    return ""


def gone_thread(path: str, key: str, to: str) -> Diagnostic:
    """A warning that a post names a thread which its source no longer has."""
    return Diagnostic(
        path=path,
        field="threads",
        problem=f"the thread {key} {f'was moved to {show(to)}' if to else 'was deleted where it came from'}",
        hint="name another thread, or none; `candor threads` starts one",
        severity=Severity.WARNING,
    )
