"""Proof that a site prints the whole forum: every article, a word of every sampled post, every list, every feed."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from bench.forum import FEED, Forum, Topic

SAMPLE = 200
SEED = 2


def prove(forum: Forum, site: Path) -> list[str]:
    """What the site fails to print, in plain sentences; empty where it prints everything."""
    searches = (missing_articles, missing_posts, missing_entries, missing_feeds)
    return [fault for search in searches for fault in search(forum, site)]


def page_of(site: Path, url: str) -> str:
    path = site / url / "index.html"
    return path.read_text("utf-8") if path.exists() else ""


def plain(page: str) -> str:
    """The text of a page, without markup and with single spaces."""
    text = re.sub(r"(?s)<(script|style)\b.*?</\1>|<[^>]*>", "", page)
    return re.sub(r"\s+", " ", html.unescape(text))


def missing_articles(forum: Forum, site: Path) -> list[str]:
    """Every topic has its page, and its title, author, time and topic stand there."""
    faults = []
    for topic in forum.topics:
        page = page_of(site, f"questions/{topic.slug}")
        text = plain(page)
        wanted = [re.sub(r"\s+", " ", topic.title).strip(), forum.names[topic.author]]
        if absent := [word for word in wanted if loose(word) not in loose(text)]:
            faults.append(f"questions/{topic.slug}/ lacks {absent}")
        if not shows_time(page, topic.at.strftime("%Y-%m-%d"), topic.at.strftime("%H:%M")):
            faults.append(f"questions/{topic.slug}/ lacks its time")
        faults += [f"questions/{topic.slug}/ lacks its topic" for slug in topic.topics if f"topics/{slug}/" not in page]
    return faults


def loose(text: str) -> str:
    """Letters and digits alone: what typographic quotes, dashes and markup in a title leave equal."""
    return re.sub(r"[\W_]+", "", text)


def shows_time(page: str, day: str, minute: str) -> bool:
    return f"{day} {minute}" in page or f"{day}T{minute}" in page


def missing_posts(forum: Forum, site: Path) -> list[str]:
    """In a sample of topics, the question and every reply: author, time and the rarest of its plain words."""
    faults = []
    for topic in random.Random(SEED).sample(forum.topics, min(SAMPLE, len(forum.topics))):
        page = page_of(site, f"questions/{topic.slug}")
        text = plain(page)
        if (word := telling_word(topic.body)) not in text:
            faults.append(f"questions/{topic.slug}/ lacks {word!r} of the question")
        for reply in topic.everything:
            if (word := telling_word(reply.body)) not in text:
                faults.append(f"questions/{topic.slug}/ lacks {word!r} of reply {reply.number}")
            if not shows_time(page, reply.at.strftime("%Y-%m-%d"), reply.at.strftime("%H:%M")):
                faults.append(f"questions/{topic.slug}/ lacks the time of reply {reply.number}")
            if forum.names[reply.author] not in text:
                faults.append(f"questions/{topic.slug}/ lacks the author of reply {reply.number}")
    return faults


def telling_word(text: str) -> str:
    """The longest plain word of a post, addresses and markup aside; empty where it has none."""
    prose = re.sub(r"(?s)<!--.*?-->|<[^>]*>|!?\[[^\]]*\]\S*|\S*[/@:&\\_*`]\S*", " ", text)
    return max(re.findall(r"(?<=\s)[a-z]{4,}(?=\s)", f" {prose} "), key=len, default="")


def missing_entries(forum: Forum, site: Path) -> list[str]:
    """Every list links, over all its pages, to each topic that belongs there; a member's page to one at least."""
    faults = []
    for url, (_, topics) in forum.lists().items():
        linked = linked_slugs((site / url).rglob("page/*/index.html")) | linked_slugs([site / url / "index.html"])
        absent = {topic.slug for topic in topics} - linked
        if len(absent) >= len(topics) if url.startswith("members/") else absent:
            faults.append(f"{url}/ lacks {len(absent)} of {len(topics)} entries")
    return faults


def linked_slugs(pages: Iterable[Path]) -> set[str]:
    texts = (page.read_text("utf-8") for page in pages if page.exists())
    return {slug for text in texts for slug in re.findall(r"questions/([^/\"']+)/[\"'#]", text)}


def missing_feeds(forum: Forum, site: Path) -> list[str]:
    """The feed of all and of each topic parse as XML and carry their newest entries."""
    wanted: dict[str, list[Topic]] = {"feed.xml": forum.topics}
    wanted |= {f"{url}/feed.xml": topics for url, (_, topics) in forum.lists().items() if url.startswith("topics/")}
    return [fault for name, topics in wanted.items() if (fault := feed_fault(site, name, min(FEED, len(topics))))]


def feed_fault(site: Path, name: str, count: int) -> str:
    if not (site / name).exists():
        return f"no {name}"
    root = ElementTree.parse(site / name).getroot()
    entries = [element for element in root.iter() if element.tag.rpartition("}")[2] in ("entry", "item")]
    return "" if len(entries) >= count else f"{name} has {len(entries)} of {count} entries"
