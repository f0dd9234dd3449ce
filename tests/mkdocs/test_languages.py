"""A site in several languages comes out of one build, by whichever command."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from selectolax.lexbor import LexborHTMLParser
from tests.conftest import Tree
from tests.mkdocs.world import CONFIG, WORLD, Build, files_of, find_probes

from candor.cli import main
from candor.cli.build import run_press
from candor.press.report import Report, no_progress

SETTINGS = CONFIG.replace(
    "  - search\n  - candor/questions\n",
    "  - candor/questions: {search: false, cards: false, languages: {de: de.yml}}\n",
)
ALTERNATE = (
    "extra:\n  alternate:\n    - {name: English, link: ./, lang: en}\n    - {name: Deutsch, link: de/, lang: de}\n"
)
GERMAN = "INHERIT: mkdocs.yml\ntheme: {language: de}\n"
FILES = WORLD | {"mkdocs.yml": SETTINGS + ALTERNATE, "de.yml": GERMAN}
POST = "questions/move-hub/index.html"


def press(root: Path) -> Report:
    return run_press(root / "mkdocs.yml", False, False, no_progress)


def read(root: Path, name: str) -> str:
    return (root / "site" / name).read_text(encoding="utf-8")


def test_both_languages_have_the_same_pages_each_at_its_own_address(tree: Tree) -> None:
    root = tree(FILES)
    report = press(root)
    assert report.problems == []
    names = files_of(root / "site")
    german = {name.removeprefix("de/") for name in names if name.startswith("de/")}
    assert german == {name for name in names if not name.startswith("de/")}
    assert find_probes(root / "site") == []
    assert '<html lang="de"' in read(root, f"de/{POST}")
    assert 'href="https://fernhill.example/community/de/questions/move-hub/"' in read(root, f"de/{POST}")
    assert 'href="../../de/questions/move-hub/" hreflang="de"' in read(root, POST)
    for name in (POST, f"de/{POST}", "guide/index.html", "de/questions/index.html", "index.html"):
        links = LexborHTMLParser(read(root, name)).css("link[hreflang]")
        page = name.removeprefix("de/").removesuffix("index.html")
        site = "https://fernhill.example/community/"
        told = [(link.attributes["hreflang"], link.attributes["href"]) for link in links]
        assert told == [("en", site + page), ("de", f"{site}de/{page}")]
    assert 'href="../../../questions/move-hub/" hreflang="en"' in read(root, f"de/{POST}")
    assert report.printed == len(names)


def test_a_build_prints_what_changed_in_every_language_and_nothing_else(tree: Tree) -> None:
    root = tree(FILES)
    press(root)
    assert press(root).printed == 0
    before = {name: (root / "site" / name).stat().st_ino for name in files_of(root / "site")}
    tree({"content/questions/2026/move-hub/answers/otto.md": "---\nauthor: otto\nat: 2026-04-03T09:12:00Z\n---\nUp.\n"})
    press(root)
    after = {name: (root / "site" / name).stat().st_ino for name in files_of(root / "site")}
    changed = {name for name in before if before[name] != after[name]}
    assert {POST, f"de/{POST}"} <= changed
    assert len(changed) < len(before) / 2
    assert "<p>Up.</p>" in read(root, f"de/{POST}")
    tree({"de.yml": GERMAN + "site_name: Farnberg\n"})  # which no other language depends on
    press(root)
    assert "Farnberg" in read(root, f"de/{POST}")
    assert (root / "site" / POST).stat().st_ino == after[POST]


def test_another_address_is_told_to_every_language(tree: Tree) -> None:
    """Also to one whose own settings do not inherit it."""
    alone = SETTINGS.replace(", languages: {de: de.yml}", "").replace("font: false", "font: false\n  language: de")
    root = tree(FILES | {"de.yml": alone})
    press(root)
    tree({"mkdocs.yml": (SETTINGS + ALTERNATE).replace("fernhill.example/community", "hub.example")})
    press(root)
    assert 'href="https://hub.example/de/questions/move-hub/"' in read(root, f"de/{POST}")


def test_the_host_publishes_all_of_them_too(tree: Tree, build: Build) -> None:
    root = tree(FILES)
    build(root)
    assert '<html lang="en"' in read(root, POST)
    assert '<html lang="de"' in read(root, f"de/{POST}")


def test_status_pages_alone_speak_every_language(tree: Tree) -> None:
    """When the theme has gone, what is printed anew is printed in each; all else stays."""
    components = WORLD["content/community.yml"] + "components: {shop: {title: The shop}}\n"  # type: ignore[operator]
    root = tree(FILES | {"content/community.yml": components})
    press(root)
    before = read(root, f"de/{POST}")
    for page in ("status/index.html", "de/status/index.html"):
        (root / "site" / page).unlink()
    tree({"mkdocs.yml": SETTINGS.replace("name: material", "name: gone")})
    done = CliRunner().invoke(main, ["build", "--status-only", "-f", str(root / "mkdocs.yml")])
    assert done.exit_code == 0, done.output
    assert '<html lang="en"' in read(root, "status/index.html")
    assert '<html lang="de"' in read(root, "de/status/index.html")
    assert read(root, f"de/{POST}") == before


@pytest.mark.parametrize(
    ("languages", "files", "said"),
    [
        ("{../x: de.yml}", {}, 'languages: "../x" is no language'),
        ("{de: fr.yml}", {}, "there is no fr.yml beside mkdocs.yml"),
        ("{de: ../de.yml}", {}, "there is no ../de.yml beside mkdocs.yml"),
        ("{de: de.yml}", {"content/de/index.md": "# Hallo\n"}, "content/de takes the place of that language"),
        ("{de: mkdocs.yml}", {}, "mkdocs.yml is a further language of a site"),
    ],
)
def test_what_cannot_be_a_language_is_said(tree: Tree, languages: str, files: dict[str, str], said: str) -> None:
    root = tree(FILES | {"mkdocs.yml": SETTINGS.replace("{de: de.yml}", languages)} | files)
    done = CliRunner().invoke(main, ["build", "-q", "-f", str(root / "mkdocs.yml")])
    assert done.exit_code == 1
    assert said in done.output


def test_a_language_built_by_itself_says_what_to_build(tree: Tree) -> None:
    done = CliRunner().invoke(main, ["build", "-q", "-f", str(tree(FILES) / "de.yml")])
    assert done.exit_code == 1
    assert "build the settings file that it inherits from" in done.output
