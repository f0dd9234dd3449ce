"""``python -m bench search``: the forum's search against Pagefind over the finished pages; writes ``SEARCH.md``."""

from __future__ import annotations

import gzip
import hashlib
import os
import random
import re
import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from bench.contenders.candor import CONTENDER as CANDOR
from bench.contenders.hugo import CONTENDER as HUGO
from bench.edits import EDITS
from bench.forum import Forum
from bench.measure import run_timed, run_weighed
from candor.press.search_pagefind import find_pagefind, pagefind_version

HERE = Path(__file__).parent
RUNS = 3
QUERIES, TITLES = 200, 100
CHANGED = 30
FIRST_SEARCHES = 12
SETTINGS = "{cards: false, search: false}"

STOP = re.compile(
    "about|also|and|any|are|but|can|cannot|does|for|from|has|have|how|into|not|that|the|this|use|using|when|with",
    re.IGNORECASE,
)


ASK = """async queries => {
  const { search, filters } = await import(new URL("/assets/candor-search.js", document.baseURI));
  await filters();
  const answers = [];
  for (const query of queries) {
    const { results, counts } = await search(query);
    const first = await Promise.all(results.slice(0, 10).map((result) => result.data()));
    answers.push({ count: results.length, counts, urls: first.map((each) => each.url) });
  }
  return answers;
}"""

OF_THE_SEARCH = (
    "/assets/candor-find.js",
    "/assets/candor-search.js",
    "/search/base",
    "/search/fresh",
    "/search/manifest",
)

Row = tuple[str, str, str, bool]
"""A measure, what is to be reached, what was measured, whether it is reached."""


