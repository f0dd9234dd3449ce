"""Material for MkDocs, and Zensical on the same files: posts out of the navigation, no search index.

Neither makes lists, so these are staged as finished Markdown pages: their easier case.
"""

from __future__ import annotations

import html
import json
import sys
from importlib import metadata
from pathlib import Path

from bench.contenders import SITE_NAME, Contender, article, byline, copy_templates, list_pages, stamp
from bench.forum import FEED, Forum, Topic


def stage(forum: Forum, folder: Path) -> None:
    copy_templates("material", folder)
    docs = folder / "docs"
    write_page(docs / "index.md", SITE_NAME, "[Questions](questions/)")
    for topic in forum.topics:
        text = f"{byline(forum, topic, '../../')}\n\n{article(forum, topic)}"
        # Material prints titles as they are: a title that holds a tag would lose it.
        write_page(docs / f"questions/{topic.slug}.md", html.escape(topic.title, quote=False), text)
    for url, (title, topics) in forum.lists().items():
        for number, entries in enumerate(list_pages(topics), 1):
            name = f"{url}/page/{number}.md" if number > 1 else f"{url}/index.md"
            depth = url.count("/") + (3 if number > 1 else 1)
            write_page(docs / name, title, entry_list(forum, entries, "../" * depth))
    newest = [[f"questions/{topic.slug}/", topic.title, topic.at.isoformat()] for topic in forum.topics]
    by_topic = {
        slug: [f"questions/{topic.slug}/" for topic in forum.topics if slug in topic.topics][:FEED]
        for slug in forum.titles
    }
    (folder / "feeds.json").write_text(json.dumps({"posts": newest, "topics": by_topic}), "utf-8")


def write_page(path: Path, title: str, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n\n{text}", "utf-8")


def entry_list(forum: Forum, topics: list[Topic], root: str) -> str:
    """Links as HTML, since a title may hold any mark that Markdown means something by."""
    links = [f'<a href="{root}questions/{topic.slug}/">{escape(topic.title)}</a>' for topic in topics]
    notes = [f"{forum.names[topic.author]}, {stamp(topic.at)}" for topic in topics]
    return "\n".join(f"- {link} {note}" for link, note in zip(links, notes, strict=True))


def escape(text: str) -> str:
    """HTML-escaped, Markdown's own marks included."""
    return "".join(char if char.isalnum() or char in " ,.-" else f"&#{ord(char)};" for char in text)


GIVEN = "one Markdown file a topic with all replies joined; lists as finished Markdown pages"

MKDOCS = Contender(
    name="MkDocs + Material",
    version=lambda: f"{metadata.version('mkdocs')} + {metadata.version('mkdocs-material')}",
    stage=stage,
    command=[sys.executable, "-m", "mkdocs", "build", "--quiet"],
    output="site",
    given=f"{GIVEN}; feeds by a hook of 30 lines",
)

ZENSICAL = Contender(
    name="Zensical",
    version=lambda: metadata.version("zensical"),
    stage=stage,
    command=[str(Path(sys.executable).parent / "zensical"), "build", "-f", "mkdocs.yml"],
    output="site",
    caches=(".cache",),
    given=GIVEN,
    lacks="feeds: it runs neither plugins nor hooks",
)
