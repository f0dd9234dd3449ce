"""Worker processes that work while this one does something else, and that no item can take down.

::

    with Pool(workers(), setup) as pool:
        run = pool.start("candor.press.tasks:load", folders, encode=…, decode=…)
        …                                  # the workers are busy meanwhile
        for folder, result in run.results():
            …                              # result is decoded, or a Failure

A `worker` gets small batches, a few ahead, from one thread of this process, which also watches
time. Every worker tells through shared memory which item it has in hand; so the item on which one
hung, crashed or ran out of memory is known, and it alone fails. The others of its batch are given
to a fresh worker, *including those that were done already*: a task must bear being run twice on
one item.
"""

from __future__ import annotations

import importlib
import math
import mmap
import os
import queue
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextlib import suppress
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

import msgspec

import candor
from candor.errors import PressError
from candor.model import limits
from candor.press.sight import may_fork
from candor.press.worker import LENGTH, PROGRESS_BYTES, Batch, Begin, Use, frame
from candor.press.worker import main as run_worker

T = TypeVar("T")
R = TypeVar("R")

BATCH_ITEMS = 32
AHEAD = 3
"""Batches given to a worker before the first one's answer: it must not wait for a parent that is busy."""

START_SECONDS = 60.0
START_ATTEMPTS = 3


class Failure(msgspec.Struct, frozen=True):
    """An item that has no result, and why."""

    reason: str


