"""The table of other plugins, each row tried with the real plugin."""

from __future__ import annotations

import subprocess
from importlib.metadata import entry_points

import pytest
from tests.conftest import Tree
from tests.mkdocs.world import CONFIG, WORLD, Build, files_of, find_probes

from candor.mkdocs.compat import TABLE, Verdict, find_row

OPTIONS = {
    "minify": "{minify_html: true}",
    "rss": "{match_path: '.*', use_git: false}",
    "redirects": "{redirect_maps: {old.md: guide.md}}",
    "git-revision-date-localized": "{enable_creation_date: true}",
    "privacy": "{assets: false}",
    "social": "{cards: false}",
}
SETTLED = [row for row in TABLE if row.plugin not in ("candor/questions", "search")]
GIT = ["git", "-c", "user.name=otto", "-c", "user.email=1+otto@users.noreply.github.com"]


def with_plugin(name: str) -> dict[str, str | bytes]:
    config = f"{CONFIG}  - {name}: {OPTIONS.get(name, '{}')}\n"
    return {**WORLD, "mkdocs.yml": config, ".gitignore": "/.cache/\n/site/\n"}


@pytest.mark.parametrize("plugin", [row.plugin for row in SETTLED if row.verdict is not Verdict.REFUSED])
def test_a_plugin_that_is_not_refused_leaves_the_community_whole(tree: Tree, build: Build, plugin: str) -> None:
    """Posts print, ordinary pages print, and no file of the plugin's holds a probe or a specimen."""
    root = tree(with_plugin(plugin))
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*GIT, *command], cwd=root, check=True)
    build(root)
    site = root / "site"
    assert find_probes(site) == []
    page = (site / "questions/move-hub/index.html").read_text()
    assert "Where does the <em>hub</em> go?" in page
    assert "Move &lt;b&gt;the hub&lt;/b&gt; &amp; &#34;me&#34;? - Fernhill</title>" in page
    assert "guide/index.html" in files_of(site)


@pytest.mark.parametrize("plugin", [row.plugin for row in SETTLED if row.verdict is Verdict.REFUSED])
def test_a_refused_plugin_stops_the_build_with_the_reason(tree: Tree, build: Build, plugin: str) -> None:
    said = build(tree(with_plugin(plugin)), code=1).stderr
    row = find_row(plugin)
    assert row is not None
    assert f"the plugin {plugin} cannot be used: {row.reason}" in said


def test_redirects_between_ordinary_pages_work(tree: Tree, build: Build) -> None:
    root = tree(with_plugin("redirects"))
    build(root)
    assert "../guide/" in (root / "site/old/index.html").read_text()


def test_minify_reaches_the_shell_of_a_post(tree: Tree, build: Build) -> None:
    root = tree(WORLD)
    build(root)
    plain = (root / "site/questions/move-hub/index.html").read_bytes()
    tree(with_plugin("minify"))
    build(root)
    minified = (root / "site/questions/move-hub/index.html").read_bytes()
    assert b'<html lang="en"' in plain
    assert b"<html lang=en " in minified
    assert len(minified) < len(plain)


def test_the_table_names_each_plugin_once_and_only_real_ones() -> None:
    names = [row.plugin for row in TABLE]
    known = {point.name for point in entry_points(group="mkdocs.plugins")}
    assert len(names) == len(set(names))
    assert {name for name in names if name not in known and f"material/{name}" not in known} == set()
    assert find_row("material/search") == find_row("search")
    assert find_row("unheard-of") is None
