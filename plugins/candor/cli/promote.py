"""``candor promote``: a discussion, or a part of it, as records on a branch of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from candor.cli.check import failed, find_project, plural, report
from candor.cli.new import document, good_slug, show_lines
from candor.cli.project import config_option
from candor.errors import CandorError, RefusedError, SourceError
from candor.model import limits
from candor.model.records import AnswerRecord, Kind, PostRecord
from candor.sources.archive import read_bytes
from candor.sources.check import check_content, read_content
from candor.sources.clock import read_clock
from candor.sources.frontmatter import suggest
from candor.sources.tree import show

if TYPE_CHECKING:
    from candor.federation.promotion import Draft, Promotion
    from candor.model.archive import AccountLine, Alias, Thread
    from candor.model.corpus import Corpus

ADDRESS = re.compile(
    r"(?:https?://\S*/discussions/|(?P<source>[a-z][a-z0-9-]*)/|#)?(?P<number>[1-9][0-9]{0,17})"
    r"(?:/(?P<part>[1-9][0-9]{0,17}))?(?:\?[^\s#]*)?(?:#(?:discussioncomment-(?P<anchor>[1-9][0-9]{0,17})|\S*))?"
)


@click.command(short_help="Turn a discussion into records on a branch.")
@click.argument("discussion", metavar="N")
@click.option("--question", is_flag=True, help="Only the question, without its chosen answer.")
@click.option("--answer", is_flag=True, help="With the chosen answer, and refuse where none is chosen.")
@click.option("--comment", metavar="ID", help="This comment as an answer: its number, or its address.")
@click.option("--locked", is_flag=True, help="Also from a discussion that its moderators have locked.")
@click.option("--title", help="Of the new post; else the discussion's.")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="Of the new post; else by its category.")
@click.option("--topic", "topics", multiple=True, help="A topic of community.yml; may be given again.")
@click.option("--slug", help="The new post's folder; else from the title.")
@click.option("--name", help="The answer's file; else after its author.")
@click.option("--branch", metavar="NAME", help="The new branch; else promote/N, or promote/N-ID for a comment.")
@click.option("--no-branch", is_flag=True, help="Write the files here, and leave Git alone.")
@click.option("--dry-run", is_flag=True, help="Write nothing; print what would be written.")
@config_option
def promote(
    discussion: str,
    question: bool,
    answer: bool,
    comment: str | None,
    locked: bool,
    title: str | None,
    kind: str | None,
    topics: tuple[str, ...],
    slug: str | None,
    name: str | None,
    branch: str | None,
    no_branch: bool,
    dry_run: bool,
    config_file: Path | None,
) -> None:
    """Turn the discussion N into records, with credit to whoever wrote them.

    N is its number, github/128 or its address. A discussion that belongs to no post becomes one, with
    its chosen answer; one that does gives its post an answer. All comes from the archive as it was last
    mirrored, word for word: what its author changes there later changes nothing here.

    The files are committed on a new branch, ready for a pull request.
    """
    from candor.federation.archive import Archive
    from candor.federation.promotion import Wish, co_authors, promote_thread

    if question and (answer or comment):
        raise click.UsageError("--question promotes no answer: leave it, or --answer and --comment, away.")
    if no_branch and branch:
        raise click.UsageError("--branch and --no-branch exclude each other.")
    source, number, part = parse_address(discussion)
    if comment:
        part = parse_comment(comment, source, number)
    root, content = find_project(config_file)
    now = read_clock()
    corpus, _ = read_content(content, now)
    for topic in topics:
        if topic not in corpus.community.topics:
            hint = suggest(topic, corpus.community.topics) or "add it to `topics` in community.yml"
            raise click.UsageError(f"There is no topic {show(topic)} – {hint}")
    archive = Archive(content, source)
    thread = as_shown(content, archived(archive.load(number), source, number, archive.aliases()))
    wish = Wish(
        question=question,
        answer=answer,
        comment=part,
        locked=locked,
        title=(title or "").strip(),
        slug=good_slug(slug, "--slug") if slug else "",
        kind=Kind(kind) if kind else None,
        topics=topics,
        name=good_slug(name, "--name") if name else "",
    )
    accounts = Archive(content, "github").accounts()
    known = {**accounts, **archive.accounts()}
    promotion = promote_thread(thread, wish, corpus, known, content.name)
    host = corpus.community.repository.host if corpus.community.repository else "github.com"
    trailers, uncredited = co_authors(promotion.drafts, corpus, accounts, host)
    texts = [(draft, text_of(draft)) for draft in promotion.drafts]
    for draft, _ in texts:
        if os.path.lexists(content / draft.path):
            raise RefusedError(f"{content.name}/{draft.path} exists already – choose another --slug or --name")
    if dry_run:
        for draft, text in texts:
            click.echo(
                f"Would write {content.name}/{draft.path}, by {who(draft.author, corpus, known)}:\n{show_lines(text)}"
            )
        say_notes(promotion, uncredited, content.name)
        return
    git = None
    if not no_branch:
        git = Checkout(root, f"{content.name}/.discussions")
        git.begin(branch or f"promote/{number}{f'-{part}' if part else ''}")
    for draft, text in texts:
        path = content / draft.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
        click.echo(f"Wrote {content.name}/{draft.path}, by {who(draft.author, corpus, known)}.")
    say_notes(promotion, uncredited, content.name)
    paths = [content / draft.path for draft, _ in texts]
    problems = check_content(root, content, paths, now)
    if problems:
        click.echo(report(problems, "text"), nl=False)
    message = commit_message(thread, promotion, trailers)
    if failed(problems, strict=False):
        click.echo(
            f"Next: mend what is named above, then commit it{' on this branch' if git else ''} with these words:"
        )
        click.echo(f"\n{message}", nl=False)
        sys.exit(1)
    if git is None:
        click.echo(f"Next: look at it with `candor serve`, then commit it with these words:\n\n{message}", nl=False)
        return
    git.commit(paths, message)
    click.echo(f"Committed on the branch {git.branch}, with credit to {plural(len(trailers), 'author')}.")
    click.echo(f"Next: look at it with `candor serve`, then\n  git push -u origin {git.branch}\n  gh pr create --fill")
    if git.before:
        click.echo(f"Back to where you were: git switch {git.before}")


# what is asked for


def parse_address(text: str) -> tuple[str, int, int | None]:
    """Source, number and comment of ``128``, ``#128``, ``github/128``, ``github/128/9911`` or an address."""
    found = ADDRESS.fullmatch(text.strip())
    if found is None:
        raise click.UsageError(f"{show(text)} names no discussion – give its number, github/128 or its address.")
    part = found["part"] or found["anchor"]
    return found["source"] or "github", int(found["number"]), int(part) if part else None


