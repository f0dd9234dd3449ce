"""Somebody who is everywhere is erased: everything is searched for them, before and after."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from candor.cli import main
from candor.federation.archive import Archive, open_archive
from candor.model.archive import AccountLine, Comment, CommentState, Reaction, Review, Thread, ThreadHeader, seal_thread

NUMBER = "918273645"
VERA = f"github:{NUMBER}"
SAYINGS = {
    "comment": "Turn the valve a quarter past the mark and wait for the second click",
    "reply": "My neighbour heard the second click from across the road",
    "folded": "Nobody at the depot has ever heard of a second click",
    "thread": "The quiet valve behind the boiler keeps clicking twice",
    "answer": "An answer about valves that nobody but her would write",
    "post": "Her own question about the colour of old copper pipes",
}
WORDS = (NUMBER, "veraquil", "Quill-Marlow", *SAYINGS.values())
"""What she is found by; her login without its last letter, as the search index has it, which holds stems of words."""

AT = "2026-04-0{}T10:00:00Z"


def git(folder: Path, *arguments: str, author: str = "Otto <7+otto@users.noreply.github.com>") -> str:
    identity = ["-c", "user.name=Otto", "-c", "user.email=7+otto@users.noreply.github.com"]
    extra = ["--author", author] if arguments[0] == "commit" else []
    done = subprocess.run(["git", *identity, *arguments, *extra], cwd=folder, check=True, capture_output=True)
    return done.stdout.decode("utf-8", "replace")


def post(title: str, body: str, *keys: str) -> str:
    return "\n".join(["---", f"title: {title}", f"at: {AT.format(1)}", *keys, "---", body, ""])


FILES = {
    "mkdocs.yml": "site_name: F\nsite_url: https://community.fernhill.example/\ndocs_dir: content\n"
    "theme: {name: material}\nplugins: [candor/questions]\n",
    ".gitignore": "/.cache/\n/site/\n/.site*\n/content/.discussions/\n",
    "content/index.md": "# Fernhill\n",
    "content/community.yml": "name: Fernhill\nroles: {reviewer: [vera]}\n"
    "topics: {pipes: {title: Pipes, curators: [vera]}}\n",
    "content/members/vera.yml": f"name: Vera Quill-Marlow\naccounts: [{VERA}]\ncircle: true\n",
    "content/members/otto.yml": "name: Otto Brandt\naccounts: [github:7]\n",
    "content/questions/2026/valve/index.md": post(
        "Which valve", "Ask @veraquill, she knows.", "author: otto", "threads: [github/1]", "topics: [pipes]"
    ),
    "content/questions/2026/valve/answers/vera.md": "\n".join(
        ["---", "author: vera", f"at: {AT.format(2)}", "---", SAYINGS["answer"], ""]
    ),
    "content/questions/2026/pipes/index.md": post("Pipes", SAYINGS["post"], f"author: {VERA}", "topics: [pipes]"),
    "content/questions/2026/quoted/index.md": post("Quoted", f"> {SAYINGS['comment']}\n\nThis helped.", "author: otto"),
    "content/questions/2026/committed/index.md": post("Known from Git alone", "A question without a name."),
}


def moment(day: int) -> datetime:
    return datetime.fromisoformat(AT.format(day))


def fill_archive(archive: Archive) -> None:
    """A thread of hers with a comment, a reply, a folded one and a reaction, an answer she chose, and a review."""
    header = ThreadHeader(
        v=1, source="github", number=1, id="D_1", title=SAYINGS["thread"], author=VERA, created=moment(1),
        comments=4, answer="DC_4", answer_by=VERA, answer_at=moment(3), body=f"{SAYINGS['thread']}.",
        url="https://github.com/fernhill/community/discussions/1",
    )  # fmt: skip
    rows = [(VERA, "comment", None), (VERA, "reply", "DC_1"), (VERA, "folded", None), ("github:7", "", None)]
    comments = [
        Comment(
            id=f"DC_{number}",
            num=number,
            parent=parent,
            author=author,
            created=moment(number),
            body=SAYINGS.get(saying, "Thank you, that was it."),
            state=CommentState.MINIMIZED if saying == "folded" else CommentState.LIVE,
            reason="OFF_TOPIC" if saying == "folded" else None,
        )
        for number, (author, saying, parent) in enumerate(rows, 1)
    ]
    reactions = [Reaction(on="DC_4", by=VERA, kind="HEART", at=moment(5))]
    archive.save(1, seal_thread(Thread(header=header, comments=comments, reactions=reactions), "ab"))
    archive.save_accounts([AccountLine(id="github:7", login="otto"), AccountLine(id=VERA, login="veraquill")])
    archive.save_reviews(
        3, [Review(reviewer=VERA, state="APPROVED", at=moment(4), files=["questions/2026/valve/index.md"])]
    )


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CANDOR_ERASURE_KEY", "a key for tests")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    with open_archive(tmp_path / "content", "github", tmp_path / ".cache" / "candor") as archive:
        fill_archive(archive)
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    hers = "content/questions/2026/committed/index.md"
    git(tmp_path, "add", hers)
    git(tmp_path, "commit", "--quiet", "-m", "Ask", author=f"Vera <{NUMBER}+veraquill@users.noreply.github.com>")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "-m", "Begin")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, code: int | None = 0) -> Result:
    result = CliRunner().invoke(main, list(arguments))
    assert code is None or result.exit_code == code, result.output
    return result


def findings(*folders: Path) -> dict[str, set[str]]:
    """Every file that holds one of her words, and which; unpacked where it is packed. No code of the product's."""
    found: dict[str, set[str]] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and ".git" not in path.parts:
                data = path.read_bytes()
                data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
                text = f"{path}\n{data.decode('utf-8', 'replace')}".casefold()
                if hit := {word for word in WORDS if word.casefold() in text}:
                    found[str(path)] = hit
    return found


