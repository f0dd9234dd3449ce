"""Workers: every item comes back once, and a hostile one takes down nothing but itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from candor.errors import PressError
from candor.press import pool as pool_module
from candor.press.pool import Failure, Pool

sys.path.insert(0, str(Path(__file__).parent))  # where workers find pool_tasks

ACT = "pool_tasks:act"
BLAME = {
    b"exit": "exit code 3",
    b"segfault": "SIGSEGV",
    b"abort": "SIGABRT",
    b"kill": "SIGKILL",
    b"memory": "memory",
    b"grow": "memory",
    b"recurse": "RecursionError",
    b"raise": "ValueError: broken ? page",
    b"leave": "SystemExit: bye",
    b"text": "not bytes",
    b"unreadable": "cannot be read",
}
SLOW = {b"sleep": "longer than", b"spin": "longer than", b"backtrack": "longer than"}


def read(answer: bytes) -> bytes:
    if answer == b"\xff":
        raise ValueError("not an answer")
    return answer


def results(pool: Pool, items: list[bytes], seconds: float = 20.0, size: int = 8) -> dict[bytes, bytes | Failure]:
    """Results by item; proves on the way that each item came back exactly once."""
    pairs = list(pool.run(ACT, items, encode=bytes, decode=read, seconds=seconds, size=size))
    assert sorted(item for item, _ in pairs) == sorted(items)
    return dict(pairs)


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(2, b"setup ") as pool:
        yield pool


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def eventually(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 10
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def test_every_item_comes_back_with_its_result(pool: Pool) -> None:
    """Items of one run after another, few or many, none at all."""
    for count in (0, 1, 2, 500):
        items = [b"item %d" % number for number in range(count)]
        assert results(pool, items) == {item: b"setup " + item for item in items}


@pytest.mark.parametrize("deed", [*BLAME, *SLOW], ids=bytes.decode)
def test_a_hostile_item_fails_alone(pool: Pool, deed: bytes) -> None:
    """Whatever it does, its neighbours in the batch come back whole and its own failure says why."""
    items = [b"item %d" % number for number in range(20)]
    items.insert(7, deed)
    found = results(pool, items, seconds=0.5 if deed in SLOW else 20.0)
    failure = found.pop(deed)
    assert isinstance(failure, Failure)
    assert (BLAME | SLOW)[deed] in failure.reason
    assert all(found[item] == b"setup " + item for item in found)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deeds=st.lists(st.sampled_from([*BLAME.keys() - {b"grow", b"memory"}, b"print", b"big", b"fine"]), max_size=40),
    size=st.integers(1, 40),
)
def test_each_is_blamed_for_its_own_deed(pool: Pool, deeds: list[bytes], size: int) -> None:
    """In any mixture and any batch size, exactly the guilty items fail, each for its own reason."""
    items = [b"%b %d" % (deed, number) for number, deed in enumerate(deeds)]
    for item, result in results(pool, items, size=size).items():
        deed = item.split()[0]
        if deed in BLAME:
            assert isinstance(result, Failure)
            assert BLAME[deed] in result.reason
        else:
            assert isinstance(result, bytes)
            assert result.startswith(b"setup " + item)


def test_output_of_a_task_does_not_mix_with_answers(capfd: pytest.CaptureFixture[str]) -> None:
    """What a task prints goes to standard error."""
    with Pool(1, b"") as pool:
        assert results(pool, [b"print"]) == {b"print": b"print"}
    printed = capfd.readouterr()
    assert printed.out == ""
    assert "raw noise" in printed.err


def test_answers_larger_than_a_pipe_arrive(pool: Pool) -> None:
    """Megabytes in both directions."""
    items = [b"big %d " % number + bytes(500_000) for number in range(6)]
    assert {len(result) for result in results(pool, items).values() if isinstance(result, bytes)} == {3_500_012}


def test_workers_go_on_while_the_parent_is_busy(pool: Pool) -> None:
    """A run is under way from its start, whether or not anybody takes the results."""
    run = pool.start(ACT, [b"%d" % number for number in range(1000)], encode=bytes, decode=bytes)
    assert eventually(lambda: run.done.qsize() > 20)
    assert len(list(run.results())) == 1000


def test_a_run_may_have_a_setup_of_its_own(pool: Pool) -> None:
    """It takes the place of the pool's for this run only."""
    assert list(pool.run(ACT, [b"x"], encode=bytes, decode=bytes, setup=b"own ")) == [(b"x", b"own x")]
    assert list(pool.run(ACT, [b"x"], encode=bytes, decode=bytes)) == [(b"x", b"setup x")]


