"""Somebody's wish to be forgotten, or to have what is kept of them: everything of one account in the archive.

The archive is changed and the account entered in the ledger, so that no later sync brings it back. What
lies elsewhere (posts, quotes, history) is people's own text in Git, which no program should rewrite
unasked: it is searched for and named.
"""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import zlib
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec

from candor.errors import ConfigError, SourceError
from candor.federation.archive import Archive
from candor.federation.ledger import Ledger, save_ledger
from candor.federation.sync import settle
from candor.model.archive import AccountLine, encode_thread, seal_thread
from candor.sources.erased import KEY

SHORTEST = 20
"""Characters below which a run of words is too common to be searched for."""

FEW = 2
"""So few blanks are in a name or a slug, not in a sentence."""

NUMBER = 5
"""Digits below which an account's number is too common to be searched for by itself."""

TEXTS = frozenset({".html", ".xml", ".json", ".md", ".yml", ".jsonl", ".ics", ".csv", ".txt"})


class Traces(msgspec.Struct, kw_only=True):
    """What is known of one account: what it is called, and what it wrote."""

    account: str
    line: AccountLine | None = None
    threads: list[int] = []
    bodies: list[str] = []
    reviews: int = 0


def find_traces(archive: Archive, account: str) -> Traces:
    """Everything of the account in the archive. Raises SourceError where a file of it is damaged."""
    traces = Traces(account=account, line=archive.accounts().get(account), threads=[], bodies=[])
    for number in sorted(archive.numbers()):
        thread = archive.load(number)
        if thread is None:
            continue
        header = thread.header
        bodies = [comment.body for comment in thread.comments if comment.author == account]
        if header.author == account:
            bodies += [header.title, header.body]
        if bodies or header.answer_by == account or any(reaction.by == account for reaction in thread.reactions):
            traces.threads.append(number)
            traces.bodies += [body for body in bodies if body]
    traces.reviews = sum(review.reviewer == account for review in archive.all_reviews())
    return traces


def export_account(archive: Archive, account: str) -> dict[str, Any]:
    """What the archive holds of the account, as plain values for its owner."""
    line = archive.accounts().get(account)
    found: dict[str, Any] = {"id": account, "account": msgspec.to_builtins(line), "threads": []}
    for number in find_traces(archive, account).threads:
        thread = archive.load(number)
        assert thread is not None
        header = thread.header
        found["threads"].append(
            {
                "number": number,
                "url": header.url,
                "started": msgspec.to_builtins(header) if header.author == account else None,
                "comments": [msgspec.to_builtins(each) for each in thread.comments if each.author == account],
                "reactions": [msgspec.to_builtins(each) for each in thread.reactions if each.by == account],
            }
        )
    found["reviews"] = [msgspec.to_builtins(each) for each in archive.all_reviews() if each.reviewer == account]
    return found


def erase_account(archive: Archive, ledger: Ledger, account: str, on: date) -> Traces:
    """Takes the account out of the archive: its comments keep their place, no more. Gives what was there.

    The ledger is written first, so that a run that is stopped is simply run again. Raises
    ConfigError without a key, SourceError where a file is damaged, before anything is changed.
    """
    if not os.environ.get(KEY):
        raise ConfigError(
            f"the erased are remembered by a secret key, which is not set – make one once with `openssl rand -hex 32`, "
            f"keep it, and set {KEY} to it here and for every sync"
        )
    traces = find_traces(archive, account)
    if not ledger.covers(account):
        ledger = ledger.add(account, on)
        save_ledger(archive, ledger)
    for number in traces.threads:
        thread = archive.load(number)
        if thread is None:
            raise SourceError(f"the thread {number} vanished while it was erased – run the same command again")
        erased = settle(ledger.filter(thread))
        head, sealed, _ = thread.header.print.partition(".")
        archive.save(number, seal_thread(erased, head) if sealed else encode_thread(erased))
    for path in sorted((archive.folder / "reviews").glob("*.jsonl")):
        kept = [each for each in archive.all_reviews_of(path.name) if each.reviewer != account]
        archive.save_reviews(int(path.stem), kept)
    archive.save_accounts(line for line in archive.accounts().values() if line.id != account)
    return traces


def words_of(traces: Traces, content: Path) -> Words:
    """What to search for: every form of the account, its login, its member's name, and the longest run of plain words
    of every longer thing it wrote, which no form of text changes."""
    source, _, number = traces.account.partition(":")
    names = [traces.line.login] if traces.line else []
    for path in sorted((content / "members").glob("*.yml")):
        text = path.read_text("utf-8", "replace")
        if re.search(rf"{re.escape(traces.account)}(?!\d)", text):
            names.append(path.stem)
            if found := re.search(r"^name: *[\"']?(.+?)[\"']? *(?:#.*)?$", text, re.MULTILINE):
                names.append(found[1])
    accounts = [traces.account, f"{source}-{number}", f"{source}/{number}"]
    accounts += [number] if len(number) >= NUMBER else []
    bodies = (longest_plain(body) for body in traces.bodies)
    return Words(
        accounts=accounts,
        names=list(dict.fromkeys(name for name in names if name)),
        bodies=list(dict.fromkeys(body for body in bodies if len(body) >= SHORTEST and body.count(" ") >= FEW)),
    )


