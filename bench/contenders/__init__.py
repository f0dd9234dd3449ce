"""The same forum for every generator: what each is given, and how it is run at its best.

A contender reads ordinary Markdown, one file a topic, with the accepted answer and all replies
already in it; Candor reads the imported records and joins them itself, within its measured time.
All print to the same addresses, so that one proof fits all.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from bench.forum import PAGE, Forum, Reply, Topic, member_url

TEMPLATES = Path(__file__).parent.parent / "templates"
SITE_NAME = "Forum"
SITE_URL = "https://forum.example/"


class Contender(msgspec.Struct, frozen=True, kw_only=True):
    """A generator in the race.

    ``stage`` fills a fresh folder with the forum; ``command`` builds it, run inside that folder, into
    its ``output``; ``caches`` are removed with the output before a cold run. ``put`` writes a new or
    changed topic into a staged folder. ``lacks`` says what it does not print, ``given`` what was
    prepared for it outside its measured time.
    """

    name: str
    version: Callable[[], str]
    stage: Callable[[Forum, Path], None]
    command: list[str]
    output: str
    caches: tuple[str, ...] = ()
    put: Callable[[Forum, Topic, Path], None] | None = None
    slow: bool = True
    lacks: str = ""
    given: str = ""

    def clear(self, folder: Path, attic: Path) -> None:
        """Takes away the output and every cache, into `attic`.

        They are moved, not deleted: for minutes after many files were deleted, ext4 makes new ones several times
        more slowly, because it does not use a fresh inode again at once. Nobody's build should pay for that.
        """
        place = Path(tempfile.mkdtemp(dir=attic))
        for number, name in enumerate((self.output, *self.caches)):
            for found in folder.glob(name):
                found.rename(place / f"{number}-{found.name}")


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")


def article(forum: Forum, topic: Topic) -> str:
    """The whole conversation as one Markdown text: question, accepted answer, replies, each with author and time."""
    parts = [balance(topic.body)]
    if topic.accepted:
        parts += ["## Accepted answer", reply_text(forum, topic.accepted)]
    if topic.replies:
        parts += ["## Replies", *(reply_text(forum, reply) for reply in topic.replies)]
    return "\n\n".join(parts) + "\n"


def reply_text(forum: Forum, reply: Reply) -> str:
    return f"### {forum.names[reply.author]}, {stamp(reply.at)}\n\n{balance(reply.body)}"


def balance(text: str) -> str:
    """The text with a code fence closed that its author left open: it must not swallow the next reply."""
    fence = ""
    for line in text.splitlines():
        mark = re.match(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})", line)
        if mark and not fence:
            fence = mark[1]
        elif fence and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
    return f"{text.strip()}\n{fence}" if fence else text.strip()


def copy_templates(name: str, folder: Path) -> None:
    shutil.copytree(TEMPLATES / name, folder, dirs_exist_ok=True)


def byline(forum: Forum, topic: Topic, root: str) -> str:
    """Author, dates and topics as a line of Markdown, for generators whose templates are not ours."""
    topics = ", ".join(f"[{forum.titles[slug]}]({root}topics/{slug}/)" for slug in topic.topics)
    author = f"[{forum.names[topic.author]}]({root}{member_url(topic.author)}/)"
    return f"{author} · {stamp(topic.at)} · last reply {stamp(topic.updated)} · {topics}"


def list_pages(topics: list[Topic]) -> list[list[Topic]]:
    return [topics[start : start + PAGE] for start in range(0, max(len(topics), 1), PAGE)]
