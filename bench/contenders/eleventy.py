"""Eleventy, with its fastest template language (JavaScript functions) and its own highlighter."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from bench.contenders import Contender, article, copy_templates
from bench.forum import Forum, as_stamp


def stage(forum: Forum, folder: Path) -> None:
    copy_templates("eleventy", folder)
    data = {"titles": forum.titles, "names": {k.replace(":", "-"): name for k, name in forum.names.items()}}
    (folder / "forum.json").write_text(json.dumps(data), "utf-8")
    for topic in forum.topics:
        record = {
            "title": topic.title,
            "slug": topic.slug,
            "date": as_stamp(topic.at),
            "updated": as_stamp(topic.updated),
            "author": topic.author.replace(":", "-"),
            "topics": topic.topics,
            "members": [account.replace(":", "-") for account in topic.members],
            "unanswered": topic.unanswered,
        }
        path = folder / f"content/{topic.path}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        front = json.dumps(record, ensure_ascii=False)
        path.write_text(f"---json\n{front}\n---\n{article(forum, topic)}", "utf-8")
    install = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(install, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def version() -> str:
    locked = json.loads((Path(__file__).parent.parent / "templates/eleventy/package-lock.json").read_text())
    node = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True).stdout.strip()
    return f"{locked['packages']['node_modules/@11ty/eleventy']['version']} (Node {node})"


CONTENDER = Contender(
    name="Eleventy",
    version=version,
    stage=stage,
    command=["node", "node_modules/@11ty/eleventy/cmd.cjs", "--quiet"],
    output="_site",
    given="one Markdown file a topic with all replies joined; bare templates",
)
