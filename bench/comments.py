"""A page with comments, ours beside giscus: what a reader's browser loads, and what it shows without JavaScript.

Both stand on the same page of the same plain Material site, in the same Chromium, and each is compared with that page
without comments. giscus comes from npm with what it imports, and is served from this machine. What giscus.app would
answer cannot be loaded here: those requests are counted and said, not guessed.
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from playwright.sync_api import Browser, Request, Response, sync_playwright

HERE = Path(__file__).parent
CONTENT = HERE.parent / "content"
THREAD = 128
CONFIG = """\
site_name: Notes
theme: {name: material, font: false}
plugins: [{candor/comments: {repository: fernhill/notes}}]
"""
SHEET = "/assets/candor-comments.css"
"""Candor's own, which this site's other pages link too; it counts as Candor's alone."""
PLAIN, OURS, THEIRS = "plain", "ours", "giscus"
IMPORTS = {
    "giscus": "npm/giscus/dist/giscus.mjs",
    "lit": "npm/lit/index.js",
    "lit/": "npm/lit/",
    "lit-html": "npm/lit-html/lit-html.js",
    "lit-html/": "npm/lit-html/",
    "lit-element/": "npm/lit-element/",
    "lit-element": "npm/lit-element/lit-element.js",
    "@lit/reactive-element": "npm/@lit/reactive-element/reactive-element.js",
    "@lit/reactive-element/": "npm/@lit/reactive-element/",
}
WIDGET = """\
<script type="importmap">{imports}</script>
<giscus-widget repo="fernhill/notes" repoid="R_1" category="Q&amp;A" categoryid="C_1" mapping="number" term="{thread}">
</giscus-widget>
<script type="module">import "giscus";</script>
"""


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """What one page loads. ``sizes`` are the compressed bytes of each answer by its path, ``unanswered`` the hosts that
    were asked and are not here; ``shown`` and ``printed`` count comments that a reader sees at once, and that are in
    what was loaded."""

    sizes: dict[str, int]
    unanswered: list[str]
    shown: int
    printed: int


def measure_comments(work: Path, chromium: str) -> dict[tuple[str, bool], Loaded]:
    """Each page by name, with JavaScript and without."""
    site = stage(work)
    bodies = comment_starts()
    found = {}
    with serve(site) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
        )
        for name in (PLAIN, OURS, THEIRS):
            for scripts in (True, False):
                found[name, scripts] = load(browser, f"{base}/{name}/", scripts, bodies)
        browser.close()
    return found


def stage(work: Path) -> Path:
    """The site with its three pages; nothing of giscus is fetched while they are measured."""
    shutil.rmtree(work, ignore_errors=True)
    docs = work / "docs"
    docs.mkdir(parents=True)
    (work / "mkdocs.yml").write_text(CONFIG)
    text = "# Moving the hub\n\nHow we did it.\n"
    (docs / f"{PLAIN}.md").write_text(text)
    (docs / f"{OURS}.md").write_text(f"---\ndiscussion: {THREAD}\n---\n{text}")
    imports = json.dumps({"imports": {name: f"../{path}" for name, path in IMPORTS.items()}})
    (docs / f"{THEIRS}.md").write_text(text + "\n" + WIDGET.format(imports=imports, thread=THREAD))
    kept = Path(".discussions/github/0")
    (docs / kept).mkdir(parents=True)
    shutil.copy(CONTENT / kept / f"{THREAD}.jsonl", docs / kept)
    shutil.copy(CONTENT / ".discussions/github/accounts.jsonl", docs / kept.parent)
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=work, check=True)
    packages = work / "npm"
    packages.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / "templates/giscus" / name, packages)
    install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(install, cwd=packages, check=True)
    shutil.copytree(packages / "node_modules", work / "site/npm")
    return work / "site"


def comment_starts() -> list[str]:
    """A few plain words from each comment of the thread that is shown in full."""
    lines = [json.loads(line) for line in (CONTENT / f".discussions/github/0/{THREAD}.jsonl").read_text().splitlines()]
    bodies = [line["body"] for line in lines if line["t"] == "comment" and line["state"] == "live"]
    return [next(part for part in body.replace("`", "*").split("*") if len(part) > 12).strip()[:30] for body in bodies]


