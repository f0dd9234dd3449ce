"""Finds every message of the interface, and keeps the catalogues up to date with them: ``make strings``."""

from __future__ import annotations

from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[2] / "plugins" / "candor"
CATALOGUES = PACKAGE / "theme" / "locale"
SOURCES = [("theme/**.jinja", "jinja2"), ("theme/**.html", "jinja2"), ("pages/**.py", "python")]
KEYWORDS = {"_": None, "gettext": None, "say": None, "word": None, "mark": None, "ngettext": (1, 2)}
"""The functions whose first words are messages; in Python `say` is how long lists of them are kept readable."""


def extract_messages() -> Catalog:
    """Every message of templates and pages, with the files that it stands in."""
    found = Catalog(project="Candor", charset="utf-8")
    for name, _, message, _, _ in extract_from_dir(PACKAGE, method_map=SOURCES, keywords=KEYWORDS):
        found.add(message if isinstance(message, str) else tuple(message[:2]), locations=[(name, 0)])
    return found


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.stem, abort_invalid=True)


def update_catalogue(path: Path, found: Catalog) -> None:
    """Adds what is new to the catalogue, without a translation, and takes out what is gone."""
    catalogue = read_catalogue(path)
    catalogue.update(found, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, no_location=True, omit_header=False, sort_output=True)


if __name__ == "__main__":
    messages = extract_messages()
    for path in sorted(CATALOGUES.glob("*.po")):
        update_catalogue(path, messages)
        empty = [
            each
            for each in read_catalogue(path)
            if each.id and not (all(each.string) if each.pluralizable else each.string)
        ]
        print(f"{path.name}: {len(messages)} messages, {len(empty)} without a translation")
