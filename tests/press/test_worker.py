"""One worker process, spoken to over its pipes as the pool does."""

from __future__ import annotations

import mmap
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

import candor
from candor.press.worker import LENGTH, PROGRESS_BYTES, Batch, Begin, Use, frame

HERE = str(Path(__file__).parent)


class Worker:
    """The parent's side of one worker."""

    def __init__(self) -> None:
        commands, self.commands = os.pipe()
        self.answers, answers = os.pipe()
        life, self.life = os.pipe()
        memory = os.memfd_create("progress")
        os.ftruncate(memory, PROGRESS_BYTES)
        self.progress = memoryview(mmap.mmap(memory, PROGRESS_BYTES)).cast("Q")
        given = (commands, answers, memory, life)
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "candor.press.worker", *map(str, given)],
            pass_fds=given,
            env={**os.environ, "PYTHONPATH": str(Path(candor.__file__).parents[1])},
        )
        for handle in given:
            os.close(handle)

    def tell(self, *messages: object) -> None:
        os.write(self.commands, b"".join(map(frame, messages)))

    def hear(self) -> object:
        (length,) = LENGTH.unpack(self._read(LENGTH.size))
        return msgspec.msgpack.decode(self._read(length))

    def _read(self, length: int) -> bytes:
        content = b""
        while len(content) < length and (chunk := os.read(self.answers, length - len(content))):
            content += chunk
        return content


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    worker.tell(Begin([*sys.path, HERE], 1 << 30))
    yield worker
    worker.process.kill()
    worker.process.wait()
    for handle in (worker.commands, worker.answers, worker.life):
        if handle >= 0:
            os.close(handle)


def test_answers_carry_the_number_of_their_batch(worker: Worker) -> None:
    """One value an item: bytes are results, text is the reason why there is none."""
    worker.tell(Use("pool_tasks:act", b"s-"), Batch(1, [b"a", b"raise", b"b"]), Batch(4, [b"c"]))
    first, found = worker.hear()  # type: ignore[misc]
    assert first == 1
    assert found[0] == b"s-a"
    assert found[1].startswith("ValueError")
    assert found[2] == b"s-b"
    assert worker.hear() == [4, [b"s-c"]]


def test_the_item_in_hand_is_told_in_shared_memory(worker: Worker) -> None:
    """The number stands still on the item that crashed the process."""
    worker.tell(Use("pool_tasks:act", b""), Batch(41, [b"a", b"b", b"segfault", b"c"]))
    assert worker.process.wait(20) < 0
    assert worker.progress[0] == 43


def test_memory_is_limited(worker: Worker) -> None:
    """An item that needs more than the limit fails, and the worker goes on."""
    worker.tell(Use("pool_tasks:act", b""), Batch(1, [b"memory", b"a"]))
    _, found = worker.hear()  # type: ignore[misc]
    assert "memory" in found[0]
    assert found[1] == b"a"


def test_a_task_that_cannot_be_loaded_is_told_under_number_zero(worker: Worker) -> None:
    """No batch is worked on then."""
    worker.tell(Use("no_such_module:task", b""), Batch(1, [b"a"]))
    first, reason = worker.hear()  # type: ignore[misc]
    assert first == 0
    assert "no_such_module" in reason


def test_the_end_of_commands_ends_the_worker(worker: Worker) -> None:
    """Quietly."""
    os.close(worker.commands)
    worker.commands = -1
    assert worker.process.wait(20) == 0


def test_the_end_of_the_parent_ends_a_busy_worker(worker: Worker) -> None:
    """Its life line breaks, and no task can hold it back."""
    worker.tell(Use("pool_tasks:act", b""), Batch(1, [b"a"]), Batch(2, [b"backtrack"]))
    assert worker.hear() == [1, [b"a"]]
    os.close(worker.life)
    worker.life = -1
    assert worker.process.wait(20) != 0