def load(browser: Browser, address: str, scripts: bool, bodies: list[str]) -> Loaded:
    """Opens one page with an empty cache and waits until nothing more is asked for."""
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": 1280, "height": 6000})
    page = context.new_page()
    sizes: dict[str, int] = {}
    unanswered: list[str] = []
    here = urlsplit(address).netloc

    def answered(response: Response) -> None:
        if urlsplit(response.url).netloc == here:
            sizes[urlsplit(response.url).path] = len(gzip.compress(response.body(), 6))

    def failed(request: Request) -> None:
        unanswered.append(urlsplit(request.url).netloc)

    page.on("response", answered)
    page.on("requestfailed", failed)
    page.goto(address, wait_until="networkidle")
    shown = page.locator("body").inner_text()
    printed = page.locator("body").text_content() or ""
    context.close()
    return Loaded(
        sizes=sizes,
        unanswered=unanswered,
        shown=sum(body in " ".join(shown.split()) for body in bodies),
        printed=sum(body in " ".join(printed.split()) for body in bodies),
    )


@contextmanager
def serve(site: Path) -> Iterator[str]:
    """The site on this machine."""

    class Quiet(SimpleHTTPRequestHandler):
        extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}  # noqa: RUF012

        def log_message(self, *arguments: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def added(found: Loaded, plain: Loaded, own: bool) -> tuple[int, int]:
    """Compressed bytes and requests that comments add to the page: what is new, and what the page itself grew by.
    `own` says that Candor's style sheet is part of it."""
    page = {path: size for path, size in found.sizes.items() if path.endswith("/")}
    before = {path: size for path, size in plain.sizes.items() if path.endswith("/")}
    common = plain.sizes.keys() - {SHEET} | page.keys()
    others = [size for path, size in found.sizes.items() if path not in common and (own or path != SHEET)]
    asked = len(found.unanswered) - len(plain.unanswered)
    return sum(page.values()) - sum(before.values()) + sum(others), len(others) + asked


def write_results(found: dict[tuple[str, bool], Loaded], version: str) -> str:
    """The page of results."""
    count = len(comment_starts())
    rows = []
    for name, title in ((OURS, "Candor (`candor/comments`)"), (THEIRS, f"giscus {version} (npm)")):
        with_scripts, without = found[name, True], found[name, False]
        size, requests = added(with_scripts, found[PLAIN, True], name == OURS)
        elsewhere = ", ".join(sorted(set(with_scripts.unanswered))) or "nothing"
        rows.append(
            f"| {title} | {size / 1000:.1f} kB | {requests} | {elsewhere} "
            f"| {without.shown} of {count} | {with_scripts.shown} of {count} |"
        )
    table = "\n".join(rows)
    return RESULTS.format(count=count, thread=THREAD, table=table)


RESULTS = """\
# Comments: Candor beside giscus

One plain Material page with the {count} comments of the demonstration's discussion {thread}, in Chromium with an empty
cache. `make bench ARGS=comments` writes this page.

| | bytes added, gzip | requests added | asks, besides the site | seen without JavaScript | seen with it |
|---|---|---|---|---|---|
{table}

*Added* is the difference from the same page without comments. Every answer is compressed by itself as a server would
(gzip, level 6). *Seen* are comments whose words a reader sees when nothing but this machine can be reached.

**What was measured of giscus** is its npm package `giscus` with what it imports, each module served from this machine
as it was published. A bundler would make fewer and somewhat smaller files of them.

**What was not measured** is whatever giscus.app answers. The component's only further request is the frame
`https://giscus.app/en/widget?…`; everything inside it (its page, scripts and styles, its calls of GitHub, the comments)
lies on that server and not in the package. The figures for giscus are therefore lower bounds, before the first comment.
`https://giscus.app/client.js`, the other way to embed it, lies there too and was not loaded.

Candor adds its comments to the page itself, and one small style sheet that every page of the site shares.
"""


def giscus_version() -> str:
    locked = json.loads((HERE / "templates/giscus/package-lock.json").read_text())
    return str(locked["packages"]["node_modules/giscus"]["version"])
