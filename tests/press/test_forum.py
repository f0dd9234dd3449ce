"""A whole real forum, imported and built: every link of every page, and pages of every kind in a browser."""

from __future__ import annotations

import fcntl
import os
import random
import re
import time
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import msgspec
import pytest
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser
from tests.serving import serve

from candor.cli.build import run_press
from candor.importers.discourse import import_discourse
from candor.press.report import Report, no_progress
from candor.press.state import RACY_NS

pytestmark = pytest.mark.data

FORUM = "forum-5046-topics.jsonl.gz"
TOPICS = 5046
SITE_URL = "https://forum.example/community/"
SETTINGS = f"""\
site_name: Forum
site_url: {SITE_URL}
docs_dir: content
theme: {{name: material, font: false}}
plugins: [candor/questions]
"""
PROBE = re.compile(rb"[qQ][xX][0-9a-f]{10}[zZ][vV]|candor-specimen")
XML_LINK = re.compile(r'<loc>([^<]+)|<link[^>]* href="([^"]+)')
OPENED = 50

ABORTED = "net::ERR_ABORTED"
"""The browser's own word for what it stops asking for when it is sent on to the next page, an icon for instance."""


class Built(msgspec.Struct):
    """The built forum: where it lies, and the reports of a first build, of a second and of one that verifies."""

    root: str
    first: Report
    second: Report
    verified: Report

    @property
    def site(self) -> Path:
        return Path(self.root, "site")


@pytest.fixture(scope="module")
def forum(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Imports and builds once for all workers of a run; nothing is written to the site afterwards."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with (shared / "forum.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = shared / "forum.json"
        if not done.exists():
            done.write_bytes(msgspec.json.encode(build_forum(data, shared / "forum")))
        return msgspec.json.decode(done.read_bytes(), type=Built)


def build_forum(data: Path, root: Path) -> Built:
    root.mkdir()
    config = root / "mkdocs.yml"
    config.write_text(SETTINGS)
    import_discourse(data / FORUM, root / "content", keep_names=False, progress=lambda done, total: None)
    time.sleep(2 * RACY_NS / 1e9)  # what changed just before a build is read again by the next
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SOURCE_DATE_EPOCH", "1780000000")
        environment.setenv("NO_MKDOCS_2_WARNING", "1")
        first, second, verified = (run_press(config, verify, False, no_progress) for verify in (False, False, True))
    return Built(str(root), first, second, verified)


# Files and links


class Linked(msgspec.Struct):
    """What a page can be entered by, and where it leads: attributes as they are written."""

    ids: set[str]
    links: set[str]


def read_page(html: bytes) -> Linked:
    """The ids and the links of a page as a browser reads them."""
    page = Linked(set(), set())
    for node in LexborHTMLParser(html).css("[id],a[name],[href],[src],form[action],meta[http-equiv=refresh]"):
        for name, value in node.attributes.items():
            match name:
                case "id":
                    page.ids.add(value or "")
                case "name" if node.tag == "a":
                    page.ids.add(value or "")
                case "href" | "src" | "action":
                    page.links.add(value or "")
                case "content" if node.tag == "meta":
                    page.links.add((value or "").partition("url=")[2])
    return page


def address_of(name: str) -> str:
    """Where a file of the site is read; the page for what is not found may be shown anywhere, here at the root."""
    return SITE_URL + ("" if name == "404.html" else re.sub(r"(^|/)index\.html$", r"\1", name))


def dead_links(site: Path) -> tuple[list[str], int]:
    """Every link within the site that leads to no file or to no id of it, and how many links there were."""
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    pages = {name: read_page((site / name).read_bytes()) for name in files if name.endswith(".html")}
    for name in files:
        if name.endswith("sitemap.xml") or name.endswith("feed.xml"):
            text = (site / name).read_text(encoding="utf-8")
            pages[name] = Linked(set(), {one or other for one, other in XML_LINK.findall(text)})
    origin = SITE_URL.removesuffix(urlsplit(SITE_URL).path)
    found, count = [], 0
    for name, page in pages.items():
        address = address_of(name)
        for link in page.links:
            url = urljoin(address, link)
            if not url.startswith(origin):
                continue
            count += 1
            where, _, fragment = url.partition("#")
            target = unquote(where.removeprefix(SITE_URL))
            target += "index.html" if not target or target.endswith("/") else ""
            if not where.startswith(SITE_URL) or target not in files:
                found.append(f"{name}: {link} leads to no file")
            elif fragment and target in pages and unquote(fragment) not in pages[target].ids:
                found.append(f"{name}: {link} leads to no id")
    return sorted(found), count


def test_the_whole_forum_is_printed_and_every_link_within_it_leads_somewhere(forum: Built) -> None:
    assert [str(problem) for problem in forum.first.problems if problem.severity == "error"] == []
    assert forum.first.stubs == []
    slugs = {path.name for path in Path(forum.root, "content", "questions").glob("*/*")}
    assert len(slugs) == TOPICS
    assert [slug for slug in slugs if not (forum.site / "questions" / slug / "index.html").is_file()] == []
    assert [path.name for path in forum.site.rglob("*.html") if PROBE.search(path.read_bytes())] == []

    dead, count = dead_links(forum.site)
    assert "\n".join(dead[:40]) == ""
    assert count > 100_000

    assert (forum.second.printed, forum.second.removed, forum.second.host) == (0, 0, "not needed")
    assert forum.second.kept == forum.first.printed
    assert "\n".join(forum.verified.differences) == ""
    assert len(forum.verified.verified) >= 20
    assert forum.verified.printed == 0


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ('<a href="../c/">', "leads to no file"),
        ('<img src="x.png">', "leads to no file"),
        ('<a href="../b/#none">', "leads to no id"),
        ('<a href="#none">', "leads to no id"),
        ('<a href="/b/">', "leads to no file"),
        ('<meta http-equiv="refresh" content="0; url=../c/">', "leads to no file"),
    ],
)
def test_a_dead_link_is_found(tmp_path: Path, link: str, fault: str) -> None:
    """The check itself: a link that starts at the host's root leads out of a site in a sub-path."""
    for name, html in {"a": link, "b": '<p id="here"><a href="../a/">'}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(f'<a href="../b/#here">{html}')
    assert [message.partition(" leads")[1:] for message in dead_links(tmp_path)[0]] == [
        (" leads", fault.removeprefix("leads"))
    ]


