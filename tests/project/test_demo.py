"""The demonstration community: it is what its guide says, and it breaks none of its own rules."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from ruamel.yaml import YAML

from candor.model.archive import AccountLine, Comment, Reaction, ThreadHeader
from candor.model.records import AnswerRecord, Community, Kind, MemberRecord, PostRecord
from candor.model.standing import Adjustment, RuleBook, Rules

EXAMPLE = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


def front_matter(path: Path) -> object:
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8").split("---\n", 2)[1])


def test_the_demonstration_has_no_fault(root: Path) -> None:
    """`candor check` has nothing to say about it, not even a warning."""
    candor = str(Path(sys.executable).parent / "candor")
    found = subprocess.run([candor, "check", "--format", "json"], cwd=root, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr
    assert json.loads(found.stdout) == []


def test_every_kind_of_post_is_shown(root: Path) -> None:
    """Somebody who looks for an example of a kind finds one."""
    posts = [msgspec.convert(front_matter(path), PostRecord) for path in root.glob("content/questions/*/*/index.md")]
    assert {post.kind for post in posts} == set(Kind)
    assert any(post.duplicate_of for post in posts)
    assert any(post.aliases for post in posts)


def test_it_says_that_it_is_fictional(root: Path) -> None:
    """On every page's footer, on the home page and to the press (`demo`)."""
    community = msgspec.convert(YAML(typ="safe", pure=True).load(root / "content" / "community.yml"), Community)
    assert community.demo
    for name in ("mkdocs.yml", "content/index.md"):
        text = (root / name).read_text(encoding="utf-8").lower()
        assert "fictional" in text and "demonstration" in text, name  # noqa: PT018


def test_no_page_asks_another_server_for_anything(root: Path) -> None:
    """Fonts stay at home, and no setting names a service: no analytics, no repository whose stars would be fetched."""
    text = (root / "mkdocs.yml").read_text(encoding="utf-8")
    assert "font: false" in text
    assert not re.search(r"^\s*(repo_url|analytics|extra_javascript|extra_css|social|consent)\s*:", text, re.MULTILINE)


def test_the_archive_is_written_in_its_one_form(root: Path) -> None:
    """Sorted keys, one value a line, comments by (created, id), then reactions; every author is a known account."""
    archive = root / "content" / ".discussions" / "github"
    accounts = [json.loads(line) for line in (archive / "accounts.jsonl").read_text(encoding="utf-8").splitlines()]
    known = {msgspec.convert(account, AccountLine).id for account in accounts}
    assert [account["id"] for account in accounts] == sorted(known)
    threads = sorted(archive.glob("[0-9]*/*.jsonl"))
    assert threads
    for path in threads:
        lines = path.read_text(encoding="utf-8").splitlines()
        for line in lines:
            assert line == json.dumps(json.loads(line), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        header, *rest = (msgspec.json.decode(line, type=ThreadHeader | Comment | Reaction) for line in lines)
        assert isinstance(header, ThreadHeader)
        assert path.relative_to(archive).as_posix() == f"{header.number // 1000}/{header.number}.jsonl"
        comments = [line for line in rest if isinstance(line, Comment)]
        reactions = [line for line in rest if isinstance(line, Reaction)]
        assert rest == [*comments, *reactions]
        assert comments == sorted(comments, key=lambda comment: (comment.created, comment.id))
        assert reactions == sorted(reactions, key=lambda reaction: (reaction.on, reaction.by, reaction.kind))
        assert header.comments == len(comments)
        assert {header.author, *(c.author for c in comments), *(r.by for r in reactions)} <= known


def test_the_guides_examples_are_valid_records(root: Path) -> None:
    """Whoever copies an example from the guide gets a record without a fault."""
    text = (root / "content" / "guide" / "records.md").read_text(encoding="utf-8")
    post, idea, complaint, ask, answer, member, rules, adjustment, community = (
        YAML(typ="safe", pure=True).load(example) for example in EXAMPLE.findall(text)
    )
    for record in (post, *({**post, **part} for part in (idea, complaint, ask))):
        msgspec.convert(record, PostRecord)
    msgspec.convert(answer, AnswerRecord)
    msgspec.convert(member, MemberRecord)
    msgspec.convert(rules, RuleBook)
    msgspec.convert(adjustment, Adjustment)
    msgspec.convert(community, Community)


@pytest.mark.parametrize(
    ("heading", "record"),
    [
        ("A post", PostRecord),
        ("An answer", AnswerRecord),
        ("A member", MemberRecord),
        ("The community", Community),
        ("The rules of standing", Rules),
        ("An adjustment", Adjustment),
    ],
)
def test_the_guide_shows_every_key(root: Path, heading: str, record: type[msgspec.Struct]) -> None:
    """A key that a record may have is shown in the guide's section about that record."""
    text = (root / "content" / "guide" / "records.md").read_text(encoding="utf-8")
    section = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    missing = [name for name in record.__struct_encode_fields__ if not re.search(rf"\b{name}\b", section)]
    assert missing == []


def test_a_second_build_of_it_prints_nothing_and_needs_no_host(scratch: Callable[[str], Path]) -> None:
    """In a new process, with nothing changed in between, MkDocs is not even started."""
    folder = scratch("project")
    command = [str(Path(sys.executable).parent / "candor"), "build"]
    first, second = (subprocess.run(command, cwd=folder, capture_output=True, text=True) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert re.search(r"^0 pages and files printed", second.stdout, re.MULTILINE)
    assert re.search(r"host +not needed", second.stdout)
