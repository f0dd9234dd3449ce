"""The imported forum as plain values, and larger forums made of it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import yaml

from candor.importers.discourse import import_discourse

PAGE = 50
"""Entries on one page of a list."""

FEED = 20
"""Entries in a feed."""


class Reply(msgspec.Struct, frozen=True):
    """A comment. ``number`` is its thread's own count."""

    number: int
    author: str
    at: datetime
    body: str


class Topic(msgspec.Struct, frozen=True):
    """A question with its replies; ``accepted`` is not among ``replies``."""

    path: str
    slug: str
    title: str
    author: str
    at: datetime
    topics: list[str]
    body: str
    accepted: Reply | None
    replies: list[Reply]
    thread: Path

    @property
    def members(self) -> list[str]:
        """Everyone who wrote here, the one who asked first."""
        wrote = [self.author, *(reply.author for reply in self.everything)]
        return list(dict.fromkeys(wrote))

    @property
    def everything(self) -> list[Reply]:
        return [*([self.accepted] if self.accepted else []), *self.replies]

    @property
    def updated(self) -> datetime:
        return max([self.at, *(reply.at for reply in self.everything)])

    @property
    def unanswered(self) -> bool:
        """Nothing was accepted as the answer: what Candor's own list goes by."""
        return self.accepted is None


class Forum(msgspec.Struct, frozen=True):
    """All topics, newest first; ``names`` of accounts and ``titles`` of topics as pages print them."""

    content: Path
    topics: list[Topic]
    names: dict[str, str]
    titles: dict[str, str]

    @property
    def posts(self) -> int:
        return sum(1 + len(topic.everything) for topic in self.topics)

    def lists(self) -> dict[str, tuple[str, list[Topic]]]:
        """Every list a site prints: address → title and topics, newest first; a member's list holds the latest page."""
        lists: dict[str, tuple[str, list[Topic]]] = {"questions": ("Questions", self.topics)}
        lists["unanswered"] = ("Unanswered", [topic for topic in self.topics if topic.unanswered])
        for topic in self.topics:
            for slug in topic.topics:
                lists.setdefault(f"topics/{slug}", (self.titles[slug], []))[1].append(topic)
            lists.setdefault(f"years/{topic.at.year}", (str(topic.at.year), []))[1].append(topic)
            for account in topic.members:
                latest = lists.setdefault(member_url(account), (self.names[account], []))[1]
                if len(latest) < PAGE:
                    latest.append(topic)
        return lists


def member_url(account: str) -> str:
    return f"members/{account.replace(':', '-')}"


def import_forum(data: Path, content: Path) -> None:
    """Fills ``content`` with the product's own importer from the forum file of the ``data`` folder."""
    shutil.rmtree(content, ignore_errors=True)
    content.mkdir(parents=True)
    import_discourse(forum_file(data), content, keep_names=False, progress=lambda done, total: None)


def forum_file(data: Path) -> Path:
    return data / "forum-5046-topics.jsonl.gz"


def load_forum(content: Path) -> Forum:
    """The forum that stands in a content folder."""
    community = yaml.load((content / "community.yml").read_bytes(), yaml.CSafeLoader)
    titles = {slug: topic["title"] for slug, topic in community["topics"].items()}
    accounts = (content / ".discussions/discourse/accounts.jsonl").read_text("utf-8").splitlines()
    names = {account["id"]: account["login"] for account in map(json.loads, accounts)}
    topics = [load_topic(content, index) for index in sorted((content / "questions").glob("*/*/index.md"))]
    topics.sort(key=lambda topic: (topic.at, topic.slug), reverse=True)
    return Forum(content, topics, names, titles)


def load_topic(content: Path, index: Path) -> Topic:
    record, body = split_front_matter(index.read_text("utf-8"))
    key = record["threads"][0]
    thread = thread_file(content, key)
    _, *lines = map(json.loads, thread.read_text("utf-8").splitlines())
    replies = [load_reply(line) for line in lines if line["t"] == "comment" and line.get("state", "live") == "live"]
    answers = [split_front_matter(path.read_text("utf-8")) for path in sorted(index.parent.glob("answers/*.md"))]
    promoted = {answer["from"]: text for answer, text in answers}
    accepted = next((reply for reply in replies if f"{key}/{reply.number}" in promoted), None)
    return Topic(
        path=str(index.parent.relative_to(content)),
        slug=index.parent.name,
        title=record["title"],
        author=record["author"],
        at=as_moment(record["at"]),
        topics=record.get("topics", []),
        body=body,
        accepted=accepted,
        replies=[reply for reply in replies if reply is not accepted],
        thread=thread.relative_to(content),
    )


