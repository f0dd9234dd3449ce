"""``candor verify``: a page that lost its silence clock is found, however it lost it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.conftest import Tree
from tests.pages.test_status import INCIDENT, OPEN, printed
from tests.sources.ledger_world import load_world

from candor.cli import main


@pytest.fixture
def site(tree: Tree, tmp_path: Path) -> Path:
    """A printed site with one open incident."""
    folder = tmp_path / "site"
    for url, text in printed(load_world(tree(OPEN))[0]).items():
        path = folder / (f"{url}index.html" if url.endswith("/") else url)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder


def verify(site: Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["verify", str(site)])
    return result.exit_code, result.output


def test_a_site_as_printed_is_whole(site: Path) -> None:
    assert verify(site) == (0, "2 pages looked at, 0 problems found.\n")


@pytest.mark.parametrize(
    ("page", "old", "new", "told"),
    [
        (INCIDENT, "data-silence", "data-x", "has no silence clock for 2026-03-18-orders-late"),
        (INCIDENT, 'data-last="2026-03-18T03:25:00Z"', 'data-last="2026-06-01T03:25:00Z"', "has no silence clock"),
        ("status/", '<div class="clock missed"', '<div hidden class="clock missed"', "hides its silence clock"),
        (INCIDENT, '<main id="main">', '<main id="main" style="display:none">', "hides its silence clock"),
        (INCIDENT, '<time datetime="2026-03-18T04:25:00Z">', "<time>", "does not say its times"),
        (INCIDENT, "status/clock.js", "status/clock.txt", "does not load the script"),
    ],
)
def test_a_lost_clock_is_found(site: Path, page: str, old: str, new: str, told: str) -> None:
    """Removed, falsified, hidden by itself or by what is around it, without its times or its script."""
    path = site / page / "index.html"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    code, output = verify(site)
    assert code == 1
    assert f"{page}index.html" in output
    assert told in output


def test_a_style_that_could_hide_it_is_found(site: Path) -> None:
    """The style sheet is the one that was printed, byte for byte."""
    css = site / "status" / "status.css"
    css.write_text(css.read_text(encoding="utf-8") + ".clock { display: none }", encoding="utf-8")
    assert "status/status.css: is not the one" in verify(site)[1]


def test_a_site_without_a_status_page_is_left_alone(tmp_path: Path) -> None:
    assert verify(tmp_path)[0] == 0