def longest_plain(body: str) -> str:
    """The longest stretch of a text in which no sign of Markdown, HTML or JSON stands, on one line. What others said
    (quotations, the words of links) is not theirs."""
    body = re.sub(r"^ {0,3}>.*$|\[[^\[\]]*\]\([^()]*\)|https?://\S+", "|", body, flags=re.MULTILINE)
    runs = (run.strip(" .,;:!?-") for run in re.split(r"[^\w ,.;:!?–-]+", body))
    return max((re.sub(r"(?<= ) +", "", run)[:200] for run in runs), key=len, default="")


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What tells of one person. ``names`` and ``accounts`` count as whole words only, ``bodies`` anywhere."""

    accounts: list[str] = []
    names: list[str] = []
    bodies: list[str] = []

    def pattern(self) -> re.Pattern[str]:
        names = [rf"(?<![\w-]){re.escape(name)}(?![\w-])" for name in self.names]
        accounts = [rf"(?<![\w-]){re.escape(account)}(?!\d)" for account in self.accounts]
        return re.compile("|".join([*accounts, *names, *map(re.escape, self.bodies)]), re.IGNORECASE)


def words_of_export(found: dict[str, Any]) -> Traces:
    """The traces that an earlier `export_account` printed: what was erased since is known from there alone."""
    account = found["account"] or {}
    bodies = []
    for thread in found["threads"]:
        started = thread["started"] or {}
        bodies += [started.get("title", ""), started.get("body", "")]
        bodies += [comment["body"] for comment in thread["comments"]]
    line = AccountLine(id=account["id"], login=account["login"]) if account else None
    return Traces(account=found.get("id") or (line.id if line else ""), line=line, bodies=[b for b in bodies if b])


def search_tree(root: Path, words: Words) -> Iterator[str]:
    """The places in the files that Git tracks at HEAD, and in the archive, that still hold one of the words."""
    wanted = words.pattern()
    archive = (root / "content" / ".discussions").rglob("*")
    tracked = {root / name for name in git_lines(root, "ls-files", "-z")}
    for path in sorted({*tracked, *(each for each in archive if each.is_file())}):
        for number, line in enumerate(read_any(path).split("\n"), 1):
            if wanted.search(line):
                yield f"{path.relative_to(root).as_posix()}:{number}"


def search_files(folder: Path, words: Words) -> list[Path]:
    """The files below `folder`, hidden and compressed ones too, that hold one of the words in their text or name."""
    wanted = words.pattern()
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (wanted.search(path.relative_to(folder).as_posix()) or wanted.search(read_any(path)))
    ]


def read_any(path: Path) -> str:
    """A file's text, unpacked where it is a gzip, as those of a search index are; escapes of HTML, JSON and addresses
    read as what they stand for. Empty where it cannot be read."""
    try:
        data = path.read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return ""
    text = data.decode("utf-8", "replace")
    if path.suffix in TEXTS:
        text = unquote(unescape(text)) if "&" in text or "%" in text else text
        text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return text


def search_history(root: Path, words: Words) -> list[str]:
    """The commits on this branch that brought or removed one of the words, or name the person as author or helper."""
    found: dict[str, None] = {}
    shape = ("-z", "--format=%h %as %s")
    for word in (*words.accounts, *words.names, *words.bodies):
        found |= dict.fromkeys(git_lines(root, "log", *shape, f"-S{word}", "HEAD"))
    for account in words.accounts[:1]:
        number = account.partition(":")[2]
        for where in (f"--author=<{number}\\+", f"--committer=<{number}\\+", f"--grep=<{number}\\+"):
            found |= dict.fromkeys(git_lines(root, "log", *shape, "-E", where, "HEAD"))
    return list(found)


def search_branch(root: Path, branch: str, words: Words) -> list[str]:
    """The objects that a branch reaches, of all its past, that hold one of the words."""
    wanted = words.pattern()
    listed = subprocess.run(
        ["git", "rev-list", "--objects", branch, "--"], cwd=root, capture_output=True, check=False
    ).stdout.decode("utf-8", "replace")
    names = dict(line.partition(" ")[::2] for line in listed.splitlines())
    command = ["git", "cat-file", "--batch"]
    asked = "".join(f"{name}\n" for name in names).encode()
    read = subprocess.run(command, cwd=root, input=asked, capture_output=True, check=False).stdout
    found, at = [], 0
    while at < len(read):
        end = read.index(b"\n", at)
        name, kind, size = read[at:end].decode().split(" ")
        data = read[end + 1 : end + 1 + int(size)]
        if kind != "tree" and wanted.search(data.decode("utf-8", "replace")):
            found.append(f"{name[:10]} {names[name]}".strip())
        at = end + 2 + int(size)
    return found


def git_lines(root: Path, *arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True)
    return [line.strip() for line in done.stdout.decode("utf-8", "replace").split("\0") if line.strip()]
