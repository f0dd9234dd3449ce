"""What changes between two builds: a comment, a question, a title; in Candor's records, and in Hugo's files."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from bench.contenders.hugo import put
from bench.forum import Forum, Reply, Topic, as_stamp, split_front_matter, write_record
from bench.history import commit_all


class Edited(msgspec.Struct, frozen=True):
    """An edit made in both projects: the page it must show on, and the words that must stand there."""

    url: str
    words: str


Edit = Callable[[Forum, int, Path, Path], Edited]
"""Makes the n-th edit of a kind in Candor's project, committed, and in Hugo's."""


def comment(forum: Forum, turn: int, project: Path, hugo: Path) -> Edited:
    """One reply more: a line in one archive file, and its header."""
    topic = forum.topics[100 + turn * 37]
    words = f"One reply more, number {turn}."
    at = later(topic)
    path = project / "content" / topic.thread
    header, *lines = path.read_text("utf-8").splitlines()
    thread = json.loads(header)
    number = 900_000 + turn
    line = {
        "t": "comment",
        "id": f"bench-{number}",
        "num": number,
        "parent": None,
        "author": topic.author,
        "created": as_stamp(at),
        "edited": None,
        "state": "live",
        "reason": None,
        "body": words,
    }
    thread |= {"comments": thread["comments"] + 1, "updated": as_stamp(at)}
    comments = [text for text in lines if json.loads(text)["t"] == "comment"]
    path.write_text("\n".join([dump(thread), *comments, dump(line), *lines[len(comments) :]]) + "\n", "utf-8")
    commit_all(project, f"Reply to: {topic.title}", path)
    reply = Reply(number, topic.author, at, words)
    put(forum, msgspec.structs.replace(topic, replies=[*topic.replies, reply]), hugo)
    return Edited(f"questions/{topic.slug}/index.html", words)


def question(forum: Forum, turn: int, project: Path, hugo: Path) -> Edited:
    """One question more, nobody having replied yet."""
    newest = forum.topics[0]
    at = later(newest) + timedelta(days=1 + turn)
    slug = f"bench-question-{turn}"
    topic = Topic(
        path=f"questions/{at.year}/{slug}",
        slug=slug,
        title=f"Benchmark question {turn}",
        author=newest.author,
        at=at,
        topics=newest.topics,
        body=f"How does **this** work, for the {turn}th time?",
        accepted=None,
        replies=[],
        thread=Path(),
    )
    record = {"title": topic.title, "author": topic.author, "at": at, "topics": topic.topics}
    path = project / "content" / topic.path / "index.md"
    path.parent.mkdir(parents=True)
    path.write_text(write_record(record, topic.body + "\n"), "utf-8")
    commit_all(project, f"Ask: {topic.title}", path)
    put(forum, topic, hugo)
    return Edited(f"questions/{slug}/index.html", topic.title)


def title(forum: Forum, turn: int, project: Path, hugo: Path) -> Edited:
    """One title reworded."""
    topic = forum.topics[120 + turn * 41]
    words = f"Reworded title {turn}"
    path = project / "content" / topic.path / "index.md"
    record, body = split_front_matter(path.read_text("utf-8"))
    path.write_text(write_record(record | {"title": words}, body), "utf-8")
    commit_all(project, f"Reword: {topic.title}", path)
    put(forum, msgspec.structs.replace(topic, title=words), hugo)
    return Edited(f"questions/{topic.slug}/index.html", words)


EDITS: dict[str, Edit] = {"one comment more": comment, "one new question": question, "one edited title": title}


def later(topic: Topic) -> datetime:
    return (topic.updated + timedelta(hours=1)).astimezone(UTC)


def dump(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
