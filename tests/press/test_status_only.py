"""The status pages need no host: they are printed when MkDocs, its theme or a plugin cannot start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.conftest import Tree
from tests.press.test_build import SETTINGS, WORLD, fixed_time
from tests.sources.ledger_world import LATE, LEDGER

from candor.cli import main
from candor.cli.build import run_press
from candor.press.report import no_progress

__all__ = ["fixed_time"]

BROKEN = SETTINGS.replace("name: material", "name: gone")
RESOLVED = f"{LATE}/updates/20260318T0930Z-resolved.md"
OPEN = {**LEDGER, **WORLD, "content/community.yml": LEDGER["content/community.yml"]}
del OPEN[RESOLVED]


def build(root: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["build", "-f", str(root / "mkdocs.yml"), *options])
    return result.exit_code, result.output


def files(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_a_broken_theme_costs_no_status_page(tree: Tree) -> None:
    """The failure is told and the exit code is its own; the root leads to the status page for want of a home page."""
    root = tree({**OPEN, "mkdocs.yml": BROKEN})
    code, said = build(root)
    assert code == 1
    assert "Unrecognised theme name: 'gone'" in said
    assert "the status pages in" in said
    page = (root / "site/status/index.html").read_text()
    assert "Orders from Leeds arrive late" in page
    assert "<title>Status: Major problem" in page
    assert "status/" in (root / "site/index.html").read_text()
    assert (root / "site/api/v2/summary.json").is_file()
    assert (root / "site/trust/index.html").is_file()


def test_everything_else_stays_and_the_next_whole_build_is_like_a_clean_one(tree: Tree) -> None:
    """What was said while the host was broken stands on the status page beside pages that nobody touched."""
    root = tree({**OPEN, "mkdocs.yml": SETTINGS})
    run_press(root / "mkdocs.yml", False, False, no_progress)
    before = files(root / "site")
    tree({RESOLVED: LEDGER[RESOLVED], "mkdocs.yml": BROKEN})
    code, _ = build(root, "--status-only")
    assert code == 0
    after = files(root / "site")
    assert after.keys() == before.keys()
    assert after["questions/move-hub/index.html"] == before["questions/move-hub/index.html"]
    assert after["index.html"] == before["index.html"]
    assert b"All Systems Operational" in after["status/index.html"]
    tree({"mkdocs.yml": SETTINGS})
    run_press(root / "mkdocs.yml", False, False, no_progress)
    mended = files(root / "site")
    run_press(root / "mkdocs.yml", False, True, no_progress)
    assert files(root / "site") == mended


def test_it_works_where_mkdocs_is_not_installed_at_all(tree: Tree) -> None:
    """Nothing of the host is imported on the way."""
    root = tree({**OPEN, "mkdocs.yml": "site_name: !ENV [NO_SUCH, Fernhill]\ndocs_dir: content\n"})
    code = (
        "import sys; sys.modules['mkdocs'] = sys.modules['material'] = None\n"
        f"sys.argv = ['candor', 'build', '-q', '--status-only', '-f', {str(root / 'mkdocs.yml')!r}]\n"
        "from candor.cli import main; main()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert "· Fernhill</title>" in (root / "site/status/index.html").read_text()


def test_a_community_without_status_pages_gets_no_half_site(tree: Tree) -> None:
    """There is nothing to save, so the failure alone is told."""
    root = tree({**WORLD, "mkdocs.yml": BROKEN})
    code, said = build(root)
    assert code == 1
    assert "all the same" not in said
    assert not (root / "site").exists() or files(root / "site") == {}


@pytest.mark.parametrize("option", ["--verify", "--clean"])
def test_it_goes_with_no_option_that_needs_the_host(tree: Tree, option: str) -> None:
    assert build(tree({**OPEN, "mkdocs.yml": SETTINGS}), "--status-only", option)[0] == 2
