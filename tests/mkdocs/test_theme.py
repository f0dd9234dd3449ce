"""The theme is read with less ado than the host makes, and gives the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import jinja2
import pytest
from mkdocs.structure.files import Files
from mkdocs.theme import Theme

from candor.mkdocs.theme import list_no_icons, prepare_compiler
from candor.pages.catalogue import ENGLISH


class Options(dict[str, object]):
    site_dir, use_directory_urls = "site", True

    def __init__(self, theme: Theme) -> None:
        self.theme = theme


def assets(theme: Theme) -> list[str]:
    """The files that the host copies for the theme."""
    files = Files([])
    files.add_files_from_theme(theme.get_env(), Options(theme))  # type: ignore[arg-type]
    return [file.src_uri for file in files]


def test_the_host_copies_the_same_files_without_looking_at_icons(tmp_path: Path) -> None:
    (tmp_path / "assets" / ".hidden").mkdir(parents=True)
    (tmp_path / "assets" / "brand.css").write_text("")
    theme = Theme(name="material", custom_dir=str(tmp_path))
    expected = assets(theme)
    list_no_icons(theme)
    assert assets(theme) == expected
    assert "assets/brand.css" in expected
    loader = theme.get_env().loader
    assert loader is not None
    assert not [name for name in loader.list_templates() if name.startswith(".icons/")]
    assert theme.get_env().get_template(".icons/material/magnify.svg").render().startswith("<svg")


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        (lambda env: None, True),
        (lambda env: env.filters.update(shout=lambda text: text.upper()), False),
        (lambda env: env.tests.update(loud=str.isupper, odd=lambda number: True), False),
        (lambda env: env.add_extension("jinja2.ext.loopcontrols"), False),
    ],
)
def test_what_another_plugin_has_a_part_in_is_always_compiled(
    change: Callable[[jinja2.Environment], None], kept: bool
) -> None:
    env = Theme(name="material").get_env()
    change(env)
    prepare_compiler(env, ENGLISH)
    assert (env.bytecode_cache is not None) is kept
