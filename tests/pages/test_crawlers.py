"""robots.txt and llms.txt: what programs are told about the whole site."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from urllib.robotparser import RobotFileParser

import msgspec
import pytest

from candor.model.corpus import Corpus
from candor.pages.plan import Document
from candor.pages.render import render_body
from candor.pages.site import Site
from candor.pages.site_plan import plan_site

Find = Callable[[str], Document]
BASE = "https://fernhill.example/community/"


def text_of(document: Document) -> str:
    return str(render_body(document.template, document.context, {}))  # type: ignore[arg-type]


def test_crawlers_may_read_everything_and_find_the_sitemap(document: Find) -> None:
    robots = RobotFileParser()
    robots.parse(text_of(document("robots.txt")).splitlines())
    assert robots.can_fetch("*", f"{BASE}questions/open/")
    assert robots.site_maps() == [f"{BASE}sitemap.xml"]


def test_language_models_find_a_title_a_summary_and_lists_of_links(document: Find) -> None:
    """The form that llmstxt.org asks for: one h1, one quotation, then sections of nothing but links."""
    text = text_of(document("llms.txt"))
    assert text.startswith("# Fernhill\n\n> Energy & people\n\n")
    assert re.findall("^## (.*)$", text, re.MULTILINE) == [
        "Lists",
        "Topics",
        "Questions with an accepted answer",
        "Optional",
    ]
    for section in text.split("\n## ")[1:]:
        for line in section.strip().split("\n\n", 1)[1].splitlines():
            assert re.fullmatch(r"- \[.+\]\(https://fernhill\.example/community/\S*\)(: .+)?", line), line


def test_every_address_in_it_is_published(document: Find, corpus: Corpus, site: Site, now: datetime) -> None:
    plan = plan_site(corpus, site, now, has_home=False)
    published = {BASE + each.url for each in plan.documents}
    addresses = re.findall(r"\]\((\S+)\)", text_of(document("llms.txt")))
    assert len(addresses) > 10
    assert set(addresses) <= published


@pytest.mark.parametrize("title", ["[x](javascript:1)", "a\n## b", "<script>", "\\]("])
def test_no_title_changes_the_list_it_stands_in(title: str, corpus: Corpus, site: Site, now: datetime) -> None:
    first = corpus.posts[0]
    hostile = msgspec.structs.replace(first, record=msgspec.structs.replace(first.record, title=title))
    other = msgspec.structs.replace(corpus, posts=[hostile, *corpus.posts[1:]])

    def shape(corpus: Corpus) -> list[str]:
        plan = plan_site(corpus, site, now, has_home=False)
        text = next(text_of(each) for each in plan.documents if each.url == "llms.txt")
        return [re.sub(r"(?<=- \[).*(?=\]\(https://)", "", line) for line in text.splitlines()]

    assert shape(other) == shape(corpus)


def test_the_brands_own_files_take_their_place(corpus: Corpus, site: Site, now: datetime) -> None:
    own = msgspec.structs.replace(corpus, pages=corpus.pages | {"robots.txt", "llms.txt"})
    planned = {each.url for each in plan_site(own, site, now, has_home=False).documents}
    assert not planned & {"robots.txt", "llms.txt"}
    nowhere = msgspec.structs.replace(site, url="")
    planned = {each.url for each in plan_site(corpus, nowhere, now, has_home=False).documents}
    assert not planned & {"robots.txt", "llms.txt"}
