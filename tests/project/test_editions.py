"""The demonstration's settings in two languages tell of one site."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config import load_config

ROOT = Path(__file__).resolve().parents[2]


def pages(nav: object) -> list[str]:
    """The pages of a navigation in their order."""
    if isinstance(nav, str):
        return [nav]
    parts = nav if isinstance(nav, list) else nav.values()  # type: ignore[attr-defined]
    return [page for part in parts for page in pages(part)]


def test_both_editions_have_the_same_pages_in_the_same_order() -> None:
    english, german = (load_config(str(ROOT / f"mkdocs.{language}.yml")) for language in ("en", "de"))
    assert pages(german.nav) == pages(english.nav)
    assert german.theme["language"] == "de"
    assert (english.site_dir, german.site_dir) == (str(ROOT / "site"), str(ROOT / ".cache" / "site.de"))
    languages = [[choice["lang"] for choice in edition.extra["alternate"]] for edition in (english, german)]
    assert languages == [["en", "de"]] * 2
