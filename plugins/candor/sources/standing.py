"""What standing is made from beside the posts: the rules, adjustments, mirrored reviews and Git's history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from candor.errors import Diagnostic
from candor.model import limits
from candor.model.archive import AccountLine
from candor.model.records import MemberRecord
from candor.model.standing import Adjustment, Level, Revert, RuleBook, Rules, Touch, Witnesses
from candor.sources.archive import load_reviews, read_bytes
from candor.sources.frontmatter import decode_text, find_line, parse_yaml, quote, read_record, split_text, suggest
from candor.sources.history import History
from candor.sources.tree import FileStat, Tree


def load_witnesses(
    content: Path,
    tree: Tree,
    members: Mapping[str, MemberRecord],
    accounts: Mapping[str, AccountLine],
    history: History,
) -> tuple[Witnesses, list[Diagnostic]]:
    """Everything that standing is made from beside the posts, and what is wrong with it."""
    book, problems = load_rules(content, tree)
    adjustments, faults = load_adjustments(content, tree, members)
    reviews, more = load_reviews(content, tree)
    return (
        Witnesses(
            book=book,
            adjustments=adjustments,
            reviews=reviews,
            touches={
                path: [Touch(commit.at, commit.account, commit.helpers) for commit in commits]
                for path, commits in history.touches.items()
            },
            reverts=[
                Revert(one.at, one.sha, one.author, one.written, one.paths)
                for one in history.reverts
                if one.author is not None
            ],
            since=oldest_accounts(members, accounts),
            credentials=[file.path for file in tree.credentials],
        ),
        problems + faults + more,
    )


def oldest_accounts(members: Mapping[str, MemberRecord], accounts: Mapping[str, AccountLine]) -> dict[str, datetime]:
    """When each account was made; for all accounts of one member, the first of them."""
    since = {line.id: line.created for line in accounts.values() if line.created}
    for member in members.values():
        known = [since[account] for account in member.accounts if account in since]
        if known:
            since |= dict.fromkeys(member.accounts, min(known))
    return since


def load_rules(content: Path, tree: Tree) -> tuple[RuleBook, list[Diagnostic]]:
    """The rules, versions in the order in which they come to hold; Candor's own where there is no usable file."""
    if tree.standing is None:
        return RuleBook(), []
    try:
        raw = read_bytes(f"{content}/{tree.standing.path}", limits.RECORD_BYTES)
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
        return RuleBook(), [Diagnostic(path=f"{content.name}/standing.yml", problem=problem, hint="check the file")]
    return read_rules(raw, f"{content.name}/standing.yml")


def read_rules(raw: bytes, path: str) -> tuple[RuleBook, list[Diagnostic]]:
    """`load_rules` for a file's bytes; `path` is where diagnostics say it lies."""
    text, faults = decode_text(raw, limits.RECORD_BYTES)
    book = None
    if text is not None:
        value, more = parse_yaml(text)
        faults += more
        if value is not None or not more:
            book = read_record({} if value is None else value, faults, RuleBook, text)
    problems = [fault.at(path) for fault in faults]
    if book is None:
        return RuleBook(), problems
    problems += check_rules(book, path, text or "")
    return RuleBook(
        insights_page=book.insights_page,
        versions=sorted({rules.since: rules for rules in book.versions}.values(), key=lambda rules: rules.since),
    ), problems


def check_rules(book: RuleBook, path: str, text: str) -> list[Diagnostic]:
    """Versions that hold from one day, levels that do not rise, and badges that do not exist."""
    from candor.model.badges import BADGES

    problems = []

    def fault(field: str, problem: str, hint: str) -> None:
        problems.append(Diagnostic(path=path, line=find_line(text, field), field=field, problem=problem, hint=hint))

    days = [rules.since for rules in book.versions]
    for number, rules in enumerate(book.versions):
        place = f"versions[{number}]"
        if rules.since in days[:number]:
            fault(f"{place}.since", f"two versions hold from {rules.since}", "give each version a day of its own")
        for name in rules.badges:
            if name not in BADGES:
                fault(f"{place}.badges", f"there is no badge {quote(name)}", suggest(name, BADGES) or "remove it")
        problems_of_levels(rules, place, fault)
    return problems


def problems_of_levels(rules: Rules, place: str, fault: object) -> None:
    """Reports levels of one name and levels whose bar is not above the one before."""
    assert callable(fault)
    before: Level | None = None
    seen: set[str] = set()
    for number, level in enumerate(rules.levels):
        if level.id in seen:
            fault(f"{place}.levels[{number}].id", f"two levels are called {quote(level.id)}", "rename one of them")
        if before is not None and level.points <= before.points:
            problem = f"{level.title} asks for no more points than {before.title} before it"
            fault(
                f"{place}.levels[{number}].points", problem, "list the levels from the lowest, each with a higher bar"
            )
        seen.add(level.id)
        before = level


def load_adjustments(
    content: Path, tree: Tree, members: Mapping[str, MemberRecord]
) -> tuple[dict[str, Adjustment], list[Diagnostic]]:
    """Every adjustment by its path, and what is wrong with them. Nobody reviews an adjustment of their own."""
    adjustments: dict[str, Adjustment] = {}
    problems: list[Diagnostic] = []
    for file in tree.adjustments:
        adjustment, faults, text = load_adjustment(content, file)
        for field in ("member", "reviewer"):
            who = getattr(adjustment, field, None)
            if who is not None and ":" not in who and who not in members:
                hint = suggest(who, members) or "name an account such as github:583231 or a member's slug"
                faults.append(place_fault(content, file, text, field, f"unknown member {quote(who)}", hint))
                adjustment = None
        if adjustment is not None and same_person(adjustment.member, adjustment.reviewer, members):
            hint = "somebody else has to agree; the points stand as they are"
            faults.append(place_fault(content, file, text, "reviewer", "is the member themself", hint))
            adjustment = None
        problems += faults
        if adjustment is not None:
            adjustments[file.path] = adjustment
    return adjustments, problems


def place_fault(content: Path, file: FileStat, text: str, field: str, problem: str, hint: str) -> Diagnostic:
    line = find_line(text, field, 2)
    return Diagnostic(path=f"{content.name}/{file.path}", line=line, field=field, problem=problem, hint=hint)


def same_person(one: str, other: str, members: Mapping[str, MemberRecord]) -> bool:
    """Whether two authors, accounts or slugs, are one member."""

    def accounts(author: str) -> set[str]:
        for slug, member in members.items():
            if author == slug or author in member.accounts:
                return {slug, *member.accounts}
        return {author}

    return bool(accounts(one) & accounts(other))


def load_adjustment(content: Path, file: FileStat) -> tuple[Adjustment | None, list[Diagnostic], str]:
    """One adjustment, what is wrong with it, and its front matter as text."""
    path = f"{content.name}/{file.path}"
    try:
        raw = read_bytes(f"{content}/{file.path}", limits.POST_BYTES)
    except OSError as error:
        return None, [Diagnostic(path=path, problem=f"cannot be read: {error.strerror}", hint="check the file")], ""
    decoded, faults = decode_text(raw, limits.POST_BYTES)
    record, front = None, ""
    if decoded is not None:
        text, more = split_text(decoded)
        faults += more
        if text is not None:
            front = text.front
            value, more = parse_yaml(front)
            faults += [fault._replace(line=fault.line + 1) for fault in more]
            if value is not None or not more:
                record = read_record({} if value is None else value, faults, Adjustment, front, 2)
    return record, [fault.at(path) for fault in faults], front
