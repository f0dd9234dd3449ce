"""One process at a time, by a lock that ends with its process."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from candor.errors import BusyError


@contextmanager
def locked(file: Path, doing: str, patience: float = 0.0) -> Iterator[None]:
    """Until the block ends, no other process holds `file`.

    The lock is the system's own and ends with the process that holds it, however that ends: one that was killed never
    leaves a lock behind, and what stands in the file says only who was last. Waits up to `patience` seconds for another
    process; raises BusyError, which says what it is `doing` ("the site is being built"), if it is at it still.
    """
    deadline = time.monotonic() + patience
    while True:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            take(handle)
            if os.path.samestat(os.fstat(handle), os.stat(file)):  # noqa: PTH116 - beside the open file's
                break
        except FileNotFoundError:
            pass  # who had it until now removed the file
        except OSError as error:
            if time.monotonic() >= deadline:
                holder = os.read(handle, 32).decode("ascii", "replace").strip() or "unknown"
                os.close(handle)
                raise BusyError(f"{doing} by process {holder} – try again when it has ended") from error
            time.sleep(0.05)
        os.close(handle)
    try:
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(handle)


def take(handle: int) -> None:
    """Takes the lock of an open file. Raises OSError while another process has it."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, 1 << 20, os.SEEK_SET)  # beyond the text, which others must be able to read
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
