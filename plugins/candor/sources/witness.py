"""What Git witnesses of the brand's own records: when each was recorded, every version, and what was changed after all.

A record counts as *recorded* by the first-parent commit of the default branch that brought it, with that commit's
committer time: that is when the public could see it. Work on a branch is not recorded yet. A shallow clone knows none
of this, so nothing is claimed there.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from candor.errors import Diagnostic
from candor.model import limits
from candor.model.incidents import PromiseRecord, PromiseTurnRecord
from candor.model.records import Community
from candor.model.transparency import (
    Alteration,
    Promise,
    PromiseStep,
    Prose,
    Trail,
    Transparency,
    Update,
    Version,
)
from candor.sources.archive import read_bytes
from candor.sources.frontmatter import parse_yaml, read_record, split_text
from candor.sources.history import History, NoHistory, find_repository, run_git
from candor.sources.tree import LEDGER_PLACES, Tree

T = TypeVar("T", Update, Promise, PromiseStep)

FOLDERS = ("crisis-plan.yml", *LEDGER_PLACES)

APPEND_ONLY = re.compile(
    r"(?:incidents|maintenance|drills)/.+/updates/.+\.md|incidents/.+/postmortem[^/]*\.md|promises/.+\.md"
)
"""What is never modified: a correction is a new file."""
PROMISE = re.compile(r"(?P<promise>promises/[0-9]{4}/(?P<slug>[^/]+))(?:/(?P<turn>[^/]+))?\.md")
"""A promise, or what became of it."""


class Cached(msgspec.Struct, frozen=True):
    """What the last reading found, and for which tip and folder."""

    tip: str
    prefix: str
    versions: dict[str, list[Version]]


def default_branch(community: Community) -> str:
    """The branch whose commits the public sees."""
    return community.repository.branch if community.repository else "main"


def witness_ledger(
    content: Path, tree: Tree, transparency: Transparency, history: History, branch: str, cache: Path | None = None
) -> tuple[Transparency, list[Diagnostic]]:
    """`transparency` with what Git witnesses of it, and a fault for everything append-only that was altered.

    `branch` is the default branch. Never raises; without history nothing is claimed and ``untimed`` says why.
    """
    if not tree.ledger and not any(path.startswith(FOLDERS) for path in history.first):
        return transparency, []
    if history.unknown:
        return msgspec.structs.replace(transparency, untimed=history.unknown), []
    try:
        versions = read_versions(content, branch, cache)
    except (NoHistory, OSError) as reason:
        return msgspec.structs.replace(transparency, untimed=str(reason)), []
    trails = {}
    for path, found in sorted(versions.items()):
        first = history.first.get(path)
        trails[path] = Trail(authored=first.at if first else None, versions=found)
    alterations = list(find_alterations(content, tree, trails, corrections(transparency)))
    promises = [
        msgspec.structs.replace(promise, made=promise.made or (trail.authored or trail.recorded))
        if (trail := trails.get(promise.path))
        else promise
        for promise in transparency.promises
    ]
    problems = [fault_of(content.name, alteration) for alteration in alterations if not alteration.corrected_by]
    witnessed = msgspec.structs.replace(transparency, trails=trails, alterations=alterations, promises=promises)
    return count_what_was_said_first(witnessed), problems


def count_what_was_said_first(transparency: Transparency) -> Transparency:
    """The ledger with the first front matter of every update and promise that was changed in silence, and with every
    promise that was removed in silence: no clock moves or ends because somebody rewrote or deleted what it runs to. A
    changed text stays as it is now; its page shows both."""
    transparency = with_removed_promises(transparency)
    first = {each.path: each.old for each in transparency.alterations if each.new is not None and not each.corrected_by}
    if not first:
        return transparency

    def restored(told: T) -> T:
        parts, _ = split_text(first.get(told.path, ""))
        if parts is None:
            return told
        value, faults = parse_yaml(parts.front)
        record = read_record(value, faults, type(told.record), parts.front)
        return told if record is None or faults else msgspec.structs.replace(told, record=record)

    return msgspec.structs.replace(
        transparency,
        incidents=[
            msgspec.structs.replace(each, updates=[restored(told) for told in each.updates])
            for each in transparency.incidents
        ],
        promises=[
            msgspec.structs.replace(restored(each), steps=[restored(step) for step in each.steps])
            for each in transparency.promises
        ],
    )


def with_removed_promises(transparency: Transparency) -> Transparency:
    """The ledger with the promises, and what became of them, that were published and deleted without a correction."""
    removed = [each for each in transparency.alterations if each.new is None and not each.corrected_by]
    promises = {promise.path: promise for promise in transparency.promises}
    for each in sorted(removed, key=lambda alteration: alteration.path.count("/")):
        parts, _ = split_text(each.old)
        found = PROMISE.fullmatch(each.path)
        if parts is None or found is None:
            continue
        value, faults = parse_yaml(parts.front)
        body, whole = Prose(source=parts.body), f"{found['promise']}.md"
        if not found["turn"]:
            made = read_record(value, faults, PromiseRecord, parts.front)
            if made is not None and all(promise.slug != found["slug"] for promise in promises.values()):
                trail = transparency.trails[each.path]
                said = made.at or trail.authored or trail.recorded
                promises[each.path] = Promise(slug=found["slug"], path=each.path, record=made, body=body, made=said)
        elif whole in promises and (turn := read_record(value, faults, PromiseTurnRecord, parts.front)) is not None:
            step = PromiseStep(name=each.path.rpartition("/")[2], path=each.path, record=turn, body=body)
            steps = sorted([*promises[whole].steps, step], key=lambda step: (step.record.at, step.name))
            promises[whole] = msgspec.structs.replace(promises[whole], steps=steps)
    return msgspec.structs.replace(transparency, promises=list(promises.values()))


def read_versions(content: Path, branch: str, cache: Path | None) -> dict[str, list[Version]]:
    """Every recorded version of every ledger file, from the oldest. Raises NoHistory where Git cannot tell."""
    shallow, prefix, head = find_repository(content)
    if shallow:
        raise NoHistory("The clone is shallow, so nothing is said about when records were published.")
    tip = default_tip(content, branch, head)
    if cache is not None:
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            known = msgspec.msgpack.decode(cache.read_bytes(), type=Cached)
            if (known.tip, known.prefix) == (tip, prefix):
                return known.versions
    read = run_git(
        content, "log", "-z", "--first-parent", "-m", "--raw", "--no-abbrev", "--no-renames", "--relative",
        "--no-ext-diff", "--format=%x01%H %ct", tip, "--", *FOLDERS,
    )  # fmt: skip
    if read.returncode:
        raise NoHistory("Git could not read its history, so nothing is said about when records were published.")
    versions = parse_versions(read.stdout)
    if cache is not None:
        with contextlib.suppress(OSError):
            cache.parent.mkdir(parents=True, exist_ok=True)
            temporary = cache.with_name(f"{cache.name}.{os.getpid()}.new")
            temporary.write_bytes(msgspec.msgpack.encode(Cached(tip, prefix, versions)))
            temporary.replace(cache)
    return versions


def default_tip(content: Path, branch: str, head: str) -> str:
    """The newest commit that is HEAD's and the default branch's; HEAD where there is no such branch."""
    current = run_git(content, "symbolic-ref", "-q", "--short", "HEAD")
    if current.returncode or current.stdout.decode("utf-8", "replace").strip() != branch:
        for name in (f"refs/remotes/origin/{branch}", f"refs/heads/{branch}"):
            base = run_git(content, "merge-base", head, name)
            if base.returncode == 0:
                return base.stdout.decode().strip()
    return head


def parse_versions(log: bytes) -> dict[str, list[Version]]:
    """What ``git log --raw -z`` printed, newest first, as versions by path, oldest first."""
    versions: dict[str, list[Version]] = {}
    commit, at, blob = "", datetime.fromtimestamp(0, UTC), None
    for token in log.split(b"\0"):
        token = token.lstrip(b"\n")
        if token[:1] == b"\x01":
            name, _, seconds = token[1:].decode().partition(" ")
            commit, at = name, datetime.fromtimestamp(int(seconds), UTC)
        elif token[:1] == b":" and blob is None:
            blob = token.split(b" ")[3].decode()
        elif token and blob is not None:
            with contextlib.suppress(UnicodeDecodeError):
                kept = "" if not blob.strip("0") else blob
                versions.setdefault(token.decode(), []).append(Version(commit=commit, at=at, blob=kept))
            blob = None
    for found in versions.values():
        found.reverse()
    return versions


def corrections(transparency: Transparency) -> dict[str, str]:
    """Which file corrects which, by path."""
    pairs: list[tuple[str, str | None]] = []
    for incident in transparency.incidents:
        pairs += [(update.path, update.record.corrects) for update in incident.updates]
        pairs += [(told.path, told.record.corrects) for told in incident.postmortems]
    for drill in transparency.drills:
        pairs += [(update.path, update.record.corrects) for update in drill.updates]
    for maintenance in transparency.maintenance:
        pairs += [(told.path, told.record.corrects) for told in maintenance.updates]
    for promise in transparency.promises:
        pairs.append((promise.path, promise.record.corrects))
        pairs += [(step.path, step.record.corrects) for step in promise.steps]
    found = {}
    for path, corrects in pairs:
        if corrects:
            folder = path.rpartition("/")[0]
            found[f"{folder}/{corrects}"] = path
            if corrects == f"{folder.rpartition('/')[2]}.md":
                found[f"{folder}.md"] = path  # a turn may correct the promise it belongs to
    return found


def find_alterations(
    content: Path, tree: Tree, trails: Mapping[str, Trail], corrected: Mapping[str, str]
) -> Iterator[Alteration]:
    """Every append-only file that does not say what it said when it was first recorded."""
    present = {file.path for file in tree.ledger}
    for path, trail in trails.items():
        if not APPEND_ONLY.fullmatch(path):
            continue
        first = next((version for version in trail.versions if version.blob), None)
        if first is None:
            continue
        by = corrected.get(path, "")
        if path not in present:
            yield Alteration(path=path, old=blob_text(content, first.blob), new=None, at=trail.removed, corrected_by=by)
            continue
        try:
            raw = read_bytes(f"{content}/{path}", limits.POST_BYTES)
        except OSError:
            continue
        if first.blob in (blob_name(raw, first.blob), blob_name(raw.replace(b"\r\n", b"\n"), first.blob)):
            continue
        changed = next((version.at for version in trail.versions if version.blob not in ("", first.blob)), None)
        new = raw.decode("utf-8", "replace")
        yield Alteration(path=path, old=blob_text(content, first.blob), new=new, at=changed, corrected_by=by)


def blob_name(raw: bytes, like: str) -> str:
    """Git's name for a file of this content, by the hash that `like` was made with."""
    make = hashlib.sha256 if len(like) == 64 else hashlib.sha1
    return make(b"blob %d\0" % len(raw) + raw).hexdigest()


def blob_text(content: Path, blob: str) -> str:
    read = run_git(content, "cat-file", "blob", blob)
    return read.stdout[: limits.POST_BYTES].decode("utf-8", "replace") if read.returncode == 0 else ""


def fault_of(name: str, alteration: Alteration) -> Diagnostic:
    file = alteration.path.rpartition("/")[2]
    if alteration.new is None:
        problem = "was published and is gone: what was said stays"
    else:
        problem = "was changed after it was published: what was said stays"
    return Diagnostic(
        path=f"{name}/{alteration.path}",
        problem=problem,
        hint=f"bring back the first text and say what is different in a new file with `corrects: {file}`",
    )
