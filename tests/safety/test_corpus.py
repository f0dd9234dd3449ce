"""Every payload of the corpus in every place where an author's words are printed, judged by Chromium's own DOM."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route
from pygments.token import STANDARD_TYPES

from candor.model import limits
from candor.model.records import Kind
from candor.pages.contexts import Author, Entry, ListPage, Pager, TopicLink
from candor.pages.render import render_body
from candor.sources.markdown import Place, render
from candor.sources.markdown.parser import parse

from .payloads import GROUPS, PAYLOADS

pytestmark = pytest.mark.browser

SITE = "https://site.example"
COMMON = ["id", "class"]
ELEMENTS = {
    **dict.fromkeys(
        """
        b br caption cite code col colgroup dd del dfn dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i ins kbd li
        mark pre q rp rt ruby s samp small span strong sub summary sup table tbody tfoot thead tr ul var wbr blockquote
        """.split(),  # noqa: SIM905
        COMMON,
    ),
    "a": [*COMMON, "href", "title", "rel", "aria-label"],
    "abbr": [*COMMON, "title"],
    "details": [*COMMON, "open"],
    "div": [*COMMON, "align"],
    "img": [*COMMON, "src", "alt", "title", "width", "height", "loading", "decoding", "referrerpolicy"],
    "input": [*COMMON, "type", "checked", "disabled", "aria-label"],
    "ol": [*COMMON, "start", "reversed"],
    "p": [*COMMON, "align"],
    "section": [*COMMON, "role"],
    "td": [*COMMON, "align", "colspan", "rowspan"],
    "th": [*COMMON, "align", "colspan", "rowspan"],
}
CLASSES = """
    admonition admonition-title note tip info warning danger highlight mention number remote-image missing-image cut
    task-list-item footnote footnote-ref footnote-backref
""".split()  # noqa: SIM905
NAMES = sorted(
    {match for payload in PAYLOADS for match in re.findall(r"""(?:id|name|ID)=["']?([\w$]+)""", payload)}
    | {"__config", "__md_scope", "__md_get", "__md_set", "pagefind", "config"}
)

MARKDOWN: dict[str, Callable[[str], str]] = {
    "body": lambda payload: payload,
    "comment": lambda payload: payload,
    "heading": lambda payload: f"# {one_line(payload)}\n\nSecond\n=== {one_line(payload)}",
    "table cell": lambda payload: f"| a | b |\n|---|---|\n| {one_line(payload)} | c |",
    "code title": lambda payload: (
        f'```python title="{one_line(payload)}"\nx = 1\n```\n\n~~~{one_line(payload)}\nx\n~~~'
    ),
    "link text": lambda payload: f"[{payload}](https://e.example) [{one_line(payload)}](../other/index.md)",
    "alt": lambda payload: f"![{payload}](photo.png) ![{one_line(payload)}](https://e.example/x.png)",
}
TEXT = ("title", "description", "tag", "author")


def one_line(text: str) -> str:
    return " ".join(re.split(r"[\r\n]+", text))


def print_payload(payload: str, context: str, number: int) -> str:
    """The HTML that a site prints for an author who writes `payload` where `context` says."""
    if context in TEXT:
        words = dict.fromkeys(TEXT, "harmless") | {context: payload}
        entry = Entry(
            slug="x",
            title=words["title"],
            kind=Kind.QUESTION,
            state=None,
            author=Author(slug="otto", name=words["author"]),
            created=datetime(2026, 1, 1, tzinfo=UTC),
            answers=0,
            comments=0,
            votes=0,
            excerpt=words["description"],
            topics=[TopicLink(slug="hub", title=words["tag"])],
        )
        title, intro = words["title"], words["description"]
        page = ListPage(root="../", view="x/", title=title, intro=intro, entries=[entry], pager=Pager())
        return render_body("list.jinja", page, {})
    place = Place(
        folder="questions/2026/judged",
        prefix=f"p{number}-",
        image_hosts=("images.example",),
        limit=limits.COMMENT_BYTES if context == "comment" else limits.POST_BYTES,
    )
    return render(MARKDOWN[context](payload), place).fragment.resolve(lambda ref: f"/{ref.kind}/")


def print_page(cells: list[str]) -> bytes:
    """All cells on one page, each inside what would show that it has broken out."""
    printed = "".join(f'<li><div data-cell="{n}">{cell}</div><hr></li>' for n, cell in enumerate(cells))
    page = f"<!doctype html><html><head><meta charset=utf-8><title>judged</title></head><body><main><ol>{printed}</ol>"
    return f"{page}</main></body></html>".encode("utf-8", "replace")