def workers() -> int:
    """As many as there are processors for this process."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Pool:
    """Worker processes for one run after another; all end with the ``with`` block, or with this process."""

    def __init__(
        self, workers: int, setup: bytes, *, memory: int = limits.WORKER_BYTES, modules: Sequence[str] = ()
    ) -> None:
        self._count = max(1, workers)
        self._setup = setup
        self._memory = memory
        self._modules = modules
        self._feeder: _Feeder | None = None

    def __enter__(self) -> Self:
        self._feeder = _Feeder(self._count, self._memory, self._modules)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._feeder is not None:
            self._feeder.close()
            self._feeder = None

    def start(
        self,
        task: str,
        items: Iterable[T],
        *,
        encode: Callable[[T], bytes],
        decode: Callable[[bytes], R],
        size: int = BATCH_ITEMS,
        seconds: float = limits.TASK_SECONDS,
        setup: bytes | None = None,
    ) -> Run[T, R]:
        """A run of `task` (``module:function``) over `items`, under way at once.

        `items` and `encode` are used in another thread; `decode` where the results are taken. An item
        that takes more than `seconds` of wall time fails. `setup` takes the place of the pool's own. Only
        one run is under way at a time: starting the next abandons the one before.
        """
        if self._feeder is None:
            raise RuntimeError("a Pool works inside its with block only")
        if isinstance(items, Sized):
            size = max(1, min(size, math.ceil(len(items) / (self._count * AHEAD))))
        run = Run(task, self._setup if setup is None else setup, iter(items), encode, decode, size, seconds)
        self._feeder.give(run)
        return run

    def run(
        self,
        task: str,
        items: Iterable[T],
        *,
        encode: Callable[[T], bytes],
        decode: Callable[[bytes], R],
        size: int = BATCH_ITEMS,
        seconds: float = limits.TASK_SECONDS,
        setup: bytes | None = None,
    ) -> Iterator[tuple[T, R | Failure]]:
        """Every item with its result, in the order of completion. See `start`."""
        yield from self.start(
            task, items, encode=encode, decode=decode, size=size, seconds=seconds, setup=setup
        ).results()


class Run(Generic[T, R]):
    """One task over many items, under way in the workers."""

    def __init__(
        self,
        task: str,
        setup: bytes,
        items: Iterator[T],
        encode: Callable[[T], bytes],
        decode: Callable[[bytes], R],
        size: int,
        seconds: float,
    ) -> None:
        self.use = frame(Use(task, setup))
        self.seconds = seconds
        self.again: deque[_Work[T]] = deque()
        self.done: queue.SimpleQueue[list[tuple[T, bytes | str]] | BaseException | None] = queue.SimpleQueue()
        self._items = items
        self._encode = encode
        self._decode = decode
        self._size = size

    def results(self) -> Iterator[tuple[T, R | Failure]]:
        """Every item with its result, in the order of completion; to be called once.

        Raises `PressError` where no worker can start or the task cannot be loaded, and whatever
        `items` or `encode` raised.
        """
        while (batch := self.done.get()) is not None:
            if isinstance(batch, BaseException):
                raise batch
            for item, result in batch:
                if isinstance(result, str):
                    yield item, Failure(result)
                    continue
                try:
                    decoded = self._decode(result)
                except Exception as error:
                    yield item, Failure(f"the task's answer cannot be read: {error}")
                else:
                    yield item, decoded

    def next_work(self) -> _Work[T] | None:
        """The next batch: what a lost worker left behind comes first."""
        if self.again:
            return self.again.popleft()
        items = list(islice(self._items, self._size))
        return _Work(items, [self._encode(item) for item in items]) if items else None


class _Work(Generic[T]):
    """A batch on its way; ``lost`` counts the workers that ended over it without naming an item."""

    def __init__(self, items: list[T], encoded: list[bytes], lost: int = 0) -> None:
        self.items = items
        self.encoded = encoded
        self.lost = lost
        self.first = 0

    def without(self, index: int) -> _Work[T] | None:
        items, encoded = list(self.items), list(self.encoded)
        del items[index], encoded[index]
        return _Work(items, encoded) if items else None

    def singles(self) -> list[_Work[T]]:
        return [_Work([item], [code], self.lost + 1) for item, code in zip(self.items, self.encoded, strict=True)]


class _Worker:
    """One worker process as its parent sees it."""

    def __init__(self, begin: bytes, *, fork: bool = False) -> None:
        commands, self.commands = os.pipe()
        self.answers, answers = os.pipe()
        life, self.life = os.pipe()  # one each: a file description has one owner to signal
        memory = os.memfd_create("candor-progress") if sys.platform == "linux" else _unnamed_file()
        os.ftruncate(memory, PROGRESS_BYTES)
        self._memory = mmap.mmap(memory, PROGRESS_BYTES)
        self.progress = memoryview(self._memory).cast("Q")
        given = (commands, answers, memory, life)
        try:
            self.process = _fork(given) if fork else _spawn(given)
        except BaseException:
            for handle in (self.commands, self.answers, self.life):
                os.close(handle)
            raise
        finally:
            for handle in given:
                os.close(handle)
        os.set_blocking(self.commands, False)
        os.set_blocking(self.answers, False)
        self.outgoing: deque[memoryview] = deque([memoryview(begin)])
        self.incoming = bytearray()
        self.works: deque[_Work[Any]] = deque()
        self.use = b""
        self.seen = 0
        self.seen_at = time.monotonic()
        self.killed = ""
        self.send()

    @property
    def running(self) -> bool:
        return bool(self.progress[1])

    def send(self) -> None:
        """Writes what the pipe takes."""
        try:
            while self.outgoing:
                sent = os.write(self.commands, self.outgoing[0])
                if sent < len(self.outgoing[0]):
                    self.outgoing[0] = self.outgoing[0][sent:]
                else:
                    self.outgoing.popleft()
        except BlockingIOError:
            pass
        except BrokenPipeError:
            self.outgoing.clear()  # its end is seen on the other pipe

    def receive(self) -> tuple[list[Any], bool]:
        """Complete answers that arrived, and whether the worker can send more."""
        alive = True
        try:
            while chunk := os.read(self.answers, 1 << 20):
                self.incoming += chunk
            alive = False
        except BlockingIOError:
            pass
        answers = []
        while len(self.incoming) >= LENGTH.size:
            end = LENGTH.size + LENGTH.unpack_from(self.incoming)[0]
            if len(self.incoming) < end:
                break
            answers.append(msgspec.msgpack.decode(bytes(self.incoming[LENGTH.size : end])))
            del self.incoming[:end]
        return answers, alive

    def kill(self, reason: str = "") -> None:
        self.killed = self.killed or reason
        self.process.kill()

    def end(self) -> int:
        """Its exit code, when it is gone for good."""
        self.process.kill()
        code = self.process.wait()
        for handle in (self.commands, self.answers, self.life):
            os.close(handle)
        self.progress.release()
        self._memory.close()
        return code


def _spawn(given: tuple[int, int, int, int]) -> _Process:
    """A worker in a Python of its own."""
    package = str(Path(candor.__file__).parents[1])
    path = os.environ.get("PYTHONPATH")
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "candor.press.worker", *map(str, given)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=given,
        env={**os.environ, "PYTHONPATH": f"{package}{os.pathsep}{path}" if path else package},
        start_new_session=True,  # Ctrl-C is for the parent, which ends its workers
    )


def _fork(given: tuple[int, int, int, int]) -> _Process:
    """A worker as a copy of this process: every module it needs is loaded, and its memory is this one's."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # what waits to be printed is printed once
            stream.flush()
    pid = os.fork()
    if pid:
        return _Child(pid)
    try:
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(null, 1)
        floor = 3
        for handle in sorted(given):  # locks, logs and the other workers' pipes are the parent's alone
            os.closerange(floor, handle)
            floor = handle + 1
        os.closerange(floor, os.sysconf("SC_OPEN_MAX"))
        run_worker(*given)
    finally:
        os._exit(1)


