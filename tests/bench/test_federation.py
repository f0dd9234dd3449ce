"""The mirror's benchmark, small: it measures the product and can find it wanting."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("graphql", reason="the test GitHub needs graphql-core")
from tests.github.schema import PUBLISHED

if not PUBLISHED.is_file():
    pytest.skip("make test fetches GitHub's schema", allow_module_level=True)

from bench.federation import Row, draw_forum, measure_import, measure_parsing, measure_quiet_day, project, write_results


def test_a_forum_is_the_same_in_every_process() -> None:
    """Ids, times and words follow from the number of threads alone."""
    one, other = draw_forum(3), draw_forum(3)
    assert one.nodes.keys() == other.nodes.keys()
    [repository] = one.repositories.values()
    assert [len(list(each.all_comments())) for each in repository.discussions] == [10, 10, 10]


def test_points_are_those_that_github_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A first import through a socket, then a quiet day: both ends count the same, and nothing changes."""
    for name in ("CANDOR_GITHUB_URL", "CANDOR_GITHUB_TOKEN", "GITHUB_TOKEN"):
        monkeypatch.setenv(name, "")
    points, memory = measure_import(tmp_path / "import", 30)
    assert points.ok
    assert "points in" in points.found
    assert memory.found.endswith("MB")
    quiet = measure_quiet_day(tmp_path / "import", 30)
    assert quiet.ok, quiet


def test_parsing_counts_every_comment(tmp_path: Path) -> None:
    assert measure_parsing(tmp_path / "archive", 200).ok


def test_results_say_what_falls_short(tmp_path: Path) -> None:
    text = write_results([Row("a", "≤ 1", "0", True), Row("b", "≤ 1", "2", False)])
    assert "| a | ≤ 1 | 0 | reached |\n| b | ≤ 1 | 2 | **falls short** |\n" in text
    assert (project(tmp_path / "p") / "mkdocs.yml").is_file()
