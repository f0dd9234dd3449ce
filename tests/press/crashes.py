"""Kills a build at its k-th operation on the file system, for every k, and judges what is left.

Run as ``python crashes.py SCENARIO FOLDER``; prints the number of points tried, or raises. It is a program
of its own because it forks, which a test process with threads must not.
"""

from __future__ import annotations

import builtins
import io
import os
import random
import shutil
import sys
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

from candor.press import trees

Pages = dict[str, bytes]

FIRST: Pages = {
    "index.html": b"home 1",
    "feed.xml": b"feed 1",
    "questions/a/index.html": b"a 1",
    "questions/b/index.html": b"b 1",
    "questions/c/index.html": b"c 1",
    "topics/hub/index.html": b"hub 1",
    "topics/hub/feed.xml": b"hub feed 1",
    ".well-known/about": b"about",
}
SECOND: Pages = FIRST | {"index.html": b"home 2", "questions/a/index.html": b"a 2", "questions/d/e/index.html": b"d"}
FEWER: Pages = {
    "index.html": b"home 3",
    "questions/a/index.html": b"a 2",
    "topics": b"a file where a folder was",
    "feed.xml/index.html": b"a folder where a file was",
}
LAST: Pages = SECOND | {"feed.xml": b"feed 9", "questions/b/index.html": b"b 9", "more/index.html": b"more"}
FOREIGN: Pages = {
    "index.html": b"by somebody else",
    "questions/a/index.html": b"also",
    "old/deep/page.html": b"page",
    ".gitkeep": b"",
    ".git/HEAD": b"ref: refs/heads/main",
}
SPARED: Pages = {name: content for name, content in FOREIGN.items() if name.startswith(".")}

WATCHED = (
    "open",
    "write",
    "rename",
    "replace",
    "link",
    "unlink",
    "remove",
    "mkdir",
    "rmdir",
    "fsync",
    "chmod",
    "ftruncate",
)


def build(site: Path, state: Path, pages: Pages) -> None:
    """What a build does with the press: keep, write anew, publish."""
    fingerprints = {dest: blake2b(content, digest_size=8).digest() for dest, content in pages.items()}
    with trees.open_press(site, state) as edition:
        keep = {
            dest
            for dest in pages
            if dest in edition.printed and edition.printed[dest].fingerprint == fingerprints[dest]
        }
        back = edition.begin(keep)
        written = {}
        for dest in sorted(pages.keys() - keep):
            path = back / dest
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
            half = len(pages[dest]) // 2
            os.write(handle, pages[dest][:half])
            os.write(handle, pages[dest][half:])
            status = os.fstat(handle)
            written[dest] = (status.st_size, status.st_mtime_ns)
            os.close(handle)
        edition.publish(fingerprints, written)


