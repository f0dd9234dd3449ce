"""The archive's writer: one form, whole files, one process at a time; and what its checker finds."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import Tree

from candor.errors import BusyError, SourceError
from candor.federation.archive import Archive, open_archive
from candor.federation.verify import verify_archive
from candor.model.archive import (
    AccountLine,
    Comment,
    CommentState,
    Poll,
    PollOption,
    Reaction,
    Thread,
    ThreadHeader,
    broken_seals,
    encode_thread,
    seal_thread,
)
from candor.sources.archive import read_thread

NOON = datetime(2026, 4, 3, 12, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
COMMENTS = st.builds(
    Comment,
    id=TEXT,
    num=st.integers(1, 10**12),
    parent=st.none() | TEXT,
    author=st.none() | TEXT,
    created=TIMES,
    edited=st.none() | TIMES,
    state=st.sampled_from(CommentState),
    reason=st.none() | TEXT,
    body=TEXT,
)
REACTIONS = st.builds(Reaction, on=TEXT, by=TEXT, kind=TEXT, at=TIMES)
POLLS = st.builds(
    Poll,
    question=TEXT,
    votes=st.integers(0, 99),
    options=st.lists(st.builds(PollOption, text=TEXT, votes=st.integers(0, 9)), max_size=3),
)
THREADS = st.builds(
    Thread,
    header=st.builds(
        ThreadHeader,
        v=st.just(1),
        source=st.just("github"),
        number=st.just(128),
        id=TEXT,
        title=TEXT,
        body=TEXT,
        created=TIMES,
        labels=st.lists(TEXT, max_size=2),
        votes=st.dictionaries(TEXT, st.integers(1, 9), max_size=3),
        poll=st.none() | POLLS,
    ),
    comments=st.lists(COMMENTS, unique_by=lambda comment: comment.num, max_size=4),
    reactions=st.lists(REACTIONS, max_size=3),
)


def thread(**changes: object) -> Thread:
    """A thread with an answer, a reply and a reaction."""
    header = ThreadHeader(
        v=1,
        source="github",
        number=128,
        id="D_1",
        title="How do I move the hub?",
        author="github:1",
        created=NOON,
        answer="DC_1",
        votes={"DC_1": 3},
        comments=2,
        updated=NOON,
    )
    return Thread(
        header=msgspec.structs.replace(header, **changes),
        comments=[
            Comment(id="DC_1", num=1, author="github:2", created=NOON, body="Unplug it — then wait."),
            Comment(id="DC_2", num=2, parent="DC_1", author="github:1", created=NOON, body="Thank you!"),
        ],
        reactions=[Reaction(on="DC_1", by="github:1", kind="HEART", at=NOON)],
    )


ACCOUNTS = [AccountLine(id="github:1", login="priya"), AccountLine(id="github:2", login="otto")]


def write_archive(root: Path, *threads: Thread) -> Archive:
    content = root / "content"
    with open_archive(content, "github", root / "state") as archive:
        for each in threads:
            archive.save(each.header.number, seal_thread(each, "0" * 16))
        archive.save_accounts(ACCOUNTS)
    return archive


def faults(root: Path) -> list[str]:
    return [str(problem).partition(" – ")[0] for problem in verify_archive(root / "content")]


@settings(max_examples=50)
@given(THREADS)
def test_what_is_written_is_read_back(written: Thread) -> None:
    """write∘read is the identity: reading gives the same records, and writing those the same bytes."""
    data = seal_thread(written, "ab")
    read, problems = read_thread(data, "github/128", "f")
    assert not problems
    assert read is not None
    assert seal_thread(read, "ab") == data == encode_thread(read)
    assert sorted(read.comments, key=repr) == sorted(written.comments, key=repr)
    assert sorted(read.reactions, key=repr) == sorted(written.reactions, key=repr)
    assert msgspec.structs.replace(read.header, print="") == written.header
    assert broken_seals(read.header, data.split(b"\n")[:-1]) == []


@settings(max_examples=25)
@given(THREADS, st.randoms())
def test_the_order_of_lines_in_memory_does_not_matter(written: Thread, chance: random.Random) -> None:
    """Equal threads make equal bytes, however their comments arrived."""
    comments, reactions = list(written.comments), list(written.reactions)
    chance.shuffle(comments)
    chance.shuffle(reactions)
    shuffled = Thread(header=written.header, comments=comments, reactions=reactions)
    assert encode_thread(shuffled) == encode_thread(written)


def test_a_written_archive_has_no_fault(tmp_path: Path) -> None:
    """What the writer writes, the checker accepts."""
    write_archive(tmp_path, thread())
    assert faults(tmp_path) == []


def test_writing_the_same_changes_nothing(tmp_path: Path) -> None:
    """A second save of equal content touches no file."""
    archive = write_archive(tmp_path, thread())
    path = archive.folder / "0" / "128.jsonl"
    before = path.stat()
    assert not archive.save(128, seal_thread(thread(), "0" * 16))
    assert path.stat() == before


def test_every_damage_is_named_with_its_line(tmp_path: Path) -> None:
    """Flipped, cut and half-written files: the checker names the file and the line that is meant, every time."""
    write_archive(tmp_path, thread())
    path = tmp_path / "content" / ".discussions" / "github" / "0" / "128.jsonl"
    whole = path.read_bytes()
    place = "content/.discussions/github/0/128.jsonl"
    ends = [at for at, byte in enumerate(whole) if byte == 10]
    for at in [*ends, *range(0, len(whole), 7)]:
        line = whole[:at].count(b"\n") + 1
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        found = faults(tmp_path)
        named = {int(fault.removeprefix(place).split(":")[1]) for fault in found if fault.startswith(f"{place}:")}
        # a line end that became something else joins two lines; either may be named
        assert named & {line, line + (whole[at] == 10)}, (at, whole[at - 20 : at + 20], found)
    for length in [*ends, *range(0, len(whole), 7)]:
        path.write_bytes(whole[:length])
        assert any(fault.startswith(place) for fault in faults(tmp_path)), length


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"comments": 3}, ":1: comments: says 3 where 2 lines stand"),
        ({"answer": "DC_9"}, ":1: answer: DC_9 is no comment of this thread"),
        ({"votes": {"DC_9": 1}}, ":1: votes: DC_9 is no comment of this thread"),
        ({"author": "github:9"}, ":1: author: github:9 is not in accounts.jsonl"),
        ({"state": "tombstone"}, ":1: state: is gone, but comments stand"),
    ],
)
def test_names_that_lead_nowhere_are_found(tmp_path: Path, change: dict[str, object], fault: str) -> None:
    """A thread is checked against itself and against the accounts."""
    write_archive(tmp_path, thread(**change))
    assert faults(tmp_path) == [f"content/.discussions/github/0/128.jsonl{fault}"]


def test_form_order_and_leftovers_are_found(tree: Tree) -> None:
    """Lines that are right in themselves but not as a sync writes them."""
    github = "content/.discussions/github"
    root = tree(
        {
            f"{github}/accounts.jsonl": '{"created":null,"id":"github:2","login":"b","type":"User"}\n'
            '{"created":null,"id":"github:1","login":"a","type":"User"}\n',
            f"{github}/aliases.jsonl": '{"id": "D_1", "number": 1, "to": "2"}\n',
            f"{github}/0/.7.jsonl.part": "{",
            f"{github}/0/x.jsonl": "",
            f"{github}/reviews/3.jsonl": "[]\n",
            f"{github}/mirror.json": "{}",
            "content/.discussions/erased.jsonl": "{}\n",
        }
    )
    assert faults(root) == [
        "content/.discussions/erased.jsonl:1: cannot be used: object missing required field erased",
        f"{github}/0/.7.jsonl.part: was left half-written by a run that was stopped",
        f"{github}/0/x.jsonl: is no thread's file",
        f"{github}/accounts.jsonl:2: stands out of order or twice",
        f"{github}/aliases.jsonl:1: is not in the archive's one form or order",
        f"{github}/mirror.json:1: cannot be used: object missing required field completed",
        f"{github}/reviews/3.jsonl:1: cannot be used: expected object, got array",
    ]


def test_a_damaged_thread_is_not_read_as_if_it_were_whole(tmp_path: Path) -> None:
    """Whoever would write over it is told instead."""
    archive = write_archive(tmp_path, thread())
    path = archive.folder / "0" / "128.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Unplug", b"Unplog"))
    with pytest.raises(SourceError, match="damaged"):
        archive.load(128)
    assert [problem.line for problem in archive.problems] == [2]


def test_only_one_process_writes(tmp_path: Path) -> None:
    """A second run is told who is at it and to try again later."""
    with open_archive(tmp_path / "content", "github", tmp_path / "state"):
        opening = open_archive(tmp_path / "content", "github", tmp_path / "state")
        with pytest.raises(BusyError, match=f"process {os.getpid()} – try again"), opening:
            pass
    with open_archive(tmp_path / "content", "github", tmp_path / "state"):
        pass


def test_a_killed_process_leaves_no_lock(tmp_path: Path) -> None:
    """What is left of it is a file with a number, which stops nobody."""
    script = (
        "import os, sys; from pathlib import Path; from candor.federation.archive import open_archive\n"
        "with open_archive(Path(sys.argv[1]), 'github', Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)])
    assert done.returncode == -9
    assert (tmp_path / "archive.lock").read_text().strip().isdigit()
    with open_archive(tmp_path, "github", tmp_path):
        pass


def test_a_file_is_whole_wherever_the_writer_is_stopped(tmp_path: Path) -> None:
    """Stopped at each numbered step, a file is the old one or the new one; the next run tidies up."""

    class Stopped(Exception):  # noqa: N818 – a crash, no error
        pass

    old, new = seal_thread(thread(), "0" * 16), seal_thread(thread(title="Moved"), "1" * 16)
    for stop in range(2):
        steps = iter(range(99))

        def step(name: str, stop: int = stop, steps: object = steps) -> None:
            if next(steps) == stop:  # type: ignore[call-overload]
                raise Stopped(name)

        path = write_archive(tmp_path, thread()).folder / "0" / "128.jsonl"
        with pytest.raises(Stopped), open_archive(tmp_path / "content", "github", tmp_path, step) as archive:
            archive.save(128, new)
        assert path.read_bytes() == old
        with open_archive(tmp_path / "content", "github", tmp_path) as archive:
            assert archive.save(128, new)
            assert sorted(entry.name for entry in path.parent.iterdir()) == ["128.jsonl"]


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's refusal comes through, the old file stands, and no half-written one stays."""
    archive = write_archive(tmp_path, thread())
    path = archive.folder / "0" / "128.jsonl"
    before = path.read_bytes()

    def full(self: Path, data: bytes) -> int:
        with open(self, "wb") as stream:
            stream.write(data[:10])
        raise OSError(28, os.strerror(28), str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        archive.save(128, seal_thread(thread(title="Moved"), "1" * 16))
    assert path.read_bytes() == before
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["128.jsonl"]
