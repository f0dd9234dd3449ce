"""What the host's output depends on: each of it changes the digest, and a new post does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from mkdocs.config import load_config
from tests.conftest import Tree

from candor.mkdocs.inputs import host_inputs
from candor.press.project import Project
from candor.press.shell import HostInputs, digest_inputs

CONFIG = """\
INHERIT: base.yml
site_name: !ENV [FERN_NAME, Fernhill]
docs_dir: content
theme: {name: material, custom_dir: brand}
plugins: [search]
"""
FILES: dict[str, str | bytes] = {
    "mkdocs.yml": CONFIG,
    "base.yml": "copyright: !ENV FERN_RIGHTS\n",
    "brand/main.html": "{% extends 'base.html' %}",
    "content/index.md": "# Hi",
    "content/guide/a.md": "# A",
    "content/community.yml": "name: F",
    "content/questions/2026/one/index.md": "One",
}


def read_inputs(root: Path, *asked: str) -> HostInputs:
    config = load_config(str(root / "mkdocs.yml"))
    project = Project(
        root=root,
        config_file=root / "mkdocs.yml",
        content=root / "content",
        site=root / "site",
        cache=root / ".cache" / "candor",
    )
    return host_inputs(project, config, set(asked))


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "mkdocs.yml").write_text(CONFIG + "dev_addr: 127.0.0.1:1\n"),
        lambda root: (root / "base.yml").write_text("copyright: me\n"),
        lambda root: (root / "brand/main.html").write_text("x"),
        lambda root: (root / "brand/partials.html").write_text("x"),
        lambda root: (root / "content/index.md").write_text("# Ho"),
        lambda root: (root / "content/guide/b.md").write_text("# B"),
        lambda root: (root / "content/guide/a.md").unlink(),
        lambda root: (root / "content/news.md").write_text("# News"),
        lambda root: (root / "content/community.yml").write_text("name: G"),
        lambda root: (root / "content/questions/2026/wanted").mkdir(),
    ],
)
def test_a_change_the_host_would_show_changes_the_digest(tree: Tree, change: Callable[[Path], object]) -> None:
    root = tree(FILES)
    inputs = read_inputs(root, "questions/2026/wanted")
    before = digest_inputs(inputs)
    assert digest_inputs(inputs) == before
    change(root)
    assert digest_inputs(inputs) != before


@pytest.mark.parametrize("variable", ["FERN_NAME", "FERN_RIGHTS", "SOURCE_DATE_EPOCH"])
def test_an_environment_variable_changes_the_digest(tree: Tree, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    inputs = read_inputs(tree(FILES))
    before = digest_inputs(inputs)
    monkeypatch.setenv(variable, "1760000000")
    assert digest_inputs(inputs) != before


def test_a_new_or_changed_post_that_no_page_links_to_changes_nothing(tree: Tree) -> None:
    root = tree(FILES)
    inputs = read_inputs(root, "questions/2026/one/index.md")
    before = digest_inputs(inputs)
    tree({"content/questions/2026/one/index.md": "Uno", "content/questions/2026/two/index.md": "Two"})
    assert digest_inputs(inputs) == before


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ("", ""),
        ("markdown_extensions: [pymdownx.snippets]\n", "pymdownx.snippets includes files from anywhere"),
        ("hooks: [hook.py]\n", "hooks may print something else each time"),
        ("plugins: [search, tags, rss]\n", "the plugin rss may print something else each time"),
    ],
)
def test_what_cannot_be_watched_makes_the_host_run_always(tree: Tree, settings: str, reason: str) -> None:
    config = CONFIG.replace("plugins: [search]\n", "") if settings.startswith("plugins") else CONFIG
    always = read_inputs(tree({**FILES, "mkdocs.yml": config + settings, "hook.py": ""})).always
    assert always == reason


def test_an_environment_that_is_gone_has_changed(tmp_path: Path) -> None:
    packages = tmp_path / "site-packages"
    packages.mkdir()
    (packages / "mkdocs_material-9.0.dist-info").mkdir()
    inputs = HostInputs(files=(), packages=(str(packages),), listings=(str(packages),))
    before = digest_inputs(inputs)
    packages.rename(tmp_path / "elsewhere")
    assert digest_inputs(inputs) != before
