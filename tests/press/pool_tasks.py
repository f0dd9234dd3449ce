"""Tasks that do what a hostile page may do to its worker."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path


def act(setup: bytes, item: bytes) -> bytes:
    """Does what the item's first word says; anything else comes back behind the setup."""
    match item.split():
        case [b"sleep", *_]:
            time.sleep(100)
        case [b"spin", *_]:
            while True:
                pass
        case [b"backtrack", *_]:
            re.match(r"(a|a)*$", "a" * 60 + "b")  # holds the interpreter's lock
        case [b"exit", *_]:
            os._exit(3)
        case [b"segfault", *_]:
            ctypes.string_at(0)
        case [b"abort", *_]:
            os.abort()
        case [b"kill", *_]:
            os.kill(os.getpid(), signal.SIGKILL)
        case [b"memory", *_]:
            return bytes(bytearray(3 << 30)[:1])
        case [b"grow", *_]:
            kept = []
            while True:
                kept.append(bytes(10_000_000))
        case [b"recurse", *_]:
            return act(setup, item) + b""
        case [b"raise", *_]:
            raise ValueError("broken \udcff page")
        case [b"leave", *_]:
            sys.exit("bye")
        case [b"text", *_]:
            return "text"  # type: ignore[return-value]
        case [b"unreadable", *_]:
            return b"\xff"
        case [b"print", *_]:
            print("noise on standard output")
            os.write(1, b"raw noise\n")
        case [b"big", *_]:
            return setup + item + bytes(3_000_000)
    return setup + item


def process(setup: bytes, item: bytes) -> bytes:
    return str(os.getpid()).encode()


not_a_function = 7


def open_files(setup: bytes, item: bytes) -> bytes:
    """What this process has open, a name each."""
    names = []
    for handle in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            names.append(str(handle.readlink()))
    return "\n".join(names).encode()