class Bench:
    """The forum staged for Candor with its search, and for Hugo."""

    def __init__(self, work: Path, forum: Forum, candor: Path, hugo: Path) -> None:
        self.work, self.forum = work / "search", forum
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        self.log = self.work / "log.txt"
        self.candor, self.hugo = self.work / "candor", self.work / "hugo"
        shutil.copytree(candor, self.candor, ignore=shutil.ignore_patterns("site", ".cache", ".site.*"))
        shutil.copytree(hugo, self.hugo)
        config = self.candor / "mkdocs.yml"
        config.write_text(config.read_text().replace(SETTINGS, "{cards: false}"))
        self.rows: list[Row] = []

    def run(self) -> list[Row]:
        say("first builds")
        self.build()
        run_timed(HUGO.command, self.hugo, self.log)
        self.base_index()
        self.first_search()
        self.real_titles()
        self.edits()
        self.fresh_index()
        self.equality()
        return self.rows

    def build(self) -> float:
        return run_timed(CANDOR.command, self.candor, self.log)

    def pagefind(self, site: Path) -> list[str]:
        return [find_pagefind(), "--site", str(site), "--output-path", str(self.work / "index"), "--silent"]

    def indexing(self, part: str) -> list[str]:
        return [sys.executable, "-m", "bench.indexing", str(self.candor), part]

    def told(self) -> list[float]:
        """What `bench.indexing` printed: seconds, and bytes of files in memory."""
        return [float(each) for each in self.log.read_text().split()[-2:]]

    def base_index(self) -> None:
        """Candor's base index and Pagefind's over the finished pages in turn; then the memory of both."""
        site = self.work / "finished"
        shutil.copytree(
            self.candor / "site", site, ignore=lambda folder, names: [n for n in names if n.startswith("base-")]
        )
        mine, theirs = [], []
        for turn in range(RUNS):
            run_timed(self.indexing("base"), HERE.parent, self.log)
            mine.append(self.told()[0])
            theirs.append(run_timed(self.pagefind(site), self.work, self.log))
            say(f"base index {turn + 1}: {mine[-1]:.2f} s, Pagefind over the pages {theirs[-1]:.2f} s")
        self.base_seconds = median(mine)
        self.ratio(
            "base index against Pagefind over the finished pages, wall time", 0.7, median(mine), median(theirs), "s"
        )
        held = run_weighed(self.indexing("base"), HERE.parent, self.log)
        held += int(self.told()[1])
        theirs_held = run_weighed(self.pagefind(site), self.work, self.log)
        self.ratio("the same, memory", 0.6, held / 1e6, theirs_held / 1e6, "MB")

    def edits(self) -> None:
        """Whole builds with search after an edit, against Hugo and Pagefind's command over its site."""
        series: dict[str, tuple[list[float], list[float]]] = {}
        before = base_files(self.candor / "site")
        for turn in range(RUNS):
            for name in ("one comment more", "one new question", "nothing changed"):
                if name in EDITS:
                    EDITS[name](self.forum, turn, self.candor, self.hugo)
                mine = self.build()
                theirs = run_timed(HUGO.command, self.hugo, self.log)
                theirs += run_timed(self.pagefind(self.hugo / HUGO.output), self.work, self.log)
                say(f"{name} {turn + 1}: {mine:.2f} s, Hugo and Pagefind {theirs:.2f} s")
                for seconds, each in zip((mine, theirs), series.setdefault(name, ([], [])), strict=True):
                    each.append(seconds)
        for name, (mine_all, theirs_all) in series.items():
            reach = 0.06 if name == "nothing changed" else 0.1
            self.ratio(
                f"{name}: whole build with search against Hugo and Pagefind",
                reach,
                median(mine_all),
                median(theirs_all),
                "s",
            )
        same = base_files(self.candor / "site") == before
        self.rows.append(("files of the base after these edits", "untouched", "untouched" if same else "changed", same))

    def fresh_index(self) -> None:
        """Fresh index and manifest after one edit, against the base's time in the same run."""
        EDITS["one comment more"](self.forum, RUNS, self.candor, self.hugo)
        fresh = []
        for _ in range(RUNS):
            run_timed(self.indexing("fresh"), HERE.parent, self.log)
            fresh.append(self.told()[0])
        self.ratio(
            "fresh index and manifest after one edit, against the base index",
            0.1,
            median(fresh),
            self.base_seconds,
            "s",
        )
        self.build()
        size = len(gzip.compress((self.candor / "site/search/manifest.json").read_bytes()))
        self.rows.append(("manifest, gzipped", "≤ 6,000 bytes", f"{size:,}", size <= 6000))

    def equality(self) -> None:
        """The edited site's two indexes against one full index of the same site, in a browser."""
        self.change_posts()
        self.build()
        full = self.work / "full"
        shutil.copytree(self.candor, full, ignore=shutil.ignore_patterns("site", ".cache", ".site.*"))
        run_timed(CANDOR.command, full, self.log)
        queries = [*self.sample_queries(), *(query for query, _ in self.changed)]
        answers = [self.ask(folder / "site", queries) for folder in (self.candor, full)]
        pairs = list(zip(queries, *answers, strict=True))
        differ = [query for query, mine, theirs in pairs[:QUERIES] if counted(mine) != counted(theirs)]
        for query in differ:
            say(f"counted differently: {query}")
        equal = QUERIES - len(differ)
        self.rows.append(
            (f"counts and facets equal to a full index's, {QUERIES} queries", f"{QUERIES}", f"{equal}", not differ)
        )
        hits = [
            sum(url in answer["urls"] for answer, (_, url) in zip(answers[side][QUERIES:], self.changed, strict=True))
            for side in (0, 1)
        ]
        self.rows.append(
            (
                f"changed pages among the first ten, {len(self.changed)} queries",
                f"≥ {hits[1]}, as in a full index",
                f"{hits[0]}",
                hits[0] >= hits[1],
            )
        )

    def change_posts(self) -> None:
        """Adds somebody else's words to some posts, and remembers queries that should find them."""
        chance = random.Random(3)
        posts = sorted((self.candor / "content/questions").glob("*/*/index.md"))
        self.changed: list[tuple[str, str]] = []
        for post in chance.sample(posts, CHANGED):
            text = post.read_text("utf-8")
            borrowed = chance.choice(posts).read_text("utf-8").split("---\n", 2)[2][:600]
            post.write_text(f"{text}\n\n{borrowed.replace('```', '')}\n", "utf-8")
            title = re.search(r'^title: "?(.*?)"?$', text, re.MULTILINE)
            url = f"/questions/{post.parent.name}/"
            for words in (words_of(title[1] if title else ""), words_of(borrowed), words_of(text.split("---\n", 2)[2])):
                if len(words) >= 2:
                    self.changed.append((" ".join(chance.sample(words, 2)), url))

    def sample_queries(self) -> list[str]:
        """One to three words of real titles."""
        chance = random.Random(7)
        queries: list[str] = []
        while len(queries) < QUERIES:
            words = words_of(chance.choice(self.forum.topics).title)
            if words:
                queries.append(" ".join(chance.sample(words, min(len(words), chance.choice((1, 1, 2, 2, 3))))))
        return queries

    def real_titles(self) -> None:
        """Real titles as queries."""
        chance = random.Random(5)
        topics = chance.sample(self.forum.topics, TITLES)
        answers = self.ask(self.candor / "site", [topic.title for topic in topics])
        found = sum(
            f"/questions/{topic.slug}/" in answer["urls"][:3] for topic, answer in zip(topics, answers, strict=True)
        )
        self.rows.append(
            (f"{TITLES} real titles as queries: the topic in the first three", "≥ 95", f"{found}", found >= 95)
        )

    def first_search(self) -> None:
        """What a reader's browser loads for a first search, and what on the next page; a new browser for each query."""
        EDITS["one edited title"](self.forum, 0, self.candor, self.hugo)
        self.build()
        site = self.candor / "site"
        from playwright.sync_api import sync_playwright

        requests, sizes, again, page_requests, page_sizes = [], [], [], [], []
        with serve(site) as (address, asked), sync_playwright() as playwright:
            for query in self.sample_queries()[:FIRST_SEARCHES]:
                browser = launch(playwright)
                page = browser.new_page(viewport={"width": 1200, "height": 800})
                page.goto(f"{address}/questions/")
                page.wait_for_load_state("networkidle")
                asked.clear()
                target = search_here(page, query)
                loaded = [*asked, "/assets/candor-find.js"]
                requests.append(len(loaded))
                sizes.append(sum(transferred(site / path.lstrip("/")) for path in loaded))
                asked.clear()
                page.goto(f"{address}{target}")
                search_here(page, query)
                again.append(len(asked))
                browser.close()
                browser = launch(playwright)
                page = browser.new_page(viewport={"width": 1200, "height": 800})
                asked.clear()
                page.goto(f"{address}/search/?q={query.replace(' ', '+')}")
                page.locator(".candor-results a").first.wait_for()
                page.wait_for_load_state("networkidle")
                loaded = [path for path in asked if path.startswith(OF_THE_SEARCH)]
                page_requests.append(len(loaded))
                page_sizes.append(sum(transferred(site / path.lstrip("/")) for path in loaded))
                browser.close()
        self.range("first search: requests", 25, requests)
        self.range("first search: bytes gzipped, scripts included", 250_000, sizes)
        self.range("next page view, searching again: requests", 3, again)
        self.range("first search on the page of results: requests", 25, page_requests)
        self.range("first search on the page of results: bytes gzipped", 250_000, page_sizes)

    def range(self, measure: str, reach: int, found: list[int]) -> None:
        """The most decides; the median is told."""
        self.rows.append(
            (
                f"{measure}, the most of {len(found)} queries",
                f"≤ {reach:,}",
                f"{max(found):,} (median {round(median(found)):,})",
                max(found) <= reach,
            )
        )

    def ask(self, site: Path, queries: Sequence[str]) -> list[dict[str, Any]]:
        from playwright.sync_api import sync_playwright

        with serve(site) as (address, _), sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page()
            page.goto(f"{address}/search/")
            answers: list[dict[str, Any]] = page.evaluate(ASK, list(queries))
            browser.close()
        return answers

    def ratio(self, measure: str, reach: float, mine: float, theirs: float, unit: str) -> None:
        measured = f"{mine / theirs:.2f} ({mine:,.2f} {unit} of {theirs:,.2f})"
        self.rows.append((measure, f"≤ {reach}", measured, mine / theirs <= reach))


