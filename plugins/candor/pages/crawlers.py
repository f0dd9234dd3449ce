"""Files for programs that read the whole site: ``robots.txt`` for crawlers, ``llms.txt`` for language models.

The form of ``llms.txt`` is that of https://llmstxt.org: a title, a summary, and lists of links; what stands under
"Optional" may be skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from candor.pages.contexts import Text
from candor.pages.directory import Directory
from candor.pages.documents import draft_document
from candor.pages.lists import KINDS
from candor.pages.plan import Document

ANSWERED = 50
"""The newest questions with an accepted answer that ``llms.txt`` names."""

MARKUP = re.compile(r"([\\\[\]<>])")


def plan_crawler_files(directory: Directory) -> Iterator[Document]:
    """Both files, unless the brand wrote its own; none where the site's address is unknown, which they need."""
    if not directory.site.url:
        return
    for name, text in (("robots.txt", robots(directory)), ("llms.txt", llms(directory))):
        if name not in directory.corpus.pages:
            yield draft_document(directory.stamp, url=name, template="text.txt", context=Text(text=text))


def robots(directory: Directory) -> str:
    return f"User-agent: *\nAllow: /\n\nSitemap: {directory.site.url}sitemap.xml\n"


def llms(directory: Directory) -> str:
    """What this community is and where its answers are, in Markdown."""
    site, community = directory.site, directory.corpus.community
    say, base = site.catalogue.gettext, site.url
    questions = [post for post in reversed(directory.posts) if directory.accepted[post.slug] and not post.stub]
    sections = {
        say("Lists"): [
            link(say("Newest posts"), f"{base}questions/"),
            link(say("Unanswered questions"), f"{base}unanswered/"),
            *(link(say(title), f"{base}kinds/{kind}/", say(intro)) for kind, (title, intro) in KINDS.items()),
        ],
        say("Topics"): [
            link(topic.title, f"{base}topics/{slug}/", topic.description)
            for slug, topic in sorted(community.topics.items())
        ],
        say("Questions with an accepted answer"): [
            link(post.record.title, f"{base}questions/{post.slug}/", post.excerpt) for post in questions[:ANSWERED]
        ],
        "Optional": [
            link(say("Members"), f"{base}members/"),
            link(say("Atom feed"), f"{base}feed.xml"),
            link(say("JSON feed"), f"{base}feed.json"),
            link("sitemap.xml", f"{base}sitemap.xml"),
        ],
    }
    parts = [f"# {plain(community.name)}"]
    if summary := plain(community.description or site.description):
        parts.append(f"> {summary}")
    if directory.demo:
        parts.append(say("A demonstration: the brand and its members are made up."))
    parts.append(
        say(
            "Members ask and answer here; staff answer under their own names. Every page is plain HTML and says "
            "who wrote what and when, in UTC. An accepted answer is marked as such."
        )
    )
    parts += [f"## {title}\n\n" + "\n".join(links) for title, links in sections.items() if links]
    return "\n\n".join(parts) + "\n"


def link(title: str, url: str, note: str = "") -> str:
    return f"- [{plain(title)}]({url})" + (f": {plain(note)}" if note else "")


def plain(text: str) -> str:
    """The text as one line in which nothing is Markdown that would change the list."""
    return MARKUP.sub(r"\\\1", " ".join(text.split()))
