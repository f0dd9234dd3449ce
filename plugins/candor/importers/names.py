"""Who is who when a forum's members move: stable account numbers, and pseudonyms unless names are kept.

A Discourse export names its authors by user name alone. Each gets a number that says nothing about
the name: new names are numbered in the order of a keyed hash, behind those already known. The key
and the table of names stay in a private file that is never part of the content.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import msgspec

from candor.errors import SourceError
from candor.model.archive import AccountLine

FORMER_MEMBER: Final = "a former member"
"""What a quotation's author becomes who wrote nothing that is left."""

_DISTINCT: Final = re.compile(r"(?=.*[\d_-]).{5,}", re.DOTALL)
"""Names that are no ordinary word, and are replaced wherever they stand."""

_PLACED: Final = (
    r"(?P<quote>\[[Qq][Uu][Oo][Tt][Ee]\s{0,3}=\s{0,3}\"?\s{0,3})(?P<quoted>[^\",\]\n]{1,60})"
    r"|(?P<profile>/(?:u|users)/)(?P<profiled>[\w.-]{1,60})"
    r"|@(?<![\w@/.]@)(?P<mentioned>\w(?:[\w.-]{0,60}\w)?)"
)
_NAMED: Final = re.compile(_PLACED)
_NAMED_OR_WORD: Final = re.compile(_PLACED + r"|(?<![\w@/.-])(?P<word>[^\W_][\w-]{4,60})")
_WORD: Final = re.compile(r"[^\W_][\w-]{4,60}")


class Private(msgspec.Struct):
    """The private file: the key of the hash, and every name's number."""

    key: str
    accounts: dict[str, int] = {}


class Names:
    """All authors of a forum, by user name in any case."""

    def __init__(self, source: str, private: Private, lines: dict[str, AccountLine]) -> None:
        self._source = source
        self._private = private
        self.lines = lines

    def account(self, name: str | None) -> str | None:
        """The account of a user name, or None where the forum had none."""
        number = self._private.accounts.get(name.casefold()) if name else None
        return None if number is None else f"{self._source}:{number}"

    def login(self, name: str) -> str | None:
        account = self.account(name)
        return self.lines[account].login if account else None

    @property
    def private(self) -> bytes:
        return msgspec.json.format(msgspec.json.encode(self._private, order="sorted"), indent=1) + b"\n"

    @property
    def accounts(self) -> bytes:
        """``accounts.jsonl``: one line an account, by number."""
        lines = sorted(self.lines.values(), key=lambda line: int(line.id.rpartition(":")[2]))
        return b"".join(msgspec.json.encode(line, order="sorted") + b"\n" for line in lines)

    def replacer(self, *, keep: bool) -> Callable[[str], str]:
        """What puts the new name for the old wherever a text names somebody; the text itself where names are kept."""
        if keep:
            return lambda text: text

        distinct = {name for name in self._private.accounts if _DISTINCT.match(name)}

        def renamed(found: re.Match[str]) -> str:
            if quote := found["quote"]:
                name = found["quoted"].strip()
                login = self.login(name)
                if login is None:
                    ordinary = " " in name or "/" in name or "." in name or "[" in name
                    former = found.string.startswith(", post:", found.end()) or not ordinary
                    login = FORMER_MEMBER if former else found["quoted"]
                return quote + login
            if profile := found["profile"]:
                return profile + (self.login(found["profiled"]) or found["profiled"])
            if name := found["mentioned"]:
                rest = ""
                while name:
                    if login := self.login(name):
                        return f"@{login}{rest}"
                    shorter = max(name.rfind("."), name.rfind("-"))
                    name, rest = (name[:shorter], name[shorter:] + rest) if shorter > 0 else ("", "")
                return found[0]
            word = found["word"]
            return (self.login(word) if word.casefold() in distinct else None) or word

        def replace(text: str) -> str:
            # Most texts hold no such word, and looking for all words at once is faster than one by one.
            told = not distinct.isdisjoint(_WORD.findall(text.casefold()))
            return (_NAMED_OR_WORD if told else _NAMED).sub(renamed, text)

        return replace


def number_names(source: str, names: Iterable[str], private: Path, accounts: Path, *, keep: bool) -> Names:
    """Every name with its number and login: known ones as they were, new ones behind them.

    Raises `SourceError` where accounts stand but the table of their names is missing, since the
    same people would come out as others.
    """
    lines = _read_accounts(accounts)
    table = _read_private(private)
    spelled: dict[str, str] = {}
    for name in names:
        spelled[name.casefold()] = min(name, spelled.get(name.casefold(), name))
    if table is None:
        if lines and not keep:
            raise SourceError(
                f"{accounts} holds members of an earlier import, but the private file that tells who they are is "
                f"missing: {private}\nPut it back, or remove the imported files and accounts to import afresh."
            )
        known = {line.login.casefold(): int(line.id.rpartition(":")[2]) for line in lines.values()}
        table = Private(secrets.token_hex(32), known)
    key = bytes.fromhex(table.key)
    taken = max([0, *table.accounts.values(), *(int(line.id.rpartition(":")[2]) for line in lines.values())])
    fresh = sorted(
        (name for name in spelled if name not in table.accounts),
        key=lambda name: hashlib.blake2b(name.encode("utf-8", "surrogatepass"), key=key, digest_size=16).digest(),
    )
    for number, name in enumerate(fresh, taken + 1):
        table.accounts[name] = number
    for name, shown in sorted(spelled.items()):
        number = table.accounts[name]
        account, pseudonym = f"{source}:{number}", f"user-{number}"
        there = lines.get(account)
        if there is None or there.login.casefold() in {name, pseudonym}:
            lines[account] = AccountLine(
                id=account, login=shown if keep else pseudonym, created=there.created if there else None
            )
    return Names(source, table, lines)


def _read_private(path: Path) -> Private | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Private)
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError as error:
        raise SourceError(f"{path}: {error}. It tells which member is who: put back a sound copy.") from None


def _read_accounts(path: Path) -> dict[str, AccountLine]:
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return {}
    lines = {}
    for number, line in enumerate(text.splitlines(), 1):
        try:
            account = msgspec.json.decode(line, type=AccountLine)
            int(account.id.rpartition(":")[2])
        except (msgspec.MsgspecError, ValueError) as error:
            raise SourceError(f"{path}:{number}: {error}") from None
        lines[account.id] = account
    return lines
