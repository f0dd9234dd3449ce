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
    english, german = (load_config(str(ROOT / name)) for name in ("mkdocs.yml", "mkdocs.de.yml"))
    assert pages(german.nav) == pages(english.nav)
    assert german.theme["language"] == "de"
    assert [choice["lang"] for choice in english.extra["alternate"]] == ["en", "de"]
    assert english.plugins["candor/questions"].config.languages == {"de": "mkdocs.de.yml"}