# Pages in a browser


def sample_pages(site: Path) -> list[str]:
    """Fifty addresses below the site's root: every kind of page, its largest, and a seeded choice of the others."""
    kinds: dict[str, list[str]] = {}
    for path in sorted(site.rglob("index.html")):
        if b'http-equiv="refresh"' in path.read_bytes()[:4096]:
            continue  # redirects leave while they are looked at
        url = path.relative_to(site).as_posix().removesuffix("index.html")
        kinds.setdefault(re.sub(r"[^/]*\d[^/]*", "1", url) if "page/" in url else url.partition("/")[0], []).append(url)
    chosen = {max(urls, key=lambda url: (site / url / "index.html").stat().st_size) for urls in kinds.values()}
    assert len(chosen) < OPENED - 10
    others = sorted({url for urls in kinds.values() for url in urls} - chosen)
    return sorted(chosen) + random.Random(5046).sample(others, OPENED - len(chosen))


@pytest.mark.browser
def test_fifty_pages_open_in_a_browser_without_a_complaint(forum: Built, browser: Browser) -> None:
    """No message on the console, no failed request, none to another origin; the site lies in a sub-path."""
    complaints: list[str] = []
    with serve(forum.site) as root:
        context = browser.new_context()
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"{page.url}: {message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on(
            "requestfailed",
            lambda request: (
                request.failure == ABORTED or complaints.append(f"{page.url}: failed: {request.url}: {request.failure}")
            ),
        )
        page.on(
            "request",
            lambda request: request.url.startswith(root) or complaints.append(f"{page.url}: asked {request.url}"),
        )
        page.on(
            "response",
            lambda answer: answer.status < 400 or complaints.append(f"{page.url}: {answer.status} for {answer.url}"),
        )
        opened = sample_pages(forum.site)
        for url in opened:
            page.goto(root + url)
            assert page.locator("h1").count() == page.locator(".md-header").count() == 1, url
        context.close()
    assert len(opened) == OPENED
    assert "\n".join(complaints) == ""