def search_here(page: Any, query: str) -> str:
    """Where the first result leads."""
    page.keyboard.press("/")
    page.locator("#candor-search-header").fill(query)
    page.locator("[role=option]").first.wait_for()
    page.wait_for_load_state("networkidle")
    return str(page.locator("[role=option]").first.get_attribute("href"))


def counted(answer: dict[str, Any]) -> tuple[int, dict[str, dict[str, int]]]:
    """Results, and how many there are of each value that a reader can filter by."""
    counts = {name: {value: n for value, n in values.items() if n} for name, values in answer["counts"].items()}
    return answer["count"], {name: counts[name] for name in ("kind", "topic", "answered") if counts.get(name)}


def words_of(text: str) -> list[str]:
    return [word for word in dict.fromkeys(re.findall(r"[A-Za-z][A-Za-z0-9]{2,}", text)) if not STOP.fullmatch(word)]


def base_files(site: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path): (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).digest())
        for path in sorted(site.glob("search/base-*/**/*"))
        if path.is_file()
    }


def transferred(path: Path) -> int:
    """Bytes over the wire: what is not packed already is packed by the server."""
    content = path.read_bytes()
    return len(gzip.compress(content, mtime=0)) if path.suffix in (".js", ".json", ".html") else len(content)


def launch(playwright: Any) -> Any:
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(path for name in names if (path := shutil.which(name)))
    return playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])