@pytest.mark.parametrize("task", ["no_such_module:act", "pool_tasks:no_such_function", "pool_tasks:not_a_function"])
def test_a_task_that_does_not_exist_is_an_error_of_the_run(pool: Pool, task: str) -> None:
    """It is not blamed on every item, and the pool stays usable."""
    with pytest.raises(PressError, match=task):
        list(pool.run(task, [b"1"] * 50, encode=bytes, decode=bytes))
    assert results(pool, [b"still"]) == {b"still": b"setup still"}


def test_faults_of_the_items_themselves_reach_the_caller(pool: Pool) -> None:
    """An iterator or an `encode` that raises ends the run with its own error, and the pool stays usable."""

    def broken() -> Iterator[bytes]:
        yield b"1"
        raise KeyError("broken iterator")

    with pytest.raises(KeyError, match="broken iterator"):
        list(pool.run(ACT, broken(), encode=bytes, decode=bytes))
    with pytest.raises(ZeroDivisionError):
        list(pool.run(ACT, [b"1"], encode=lambda item: bytes(1 // 0), decode=bytes))
    assert results(pool, [b"still"]) == {b"still": b"setup still"}


def test_an_abandoned_run_does_not_disturb_the_next(pool: Pool) -> None:
    """Its results never show up in another run, even when its items hang."""
    taken = pool.run(ACT, [b"old %d" % number for number in range(200)], encode=bytes, decode=bytes, size=1)
    next(taken)
    hanging = pool.start(ACT, [b"sleep"] * 4, encode=bytes, decode=bytes, seconds=1000)
    assert results(pool, [b"new"]) == {b"new": b"setup new"}
    with pytest.raises(PressError, match="abandoned"):
        list(hanging.results())


def test_a_worker_killed_from_outside_costs_at_most_the_item_in_hand(pool: Pool) -> None:
    """As by the system's out-of-memory killer, while it waits for work."""
    ((_, process),) = pool.run("pool_tasks:process", [b"?"], encode=bytes, decode=bytes)
    assert isinstance(process, bytes)
    os.kill(int(process), signal.SIGKILL)
    items = [b"item %d" % number for number in range(50)]
    assert results(pool, items) == {item: b"setup " + item for item in items}


def test_workers_that_cannot_start_are_an_error_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """No endless restarting, and no failure blamed on items."""
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with Pool(2, b"") as pool, pytest.raises(PressError, match="cannot start"):
        list(pool.run(ACT, [b"1"], encode=bytes, decode=bytes))
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with Pool(2, b"") as pool, pytest.raises(PressError, match=r"cannot start.* – "):
        list(pool.run(ACT, [b"1"], encode=bytes, decode=bytes))


def open_files() -> int:
    """How many this process has open, once that has been the same for half a second: the module's own pool may still
    be starting its workers."""
    found, since = 0, time.monotonic()
    while time.monotonic() - since < 0.5:
        if (now := len(list(Path("/proc/self/fd").iterdir()))) != found:
            found, since = now, time.monotonic()
        time.sleep(0.02)
    return found


def test_a_pool_leaves_no_process_and_no_open_file() -> None:
    """However its block ends."""
    before = open_files()
    for way in (None, KeyboardInterrupt):
        try:
            with Pool(2, b"") as own:
                pairs = own.run("pool_tasks:process", [b"?"] * 20, encode=bytes, decode=bytes, size=1)
                processes = {int(result) for _, result in pairs if isinstance(result, bytes)}
                own.start(ACT, [b"sleep"] * 5, encode=bytes, decode=bytes, seconds=100)
                if way:
                    raise way
        except KeyboardInterrupt:
            pass
        assert processes
        assert not any(alive(process) for process in processes)
    assert eventually(lambda: len(list(Path("/proc/self/fd").iterdir())) <= before)


PARENT = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets what it runs in the background ignore it
sys.path.insert(0, sys.argv[1])
from candor.press.pool import Pool
if __name__ == "__main__":
    with Pool(2, b"") as pool:
        for item, process in pool.run("pool_tasks:process", [b"?"] * 40, encode=bytes, decode=bytes, size=1):
            print(int(process), flush=True)
        print("ready", flush=True)
        list(pool.run("pool_tasks:act", [b"%b"] * 4, encode=bytes, decode=bytes, seconds=1000, size=1))
"""


@pytest.mark.parametrize("deed", ["sleep", "spin", "backtrack"])
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_workers_end_with_their_parent(deed: str, ending: signal.Signals) -> None:
    """Killed or interrupted, it leaves no orphans, even where one hangs with the interpreter's lock held."""
    package = str(Path(pool_module.__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", PARENT.replace("%b", deed), str(Path(__file__).parent)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": package},
    ) as parent:
        assert parent.stdout is not None
        processes = {int(line) for line in iter(parent.stdout.readline, "ready\n")}
        time.sleep(0.1)  # into the deed
        parent.send_signal(ending)
        assert parent.wait(20) != 0
    assert processes
    assert eventually(lambda: not any(alive(process) for process in processes))


FORKED = """
import json, sys
from candor.press import pool
from candor.press.pool import Failure, Pool
from candor.press.sight import may_fork

assert may_fork()
workers = []
fork = pool._fork
pool._fork = lambda given: workers.append(given) or fork(given)
items = [name.encode() for name in sys.argv[1:]]
with Pool(2, b"setup ", modules=["pool_tasks"]) as pool:
    run = pool.start("pool_tasks:act", items, encode=bytes, decode=bytes, seconds=2.0)
    found = {item.decode(): r.reason if isinstance(r, Failure) else r.decode() for item, r in run.results()}
print(json.dumps([len(workers), found]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="workers are copies of this process on Linux only")
def test_workers_are_copies_of_a_process_with_one_thread() -> None:
    """They bear what others bear: an item that ends one is blamed alone, and a fresh worker does the rest."""
    items = ["a", "exit", "segfault", "memory", "sleep", "b", "raise", "c"]
    ended = subprocess.run(
        [sys.executable, "-c", FORKED, *items],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    copies, found = json.loads(ended.stdout)
    assert copies == 2
    assert {name: found[name] for name in "abc"} == {name: f"setup {name}" for name in "abc"}
    assert all(BLAME[name.encode()] in found[name] for name in ("exit", "segfault", "memory", "raise"))
    assert "longer than" in found["sleep"]


@pytest.mark.skipif(sys.platform != "linux", reason="workers are copies of this process on Linux only")
def test_a_copy_holds_nothing_of_its_parents() -> None:
    """No lock, log or pipe of another worker stays open in it."""
    script = (
        "import os, tempfile; from candor.press.pool import Pool; held = tempfile.TemporaryFile()\n"
        "with Pool(2, b'', modules=['pool_tasks']) as pool:\n"
        "    run = pool.start('pool_tasks:open_files', [b'x'], encode=bytes, decode=bytes)\n"
        "    print(next(iter(run.results()))[1].decode())"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    opened = ended.stdout.splitlines()
    mine = [name for name in opened if name.startswith(("/tmp", str(Path(tempfile.gettempdir())))) or "deleted" in name]
    assert [name for name in mine if "candor-progress" not in name] == []
    assert sum(name.startswith("pipe:") for name in opened) <= 5, opened  # its own three, and two of this test's