def load_reply(line: dict[str, Any]) -> Reply:
    return Reply(line["num"], line["author"], datetime.fromisoformat(line["created"]), line["body"])


def as_moment(value: datetime | str) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    _, front, body = text.split("---\n", 2)
    return yaml.load(front, yaml.CSafeLoader), body


def write_record(record: dict[str, Any], body: str) -> str:
    """Front matter and body; each value as JSON, which YAML contains."""
    values = {key: as_stamp(value) if isinstance(value, datetime) else value for key, value in record.items()}
    front = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
    return f"---\n{front}---\n{body}"


def as_stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def thread_file(content: Path, key: str) -> Path:
    source, number = key.split("/")
    return content / ".discussions" / source / str(int(number) // 1000) / f"{number}.jsonl"


# Growth

OFFSET = 1_000_000
"""Added to every number of a copy, so that copies share no account, thread or comment."""


def multiply(content: Path, target: Path, times: int) -> None:
    """A forum ``times`` as large: the original, and copies in which every post, title, slug and author is salted."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(content, target)
    for copy in range(1, times):
        for index in content.glob("questions/*/*/index.md"):
            for file in index.parent.rglob("*.md"):
                folder = target / index.parent.relative_to(content)
                salted = folder.with_name(f"{folder.name[:90].rstrip('-')}-z{copy}") / file.relative_to(index.parent)
                salted.parent.mkdir(parents=True, exist_ok=True)
                salted.write_text(salt_record(file.read_text("utf-8"), copy), "utf-8")
        for thread in content.glob(".discussions/*/*/*.jsonl"):
            number = int(thread.stem) + copy * OFFSET
            salted = thread_file(target, f"{thread.parent.parent.name}/{number}")
            salted.parent.mkdir(parents=True, exist_ok=True)
            salted.write_text("".join(salt_lines(thread, copy)), "utf-8")
    accounts = content / ".discussions/discourse/accounts.jsonl"
    lines = [line for copy in range(times) for line in salt_lines(accounts, copy)]
    (target / accounts.relative_to(content)).write_text("".join(lines), "utf-8")


def salt_text(text: str, copy: int) -> str:
    """The text with a word more at its end and in nearly every line, code included: no cached piece of it serves."""
    return re.sub(r"(?<=[a-z.;{})])$", f" z{copy}", text, flags=re.MULTILINE | re.IGNORECASE) + f"\n\nz{copy}\n"


def salt_record(text: str, copy: int) -> str:
    record, body = split_front_matter(text)
    if title := record.get("title"):
        record["title"] = f"{title[:190]} z{copy}"
    salted = write_record(record, salt_text(body, copy))
    return re.sub(r"\b(discourse[:/])(\d+)", shift(copy), salted)


def shift(copy: int) -> Callable[[re.Match[str]], str]:
    return lambda match: f"{match[1]}{int(match[2]) + copy * OFFSET}"


def salt_lines(file: Path, copy: int) -> Iterator[str]:
    """Lines of an archive file as the copy has them; copy 0 is the original."""
    for line in file.read_text("utf-8").splitlines(keepends=True):
        if not copy:
            yield line
            continue
        value = json.loads(line)
        for field in ("id", "answer", "parent", "on", "author", "by", "answer_by"):
            if value.get(field):
                value[field] = salt_id(value[field], copy)
        if "number" in value:
            value["number"] += copy * OFFSET
        for field in ("title", "login"):
            if value.get(field):
                value[field] += f"-z{copy}"
        if value.get("body"):
            value["body"] = salt_text(value["body"], copy)
        yield json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"


def salt_id(value: str, copy: int) -> str:
    """An account moves to another number, any other id gets a suffix."""
    account = re.fullmatch(r"([a-z][a-z0-9-]*:)(\d+)", value)
    return shift(copy)(account) if account else f"{value}z{copy}"


# Work that need not be done twice


def once(folder: Path, key: str, make: Callable[[Path], None]) -> Path:
    """The folder, made by ``make`` unless it was made from the same ``key`` before."""
    stamp = folder.with_name(f"{folder.name}.key")
    if not (stamp.exists() and stamp.read_text() == key and folder.exists()):
        stamp.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        make(folder)
        stamp.write_text(key)
    return folder


def digest(*paths: Path) -> str:
    """A digest of files, and of every file below folders."""
    total = hashlib.blake2b(digest_size=16)
    for path in paths:
        for file in [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file()):
            if "__pycache__" not in file.parts:
                total.update(str(file.relative_to(path)).encode() + b"\0" + file.read_bytes())
    return total.hexdigest()
