"""Pelican, with bare templates and its own Markdown and feed settings."""

from __future__ import annotations

import json
import sys
from importlib import metadata
from pathlib import Path

from bench.contenders import Contender, article, copy_templates
from bench.forum import Forum, as_stamp


def stage(forum: Forum, folder: Path) -> None:
    copy_templates("pelican", folder)
    names = {account.replace(":", "-"): name for account, name in forum.names.items()}
    (folder / "names.json").write_text(json.dumps({"names": names, "titles": forum.titles}), "utf-8")
    for topic in forum.topics:
        front = {
            "Title": topic.title,
            "Slug": topic.slug,
            "Date": as_stamp(topic.at),
            "Modified": as_stamp(topic.updated),
            "Tags": ", ".join(topic.topics),
            "Category": "unanswered" if topic.unanswered else "answered",
            "Authors": "; ".join(account.replace(":", "-") for account in topic.members),
        }
        path = folder / f"content/{topic.path}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{field}: {value}\n" for field, value in front.items())
        path.write_text(f"{lines}\n{article(forum, topic)}", "utf-8")


CONTENDER = Contender(
    name="Pelican",
    version=lambda: metadata.version("pelican"),
    stage=stage,
    command=[sys.executable, "-m", "pelican", "content", "--settings", "pelicanconf.py", "--quiet"],
    output="output",
    caches=("cache", "__pycache__"),
    given="one Markdown file a topic with all replies joined; bare templates",
)
