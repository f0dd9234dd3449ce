"""The published folder: whole at every moment, exact at the end, and cheap to bring up to date."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from hashlib import blake2b
from pathlib import Path

import pytest

from candor.errors import BusyError, PressError
from candor.press import trees
from candor.press.trees import open_press, see_tree

Pages = dict[str, str]
SCENARIOS = ("cold", "second", "incremental", "renames", "vanish", "foreign", "replaced", "damaged")


def fingerprint(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=8).digest()


def write_new(back: Path, dest: str, text: str) -> None:
    path = back / dest
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x") as file:
        file.write(text)


def build(site: Path, state: Path, pages: Pages, *, vouch: bool = True) -> set[str]:
    """Builds as the press does; gives the destinations that were printed."""
    fingerprints = {dest: fingerprint(text) for dest, text in pages.items()}
    with open_press(site, state) as edition:
        keep = {
            dest
            for dest in pages
            if dest in edition.printed and edition.printed[dest].fingerprint == fingerprints[dest]
        }
        back = edition.begin(keep)
        written = {}
        for dest in pages.keys() - keep:
            write_new(back, dest, pages[dest])
            status = (back / dest).stat()
            written[dest] = (status.st_size, status.st_mtime_ns)
        edition.publish(fingerprints, written if vouch else {})
    return set(pages) - keep


def contents(folder: Path) -> Pages:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if not path.is_dir()}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def test_a_page_that_stays_is_the_same_file_in_both_editions(site: Path, state: Path) -> None:
    """Unchanged pages are neither printed nor copied again."""
    pages = {"index.html": "home", "questions/a/index.html": "a"}
    assert build(site, state, pages) == set(pages)
    inode = (site / "questions/a/index.html").stat().st_ino
    assert build(site, state, pages | {"index.html": "new home"}) == {"index.html"}
    assert build(site, state, pages | {"index.html": "newer home"}) == {"index.html"}
    assert (site / "questions/a/index.html").stat().st_ino == inode
    assert contents(site) == pages | {"index.html": "newer home"}


def test_a_step_in_time_touches_only_what_changed(site: Path, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the back tree in step, an edition with one new page of fifty links, removes and makes only that one."""
    pages = {f"questions/{number}/index.html": str(number) for number in range(50)}
    for number in range(3):
        build(site, state, pages | {"questions/7/index.html": f"edited {number}"})
    calls: list[str] = []
    for name in ("link", "unlink", "mkdir", "rmdir", "scandir"):
        function = getattr(os, name)

        def watched(*arguments: object, _name: str = name, _function: object = function, **options: object) -> object:
            calls.append(_name)
            return _function(*arguments, **options)  # type: ignore[operator]

        monkeypatch.setattr(os, name, watched)
    build(site, state, pages | {"questions/7/index.html": "edited again"})
    assert calls.count("link") <= 1
    assert len(calls) < 30


def test_a_page_that_was_altered_or_deleted_is_printed_again(site: Path, state: Path) -> None:
    """The record is checked against the disk; an edit in place does not survive in either tree."""
    pages = {"index.html": "home", "a/index.html": "a", "b/index.html": "b"}
    for text in ("0", "1"):
        build(site, state, pages | {"index.html": text})
    (site / "a/index.html").write_text("vandal")
    (site / "b/index.html").unlink()
    assert build(site, state, pages) == {"index.html", "a/index.html", "b/index.html"}
    assert contents(site) == pages
    assert build(site, state, pages | {"index.html": "2"}) == {"index.html"}
    assert contents(site) == pages | {"index.html": "2"}


def test_stray_files_are_noticed_and_vanish_for_good(site: Path, state: Path) -> None:
    """A file nobody printed makes the edition inexact and is gone after the next builds, in both trees."""
    pages = {"index.html": "home", "a/index.html": "a"}
    build(site, state, pages)
    with open_press(site, state) as edition:
        assert edition.exact
    (site / "a/stray.html").write_text("stray")
    (site / "folder").mkdir()
    (site / "folder/stray.html").write_text("stray")
    with open_press(site, state) as edition:
        assert not edition.exact
        assert set(edition.printed) == set(pages)
    for _ in range(3):
        assert build(site, state, pages) == set()
        assert contents(site) == pages
    with open_press(site, state) as edition:
        assert edition.exact


