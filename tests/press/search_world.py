"""A search index built again and again without a whole site, and a browser's view of it."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, cast

import candor
from candor.pages.plan import Searchable
from candor.pages.site import Site
from candor.press.pool import Pool
from candor.press.search import Search, place_file
from candor.press.trees import Edition, Entry

ASSETS = Path(candor.__file__).parent / "theme" / "assets"

ASK = """async queries => {
  const { search, filters } = await import(new URL("assets/candor-search.js", document.baseURI));
  await filters();
  const answers = [];
  for (const query of queries) {
    const { results, counts } = await search(query);
    const first = await Promise.all(results.slice(0, 10).map((result) => result.data()));
    answers.push({ count: results.length, counts, urls: first.map((each) => each.url) });
  }
  return answers;
}"""


class Published:
    """What an edition holds, as far as the search asks."""

    def __init__(self) -> None:
        self.printed: dict[str, Entry] = {}


class Indexing:
    """One project's search: `build` is what a whole build does for it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.site = folder, folder / "site"
        self.edition = Published()
        if self.site.exists():
            return
        (self.site / "assets").mkdir(parents=True)
        shutil.copy(ASSETS / "candor-search.js", self.site / "assets")
        (self.site / "index.html").write_text('<!doctype html><html lang="en"><title>Search</title><h1>Search</h1>')

    def copy(self, folder: Path) -> Indexing:
        """Another one that goes on from here."""
        shutil.copytree(self.folder, folder)
        other = Indexing(folder)
        other.edition.printed = dict(self.edition.printed)
        return other

    def holds(self, word: str) -> bool:
        """Whether any file of the published index holds the word, unpacked where it is packed."""
        files = [path.read_bytes() for path in (self.site / "search").rglob("*") if path.is_file()]
        return any(
            word.encode() in (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).lower() for data in files
        )

    def build(self, pages: Iterable[Searchable], erased: str = "") -> Search:
        """Brings the index up to date and publishes it."""
        fingerprints = {}
        with (
            Pool(1, b"", memory=0) as aside,
            Pool(1, b"") as pool,
            Search(self.folder / "cache", self.folder, Site(name="F"), cast(Edition, self.edition), erased) as search,
        ):
            search.begin(pages, {}, pool, aside)
            for dest, fingerprint, made in search.finish():
                fingerprints[dest] = fingerprint
                if dest not in self.edition.printed or self.edition.printed[dest].fingerprint != fingerprint:
                    (self.site / dest).unlink(missing_ok=True)
                    place_file(str(self.site / dest), made)
        for dest in self.edition.printed.keys() - fingerprints.keys():
            (self.site / dest).unlink(missing_ok=True)
        self.edition.printed = {dest: Entry(fingerprint, 0, 0) for dest, fingerprint in fingerprints.items()}
        search.remember()
        return search

    def manifest(self) -> dict[str, Any]:
        return cast(dict[str, Any], json.loads((self.site / "search/manifest.json").read_bytes()))

    def files(self, part: str) -> dict[str, tuple[int, int, bytes]]:
        """Each file of the base or the fresh index: inode, time of change, content."""
        return {
            str(path.relative_to(self.site)): (path.stat().st_ino, path.stat().st_mtime_ns, path.read_bytes())
            for path in (self.site / "search").glob(f"{part}-*/**/*")
            if path.is_file()
        }


def ask(page: Any, address: str, queries: Sequence[str]) -> list[dict[str, Any]]:
    """What the client answers to each query: how many, how many of each value, the first ten addresses."""
    page.goto(address)
    return cast(list[dict[str, Any]], page.evaluate(ASK, list(queries)))


def counted(answer: dict[str, Any]) -> tuple[int, dict[str, dict[str, int]]]:
    """The number of results, and of each value of each filter that a reader can choose from."""
    counts = {
        name: {value: count for value, count in values.items() if count}
        for name, values in answer["counts"].items()
        if name in ("kind", "topic", "answered")
    }
    return answer["count"], {name: values for name, values in counts.items() if values}
