"""What ends a command: one line that says what to do, and an exit code; never a traceback."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from tests.conftest import Tree

from candor.cli import LazyGroup, main
from candor.errors import BusyError, ConfigError, describe_os_error

SETTINGS = "site_name: F\ndocs_dir: content\ntheme: {name: material, font: false}\nplugins: [candor/questions]\n"
SOUND = {"mkdocs.yml": SETTINGS, "content/community.yml": "name: F\n"}


def end_with(error: Exception, monkeypatch: pytest.MonkeyPatch) -> Result:
    """What is seen of a verb that ends with `error`."""

    @click.command()
    def verb() -> None:
        raise error

    monkeypatch.setattr(LazyGroup, "get_command", lambda self, ctx, name: verb)
    return CliRunner().invoke(main, ["build"])


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (
            PermissionError(errno.EACCES, "Permission denied", "/srv/.cache"),
            1,
            "candor: /srv/.cache: Permission denied – see that this user may read and write there\n",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device", "site/index.html"),
            1,
            "candor: site/index.html: No space left on device – make room on the disk\n",
        ),
        (
            OSError(errno.EADDRINUSE, "Address already in use"),
            1,
            "candor: Address already in use – something listens there already; "
            "stop it or choose another address with --dev-addr\n",
        ),
        (ConfigError("mkdocs.yml is odd – mend it"), 1, "candor: mkdocs.yml is odd – mend it\n"),
        (BusyError("another build runs – wait"), 75, "candor: another build runs – wait\n"),
    ],
)
def test_an_error_is_one_line_and_an_exit_code(
    error: Exception, code: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = end_with(error, monkeypatch)
    assert (result.exit_code, result.output) == (code, said)


def test_an_error_the_system_does_not_explain_is_still_said() -> None:
    assert describe_os_error(OSError("odd")) == "odd"


@pytest.mark.parametrize("verb", ["build", "check"])
@pytest.mark.parametrize("epoch", ["abc", "-1", "1e9", "99999999999999999", "٣"])
def test_a_wrong_clock_is_explained(verb: str, epoch: str, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree(SOUND))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    result = CliRunner().invoke(main, [verb])
    assert result.exit_code == 1
    assert result.output.startswith(f"candor: SOURCE_DATE_EPOCH is {epoch!r}, not a number of seconds – unset it")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_named(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree(SOUND)
    monkeypatch.chdir(root)
    root.chmod(0o500)
    result = CliRunner().invoke(main, ["build", "-q"])
    root.chmod(0o700)
    assert result.exit_code == 1
    assert f"candor: {root}/.cache: Permission denied – see that" in result.output


def test_a_file_in_the_way_of_the_cache_is_named(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree(SOUND | {".cache": "in the way"})
    monkeypatch.chdir(root)
    result = CliRunner().invoke(main, ["build", "-q"])
    assert result.exit_code == 1
    assert f"{root}/.cache" in result.output
    assert result.output.endswith(" – move away what is there\n")


def test_a_build_beside_another_gives_up_with_75(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits for the other one first, for as long as it has patience."""
    root = tree(SOUND)
    monkeypatch.chdir(root)
    monkeypatch.setattr("candor.press.state.PATIENCE", 0.1)
    lock = root / ".cache/candor/lock"
    lock.parent.mkdir(parents=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        result = CliRunner().invoke(main, ["build", "-q"])
    assert result.exit_code == 75
    assert "this project is being built by process" in result.output
    assert not Path(root, "site").exists()