class Court:
    """A browser page that records what tries to run or to reach another origin."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.printed = b""
        self.ran: list[str] = []
        self.asked: list[str] = []
        page.add_init_script(path=Path(__file__).with_name("judge.js"))
        page.expose_binding("pwned", lambda *_: self.ran.append("a script ran"))
        page.on("dialog", lambda dialog: (self.ran.append("a dialog"), dialog.dismiss()))
        page.context.on("page", lambda _: self.ran.append("a window opened"))
        page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        url = route.request.url
        if url == f"{SITE}/judged/":
            route.fulfill(body=self.printed, content_type="text/html; charset=utf-8")
        else:
            if not url.startswith((f"{SITE}/", "https://images.example/")):
                self.asked.append(f"asked {url}")
            route.abort()

    def judge(
        self, cells: list[str], *, same: bool = False, wait: float = 0, prefix: str | None = None
    ) -> list[tuple[int, str]]:
        """Every violation as (number of the cell or -1 for the page, what is wrong).

        `prefix` is a pattern that ids begin with, where it is not the cell's own.
        """
        self.printed = print_page(cells)
        self.ran.clear()
        self.asked.clear()
        self.page.goto(f"{SITE}/judged/")
        if wait:
            self.page.wait_for_timeout(wait)
        rules: dict[str, Any] = {
            "elements": ELEMENTS,
            "classes": CLASSES,
            "colours": [name for name in STANDARD_TYPES.values() if name],
            "names": NAMES,
            "cells": len(cells),
            "same": same,
            "prefix": prefix,
        }
        found = self.page.evaluate("rules => judge(rules)", rules)
        if self.page.url.partition("#")[0] != f"{SITE}/judged/":
            found.append([-1, f"led to {self.page.url}"])
        return [(cell, what) for cell, what in found] + [(-1, what) for what in self.ran + self.asked]


@pytest.fixture(scope="module")
def court(browser: Browser) -> Iterator[Court]:
    context = browser.new_context()
    yield Court(context.new_page())
    context.close()


def test_the_corpus_is_large_and_has_no_payload_twice() -> None:
    assert len(PAYLOADS) == len(set(PAYLOADS)) >= 300


@pytest.mark.parametrize("context", [*MARKDOWN, *TEXT])
def test_no_payload_does_harm(court: Court, context: str) -> None:
    payloads = ("harmless", *PAYLOADS)
    cells = [print_payload(payload, context, number) for number, payload in enumerate(payloads)]
    found = court.judge(cells, same=context in TEXT, wait=300)
    assert [(payloads[cell] if cell >= 0 else "the page", what) for cell, what in found] == []


@pytest.mark.parametrize("context", TEXT)
def test_hostile_text_is_shown_as_it_was_written(court: Court, context: str) -> None:
    written = "<script>pwned()</script> &amp; \"'` <img src=x onerror=pwned()> {{ 1 }}"
    assert court.judge([print_payload(written, context, 0)], same=True) == []
    assert written in court.page.inner_text("[data-cell]")


# The judge itself

CANONICAL = {
    "<script>pwned()</script>": "a script ran",
    "<img src=x onerror=pwned()>": "a script ran",
    "<svg onload=pwned()>": "a script ran",
    "<details open ontoggle=pwned()><summary>x</summary></details>": "a script ran",
    "<iframe srcdoc='<script>parent.pwned()</script>'></iframe>": "a script ran",
    '<a href="javascript:pwned()">x</a>': "href javascript:pwned()",
    '<a href=" java&#9;script:pwned()">x</a>': "href  java\tscript:pwned()",
    '<a href="data:text/html,x">x</a>': "href data:text/html,x",
    '<a href="https://e.example">x</a>': "link without rel: https://e.example",
    '<img src="https://evil.example/x.png">': "asked https://evil.example/x.png",
    '<p style="color:red">x</p>': 'attribute p style="color:red"',
    '<p onclick="x">x</p>': 'attribute p onclick="x"',
    '<p class="md-header">x</p>': "class p.md-header",
    '<p id="__config">x</p>': "window.__config clobbered",
    '<p id="x">x</p>': 'id "x" without prefix',
    '<a href="#x">x</a>': 'target "#x" without prefix',
    '<img name="getElementById">': "document.getElementById clobbered",
    '<form name="body"></form>': "document.body clobbered",
    '<form><input name="attributes"><input name="childNodes"></form>': "element form",
    '<img name="querySelectorAll"><img name="createTreeWalker"><b onclick=x>x</b>': 'attribute b onclick="x"',
    "<base href=//evil.example>": "element base",
    "<link rel=stylesheet href=https://evil.example/x.css>": "asked https://evil.example/x.css",
    "<meta http-equiv=refresh content='9;url=https://evil.example/'>": "element meta",
    "<math><mi>x</mi></math>": "foreign element math",
    "<marquee>x</marquee>": "element marquee",
    "<!-- x -->": "a comment",
    "<li>x": "its end is not where it was put",
    "</div></li></ol></main><p>x</p>": "body: main,p,hr",
    "<input>": "a live input",
}


@pytest.mark.parametrize("harm", CANONICAL)
def test_the_judge_sees_harm_that_is_there(court: Court, harm: str) -> None:
    assert CANONICAL[harm] in [what for _, what in court.judge([harm], wait=50)]


def test_the_judge_finds_nothing_in_harmless_text(court: Court) -> None:
    text = "# A\n\n*b* [c](https://e.example) [d](#a) ![e](f.png) @g #1 :tada:\n\n```py\nx = 1\n```\n\n"
    text += (
        "> [!NOTE]\n> h[^1]\n\n- [ ] i\n\n[^1]: j\n\n<details open><summary>k</summary>l</details>\n\n|m|\n|:-:|\n|n|\n"
    )
    assert court.judge([print_payload(text, "body", 0)]) == []


def test_the_judge_catches_most_of_the_corpus_when_nothing_is_sanitized(court: Court) -> None:
    """Raw HTML as it is, Markdown as GitHub's parser prints it; the rest is harmless without a sanitizer."""
    sample = [payload for name, group in GROUPS.items() if name != "markdown" for payload in group[::6]]
    missed = [payload for payload in sample if not court.judge([print_raw(payload)])]
    assert len(missed) <= len(sample) * 0.2, missed


def print_raw(payload: str) -> str:
    printable = payload.encode("utf-8", "replace").decode()
    return printable if printable.startswith("<") else parse(printable)
