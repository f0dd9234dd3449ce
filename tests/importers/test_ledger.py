from __future__ import annotations

from pathlib import Path

import pytest

from candor.importers.ledger import Ledger, Outcome, write_whole


def write(root: Path, content: bytes, **options: bool) -> Outcome:
    with Ledger(root, root / "notes.txt", **options) as ledger:
        return ledger.write("a/b.md", content)


def test_a_file_is_written_once_and_updated_when_its_content_changes(tmp_path: Path) -> None:
    assert write(tmp_path, b"1") is Outcome.WRITTEN
    assert write(tmp_path, b"1") is Outcome.UNCHANGED
    assert write(tmp_path, b"2") is Outcome.UPDATED
    assert (tmp_path / "a/b.md").read_bytes() == b"2"


def test_a_file_edited_by_hand_is_kept_unless_told_otherwise(tmp_path: Path) -> None:
    write(tmp_path, b"1")
    (tmp_path / "a/b.md").write_bytes(b"mine")
    assert write(tmp_path, b"2") is Outcome.KEPT
    assert (tmp_path / "a/b.md").read_bytes() == b"mine"
    assert write(tmp_path, b"2", overwrite=True) is Outcome.UPDATED
    assert (tmp_path / "a/b.md").read_bytes() == b"2"


def test_a_file_that_nobody_noted_is_kept(tmp_path: Path) -> None:
    write_whole(tmp_path / "a/b.md", b"theirs")
    assert write(tmp_path, b"1") is Outcome.KEPT


def test_a_file_put_back_to_what_we_once_wrote_is_not_ours_any_more(tmp_path: Path) -> None:
    write(tmp_path, b"1")
    write(tmp_path, b"2")
    (tmp_path / "a/b.md").write_bytes(b"1")
    assert write(tmp_path, b"2") is Outcome.KEPT


def test_killed_between_the_note_and_the_file_the_next_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, b"1")

    def killed(path: Path, content: bytes) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("candor.importers.ledger.write_whole", killed)
        with pytest.raises(KeyboardInterrupt):
            write(tmp_path, b"2")
    assert (tmp_path / "a/b.md").read_bytes() == b"1"
    assert write(tmp_path, b"3") is Outcome.UPDATED


def test_a_note_cut_in_half_hides_no_other_note(tmp_path: Path) -> None:
    write(tmp_path, b"1")
    with (tmp_path / "notes.txt").open("ab") as notes:
        notes.write(b"0123 a/c")
    assert write(tmp_path, b"2") is Outcome.UPDATED


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(tmp_path: Path) -> None:
    assert write(tmp_path, b"1", dry=True) is Outcome.WRITTEN
    assert list(tmp_path.iterdir()) == []
