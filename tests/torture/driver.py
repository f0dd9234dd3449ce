"""A build small enough to be repeated thousands of times: workers write pages, the press exchanges the trees.

``python driver.py SITE STATE EDITION``: every page of an edition carries its number, except those that stay
for ten editions; which pages an edition has follows from its number alone.
"""

from __future__ import annotations

import os
import random
import sys
from hashlib import blake2b
from pathlib import Path

PAGES = 120


def pages(edition: int) -> dict[str, bytes]:
    """All files of an edition."""
    chance = random.Random(edition)
    found = {"index.html": b"edition %d" % edition}
    for number in range(PAGES):
        if chance.random() < 0.9:
            age = edition if chance.random() < 0.1 else edition // 10
            found[f"questions/{number}/index.html"] = b"%d of %d\n" % (number, age) * 50
    for number in range(10):  # sometimes a file, sometimes a folder
        found[f"odd/{number}" if chance.random() < 0.5 else f"odd/{number}/deep/page.html"] = b"odd"
    return found


def write(back: bytes, item: bytes) -> bytes:
    """The task: `item` is a destination, NUL, content. Bears being run twice."""
    dest, content = item.split(b"\0", 1)
    path = os.path.join(back, dest)  # noqa: PTH118 – bytes
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    except FileExistsError:
        os.unlink(path)  # noqa: PTH108
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    for start in range(0, len(content), 100):
        os.write(handle, content[start : start + 100])
    status = os.fstat(handle)
    os.close(handle)
    return b"%d %d" % (status.st_size, status.st_mtime_ns)


def main(site: Path, state: Path, edition: int) -> None:
    from candor.press.pool import Failure, Pool
    from candor.press.trees import open_press

    found = pages(edition)
    fingerprints = {dest: blake2b(content, digest_size=8).digest() for dest, content in found.items()}
    with Pool(2, b"") as pool, open_press(site, state) as press:
        keep = {dest for dest, entry in press.printed.items() if fingerprints.get(dest) == entry.fingerprint}
        back = os.fsencode(press.begin(keep))
        items = [os.fsencode(dest) + b"\0" + found[dest] for dest in found.keys() - keep]
        written = {}
        for item, result in pool.run("driver:write", items, encode=bytes, decode=bytes, setup=back):
            assert not isinstance(result, Failure), result
            size, mtime_ns = map(int, result.split())
            written[os.fsdecode(item.partition(b"\0")[0])] = (size, mtime_ns)
        press.publish(fingerprints, written)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
