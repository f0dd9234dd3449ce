"""What a reader's browser must fetch for a question."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.mkdocs.world import WORLD, Build

import candor

ASSETS = Path(candor.__file__).parent / "theme" / "assets"
LIMIT = 25_000
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo yu zan ber dor fen gil".split()  # noqa: SIM905


def talk(seed: int, words: int) -> str:
    """Different words every time, so that a page of them cannot be packed more tightly than a real one."""
    chance = random.Random(seed)
    return " ".join("".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(words))


def test_a_question_with_twenty_comments_is_light(
    tree: Callable[[Mapping[str, str | bytes]], Path], build: Build
) -> None:
    """Page, style sheet and scripts of ours: at most 25 kB gzipped beyond the theme's own assets, which stay cached."""
    header = {"v": 1, "t": "thread", "source": "github", "number": 7, "id": "D_7", "author": "github:1", "comments": 20,
              "created": "2026-04-02T09:12:00Z", "answer": None}  # fmt: skip
    comments = [
        {"t": "comment", "id": f"DC_{n}", "num": n, "author": f"github:{n % 7 + 1}", "body": talk(n, 60),
         "created": f"2026-04-02T10:{n:02}:00Z"}
        for n in range(1, 21)
    ]  # fmt: skip
    question = WORLD["content/questions/2026/move-hub/index.md"]
    assert isinstance(question, str)
    archive = "".join(json.dumps(line, sort_keys=True, separators=(",", ":")) + "\n" for line in (header, *comments))
    root = tree(
        {
            **WORLD,
            "content/.discussions/github/0/7.jsonl": archive,
            "content/questions/2026/move-hub/index.md": question.replace("topics:", "threads: [github/7]\ntopics:"),
        }
    )
    build(root)
    page = (root / "site/questions/move-hub/index.html").read_bytes()
    assert page.count(b'class="candor-comment"') == 20
    ours = [
        (root / "site/assets" / path.name).read_bytes()
        for path in ASSETS.glob("candor*.*")
        if path.name.encode() in page
    ]
    assert len(ours) > 1
    assert sum(len(gzip.compress(content, 9)) for content in (page, *ours)) <= LIMIT


def test_style_sheets_and_scripts_lose_their_comments_and_nothing_else(
    tree: Callable[[Mapping[str, str | bytes]], Path], build: Build
) -> None:
    """All words of ours outside of comments stand in the same order; a brand's own file is left as it is."""
    own = "/* ours */\n  a { color: red }\n"
    root = tree({**WORLD, "content/assets/brand.css": own})
    build(root)
    assert (root / "site/assets/brand.css").read_text() == own
    for path in ASSETS.glob("candor*.*"):
        printed = (root / "site/assets" / path.name).read_text(encoding="utf-8")
        written = path.read_text(encoding="utf-8")
        comments = r"/\*.*?\*/" if path.suffix == ".css" else r"(?m:^\s*//.*$)"
        assert printed.split() == re.sub(comments, "", written, flags=re.DOTALL if path.suffix == ".css" else 0).split()
        assert len(printed) < len(written)
        assert "  " not in "".join(line[:2] for line in printed.splitlines())
