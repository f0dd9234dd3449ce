"""The whole corpus in a whole built site: plates, lists, hubs, members, redirects, feeds, judged by Chromium's DOM.

Each page is compared with the same page of a community of harmless words, so that the theme's own
elements are accepted and only what a payload adds is judged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import feedparser
import msgspec
import pytest
from lxml import etree
from playwright.sync_api import Browser, Page
from pygments.token import STANDARD_TYPES
from selectolax.lexbor import LexborHTMLParser
from tests.serving import serve

from candor.cli.build import run_press
from candor.model import limits
from candor.press.report import Report, no_progress
from candor.sources.identity import without_hidden

from .hostile import SITE_URL, shown, write_community
from .payloads import PAYLOADS
from .test_corpus import CLASSES, ELEMENTS, MARKDOWN, NAMES, Court

pytestmark = pytest.mark.browser

HARMLESS = "harmless"
NAME = "<script>pwned()</script>\"'><img src=x onerror=pwned()>&amp;</title>"
FEED_ELEMENTS = set(
    "feed title subtitle id link updated entry published author name uri category summary content".split()  # noqa: SIM905
)
ATOM = {"a": "http://www.w3.org/2005/Atom"}
RULES: dict[str, Any] = {
    "elements": ELEMENTS,
    "classes": CLASSES,
    "colours": [name for name in STANDARD_TYPES.values() if name],
    "names": NAMES,
    "prefix": "^(q|a-x|c-[0-9]+)-",
}
LIVE = """
pages => Promise.all(pages.map(async name => {
  const texts = ['hostile', 'harmless'].map(site => fetch(`${site}/${name}`).then(answer => answer.text()));
  return [name, comparePage(...await Promise.all(texts), RULES)];
})).then(all => all.filter(([, found]) => found.length))
"""


class Sites(msgspec.Struct):
    """The hostile site and its harmless twin, side by side in one served folder."""

    root: Path
    report: Report

    @property
    def hostile(self) -> Path:
        return self.root / "hostile"

    def pages(self) -> list[str]:
        return sorted(path.relative_to(self.hostile).as_posix() for path in self.hostile.rglob("*.html"))


def build(root: Path, files: Mapping[str, str], site: Path) -> Report:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SOURCE_DATE_EPOCH", "1780000000")
        environment.setenv("NO_MKDOCS_2_WARNING", "1")
        report = run_press(root / "mkdocs.yml", False, False, no_progress)
    (root / "site").rename(site)
    return report


def build_twins(root: Path, payloads: tuple[str, ...], changes: Mapping[str, str] | None = None) -> Sites:
    """Builds the community of `payloads` and its harmless twin, with `changes` in both."""
    served = root / "served"
    served.mkdir()
    reports = []
    for site, words, name in (("hostile", payloads, NAME), ("harmless", (HARMLESS,) * len(payloads), HARMLESS)):
        bodies = [[write(payload) for write in MARKDOWN.values()] for payload in words]
        files = write_community(words, bodies, name) | (changes or {})
        reports.append(build(root / f"{site}-project", files, served / site))
    return Sites(served, reports[0])


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    return build_twins(tmp_path_factory.mktemp("hostile"), PAYLOADS)


@pytest.fixture
def judge(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(path=Path(__file__).with_name("judge.js"))
    yield page
    context.close()


def compare(judge: Page, sites: Sites, pages: list[str]) -> list[tuple[str, str]]:
    """Everything that pages have and their harmless twins have not, as (page, what)."""
    (sites.root / "judge.html").write_text("<!doctype html><title>judge</title>")
    with serve(sites.root) as root:
        judge.goto(f"{root}judge.html")
        judge.evaluate("rules => { window.RULES = rules }", RULES)
        found = [one for at in range(0, len(pages), 40) for one in judge.evaluate(LIVE, pages[at : at + 40])]
        judge.goto("about:blank")
    return [(name, what) for name, faults in found for what in faults]


def test_no_payload_adds_anything_to_any_page_but_text(judge: Page, sites: Sites) -> None:
    assert len(sites.pages()) > 3 * len(PAYLOADS)
    assert sites.report.stubs == []
    found = compare(judge, sites, sites.pages())
    assert "\n".join(f"{name}: {what}" for name, what in found[:30]) == ""


def folded(text: str) -> str:
    return " ".join(text.split())


def title_of(number: int) -> str:
    """What a post's title must read as, on whatever page."""
    return folded(without_hidden(shown(PAYLOADS[number])[: limits.TITLE_CHARACTERS])) or f"P {number}"


