"""The process that does a `pool`'s work: ``python -m candor.press.worker COMMANDS ANSWERS PROGRESS LIFE``.

The four arguments are file descriptors: a pipe of `Command` frames, a pipe of answer frames, the
shared `PROGRESS` memory, and a pipe that says nothing until the parent is gone. A frame is its length in four
bytes and then msgpack. An answer is the batch's first number and a list with one value an item:
bytes are the task's result, text says why there is none.

What a task prints goes to standard error, since answers have a pipe of their own.
"""

from __future__ import annotations

import gc
import importlib
import mmap
import os
import signal
import struct
import sys
from collections.abc import Callable
from contextlib import suppress

import msgspec

Task = Callable[[bytes, bytes], bytes]

PROGRESS_BYTES = 16
"""Two numbers: the item in hand, counted from 1 over all batches (0 is none), and whether the worker runs."""

LENGTH = struct.Struct("<I")

GARBAGE = 20_000
"""After as many new objects as this, those that hold each other (a template's, mostly) are freed with the texts they
hold. Older ones are the modules and what is remembered: looking through them would cost much and free nothing."""


class Begin(msgspec.Struct, frozen=True, array_like=True, tag="begin"):
    """The first command: where modules are found, the most bytes of address space to use (0: no limit), and the
    modules to load while there is nothing to do yet."""

    path: list[str]
    memory: int
    modules: list[str] = []


class Use(msgspec.Struct, frozen=True, array_like=True, tag="use"):
    """From here on items are for this task, given as ``module:function``, with this setup."""

    task: str
    setup: bytes


class Batch(msgspec.Struct, frozen=True, array_like=True, tag="batch"):
    """Items to work on; ``first`` is the number of the first one."""

    first: int
    items: list[bytes]


Command = Begin | Use | Batch


def frame(message: object) -> bytes:
    """A message as it goes over a pipe."""
    body = msgspec.msgpack.encode(message)
    return LENGTH.pack(len(body)) + body


def main(commands: int, answers: int, progress_file: int, life: int) -> None:
    """Works until the pipe of commands ends."""
    _end_with_parent(life)
    os.dup2(2, 1)
    _no_core_dump()
    progress = memoryview(mmap.mmap(progress_file, PROGRESS_BYTES)).cast("Q")
    gc.disable()
    task: Task | None = None
    setup = b""
    decoder = msgspec.msgpack.Decoder(Command)
    with os.fdopen(commands, "rb", buffering=1 << 16) as source:
        while header := source.read(LENGTH.size):
            command = decoder.decode(source.read(*LENGTH.unpack(header)))
            match command:
                case Begin(path, memory, modules):
                    sys.path[:] = path
                    _limit_memory(memory)
                    progress[1] = 1
                    for module in modules:
                        with suppress(Exception):  # the task that needs it says what is wrong
                            importlib.import_module(module)
                case Use(name, setup):
                    task, reason = _load(name)
                    if task is None:
                        _write(answers, frame((0, reason)))
                    gc.freeze()
                case Batch(first, items):
                    if task is not None:
                        _write(answers, frame((first, _work(task, setup, items, first, progress))))
                        progress[0] = 0
                    if gc.get_count()[0] > GARBAGE:
                        gc.collect(0)
    os._exit(0)


def _work(task: Task, setup: bytes, items: list[bytes], first: int, progress: memoryview) -> list[bytes | str]:
    """One result an item, or the reason why there is none."""
    results: list[bytes | str] = []
    for number, item in enumerate(items, first):
        progress[0] = number
        try:
            result: object = task(setup, item)
        except BaseException as error:
            results.append(_reason(error))
        else:
            results.append(result if isinstance(result, bytes) else f"the task gave {type(result).__name__}, not bytes")
    return results


def _reason(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "needed more memory than a worker may use"
    try:
        text = str(error).encode("utf-8", "replace").decode()
    except Exception:
        text = ""
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f" ({os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno})"  # noqa: PTH119
        trace = trace.tb_next
    return f"{type(error).__name__}: {text[:500]}{place}" if text else f"{type(error).__name__}{place}"


def _load(name: str) -> tuple[Task | None, str]:
    """The task that `name` stands for, or None and why there is none."""
    module, _, function = name.partition(":")
    try:
        task = getattr(importlib.import_module(module), function)
    except BaseException as error:
        return None, f"{name} cannot be loaded: {_reason(error)}"
    return (task, "") if callable(task) else (None, f"{name} is not a function")


def _write(target: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(target, view) :]


def _end_with_parent(life: int) -> None:
    """This process dies when the last writer of `life` does, whatever it is busy with.

    On Linux the kernel sends SIGIO, which kills by default, even into a loop that holds the
    interpreter's lock. (The kernel's parent-death signal would be sent too early: when the *thread* that
    started this process ends.)
    """
    if sys.platform == "linux":
        import fcntl

        signal.signal(signal.SIGIO, signal.SIG_DFL)
        fcntl.fcntl(life, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(life, fcntl.F_SETFL, fcntl.fcntl(life, fcntl.F_GETFL) | os.O_ASYNC | os.O_NONBLOCK)
        try:
            gone = os.read(life, 1) == b""  # before the signal was asked for
        except BlockingIOError:
            gone = False
        if gone:
            os._exit(1)
    else:
        import threading

        threading.Thread(target=lambda: (os.read(life, 1), os._exit(1)), daemon=True).start()


def _no_core_dump() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_memory(memory: int) -> None:
    """No more address space than `memory` bytes; macOS does not know how."""
    if memory and sys.platform != "darwin":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
