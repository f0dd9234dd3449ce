"""Conversations in every state, on a community's pages and on those of plain Material: judged by axe, all unfolded."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.serving import serve

from candor.model.archive import (
    AccountLine,
    Comment,
    CommentState,
    Mirror,
    Poll,
    PollOption,
    Reaction,
    Thread,
    ThreadHeader,
    encode_line,
    encode_thread,
)

from .test_pages import AXE_RUN, DESKTOP, PHONE, open_context, serious_faults

pytestmark = pytest.mark.browser

AT = datetime(2026, 5, 1, 10, tzinfo=UTC)
SIDES = {
    "alone": ["every/", "long/", "mirror/", "policy/"],
    "community": ["questions/every/", "questions/long/", "guide/", "mirror/", "policy/", "moderation/"],
}
USUAL = {("alone", "dark", "phone"), ("community", "light", "desktop")}
"""What is tried in every run; `make audit` tries the others as well."""

SETTINGS = [
    pytest.param(*each, marks=() if each in USUAL else pytest.mark.audit)
    for each in product(SIDES, ("light", "dark"), ("phone", "desktop"))
]
SIZES = {"phone": PHONE, "desktop": DESKTOP}
UNFOLD = "document.querySelectorAll('details').forEach(each => { each.open = true })"
STATES: list[dict[str, object]] = [
    {"body": "Good post"},
    {"body": "See https://a.example/1 and https://b.example/2, they sell the same."},
    {"body": "Nice weather.", "state": CommentState.MINIMIZED, "reason": "OFF_TOPIC"},
    {"body": "", "state": CommentState.MINIMIZED, "reason": "SPAM"},
    {"body": "", "state": CommentState.WIPED, "author": None},
    {"body": "", "state": CommentState.TOMBSTONE, "author": None},
    {"body": "Chosen, with `code`, a [link](https://c.example/) and\n\n```python\nif hub:\n    pass\n```\n"},
    {"body": "By somebody who left.", "author": None, "edited": AT},
]


def comment(number: int, **changes: object) -> Comment:
    values = {
        "id": f"DC_{number}",
        "num": number,
        "author": f"github:{1 + number % 7}",
        "created": AT + timedelta(minutes=number),
        "body": f"The hub of number {number} stands in the hall, and answers from there.",
    }
    return Comment(**(values | changes))  # type: ignore[arg-type]


def thread(number: int, comments: list[Comment], **changes: object) -> bytes:
    header = ThreadHeader(
        v=1, source="github", number=number, id=f"D_{number}", url=f"https://github.com/f/c/discussions/{number}",
        title="Where?", author="github:1", created=AT, updated=AT, comments=len(comments),
        votes={f"D_{number}": 4, "DC_1": 3},
    )  # fmt: skip
    header = ThreadHeader(**{name: getattr(header, name) for name in header.__struct_fields__} | changes)  # type: ignore[arg-type]
    reactions = [
        Reaction(on=f"D_{number}", by="github:2", kind="HEART", at=AT),
        Reaction(on="DC_1", by="github:2", kind="EYES", at=AT),
    ]
    return encode_thread(Thread(header=header, comments=comments, reactions=reactions))


def write_archive(folder: Path) -> None:
    every = [comment(number, **state) for number, state in enumerate(STATES, 1)]
    every += [comment(20 + number, parent="DC_7") for number in range(12)]
    long = [comment(100 + n, parent=f"DC_{100 + n - n % 25}" if n % 25 else None) for n in range(500)]
    poll = Poll(
        question="Where is yours?", votes=3, options=[PollOption(text="Hall", votes=2), PollOption(text="Loft")]
    )
    (folder / "0").mkdir(parents=True)
    for number in (41, 43):
        told = thread(number, every, answer="DC_7", locked=number == 43, poll=poll)
        (folder / "0" / f"{number}.jsonl").write_bytes(told)
    (folder / "0" / "42.jsonl").write_bytes(thread(42, long))
    people = [AccountLine(id=f"github:{n}", login=f"person-{n}", created=AT) for n in range(1, 8)]
    (folder / "accounts.jsonl").write_bytes(b"".join(map(encode_line, people)))
    (folder / "mirror.json").write_bytes(encode_line(Mirror(completed=AT, swept=AT, threads=3, vanished=1)))


PALETTE = """\
theme:
  name: material
  font: false
  palette:
    - {media: "(prefers-color-scheme: light)", scheme: default, toggle: {icon: material/weather-sunny, name: Dark}}
    - {media: "(prefers-color-scheme: dark)", scheme: slate, toggle: {icon: material/weather-night, name: Light}}