def parse_comment(text: str, source: str, number: int) -> int:
    """A comment's number, which may be given as ``9911``, ``github/128/9911`` or its address."""
    bare = re.fullmatch(r"(?:\S*#discussioncomment-)?([1-9][0-9]{0,17})", text.strip())
    if bare and "/" not in text:
        return int(bare[1])
    try:
        named = parse_address(text)
    except click.UsageError:
        named = ("", 0, None)
    if named[:2] != (source, number) or named[2] is None:
        raise click.UsageError(f"{show(text)} names no comment of {source}/{number} – give its number or its address.")
    return named[2]


def archived(thread: Thread | None, source: str, number: int, aliases: Mapping[int, Alias]) -> Thread:
    """The thread. Raises RefusedError where the archive does not hold it, or where it was moved."""
    moved = aliases.get(number)
    if moved is not None:
        raise RefusedError(f"{source}/{number} was moved to {show(moved.to)} – promote that one")
    if thread is None:
        how = f"candor sync --thread {number}" if source == "github" else "the import"
        raise RefusedError(f"the archive does not hold {source}/{number} – {how} brings it, if the number is right")
    return thread


def as_shown(content: Path, thread: Thread) -> Thread:
    """The thread without what staff hid or folded of it here."""
    from candor.sources.moderation import moderate, overlay_path, read_overlay

    try:
        raw = read_bytes(str(content / overlay_path(thread.key)), limits.RECORD_BYTES)
    except FileNotFoundError:
        return thread
    return moderate(thread, read_overlay(raw)[0])


# what is written and said


