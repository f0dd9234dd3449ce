"""Names and titles made to confuse, through a whole build: each costs its own page at most."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.conftest import Tree

from candor.cli.build import run_press
from candor.press.report import Report, no_progress

SETTINGS = """\
site_name: Fernhill
site_url: https://community.fernhill.example/
docs_dir: content
theme: {name: material, font: false}
plugins: [candor/questions: {search: false}]
"""


def post(title: str) -> str:
    return f"---\ntitle: {title}\nauthor: github:7\nat: 2026-04-01T09:00:00Z\n---\nWords enough to read.\n"


GOOD: Mapping[str, str] = {
    "mkdocs.yml": SETTINGS,
    "content/community.yml": "name: Fernhill\n",
    "content/questions/2026/good/index.md": post("A good question"),
    "content/questions/2026/good/answers/otto.md": "---\nauthor: github:9\nat: 2026-04-02T09:00:00Z\n---\nYes.\n",
}


@pytest.fixture(autouse=True)
def fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")


def build(root: Path) -> Report:
    return run_press(root / "mkdocs.yml", False, False, no_progress)


def heading(root: Path, slug: str) -> str:
    page = LexborHTMLParser((root / "site/questions" / slug / "index.html").read_bytes())
    return " ".join(page.css_first("h1").text().split())


def assert_good_is_whole(root: Path) -> None:
    assert heading(root, "good") == "A good question"
    assert "Yes." in (root / "site/questions/good/index.html").read_text(encoding="utf-8")


FILE_NAMES = [
    b"surrogate-\xed\xa0\x80",
    b"latin-\xe9",
    b"\xff\xfe",
    "bidi-\u202egnp.exe".encode(),
    "zero\u200bwidth".encode(),
    "\ufeffbom".encode(),
    b"new\nline",
    b"tab\there",
    b"quote\"'<img src=x onerror=pwned()>",
    b"percent%2e%2e%2f",
    b"back\\slash",
    b"-rf",
    b"question?mark#hash",
    b"{{ 7*7 }}",
    b"con.",
    b" space ",
    b"x" * 240,
]


@pytest.mark.parametrize("name", FILE_NAMES, ids=lambda name: repr(name)[2:30].replace("\\", "_"))
def test_a_hostile_file_name_anywhere_costs_no_other_page(tree: Tree, name: bytes) -> None:
    """As a post's folder, an answer, a picture, a member, an archive file, a page and a folder of pages."""
    root = tree(GOOD)
    content = os.fsencode(root / "content")
    places = {
        b"questions/2026/" + name + b"/index.md": post("A question of odd name").encode(),
        b"questions/2026/good/answers/" + name + b".md": b"---\nauthor: github:9\n---\nOdd.\n",
        b"questions/2026/good/" + name + b".png": b"\x89PNG\r\n\x1a\n" + bytes(64),
        b"members/" + name + b".yml": b"name: Odd\n",
        b".discussions/github/0/" + name + b".jsonl": b"{}\n",
        b".discussions/" + name + b"/accounts.jsonl": b"{}\n",
        name + b".md": b"# Odd\n",
        b"folder-" + name[:200] + b"/index.md": b"# Odd\n",
    }
    for place, text in places.items():
        path = os.path.join(content, place)  # noqa: PTH118  (bytes)
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        with open(path, "wb") as file:
            file.write(text)
    report = build(root)
    assert_good_is_whole(root)
    assert report.problems, "somebody is told"
    for problem in report.problems:
        str(problem).encode()
    again = build(root)
    assert again.printed == 0
    assert len(again.problems) == len(report.problems)


TITLES = {
    '"\\uD800 alone"': "alone",
    '"\\uDFFF\\uD800"': "Odd",
    '"right \\u202Egnp.exe"': "right gnp.exe",
    '"zero\\u200Bwidth"': "zerowidth",
    '"\\uFEFF\\u2066\\u2069"': "Odd",
    '"nul \\0 and bell \\a"': "nul and bell",
    '"two\\nlines"': "two lines",
    '"\\u2028 separated"': "separated",
    '"not a character \\uFFFF"': "not a character",
    "zero\u200bwidth \u202eraw": "zerowidth raw",
    '"\\U0001F468\\u200D\\U0001F469 family"': "\U0001f468\u200d\U0001f469 family",
}


@pytest.mark.parametrize("title", TITLES, ids=ascii)
def test_a_hostile_title_costs_no_other_page(tree: Tree, title: str) -> None:
    """It is printed without what cannot be seen, or as a stub named after its folder."""
    root = tree({**GOOD, "content/questions/2026/odd/index.md": post(title)})
    report = build(root)
    assert_good_is_whole(root)
    assert heading(root, "odd") in {TITLES[title], "Odd"}
    assert bool(report.problems) is not ("family" in title or "FFFF" in title)
    listed = (root / "site/questions/index.html").read_text(encoding="utf-8")
    assert "A good question" in listed
    assert not any(char in listed for char in "\u202e\u200b\u2066\u2028\0\uffff")


def test_hostile_logins_and_member_names_cost_no_other_page(tree: Tree) -> None:
    root = tree(
        {
            **GOOD,
            "content/members/otto.yml": 'name: "\\u202EOt\\u200Bto\\uFEFF"\naccounts: [github:9]\n',
            "content/members/eve.yml": 'name: "\\uD800"\naccounts: [github:10]\n',
            "content/.discussions/github/accounts.jsonl": (
                '{"id":"github:7","login":"\\u202epri\\u200bya\\ud800","type":"User"}\n'
                '{"id":"github:8","login":"\\u0000","type":"User"}\n'
            ),
        }
    )
    report = build(root)
    assert_good_is_whole(root)
    page = LexborHTMLParser((root / "site/questions/good/index.html").read_bytes())
    names = [node.text() for node in page.css(".candor-author")]
    assert names[-1] == "Otto"
    assert not any(char in "".join(names) for char in "\u202e\u200b\ufeff\ud800")
    assert {problem.path for problem in report.problems} >= {"content/members/otto.yml", "content/members/eve.yml"}