def test_titles_are_shown_as_they_were_written(sites: Sites) -> None:
    for number in range(len(PAYLOADS)):
        page = LexborHTMLParser((sites.hostile / f"questions/p-{number}/index.html").read_bytes())
        assert [folded(heading.text()) for heading in page.css("h1")] == [title_of(number)]
        assert folded(page.css_first("title").text()) == f"{title_of(number)} - Fernhill"


def test_structured_data_repeats_titles_and_names_as_they_were_written(sites: Sites) -> None:
    """One JSON value a page at most, whatever it quotes."""
    found = []
    for name in sites.pages():
        page = LexborHTMLParser((sites.hostile / name).read_bytes())
        texts = [json.loads(script.text()) for script in page.css('script[type="application/ld+json"]')]
        described = [data for data in texts if "@context" in data]  # the brand's template prints one of its own
        assert len(described) <= 1, name
        for data in described:
            about = data.get("mainEntity", data)
            found.append(data["@type"])
            assert folded(about.get("headline") or about["name"]) == folded(page.css_first("h1").text()), name
    assert {"DiscussionForumPosting", "ProfilePage"} <= set(found)


OPEN = """
async ([pages, rules]) => {
  const results = {};
  const reader = async () => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    for (let name; name = pages.pop();) {
      const address = new URL(name.replace(/index[.]html$/, ''), location.href).href;
      await new Promise(done => { frame.onload = done; frame.src = address; });
      const [counted, found] = frame.contentWindow.judgeLive(rules);
      if (frame.contentWindow.location.href !== address) found.push(`led to ${frame.contentWindow.location.href}`);
      results[name] = [counted, found];
    }
  };
  await Promise.all([reader(), reader(), reader()]);
  return results;
}
"""


@contextmanager
def witnessed(judge: Page, sites: Sites) -> Iterator[tuple[Page, list[str]]]:
    """An empty page of the sites' origin, and a list of what ran on it or asked another origin for something."""
    (sites.root / "judge.html").write_text("<!doctype html><title>judge</title><body>")
    seen: list[str] = []
    judge.expose_binding("pwned", lambda source: seen.append(f"a script ran at {source['frame'].url}"))
    judge.on("dialog", lambda dialog: (seen.append("a dialog"), dialog.dismiss()))
    judge.on("pageerror", lambda error: seen.append(f"a script failed: {error}"))
    judge.on("popup", lambda page: seen.append(f"a window opened: {page.url}"))
    with serve(sites.root) as root:
        judge.on(
            "request",
            lambda request: (
                request.url.startswith((root, "https://images.example/", "data:image/svg+xml"))
                or seen.append(f"{request.frame.url} asked {request.url}")
            ),
        )
        judge.goto(f"{root}judge.html")
        yield judge, seen
        judge.goto("about:blank")


def like(name: str) -> str:
    """The harmless page that a hostile one has its acting elements in common with."""
    return "harmless/" + re.sub(r"p-(\d+)/", lambda found: f"p-{int(found[1]) % 6}/", name)


def open_live(witness: tuple[Page, list[str]], names: list[str]) -> list[str]:
    """What goes wrong on pages that a reader opens with scripts on, harmless ones for comparison first."""
    page, seen = witness
    harmless = page.evaluate(OPEN, [sorted({like(name) for name in names}), RULES])
    assert seen + [what for _, found in harmless.values() for what in found] == []
    faults = []
    for name, (counted, found) in page.evaluate(OPEN, [[f"hostile/{name}" for name in names], RULES]).items():
        faults += [f"{name}: {what}" for what in found]
        if counted != (expected := harmless[like(name.removeprefix("hostile/"))][0]):
            faults.append(f"{name}: holds {counted}, not {expected}")
    return faults + seen


def test_nothing_runs_or_is_loaded_when_pages_open_with_scripts_on(judge: Page, sites: Sites) -> None:
    pages = [f"questions/p-{number}/index.html" for number in range(len(PAYLOADS))]
    pages += ["index.html", "topics/index.html", "questions/index.html", "members/index.html", "guide/index.html"]
    with witnessed(judge, sites) as witness:
        assert "\n".join(open_live(witness, pages)[:30]) == ""


# Feeds


