"""Files damaged at random, again and again: nothing raises, every fault has a place, and the others are printed.

``CANDOR_TORTURE_ROUNDS`` says how many files are damaged (200), ``CANDOR_TORTURE_SEED`` repeats a run.
"""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest
from tests.safety.payloads import PAYLOADS
from tests.sources.markdown.test_markdown import ALLOWED, Reader

from candor.cli.build import run_press
from candor.model.html import Fragment
from candor.press.report import no_progress
from candor.sources.check import check_content
from candor.sources.posts import LoadSettings, load_post
from candor.sources.tree import scan_content

ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("CANDOR_TORTURE_ROUNDS", "200"))
SEED = int(os.environ.get("CANDOR_TORTURE_SEED") or random.SystemRandom().randrange(10**6))
BUILDS = 10
"""Whole builds in a run; the other rounds read and check."""

pytestmark = pytest.mark.torture

CLASSES = {(tag, "class") for tag in ("a", "div", "li", "ol", "p", "section", "span", "sup")}
MARKS = [
    b"---\n",
    b": ",
    b"&a ",
    b"*a",
    b"!!x ",
    b"\t",
    b"\x00",
    b"\xff",
    b"\xed\xa0\x80",
    b"\r\n",
    b"{",
    b"]",
    b'"',
    b"<<<<<<< HEAD\n",
]


def damage(content: bytes, chance: random.Random) -> bytes:
    """`content` after one to four accidents."""
    for _ in range(chance.randint(1, 4)):
        at, until = sorted(chance.choices(range(len(content) + 1), k=2))
        until = min(until, at + 200)
        match chance.randrange(6):
            case 0:
                content = content[:at] + content[until:]
            case 1:
                content = content[:until] + content[at:until] * chance.randint(1, 30) + content[until:]
            case 2:
                content = content[:at] + chance.choice(MARKS) + content[at:]
            case 3:
                content = content[:at] + chance.choice(PAYLOADS).encode("utf-8", "surrogatepass") + content[at:]
            case 4:
                content = content[:at] + chance.randbytes(chance.randint(1, 8)) + content[at:]
            case 5:
                content = content[:at]
    return content


def assert_harmless(fragment: Fragment) -> None:
    reader = Reader("q-", "a-", "c-")
    reader.feed(fragment.resolve(lambda ref: None))
    reader.close()
    assert reader.open == []
    assert reader.seen <= ALLOWED | CLASSES


def test_no_damage_to_one_file_raises_or_takes_the_others_along(tmp_path: Path) -> None:
    print(f"CANDOR_TORTURE_SEED={SEED} CANDOR_TORTURE_ROUNDS={ROUNDS}")
    chance = random.Random(SEED)
    shutil.copytree(ROOT / "content", tmp_path / "content")
    for config in ROOT.glob("mkdocs*.yml"):
        shutil.copy(config, tmp_path)
    content = tmp_path / "content"
    suffixes = {".md", ".yml", ".jsonl"}
    files = sorted(path for path in content.rglob("*") if path.suffix in suffixes and "guide" not in path.parts)
    for number in range(ROUNDS):
        victim = chance.choice(files)
        whole = victim.read_bytes()
        victim.write_bytes(damage(whole, chance))
        place = f"seed {SEED}, round {number}, {victim.relative_to(content)}"
        for problem in check_content(tmp_path, content):
            assert problem.problem, place
            assert problem.path.startswith("content"), place
        for folder in scan_content(content).posts:
            post, words = load_post(content, folder, LoadSettings())
            assert post.record.title, place
            for fragment in (words.body, *words.answers.values(), *words.comments.values()):
                assert_harmless(fragment)
        if number % max(1, ROUNDS // BUILDS) == 0:
            build_and_look(tmp_path, victim, place)
        victim.write_bytes(whole)


def build_and_look(root: Path, victim: Path, place: str) -> None:
    """Every post but the damaged one has a page with its title."""
    run_press(root / "mkdocs.yml", False, False, no_progress)
    for folder in scan_content(root / "content").posts:
        if folder.path not in victim.as_posix():
            assert (root / "site/questions" / folder.slug / "index.html").is_file(), place
