"""The thread of a page that is no record: read as a post's is, and where the settings say that it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from candor.errors import Diagnostic, Severity
from candor.model.archive import AccountLine, Mirror
from candor.model.corpus import ThreadSummary
from candor.model.html import Fragment, Ref
from candor.model.records import Repository
from candor.sources.archive import load_lines
from candor.sources.posts import LoadSettings, Reading
from candor.sources.tree import PostFolder, show

PLUGIN = "candor/comments"

NAMED = re.compile(r"([A-Za-z0-9-]+)/([A-Za-z0-9._-]+?)(?:\.git)?/?")


class PageThread(msgspec.Struct, frozen=True, kw_only=True):
    """A thread with its comments' words. ``thread`` is None where there is none to show; ``missing`` then says that
    the archive does not hold it yet."""

    thread: ThreadSummary | None
    words: dict[str, Fragment]
    refs: frozenset[Ref]
    problems: list[Diagnostic]
    missing: bool = False


def load_page_thread(content: Path, key: str, page: str, settings: LoadSettings) -> PageThread:
    """The thread `key` for the page whose source is `page`, below the same folder as the archive. Never raises: what
    cannot be read is a problem, and the rest is shown."""
    reading = Reading(content, PostFolder(page.rpartition("/")[0], "", ()), settings)
    words: dict[str, Fragment] = {}
    thread = reading.thread(key, page)
    summary = reading.summarize(thread, set(), words) if thread else None
    problems = [
        msgspec.structs.replace(problem, field="discussion") if problem.field == "threads" else problem
        for problem in reading.problems
    ]
    return PageThread(
        thread=summary,
        words=words,
        refs=frozenset(reading.refs),
        problems=problems,
        missing=summary is None and any(problem.severity is Severity.NOTE for problem in problems),
    )


def load_source_accounts(content: Path, source: str, problems: list[Diagnostic]) -> dict[str, AccountLine]:
    """Every account of one source by its id."""
    path = f".discussions/{source}/accounts.jsonl"
    if not (content / path).is_file():
        return {}
    return {line.id: line for _, line in load_lines(content, path, AccountLine, problems)}


def load_mirror(content: Path, source: str, problems: list[Diagnostic]) -> Mirror | None:
    """How far the mirror of one source has got; None before its first sync."""
    path = f".discussions/{source}/mirror.json"
    if not (content / path).is_file():
        return None
    return next((mirror for _, mirror in load_lines(content, path, Mirror, problems)), None)


def parse_repository(text: str) -> Repository | None:
    """``owner/name`` on github.com, or what an address names: ``https://git.example/owner/name``; None for anything
    else."""
    host, path = "github.com", text
    if "://" in text:
        try:
            parts = urlsplit(text)
        except ValueError:
            return None
        host, path = parts.netloc, parts.path.lstrip("/")
        if parts.scheme not in ("http", "https") or not host or "@" in host:
            return None
    found = NAMED.fullmatch(path)
    return Repository(host=host, owner=found[1], name=found[2]) if found else None


def plugin_options(plugins: object, plugin: str = PLUGIN) -> Mapping[str, object] | None:
    """What an mkdocs.yml says below a plugin's name, in either form of a list; None where it is not there."""
    entries: Iterable[object] = (
        plugins.items() if isinstance(plugins, dict) else plugins if isinstance(plugins, list) else ()
    )
    for entry in entries:
        if isinstance(entry, dict):
            entry = next(iter(entry.items()), None)
        name, options = entry if isinstance(entry, tuple) else (entry, None)
        if name == plugin:
            return options if isinstance(options, dict) else {}
    return None


def bad_number(path: str, value: object) -> Diagnostic:
    """What to say of a ``discussion`` that is no number."""
    return Diagnostic(
        path=path,
        field="discussion",
        problem=f"{show(repr(value))[:80]} is no discussion",
        hint="write its number, `discussion: 42`, or `discussion: true` for a link that starts one",
    )


def taken_number(path: str, key: str, owner: str) -> Diagnostic:
    """What to say of a page whose thread another page has."""
    return Diagnostic(
        path=path,
        field="discussion",
        problem=f"the thread {key} belongs to {owner} already",
        hint="a thread has one page; remove `discussion` from one of them, or name another",
    )