def test_nothing_of_the_erased_is_left_anywhere(project: Path) -> None:
    """Pages, feeds, lists, search index, cards, the build's cache, the archive and all of its branch: searched for
    login, number, name and every text, which are found there before and not after."""
    site, cache, archive = project / "site", project / ".cache", project / "content" / ".discussions"
    run("build")
    run("archive", "init")
    before = findings(site, cache, archive)
    assert list(site.rglob("pipes.png"))
    kinds = Counter(Path(name).suffix for name in before)
    assert kinds.keys() >= {".html", ".xml", ".json", ".pf_fragment", ".pf_index", ".jsonl", ".msgpack", ".pack"}, kinds
    assert set().union(*before.values()) == set(WORDS)
    exported = project.parent / f"{project.name}.json"
    exported.write_text(run("export", "--member", VERA).output)

    told = run("erase", "--member", VERA, code=1).output
    for place in (
        "content/members/vera.yml:1",
        "content/members/vera.yml:2",
        "content/questions/2026/valve/index.md",
        "content/questions/2026/pipes/index.md",
        "content/questions/2026/quoted/index.md",
        "content/community.yml",
        "candor archive reroot",
        "git filter-repo",
    ):
        assert place in told, told
    assert "names an account that was erased" in run("check", code=1).output

    # what people do who were told so
    (project / "content" / "members" / "vera.yml").unlink()
    (project / "content" / "community.yml").write_text("name: Fernhill\ntopics: {pipes: {title: Pipes}}\n")
    shutil.rmtree(project / "content" / "questions" / "2026" / "pipes")
    shutil.rmtree(project / "content" / "questions" / "2026" / "valve" / "answers")
    for name in ("valve", "quoted"):
        path = project / "content" / "questions" / "2026" / name / "index.md"
        kept = (line for line in path.read_text().splitlines() if not any(word in line for word in WORDS))
        path.write_text("\n".join(kept) + "\nWhat is left.\n")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "-m", "Take out what was hers")

    run("build")
    run("archive", "reroot", "--yes")
    assert findings(project) == {}
    assert not list(site.rglob("pipes.png"))  # what a picture shows no search reads: the card of her question
    reachable = git(project, "rev-list", "--objects", "discussions").split("\n")
    objects = "".join(git(project, "cat-file", "-p", line.split()[0]) for line in reachable if line)
    assert not [word for word in WORDS if word in objects]
    page = (site / "questions" / "committed" / "index.html").read_text()
    assert "A question without a name" in page

    rest = run("erase", "--member", VERA, "--search", str(exported)).output
    assert "Still in the history of this branch" in rest
    for commit in ("Ask", "Begin", "Take out what was hers"):
        assert commit in rest
    for place in ("Still named", "Still in the built", "Still in the past"):
        assert place not in rest


def test_a_build_without_the_key_says_what_it_cannot_know(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the key tells who was erased: without it a build says so, and with it prints again, without the name."""
    run("erase", "--member", VERA, code=1)
    monkeypatch.delenv("CANDOR_ERASURE_KEY")
    warned = run("build", code=None).output + run("check", code=None).output
    assert "1 erased accounts cannot be recognised" in warned
    page = project / "site" / "questions" / "committed" / "index.html"
    assert "Quill-Marlow" in page.read_text()
    monkeypatch.setenv("CANDOR_ERASURE_KEY", "a key for tests")
    run("build", code=None)
    assert "Quill-Marlow" not in page.read_text()
    assert NUMBER not in page.read_text()


def test_a_build_on_a_restored_backup_leaves_them_out(project: Path) -> None:
    """A backup from before the erasure is put back and built before any sync: the key tells whom to leave out."""
    folder, backup = project / "content" / ".discussions" / "github", project.parent / f"{project.name}-backup"
    shutil.copytree(folder, backup)
    run("erase", "--member", VERA, code=1)
    shutil.copytree(backup, folder, dirs_exist_ok=True)
    run("build")
    assert SAYINGS["reply"] in (folder / "0" / "1.jsonl").read_text()
    texts = {word for words in findings(project / "site").values() for word in words}
    assert not texts & {SAYINGS[name] for name in ("reply", "folded", "thread")}
    page = (project / "site" / "questions" / "valve" / "index.html").read_text()
    assert "Thank you, that was it." in page


def test_an_imports_list_of_names_is_no_cache(project: Path) -> None:
    """It is private, must be kept, and is told of where it names the erased."""
    names = project / ".cache" / "candor" / "import" / "discourse-names.json"
    names.parent.mkdir(parents=True)
    names.write_text(json.dumps({"veraquill": 3}))
    told = run("erase", "--member", VERA, code=1).output
    assert names.exists()
    assert "discourse-names.json" in told
    run("build", "--clean", code=None)
    assert names.exists()


def test_the_command_it_names_is_one(project: Path) -> None:
    """The rewrite of history is given ready for a shell, whatever signs the words hold."""
    (project / "content" / "members" / "vera.yml").write_text(f"name: Vera 'Q' O\"Marlow\naccounts: [{VERA}]\n")
    told = run("erase", "--member", VERA, code=1).output
    command = next(line for line in told.splitlines() if "filter-repo" in line).strip()
    done = subprocess.run(["bash", "-c", command.replace("git filter-repo", "echo")], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"^{NUMBER}" in done.stdout
