"""A Git history in which every question and every reply is a commit of its own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, NamedTuple

from bench.forum import Forum, Topic


class Event(NamedTuple):
    """A post coming into being: the files as they stood then. Sorts by time."""

    at: datetime
    path: str
    number: int
    account: str
    message: str
    files: dict[str, bytes]


def commit_history(project: Path, forum: Forum) -> int:
    """Makes the project a repository whose head is exactly its tree; gives the number of commits."""
    git(project, "init", "--quiet", "--initial-branch=main")
    git(project, "config", "gc.auto", "0")
    events = sorted((event for topic in forum.topics for event in topic_events(forum, topic)), key=lambda e: e[:3])
    posts = {name for event in events for name in event.files}
    names = {str(path.relative_to(project)): path for path in sorted(project.rglob("*")) if path.is_file()}
    ground = {
        name: path.read_bytes() for name, path in names.items() if name not in posts and not name.startswith(".git/")
    }
    start = Event(events[0].at, "", 0, "", "Lay the ground", ground)
    with subprocess.Popen(["git", "-C", project, "fast-import", "--quiet"], stdin=subprocess.PIPE) as process:
        assert process.stdin
        for event in [start, *events]:
            write_commit(process.stdin, event, forum)
        process.stdin.close()
        if process.wait():
            raise RuntimeError("git fast-import failed")
    # As a clone has it: one pack, its deltas searched for, no commit graph.
    git(project, "repack", "-adfq", "--depth=30", "--window=8")
    git(project, "reset", "--quiet")
    if git(project, "status", "--porcelain"):
        raise RuntimeError("the history does not end in the imported tree")
    return len(events) + 1


def topic_events(forum: Forum, topic: Topic) -> Iterator[Event]:
    """The question, then one event a reply; the thread's file grows line by line, the last reply brings the rest."""
    content = forum.content
    folder = content / topic.path
    beside = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "index.md")
    answers = {f"content/{path.relative_to(content)}": path.read_bytes() for path in beside}
    lines = (content / topic.thread).read_bytes().splitlines(keepends=True)
    kinds = [json.loads(line) for line in lines]
    ends = [number + 1 for number, line in enumerate(kinds) if line["t"] == "comment"]
    thread = f"content/{topic.thread}"
    asked = {f"content/{topic.path}/index.md": (folder / "index.md").read_bytes()}
    if not ends:
        asked |= answers
    first = b"".join(lines if not ends else lines[:1])
    yield Event(topic.at, topic.path, 0, topic.author, f"Ask: {topic.title}", asked | {thread: first})
    at = topic.at
    for end in ends:
        reply = kinds[end - 1]
        at = max(at, datetime.fromisoformat(reply["created"]))
        last = end == ends[-1]
        files = {thread: b"".join(lines if last else lines[:end])}
        if last:
            files |= answers
        yield Event(at, topic.path, end, reply.get("author") or "", f"Reply to: {topic.title}", files)


def write_commit(stream: IO[bytes], event: Event, forum: Forum) -> None:
    source, _, number = event.account.partition(":")
    login = forum.names.get(event.account, "nobody")
    email = f"{number or 0}+{login}@users.noreply.{source or 'forum'}.example"
    message = event.message.encode()
    stream.write(b"commit refs/heads/main\n")
    stream.write(f"committer {login} <{email}> {int(event.at.timestamp())} +0000\n".encode())
    stream.write(b"data %d\n%s\n" % (len(message), message))
    for name, data in event.files.items():
        stream.write(f"M 100644 inline {quote(name)}\ndata {len(data)}\n".encode() + data + b"\n")


def quote(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def commit_all(project: Path, message: str, *paths: Path) -> None:
    """One commit more, of these paths."""
    git(project, "add", "--", *map(str, paths))
    person = ["-c", "user.name=bench", "-c", "user.email=1+bench@users.noreply.forum.example"]
    git(project, *person, "commit", "--quiet", "--no-verify", "--message", message)


def git(project: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", project, *arguments], check=True, capture_output=True, text=True).stdout
