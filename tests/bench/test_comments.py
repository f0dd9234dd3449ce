"""The benchmark of comments, without what npm brings: a real browser measures its pages, and its sums are right."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from bench.comments import OURS, PLAIN, SHEET, THEIRS, Loaded, added, comment_starts, load, serve, stage, write_results
from playwright.sync_api import Browser

from bench import comments


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The staged site; in place of npm, a module that does nothing."""
    run = subprocess.run

    def without_npm(command: list[str], cwd: Path, check: bool) -> object:
        if command[0] != "npm":
            return run(command, cwd=cwd, check=check, env={"NO_MKDOCS_2_WARNING": "1", "PATH": ""})
        (cwd / "node_modules/giscus/dist").mkdir(parents=True)
        (cwd / "node_modules/giscus/dist/giscus.mjs").write_text("fetch('https://giscus.invalid/widget');")
        return None

    monkeypatch.setattr(comments.subprocess, "run", without_npm)
    return stage(tmp_path / "work")


@pytest.mark.browser
def test_our_comments_are_seen_without_a_script_and_theirs_are_not(site: Path, browser: Browser) -> None:
    bodies = comment_starts()
    with serve(site) as base:
        found = {
            (name, scripts): load(browser, f"{base}/{name}/", scripts, bodies)
            for name in (PLAIN, OURS, THEIRS)
            for scripts in (True, False)
        }
    assert len(bodies) == 5
    assert [found[OURS, scripts].shown for scripts in (True, False)] == [5, 5]
    assert [found[name, False].shown for name in (PLAIN, THEIRS)] == [0, 0]
    size, requests = added(found[OURS, True], found[PLAIN, True], own=True)
    assert requests == 1
    assert 1000 < size < 10_000
    assert found[OURS, True].unanswered == []
    assert added(found[THEIRS, True], found[PLAIN, True], own=False)[1] == 2
    assert found[THEIRS, True].unanswered == ["giscus.invalid"]
    text = write_results(found, "9.9")
    assert "| 5 of 5 | 5 of 5 |" in text
    assert "| giscus.invalid | 0 of 5 | 0 of 5 |" in text


def test_what_a_page_shares_with_the_plain_one_is_not_added() -> None:
    plain = Loaded(sizes={"/plain/": 100, "/theme.css": 900, SHEET: 50}, unanswered=["x.example"], shown=0, printed=0)
    ours = Loaded(sizes={"/ours/": 350, "/theme.css": 900, SHEET: 50}, unanswered=["x.example"], shown=1, printed=1)
    theirs = Loaded(
        sizes={"/giscus/": 120, "/theme.css": 900, SHEET: 50, "/npm/a.mjs": 70},
        unanswered=["x.example", "giscus.app"],
        shown=0,
        printed=0,
    )
    assert added(ours, plain, own=True) == (300, 1)
    assert added(theirs, plain, own=False) == (90, 2)