def test_feeds_hold_payloads_as_text_and_their_html_does_no_harm(browser: Browser, sites: Sites) -> None:
    bodies = []
    for number in range(len(PAYLOADS)):
        folder = sites.hostile / f"topics/t-{number}"
        atom = etree.parse(folder / "feed.xml")
        (entry,) = atom.findall("a:entry", ATOM)
        (item,) = json.loads((folder / "feed.json").read_text())["items"]
        assert folded(entry.findtext("a:title", namespaces=ATOM)) == folded(item["title"]) == title_of(number)
        assert entry.findtext("a:content", namespaces=ATOM) == item["content_html"]
        assert {node.tag.partition("}")[2] for node in atom.iter()} <= FEED_ELEMENTS
        bodies.append(item["content_html"])
    context = browser.new_context()
    found = Court(context.new_page()).judge(bodies, wait=300, prefix=RULES["prefix"])
    context.close()
    assert [(PAYLOADS[cell] if cell >= 0 else "the page", what) for cell, what in found] == []


@pytest.mark.parametrize("name", ["feed.xml", "topics/t-0/feed.xml", "topics/t-60/feed.xml"])
def test_feeds_and_sitemap_are_well_formed(sites: Sites, name: str) -> None:
    assert feedparser.parse((sites.hostile / name).read_bytes()).bozo == 0
    addresses = [node.text or "" for node in etree.parse(sites.hostile / "sitemap.xml").iter("{*}loc")]
    assert all(re.fullmatch(re.escape(SITE_URL) + "[a-z0-9/-]*", address) for address in addresses)
    assert len(addresses) > 3 * len(PAYLOADS)


# The judge itself

POST = "questions/p-3/index.html"
BODY = '<div class="candor-body md-typeset">'


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    return build_twins(tmp_path_factory.mktemp("few"), PAYLOADS[:6])


@pytest.mark.parametrize(
    ("place", "harm"),
    [
        ("</title>", "</title><script>pwned()</script>"),
        ("</title>", "</title><title></title>"),
        ("<body", "<body onload=pwned()"),
        ("<h1>", "<h1 id=x>"),
        ("<h1>", "<h1><b>x</b>"),
        ("</h1>", "</h1><!-- x -->"),
        (' href="../../members/', ' href="https://evil.example/'),
        ('{"name":', '{"and": 1, "name":'),
        (BODY, f"{BODY}<p class=md-header>"),
        (BODY, f"{BODY}<p id=content>"),
        (BODY, f"{BODY}<img name=getElementById>"),
        (BODY, f"{BODY}</div><div>"),
        (BODY, f'{BODY}<a href="javascript:pwned()">x</a>'),
        ("share.example/?t=", "share.example/?u=x&t="),
    ],
)
def test_the_comparison_sees_what_is_added_to_a_page(judge: Page, few: Sites, place: str, harm: str) -> None:
    page = few.hostile / POST
    whole = page.read_text()
    assert place in whole
    assert compare(judge, few, [POST]) == []
    page.write_text(whole.replace(place, harm, 1))
    found = compare(judge, few, [POST])
    page.write_text(whole)
    assert found != []


@pytest.mark.parametrize(
    ("harm", "seen"),
    [
        ("<img src=x onerror=pwned()>", "a script ran"),
        ("<script>alert(1)</script>", "a dialog"),
        ("<script src=https://evil.example/x.js></script>", "asked https://evil.example/x.js"),
        ("<img name=getElementById>", "document.getElementById clobbered"),
        ("<b id=pagefind></b>", "window.pagefind clobbered"),
        ("<form id=__config></form>", "element form among words"),
        ("<iframe></iframe>", "frames"),
        ("</div><input>", "input"),
    ],
)
def test_the_witness_sees_harm_on_a_live_page(judge: Page, few: Sites, harm: str, seen: str) -> None:
    page = few.hostile / POST
    whole = page.read_text()
    page.write_text(whole.replace(BODY, BODY + harm, 1))
    with witnessed(judge, few) as witness:
        found = open_live(witness, [POST])
    page.write_text(whole)
    assert seen in "\n".join(found)


def test_a_template_that_forgets_to_escape_is_found(judge: Page, tmp_path: Path) -> None:
    """A brand may print what it likes with ``safe``; then every member's name is a way in, and both judges say so."""
    override = {"brand/candor/member.jinja": "<h1>{{ author.name|safe }}</h1>"}
    sites = build_twins(tmp_path, PAYLOADS[:6], override)
    found = compare(judge, sites, sites.pages())
    assert {name.partition("/")[0] for name, _ in found} == {"members"}
    with witnessed(judge, sites) as witness:
        assert "a script ran" in "\n".join(open_live(witness, ["members/github-1001/index.html"]))