"""


def write_alone(root: Path) -> list[str]:
    docs = root / "docs"
    write_archive(docs / ".discussions" / "github")
    plugins = "plugins: [search, candor/comments: {policy: {}, staff: ['github:2']}]\n"
    address = "site_url: https://f.example/community/\nrepo_url: https://github.com/f/c\n"
    (root / "mkdocs.yml").write_text(f"site_name: Notes\n{address}{PALETTE}{plugins}")
    (docs / "index.md").write_text("# Notes\n")
    (docs / "every.md").write_text("---\ndiscussion: 41\n---\n# Every state\n\nText.\n")
    (docs / "long.md").write_text("---\ndiscussion: 42\n---\n# Long\n\nText.\n")
    return ["mkdocs", "build"]


def write_community(root: Path) -> list[str]:
    content = root / "content"
    write_archive(content / ".discussions" / "github")
    plugins = "plugins: [candor/questions: {cards: false}, candor/comments]\n"
    address = "site_url: https://f.example/community/\ndocs_dir: content\n"
    (root / "mkdocs.yml").write_text(f"site_name: Fernhill\n{address}{PALETTE}{plugins}")
    (content / "community.yml").write_text(
        "name: Fernhill\nrepository: {owner: f, name: c}\npolicy: {}\ncomponents: {api: {title: API}}\n"
    )
    (content / "index.md").write_text("# Fernhill\n")
    (content / "guide.md").write_text("---\ndiscussion: 43\n---\n# Guide\n\nText.\n")
    for name, number in (("every", 41), ("long", 42)):
        folder = content / "questions" / "2026" / name
        folder.mkdir(parents=True)
        front = f"title: Where does it stand?\nauthor: github:1\nat: 2026-05-01T09:00:00Z\ndiscussion: {number}\n"
        (folder / "index.md").write_text(f"---\n{front}---\nText.\n")
    return ["candor", "build", "--quiet"]


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The address of each side; the first test process that wants them builds them."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    with (shared / "threads.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for side, write in (("alone", write_alone), ("community", write_community)):
            root = shared / "threads" / side
            if not root.exists():
                root.mkdir(parents=True)
                program, *arguments = write(root)
                command = [str(Path(sys.executable).parent / program), *arguments]
                environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1790812800"}
                done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
                assert done.returncode == 0, done.stdout + done.stderr
    with serve(shared / "threads/alone/site") as alone, serve(shared / "threads/community/site") as community:
        yield {"alone": alone, "community": community}


@pytest.mark.parametrize(("side", "scheme", "device"), SETTINGS)
def test_axe_finds_nothing_serious_in_a_conversation(
    side: str, scheme: str, device: str, browser: Browser, sites: dict[str, str], axe: str
) -> None:
    """Folded, removed, voted on, locked, 500 comments long: with every fold opened, nothing scrolls sideways either."""
    context = open_context(browser, scheme, SIZES[device], bypass_csp=True)
    page = context.new_page()
    found = []
    for name in SIDES[side]:
        answer = page.goto(sites[side] + name)
        assert answer is not None
        assert answer.ok, name
        page.evaluate(UNFOLD)
        # what is plain Material's own, around the article, is not ours to mend
        run = AXE_RUN.replace("document", "'article'") if side == "alone" else AXE_RUN
        found += [f"{name}: {fault}" for fault in serious_faults(page, axe, run)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{name}: scrolls sideways")
    context.close()
    assert found == []