def contents(folder: Path) -> Pages:
    """All files below `folder`."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if not path.is_dir()}


def write_foreign(site: Path) -> None:
    for name, content in FOREIGN.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_bytes(content)
    (site / ".git/refs/tags").mkdir(parents=True)
    (site / "elsewhere").symlink_to("/etc")


def damage(site: Path) -> None:
    """A page altered in place, one deleted, strays added."""
    (site / "questions/a/index.html").write_bytes(b"altered")
    (site / "feed.xml").unlink()
    (site / "questions/stray.html").write_bytes(b"stray")
    (site / "stray").mkdir()
    (site / "stray/page.html").write_bytes(b"stray")
    (site / ".gitkeep").write_bytes(b"")


def prepare(scenario: str, site: Path, state: Path) -> tuple[Pages, dict[str, bytes]]:
    """Leaves the disk as it is before the build that will be killed; gives the edition to build and what is spared."""
    match scenario:
        case "cold":
            return FIRST, {}
        case "second":
            build(site, state, FIRST)
            return SECOND, {}
        case "incremental" | "renames":
            build(site, state, FIRST)
            (site / ".nojekyll").write_bytes(b"")
            build(site, state, FIRST | {"index.html": b"home 0"})
            return SECOND, {".nojekyll": b""}
        case "vanish":
            build(site, state, FIRST)
            build(site, state, SECOND)
            return FEWER, {}
        case "foreign":
            write_foreign(site)
            return FIRST, SPARED
        case "replaced":
            build(site, state, FIRST)
            build(site, state, SECOND)
            shutil.rmtree(site)
            write_foreign(site)
            return SECOND, SPARED
        case "damaged":
            build(site, state, FIRST)
            build(site, state, SECOND)
            damage(site)
            return SECOND, {".gitkeep": b""}
    raise ValueError(scenario)


def kill_at(number: int, after: bool) -> None:
    """Ends this process at its operation `number`, before it or just after it."""
    count = 0

    def watch(function: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*arguments: Any, **options: Any) -> Any:
            nonlocal count
            count += 1
            if count == number and not after:
                os._exit(9)
            mine = count
            try:
                return function(*arguments, **options)
            finally:
                if mine == number:
                    os._exit(9)

        return watched

    for name in WATCHED:
        setattr(os, name, watch(getattr(os, name)))
    builtins.open = io.open = watch(io.open)  # type: ignore[assignment]
    trees.exchange = watch(trees.exchange)


def in_child(work: Callable[[], None]) -> int:
    """The exit code of a child that did `work`: 9 where it was killed on the way."""
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def expect(condition: bool, *facts: object) -> None:
    if not condition:
        raise AssertionError(facts)


def try_point(scenario: str, world: Path, number: int, after: bool, chance: random.Random) -> bool:
    """Kills at one point and judges; False when the build ended before it came to that point."""
    site, state = world / "site", world / "state"
    world.mkdir()
    pages, spared = prepare(scenario, site, state)
    before = contents(site) if site.exists() else None
    witness = world / "witness"
    if before is not None:
        shutil.copytree(site, witness, copy_function=os.link, symlinks=True)
    point = (scenario, number, after)

    def killed(at: int, late: bool) -> Callable[[], None]:
        def work() -> None:
            kill_at(at, late)
            build(site, state, pages)

        return work

    code = in_child(killed(number, after))
    expect(code in (0, 9), *point, "exit code", code)

    def judge() -> None:
        now = contents(site) if site.exists() else None
        new = {**pages, **spared}
        if now is None:
            expect(before is None or scenario == "renames", *point, "the site is missing")
            return
        without_dots = {dest: content for dest, content in now.items() if dest in pages or not dest.startswith(".")}
        old = {dest: content for dest, content in (before or {}).items() if dest in pages or not dest.startswith(".")}
        expect(without_dots in (pages, old), *point, "a mixture", without_dots)
        if now != new:
            for name, content in spared.items():
                if "/" not in name:
                    expect(now.get(name) == content, *point, "spared file lost", name)

    judge()
    if code == 9:  # and the repair is killed as well
        in_child(killed(chance.randrange(1, 60), chance.random() < 0.5))
        judge()
    for edition in (pages, pages, LAST):
        build(site, state, edition)
        expect(contents(site) == {**edition, **spared}, *point, "after repair", contents(site))
        expect(
            {entry.name for entry in world.iterdir()} <= {"site", ".site.candor-back", "state", "witness"},
            *point,
            "left over",
            sorted(world.iterdir()),
        )
        (own,) = state.iterdir()
        left = [file.name for file in own.iterdir() if file.name not in ("lock", "site") and file.suffix != ".tree"]
        expect(not left, *point, "left over", left)
    if ".git/HEAD" in spared:
        expect((site / ".git/refs/tags").is_dir(), *point, "an empty folder of .git was lost")
    if before is not None:
        expect(contents(witness) == before, *point, "written through a hard link")
    return code == 9


def main(scenario: str, folder: Path) -> None:
    if scenario == "renames":
        trees.exchange = lambda one, other: False
    chance = random.Random(scenario)
    points = 0
    number = 0
    going = True
    while going:
        number += 1
        for after in (False, True):
            world = folder / "world"
            going = try_point(scenario, world, number, after, chance)
            points += going
            shutil.rmtree(world)
    print(points)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