def test_what_was_seen_is_believed_of_the_same_edition_only(site: Path, state: Path) -> None:
    assert not see_tree(site, state).exact
    build(site, state, {"index.html": "home", "a/index.html": "a"})
    (site / "a/index.html").write_text("altered")
    seen = see_tree(site, state)
    assert (seen.missing, seen.exact) == (["a/index.html"], False)
    with open_press(site, state, seen=seen) as edition:
        assert (set(edition.printed), edition.exact) == ({"index.html"}, False)
    build(site, state, {"index.html": "home", "a/index.html": "b"})
    with open_press(site, state, seen=seen) as edition:
        assert (set(edition.printed), edition.exact) == ({"index.html", "a/index.html"}, True), "that was another one"


def test_a_site_of_unknown_origin_is_replaced_but_for_its_dot_entries(site: Path, state: Path) -> None:
    """As with ``mkdocs build``: foreign files go, ``.git`` and ``.gitkeep`` stay, even empty folders in them."""
    for name in (".gitkeep", ".git/HEAD", "index.html", "old/page.html"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(name)
    (site / ".git/refs").mkdir()
    (site / "link").symlink_to("/etc/passwd")
    spared = {".gitkeep": ".gitkeep", ".git/HEAD": ".git/HEAD"}
    for number in range(3):
        pages = {"index.html": f"ours {number}", ".nojekyll": ""}
        build(site, state, pages)
        assert contents(site) == pages | spared
        assert (site / ".git/refs").is_dir()


def test_a_copied_site_is_foreign(site: Path, state: Path) -> None:
    """A restored copy has other inodes, so nothing is known about it and all is printed anew."""
    pages = {"index.html": "home", "a.txt": "a"}
    build(site, state, pages)
    shutil.copytree(site, site.with_name("copy"))
    shutil.rmtree(site)
    site.with_name("copy").rename(site)
    assert build(site, state, pages) == set(pages)


def test_files_and_folders_change_places(site: Path, state: Path) -> None:
    """A file may stand where a folder was, and a folder where a file was."""
    first = {"a": "file", "b/c/d.txt": "deep", "stay/x": "x"}
    second = {"a/b.txt": "folder", "b": "file", "stay/x": "x"}
    for pages in (first, second, first, second, second):
        build(site, state, pages)
        assert contents(site) == pages
    assert not list((site / "stay").glob("y*"))


def test_what_a_failed_worker_left_is_discarded(site: Path, state: Path) -> None:
    """Half a file can be replaced, and one that nobody announces does not reach the site."""
    build(site, state, {"index.html": "home"})
    with open_press(site, state) as edition:
        back = edition.begin({"index.html"})
        write_new(back, "a/index.html", "half")
        edition.discard("a/index.html")
        write_new(back, "a/index.html", "whole")
        write_new(back, "a/other.html", "never announced")
        edition.publish({"index.html": fingerprint("home"), "a/index.html": fingerprint("whole")})
    assert contents(site) == {"index.html": "home", "a/index.html": "whole"}


def test_a_new_folder_whose_files_are_vouched_for_is_not_looked_into(site: Path, state: Path) -> None:
    """The record is the same; one that vouched for what is not so is found out by the next start."""
    pages = {"index.html": "home", "a/index.html": "a", "a/b/index.html": "b", "a/b/c.txt": "c"}
    records = []
    for vouch in (False, True):
        build(site, state, {"index.html": "home"})
        build(site, state, pages, vouch=vouch)
        with open_press(site, state) as edition:
            assert edition.exact
            records.append({dest: (entry.fingerprint, entry.size) for dest, entry in edition.printed.items()})
    assert records[0] == records[1]
    build(site, state, {"index.html": "home"})
    with open_press(site, state) as edition:
        back = edition.begin({"index.html"})
        write_new(back, "a/index.html", "half")
        marks = {"index.html": fingerprint("home"), "a/index.html": fingerprint("whole")}
        edition.publish(marks, {"a/index.html": (5, (back / "a/index.html").stat().st_mtime_ns)})
    with open_press(site, state) as edition:
        assert not edition.exact
        assert edition.printed.keys() == {"index.html"}


def test_begin_may_be_called_early_with_all_and_later_with_fewer(site: Path, state: Path) -> None:
    """The links can be made while it is not known yet which pages stay."""
    pages = {"index.html": "home", "a/index.html": "a"}
    build(site, state, pages)
    with open_press(site, state) as edition:
        edition.begin(edition.printed)
        back = edition.begin({"index.html"})
        assert contents(back) == {"index.html": "home"}
        edition.publish({"index.html": fingerprint("home")})
    assert contents(site) == {"index.html": "home"}


def test_a_page_that_was_not_written_stops_the_edition(site: Path, state: Path) -> None:
    """An announced page that is missing is an error, and the live site stays as it was."""
    build(site, state, {"index.html": "home"})
    with open_press(site, state) as edition:
        edition.begin({"index.html"})
        with pytest.raises(PressError, match=r"a/index\.html"):
            edition.publish({"index.html": fingerprint("home"), "a/index.html": b"?"})
    assert contents(site) == {"index.html": "home"}
    build(site, state, {"index.html": "home", "b.txt": "b"})
    assert contents(site) == {"index.html": "home", "b.txt": "b"}


def test_without_hard_links_files_are_copied(site: Path, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that has no links costs time, not correctness."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    pages = {"index.html": "home", "a/index.html": "a", ".nojekyll": ""}
    for text in ("1", "2", "3"):
        assert "a/index.html" not in build(site, state, pages | {"index.html": text}) or text == "1"
        assert contents(site) == pages | {"index.html": text}


def test_a_record_that_cannot_be_read_means_a_full_build(site: Path, state: Path) -> None:
    """A damaged cache is never believed."""
    pages = {"index.html": "home"}
    build(site, state, pages)
    for record in state.glob("*/*.tree"):
        record.write_bytes(record.read_bytes()[:-3])
    assert build(site, state, pages) == {"index.html"}


def test_the_cache_may_be_deleted(site: Path, state: Path) -> None:
    """Without its state a build prints everything and leaves the same tree."""
    pages = {"index.html": "home", "a/index.html": "a"}
    build(site, state, pages)
    build(site, state, pages)
    shutil.rmtree(state)
    assert build(site, state, pages) == set(pages)
    assert contents(site) == pages


def test_two_sites_with_one_cache_do_not_disturb_each_other(site: Path, state: Path) -> None:
    """A preview in a temporary folder leaves the site's record alone, and goes without a trace when its folder goes."""
    pages = {"index.html": "home"}
    preview = site.with_name("preview")
    build(site, state, pages)
    with open_press(site, state):
        build(preview, state, {"index.html": "preview"})
    build(preview, state, {"index.html": "preview 2"})
    assert build(site, state, pages) == set()
    shutil.rmtree(preview)
    assert build(site, state, pages) == set()
    assert {path.name for path in site.parent.iterdir()} == {"site", ".site.candor-back", "state"}
    assert len(list(state.iterdir())) == 1


def test_a_second_build_is_told_who_is_at_it(site: Path, state: Path) -> None:
    """The press is held by one process, named by its number."""
    with open_press(site, state), pytest.raises(BusyError, match=f"process {os.getpid()} "), open_press(site, state):
        pass
    build(site, state, {"index.html": "home"})


def test_a_dead_builder_holds_nothing(site: Path, state: Path) -> None:
    """The lock ends with its process, even when that is killed."""
    code = (
        "import os, sys, pathlib\nfrom candor.press.trees import open_press, see_tree\n"
        "with open_press(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])): os.kill(os.getpid(), 9)"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(site), str(state)], env=environment(), check=False)
    assert ended.returncode == -9
    build(site, state, {"index.html": "home"})


def test_a_symlinked_site_is_written_where_it_points(site: Path, state: Path) -> None:
    """The link stays a link."""
    real = site.with_name("real")
    real.mkdir()
    site.symlink_to(real)
    build(site, state, {"index.html": "home"})
    build(site, state, {"index.html": "home 2"})
    assert site.is_symlink()
    assert contents(real) == {"index.html": "home 2"}


def test_a_site_below_folders_that_do_not_exist_makes_them(tmp_path: Path, state: Path) -> None:
    site = tmp_path / "out/of/the/way"
    build(site, state, {"index.html": "home"})
    assert contents(site) == {"index.html": "home"}


def test_the_site_keeps_its_permissions(site: Path, state: Path) -> None:
    """A folder opened to a web server's group stays open."""
    site.mkdir()
    site.chmod(0o2750)
    build(site, state, {"index.html": "home"})
    assert site.stat().st_mode & 0o7777 == 0o2750


@pytest.mark.parametrize("obstacle", ["file", "loop", "content", "around content", "cache", "mount"])
def test_a_site_that_cannot_be_exchanged_is_refused_with_a_way_out(site: Path, state: Path, obstacle: str) -> None:
    """Every refusal names the folder and what to do; nothing was touched."""
    content = site.with_name("content")
    content.mkdir()
    match obstacle:
        case "file":
            site.write_text("a file")
        case "loop":
            site.symlink_to(site)
        case "content":
            site = content / "site"
        case "around content":
            site = content.parent
        case "cache":
            site = state
        case "mount":
            site = Path("/proc")
    with pytest.raises(PressError, match=" – "), open_press(site, state, [content]):
        pass


@pytest.mark.parametrize("number", [13, 18, 28, 30, 16, 5])
def test_failures_of_the_disk_are_explained(
    site: Path, state: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """A read-only, full or divided file system gives a `PressError` with a way out; the site stays as it was."""
    build(site, state, {"index.html": "home"})

    def fail(*_: object) -> bool:
        raise OSError(number, os.strerror(number), str(site))

    with monkeypatch.context() as patch:
        patch.setattr(trees, "exchange", fail)
        with pytest.raises(PressError, match=f"{os.strerror(number)}.* – "):
            build(site, state, {"index.html": "home 2"})
    assert contents(site) == {"index.html": "home"}
    build(site, state, {"index.html": "home 2"})
    assert contents(site) == {"index.html": "home 2"}


def test_a_site_replaced_during_the_build_is_left_alone(site: Path, state: Path) -> None:
    """Somebody else's new folder is not exchanged for ours unseen."""
    build(site, state, {"index.html": "home"})
    with open_press(site, state) as edition:
        edition.begin(set())
        site.rename(site.with_name("elsewhere"))
        site.mkdir()
        with pytest.raises(PressError, match="was replaced"):
            edition.publish({})
    assert contents(site) == {}


def test_a_reader_never_sees_a_mixture(site: Path, state: Path) -> None:
    """Through 300 editions every path opens, and files read through one open folder are of one edition.

    A folder that was held open while a whole further edition was made is no longer the site: such a read is
    not judged.
    """
    names = ["index.html", *(f"pages/{number}/index.html" for number in range(10))]
    build(site, state, dict.fromkeys(names, "0"))
    faults: list[str] = []
    editions = 0
    judged = 0
    ended = threading.Event()

    def read() -> None:
        nonlocal judged
        while not ended.is_set():
            try:
                (site / names[judged % 11]).read_bytes()
            except OSError as error:
                faults.append(repr(error))
            at = editions
            folder = os.open(site, os.O_RDONLY | os.O_DIRECTORY)
            try:
                seen = {read_at(folder, name) for name in (names[judged % 11], names[0], names[10])}
            except OSError as error:
                seen = {repr(error), ""}
            finally:
                os.close(folder)
            if at == editions:
                judged += 1
                if len(seen) != 1:
                    faults.append(f"a mixture: {seen}")

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for editions in range(1, 301):
            build(site, state, dict.fromkeys(names, str(editions)))
    finally:
        ended.set()
        reader.join()
    assert not faults
    assert judged > 100


def read_at(folder: int, name: str) -> str:
    handle = os.open(name, os.O_RDONLY, dir_fd=folder)
    try:
        return os.read(handle, 100).decode()
    finally:
        os.close(handle)


def environment() -> dict[str, str]:
    package = str(Path(trees.__file__).parents[2])
    return {**os.environ, "PYTHONPATH": package}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_build_killed_at_any_operation_is_repaired_by_the_next(scenario: str, tmp_path: Path) -> None:
    """Before and after each of its operations on the file system: the site is the old one or the new one, entire;
    the next build ends with exactly its pages and no leftovers; no shared file was ever written to."""
    ended = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("crashes.py")), scenario, str(tmp_path)],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout) >= 60  # eight scenarios: some eight hundred points in all