@contextmanager
def serve(site: Path) -> Iterator[tuple[str, list[str]]]:
    """The site's address, and the paths asked for; browsers may keep all of it ten minutes, as on GitHub Pages."""
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def end_headers(self) -> None:
            self.send_header("Cache-Control", "max-age=600")
            super().end_headers()

        def send_head(self) -> Any:
            asked.append(self.path.partition("?")[0])
            return super().send_head()

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()


def write_results(rows: list[Row], forum: Forum) -> str:
    table = "\n".join(
        f"| {measure} | {reach} | {got} | {'reached' if good else '**falls short**'} |"
        for measure, reach, got, good in rows
    )
    return PAGE.format(
        cores=os.cpu_count(),
        topics=f"{len(forum.topics):,}",
        posts=f"{forum.posts:,}",
        pagefind=pagefind_version(),
        runs=RUNS,
        changed=CHANGED,
        table=table,
    )


PAGE = """\
# Search: results

Written by `make bench ARGS=search`, in one run on one machine with {cores} cores. Input: a real support forum of
{topics} topics with {posts} posts. Pagefind {pagefind}; medians of {runs} runs in turn.

| measure | reach | measured | verdict |
| --- | --- | --- | --- |
{table}

The base index is timed from the decision what to index until the finished index is checked; its memory is that of
the whole process that plans the site and makes it, Pagefind included, and all files that were made in memory on the
way. Pagefind over the finished pages indexes
Candor's printed site, lists and members too, as its command does by default. Hugo's site is indexed likewise after
each of its builds. Requests are counted by a server that lets browsers keep files for ten minutes; the script that
every page loads counts as well; of the page of results, which counts exactly, all that belongs to the search.
Queries are one to three words of real titles, answered in Chromium by the site's own
client. The full index is a first build of the same edited content: {changed} posts with words of others added, a
title, and a few new comments and questions.
"""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