class _Process(Protocol):
    """What `subprocess.Popen` and `_Child` have in common."""

    def kill(self) -> None: ...

    def wait(self) -> int:
        """The exit code; a signal's number below zero."""


class _Child:
    """A copy of this process."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._code: int | None = None

    def kill(self) -> None:
        if self._code is None:  # afterwards the number may be somebody else's
            os.kill(self._pid, signal.SIGKILL)

    def wait(self) -> int:
        if self._code is None:
            self._code = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        return self._code


class _Feeder:
    """The thread that keeps the workers in work, watches them and replaces them."""

    def __init__(self, count: int, memory: int, modules: Sequence[str]) -> None:
        if not sys.executable:
            raise PressError("worker processes cannot start: this Python does not know its own path")
        self._wake_read, self._wake = os.pipe()
        os.set_blocking(self._wake, False)
        self._begin = frame(Begin([str(Path(entry).absolute()) for entry in sys.path], memory, list(modules)))
        self._count = count
        self._workers: list[_Worker] = []
        self._number = 1
        self._run: Run[Any, Any] | None = None
        self._given: queue.SimpleQueue[Run[Any, Any] | None] = queue.SimpleQueue()
        self._starts_failed = 0
        if may_fork():
            for module in modules:
                with suppress(Exception):  # the task that needs it says what is wrong
                    importlib.import_module(module)
            with suppress(PressError):
                self._fill_up(fork=True)
        self._thread: threading.Thread | None = None
        if not self._workers:  # to start some
            self._start()

    def _start(self) -> None:
        """Starts the thread, if it has not been: beside copies of this process only when there is work, since with a
        second thread no other pool could have such copies."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._loop, name="candor-pool", daemon=True)
            self._thread.start()

    def give(self, run: Run[Any, Any]) -> None:
        self._start()
        self._given.put(run)
        self._ring()

    def close(self) -> None:
        if self._thread is None:
            self._end_all()
            return
        self._given.put(None)
        self._ring()
        self._thread.join()

    def _ring(self) -> None:
        with suppress(BlockingIOError):
            os.write(self._wake, b"!")

    def _fill_up(self, *, fork: bool = False) -> None:
        try:
            while len(self._workers) < self._count:
                self._workers.append(_Worker(self._begin, fork=fork))
        except OSError as error:
            raise PressError(
                f"worker processes cannot start: {error} – close other programs or use one worker"
            ) from error

    def _loop(self) -> None:
        try:
            with suppress(PressError):  # said by the first run, which tries again
                self._fill_up()
            while self._step():
                pass
            self._abandon(PressError("the run was abandoned: its pool was closed"))
        except BaseException as error:
            self._abandon(error)
        finally:
            self._end_all()

    def _step(self) -> bool:
        """One round: waits for something to happen, then deals with it. False when the pool closes."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._wake_read, selectors.EVENT_READ)
            for worker in self._workers:
                selector.register(worker.answers, selectors.EVENT_READ, worker)
                if worker.outgoing:
                    selector.register(worker.commands, selectors.EVENT_WRITE)
            timeout = None if self._run is None else min(0.1, self._run.seconds / 4)
            ready = {key.fd for key, _ in selector.select(timeout)}
        if self._wake_read in ready:
            os.read(self._wake_read, 4096)
            while not self._given.empty():
                run = self._given.get()
                if run is None:
                    return False
                self._take(run)
        try:
            for worker in list(self._workers):
                if worker.commands in ready:
                    worker.send()
                if worker.answers in ready:
                    self._listen(worker)
            self._watch()
            self._feed()
        except BaseException as error:
            self._abandon(error)
        return True

    def _take(self, run: Run[Any, Any]) -> None:
        if self._run is not None:
            self._abandon(PressError("the run was abandoned: another one was started"))
        self._run = run

    def _abandon(self, error: BaseException) -> None:
        """The run ends with `error`; workers that were at it are replaced."""
        run, self._run = self._run, None
        for worker in [worker for worker in self._workers if worker.works]:
            worker.end()
            self._workers.remove(worker)
        if run is not None:
            run.done.put(error)

    def _listen(self, worker: _Worker) -> None:
        run = self._run
        try:
            answers, alive = worker.receive()
        except msgspec.DecodeError:
            answers, alive = [], False
        for first, results in answers:
            if not first:
                raise PressError(f"the task {results}")
            work = worker.works.popleft()
            self._starts_failed = 0
            if run is not None:
                run.done.put(list(zip(work.items, results, strict=True)))
        if not alive:
            self._replace(worker)

    def _watch(self) -> None:
        """Ends workers that have had one item in hand for too long."""
        now = time.monotonic()
        for worker in self._workers:
            item = worker.progress[0] if worker.running else 0
            if item != worker.seen:
                worker.seen, worker.seen_at = item, now
            elif not worker.running:
                if now - worker.seen_at > START_SECONDS:
                    worker.kill("did not start in time")
            elif item and self._run is not None and now - worker.seen_at > self._run.seconds:
                worker.kill(f"took longer than {self._run.seconds:g} seconds")

    def _feed(self) -> None:
        run = self._run
        if run is None:
            return
        self._fill_up()
        hungry = [worker for worker in self._workers if len(worker.works) < AHEAD]
        while hungry:
            worker = min(hungry, key=lambda worker: len(worker.works))
            work = run.next_work()
            if work is None:
                break
            if worker.use != run.use:
                worker.use = run.use
                worker.outgoing.append(memoryview(run.use))
            work.first = self._number
            self._number += len(work.items)
            worker.works.append(work)
            worker.outgoing.append(memoryview(frame(Batch(work.first, work.encoded))))
            if len(worker.works) >= AHEAD:
                hungry.remove(worker)
        for worker in self._workers:
            worker.send()
        if not any(worker.works for worker in self._workers) and not run.again:
            run.done.put(None)
            self._run = None

    def _replace(self, worker: _Worker) -> None:
        """Blames the item that the lost worker had in hand, and gives the others to a fresh one."""
        running, number = worker.running, worker.progress[0]
        self._workers.remove(worker)
        code = worker.end()
        run = self._run
        if not running:
            self._starts_failed += 1
            if self._starts_failed >= START_ATTEMPTS:
                raise PressError(f"worker processes cannot start: {worker.killed or _ending(code)}")
        if run is None:
            return
        for work in worker.works:
            index = number - work.first
            if 0 <= index < len(work.items):
                run.done.put([(work.items[index], worker.killed or _ending(code))])
                rest = work.without(index)
                run.again.extend([rest] if rest else [])
            elif running and work is worker.works[0]:
                if len(work.items) == 1 and work.lost >= 2:
                    run.done.put([(work.items[0], f"its worker {_ending(code)}")])
                else:
                    run.again.extend(work.singles())
            else:
                run.again.append(work)

    def _end_all(self) -> None:
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            worker.end()
        self._workers.clear()
        for handle in (self._wake, self._wake_read):
            os.close(handle)


def _ending(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"ended its process with exit code {code}"
    try:
        return f"crashed with {signal.Signals(-code).name}"
    except ValueError:
        return f"crashed with signal {-code}"


def _unnamed_file() -> int:
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