def text_of(draft: Draft) -> str:
    """The record as a file."""
    return document(draft.fields, PostRecord if draft.path.endswith("/index.md") else AnswerRecord, draft.body)


def who(author: str, corpus: Corpus, accounts: Mapping[str, AccountLine]) -> str:
    """A name with the account that gets the credit."""
    person, line = corpus.people.get(author), accounts.get(author)
    name = person.name if person else line.login if line else ""
    return f"{show(name)} ({author})" if name else author


def say_notes(promotion: Promotion, uncredited: Sequence[str], name: str) -> None:
    for note in promotion.notes:
        click.echo(f"note: {f'{name}/' if note.startswith('questions/') else ''}{show(note)}")
    for author in uncredited:
        click.echo(f"note: the commit does not name {author}: no account at GitHub is known, or they want no name")


def commit_message(thread: Thread, promotion: Promotion, trailers: Sequence[str]) -> str:
    """The commit's words. Nothing that a stranger wrote but names: a title could close issues or call people."""
    alone = len(promotion.drafts) == 1 and promotion.drafts[0].fields.get("from")
    what = "a comment of the discussion" if alone else "the discussion"
    updated = thread.header.updated or thread.header.created
    lines = [
        f"Promote {what} {thread.header.number} to {promotion.slug}"[:72].rstrip("-"),
        "",
        f"Word for word from {thread.key} as it was mirrored, last changed {updated:%Y-%m-%d}.",
        "",
        *trailers,
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


# git


class Checkout:
    """The Git checkout around `root`, in which a branch is begun. `archive` is the folder whose changes do not matter:
    a sync leaves them."""

    def __init__(self, root: Path, archive: str) -> None:
        self._root, self._archive = root, archive
        self.branch = self.before = ""

    def begin(self, branch: str) -> None:
        """Switches to the new branch. Raises RefusedError, before anything has changed, where that cannot be done
        cleanly."""
        if self.run("rev-parse", "--verify", "--quiet", "HEAD").returncode:
            raise RefusedError(f"{self._root} is in no Git repository with a commit – use --no-branch, or begin one")
        if self.run("check-ref-format", "--branch", branch).returncode:
            raise RefusedError(f"{show(branch)} cannot be the name of a branch – choose another --branch")
        parts = branch.split("/")
        for name in ("/".join(parts[:count]) for count in range(len(parts), 0, -1)):  # Git keeps branches as folders
            if not self.run("rev-parse", "--verify", "--quiet", f"refs/heads/{name}").returncode:
                raise RefusedError(f"the branch {name} exists already – choose another --branch, or delete it first")
        changed = self.git("status", "--porcelain", "--untracked-files=no", "--", ".", f":(exclude){self._archive}")
        if changed:
            files = [line.strip() for line in changed.splitlines()]
            listed = "".join(f"\n  {show(line)}" for line in files[:5]) + ("\n  …" if files[5:] else "")
            raise RefusedError(
                f"there are changes that are not committed – commit them first, or use --no-branch{listed}"
            )
        for role in ("AUTHOR", "COMMITTER"):
            if self.run("var", f"GIT_{role}_IDENT").returncode:
                raise RefusedError("Git does not know who you are – `git config user.name …` and `user.email …` say it")
        self.before = self.git("branch", "--show-current")
        self.git("switch", "--quiet", "--create", branch)
        self.branch = branch

    def commit(self, paths: Sequence[Path], message: str) -> None:
        """Commits these files and nothing else."""
        names = [str(path) for path in paths]
        self.git("add", "--", *names)
        self.git("commit", "--quiet", "--only", "--file=-", "--", *names, said=message)

    def git(self, *arguments: str, said: str = "") -> str:
        done = self.run(*arguments, said=said)
        if done.returncode:
            lines = (done.stderr + done.stdout).decode("utf-8", "replace").strip()
            raise SourceError(f"git {arguments[0]}: {show_lines(lines) or 'failed'}")
        return done.stdout.decode("utf-8", "replace").rstrip("\n")

    def run(self, *arguments: str, said: str = "") -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(
                ["git", *arguments], cwd=self._root, input=said.encode(), capture_output=True, check=False
            )
        except FileNotFoundError:
            raise CandorError("Git is not installed – use --no-branch, or install it") from None
