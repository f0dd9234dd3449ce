"""Front matter and YAML files as plain values, with every fault and its line.

YAML is read strictly, straight from the parser's events: one pass, YAML 1.2 core rules
(``2026-04-02T09:12:00Z`` and ``yes`` stay text), and nothing that lets one line mean another
(duplicate keys, anchors, aliases, tags, several documents). Lines are looked up on a fault only.

The parser is PyYAML's libyaml 0.2.5, not the 0.1.7 inside ruamel.yaml.clib, which refuses a colon in
``[github:583231]``. Where it is missing ruamel.yaml's own parser gives the same events.
"""

from __future__ import annotations

import difflib
import re
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, NamedTuple, TypeVar

import msgspec
import yaml
from yaml import MarkedYAMLError, YAMLError

from candor.errors import Diagnostic, Severity
from candor.model import limits

# PyYAML has this module only where it was built with libyaml; a test holds both parsers equal.
CParser: Any = getattr(getattr(yaml, "cyaml", None), "CParser", None)

R = TypeVar("R", bound=msgspec.Struct)
Path = tuple[str | int, ...]
Lines = dict[Path, int]


class Fault(NamedTuple):
    """A fault of one file, before it is known which file: ``line`` counts from 1, 0 is the whole file."""

    line: int
    field: str
    problem: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    def at(self, path: str) -> Diagnostic:
        return Diagnostic(
            path=path,
            line=self.line,
            field=self.field,
            problem=self.problem,
            hint=self.hint,
            severity=self.severity,
        )


class Text(NamedTuple):
    """A Markdown file taken apart: its front matter, and its body with the line it starts at."""

    front: str
    body: str
    body_line: int


# bytes → text


def decode_text(raw: bytes, limit: int) -> tuple[str | None, list[Fault]]:
    """The text of a file in UTF-8 with LF, or None where it cannot be read as text at all."""
    if len(raw) > limit:
        return None, [too_large(limit)]
    faults = []
    if b"\0" in raw:
        line = raw.count(b"\n", 0, raw.index(b"\0")) + 1
        return None, [
            Fault(
                line, "", "holds a NUL byte, so it is no text", "save it as UTF-8 text, or remove it if it is no text"
            )
        ]
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
        problem = "starts with a byte order mark"
        faults.append(Fault(1, "", problem, "save it as UTF-8 without BOM", Severity.WARNING))
    if b"\r" in raw:
        line = raw.count(b"\n", 0, raw.index(b"\r")) + 1
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        hint = "save it with Unix line ends (LF); `git config core.autocrlf input` does it for good"
        faults.append(Fault(line, "", "has Windows line ends (CRLF)", hint, Severity.WARNING))
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = "a lone surrogate" if raw[error.start : error.start + 1] == b"\xed" else "bytes"
        problem = f"holds {what} that UTF-8 does not allow"
        return None, [*faults, Fault(line, "", problem, "save it as UTF-8 text, or remove it if it is no text")]
    if not text.strip():
        return None, [*faults, Fault(0, "", "is empty", "write it, or remove it")]
    if "<<<<<<< " in text and (conflict := find_conflict(text)):
        hint = "decide which side stays and remove the lines that start with <<<<<<<, ======= and >>>>>>>"
        faults.append(Fault(conflict, "", "holds the marks of a merge conflict", hint))
    return text, faults


def too_large(limit: int) -> Fault:
    return Fault(0, "", f"is larger than {limit // 1024} KiB", "shorten it, or split it")


FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
CONFLICT = re.compile(r"^<<<<<<< .*?^=======$.*?^>>>>>>> ", re.MULTILINE | re.DOTALL)


def find_conflict(text: str) -> int:
    """The line of the first merge conflict that does not stand in a fenced code block, or 0."""
    for found in CONFLICT.finditer(text):
        if len(FENCE.findall(text, 0, found.start())) % 2 == 0:
            return text.count("\n", 0, found.start()) + 1
    return 0


CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


def split_text(text: str) -> tuple[Text | None, list[Fault]]:
    """Front matter and body, or None where the front matter does not begin or does not end."""
    first, _, _ = text.partition("\n")
    if first.rstrip() != "---":
        hint = "begin the file with a line ---, then keys such as `title: …`, then a line ---"
        return None, [Fault(1, "", "has no front matter", hint)]
    start = len(first) + 1
    closing = CLOSING.search(text, start)
    if closing is None:
        return None, [Fault(1, "", "has front matter that never ends", "close it with a line ---")]
    front = text[start : closing.start()]
    if len(front) > limits.FRONT_MATTER_BYTES or len(front.encode()) > limits.FRONT_MATTER_BYTES:
        limit = limits.FRONT_MATTER_BYTES // 1024
        return None, [Fault(1, "", f"has front matter larger than {limit} KiB", "move long texts into the body")]
    return Text(front, text[closing.end() + 1 :], text.count("\n", 0, closing.end()) + 2), []


# text → plain values


def c_events(text: str) -> Callable[[], Any]:
    parser = CParser(text)
    get: Callable[[], Any] = parser.get_event
    return get


def pure_events(text: str) -> Callable[[], Any]:
    """The same events from ruamel.yaml's own parser, which is a hundred times slower."""
    from ruamel.yaml import YAML, error

    def read() -> Iterator[Any]:
        try:
            yield from YAML(typ="safe", pure=True).parse(text)
        except error.MarkedYAMLError as fault:
            raise MarkedYAMLError(fault.context, fault.context_mark, fault.problem, fault.problem_mark) from None
        except error.YAMLError as fault:
            raise YAMLError(str(fault)) from None

    events = read()
    return lambda: next(events, None)


EVENTS = c_events if CParser is not None else pure_events

CONSTANTS: dict[str, bool | float | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **{f"{sign}{name}": float(f"{sign}inf") for sign in ("", "+", "-") for name in (".inf", ".Inf", ".INF")},
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
NUMBER = re.compile(
    r"(?P<int>[-+]?[0-9]{1,18})|0o(?P<oct>[0-7]{1,18})|0x(?P<hex>[0-9a-fA-F]{1,15})"
    r"|(?P<float>[-+]?(?:(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+))"
)
NUMERIC = frozenset("0123456789+-.")


def resolve_scalar(text: str) -> bool | int | float | str | None:
    """A plain scalar's value by YAML 1.2's core rules."""
    if text in CONSTANTS:
        return CONSTANTS[text]
    if text[0] in NUMERIC and (found := NUMBER.fullmatch(text)):
        match found.lastgroup:
            case "int":
                return int(text)
            case "oct":
                return int(text[2:], 8)
            case "hex":
                return int(text[2:], 16)
            case _:
                return float(text)
    return text


class Broken(Exception):  # noqa: N818 - never leaves this module
    """Reading on would make no sense."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def parse_yaml(text: str, *, lines: Lines | None = None, events: Any = None) -> tuple[Any, list[Fault]]:
    """The value of a YAML text as dict, list, str, int, float, bool and None, and all its faults.

    Never raises. Where the text cannot be parsed the value is None and there is a fault; otherwise
    the value is what can be used of it. With `lines`, the line of each value is put there by its path.
    """
    if lines is None and events is None and (plain := parse_plain(text)) is not None:
        return plain, []
    faults: list[Fault] = []
    try:
        return Composer((events or EVENTS)(text), faults, lines).document(), faults
    except Broken as broken:
        return None, [*faults, broken.fault]
    except MarkedYAMLError as error:
        if events is None and EVENTS is c_events:  # YAML 1.2 allows [github:77], the C parser knows only 1.1
            return parse_yaml(text, lines=lines, events=pure_events)
        mark = error.problem_mark or error.context_mark
        line = min(mark.line + 1 if mark else 1, max(1, len(text.splitlines())))
        return None, [*faults, explain_syntax(error, line)]
    except YAMLError as error:  # the reader's: a character that YAML does not allow
        found = re.search(r"#x([0-9a-f]+)", str(error))
        character = chr(int(found[1], 16)) if found else "\0"
        line = text.count("\n", 0, max(0, text.find(character))) + 1
        return None, [*faults, Fault(line, "", f"holds a control character (U+{ord(character):04X})", "remove it")]
    except (UnicodeError, ValueError, OverflowError, RecursionError):
        return None, [*faults, Fault(1, "", "cannot be read as YAML", "save it as UTF-8 text")]


_WORDS = r"[A-Za-z0-9][A-Za-z0-9_./+-]*(?:[ :][A-Za-z0-9_./()+,'!?=-]+)*"
_ITEM = r"[A-Za-z0-9][A-Za-z0-9_./-]*"
_QUOTED = r"[ !#-\[\]-~À-῿‐-‧]*"
PLAIN_LINE = re.compile(rf'([a-z][a-z_]*): (?:({_WORDS})|"({_QUOTED})"|\[({_ITEM}(?:, {_ITEM})*)\])\n')
"""A line on which YAML has no choice: a key, then bare words, quoted text without escapes, or a list of bare words."""


def parse_plain(text: str) -> dict[str, Any] | None:
    """What a text of nothing but such lines says, in a fifth of the time; None for any other."""
    found: dict[str, Any] = {}
    position, end = 0, len(text)
    match = PLAIN_LINE.match
    while position < end:
        line = match(text, position)
        if line is None:
            return None
        key, words, quoted, items = line.groups()
        if key in found or key in CONSTANTS:
            return None
        if words is not None:
            found[key] = resolve_scalar(words)
        else:
            found[key] = quoted if quoted is not None else [resolve_scalar(item) for item in items.split(", ")]
        position = line.end()
    return found or None


class Composer:
    """Builds the value that the parser's events describe."""

    def __init__(self, get: Callable[[], Any], faults: list[Fault], lines: Lines | None) -> None:
        self.get, self.faults, self.lines = get, faults, lines

    def document(self) -> Any:
        get = self.get
        result, documents = None, 0
        while (event := get()) is not None:
            name = type(event).__name__
            if name == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    hint = "remove the line --- between them"
                    raise Broken(Fault(event.start_mark.line + 1, "", "holds more than one YAML document", hint))
                if event.tags or event.version:
                    self.faults.append(Fault(1, "", "holds a YAML directive", "remove the line that starts with %"))
                result = self.value(get(), 0, ())
        return result

    def value(self, event: Any, depth: int, path: Path) -> Any:
        if self.lines is not None:
            self.lines.setdefault(path, event.start_mark.line + 1)
        name = type(event).__name__
        if name == "AliasEvent":
            self.fault(event, f"uses an alias (*{event.anchor})", "write the value out where it belongs")
            return None
        if event.anchor:
            self.fault(event, f"sets an anchor (&{event.anchor})", "remove it and write values out where they belong")
        if event.tag:
            tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            self.fault(event, f"uses a tag ({quote(tag)[1:-1]})", "remove it")
        if name == "ScalarEvent":
            text: str = event.value
            return resolve_scalar(text) if event.implicit[0] and not event.style else text
        if depth == limits.YAML_DEPTH:
            hint = f"nothing here needs more than {limits.YAML_DEPTH} levels"
            raise Broken(Fault(event.start_mark.line + 1, "", "is nested too deeply", hint))
        return self.mapping(depth, path) if name == "MappingStartEvent" else self.sequence(depth, path)

    def sequence(self, depth: int, path: Path) -> list[Any]:
        found: list[Any] = []
        while type(event := self.get()).__name__ != "SequenceEndEvent":
            found.append(self.value(event, depth + 1, (*path, len(found)) if self.lines is not None else ()))
        return found

    def mapping(self, depth: int, path: Path) -> dict[str, Any]:
        get = self.get
        found: dict[str, Any] = {}
        while type(event := get()).__name__ != "MappingEndEvent":
            key = self.key(event, depth)
            inner: Path = ()
            if self.lines is not None:
                inner = (*path, key if key is not None else "")
                self.lines.setdefault(inner, event.start_mark.line + 1)
            value = self.value(get(), depth + 1, inner)
            if key is None:
                continue
            if key in found:
                self.fault(event, f"gives the key {quote(key)} twice", "remove one of them; the first one counts")
            else:
                found[key] = value
        return found

    def key(self, event: Any, depth: int) -> str | None:
        """The key, or None where it is no text."""
        if type(event).__name__ == "ScalarEvent" and not event.anchor and not event.tag:
            text: str = event.value
            if not event.implicit[0] or event.style or isinstance(resolve_scalar(text), str):
                return text
            self.fault(event, f"has a key that is no text ({text})", f'put it in quotes: "{text}"')
            return None
        lines, self.lines = self.lines, None
        self.value(event, depth + 1, ())
        self.lines = lines
        if type(event).__name__ != "AliasEvent":
            self.fault(event, "has a key that is no text", "a key is one word, as in `title: …`")
        return None

    def fault(self, event: Any, problem: str, hint: str) -> None:
        self.faults.append(Fault(event.start_mark.line + 1, "", problem, hint))


SYNTAX = (
    ("mapping values are not allowed", "a value that holds “: ” belongs in quotes; check the indentation too"),
    ("end of stream", "a quote or bracket is opened and never closed"),
    ("cannot start any token", "a value that starts with @, `, % or a tab belongs in quotes; indent with spaces"),
    ("could not find expected ':'", "every line is `key: value`; check for a missing colon or quote"),
    ("block end", "check the indentation, and that every quote and bracket is closed"),
    ("expected key", "check the indentation, and that every quote and bracket is closed"),
    ("flow", "check that every [ and { is closed, with commas between the entries"),
    ("',' or", "check that every [ and { is closed, with commas between the entries"),
    ("escape", "in double quotes a backslash is written twice; or use single quotes"),
)


def explain_syntax(error: MarkedYAMLError, line: int) -> Fault:
    problem = f"{error.problem or ''} {error.context or ''}"
    hint = next(
        (hint for part, hint in SYNTAX if part in problem), "check quotes, colons and indentation near this line"
    )
    return Fault(line, "", "is broken YAML", hint)


def quote(value: object) -> str:
    """A short quotation of a stranger's value, on one line."""
    text = value if isinstance(value, str) else str(value)
    text = text if len(text) <= 60 else f"{text[:57]}…"
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text) + '"'


# plain values → records


def read_yaml(raw: bytes, kind: type[R]) -> tuple[R | None, str, list[Fault]]:
    """The record in the bytes of a YAML file, or None; their text, and what is wrong with them."""
    text, faults = decode_text(raw, limits.RECORD_BYTES)
    if text is None:
        return None, "", faults
    value, more = parse_yaml(text)
    faults += more
    if value is None and more:
        return None, text, faults
    return read_record({} if value is None else value, faults, kind, text), text, faults


def read_record(
    value: Any, faults: list[Fault], record: type[R], text: str, first_line: int = 1, *, instead: Mapping[str, Any] = {}
) -> R | None:
    """The record that a YAML text's `value` holds, or None; what is wrong with it is added to `faults`.

    Where fields are faulty the record holds the others, if the required ones are among them or in `instead`.
    `text` is what `value` was read from; its first line is the file's line `first_line`.
    """
    try:
        return msgspec.convert(value, record)
    except (msgspec.ValidationError, ValueError, OverflowError):
        pass
    lines: Lines = {}
    parse_yaml(text, lines=lines)
    found: list[Fault] = []
    cleaned = examine(value, record, (), lines, found)
    faults += [fault._replace(line=fault.line + first_line - 1) for fault in found]
    try:
        return msgspec.convert({**instead, **cleaned} if isinstance(cleaned, dict) else cleaned, record)
    except (msgspec.ValidationError, ValueError, OverflowError):
        if not found:
            faults.append(Fault(first_line, "", "cannot be read", "compare it with the example in the guide"))
        return None


def examine(value: Any, expected: Any, path: Path, lines: Lines, faults: list[Fault]) -> Any:
    """`value` without its faulty parts, or UNSET where nothing is left; every fault is added to `faults`."""
    plain = unwrap(expected)
    if isinstance(plain, type) and issubclass(plain, msgspec.Struct) and isinstance(value, dict):
        return examine_struct(value, plain, path, lines, faults)
    origin, arguments = typing.get_origin(plain), typing.get_args(plain)
    if origin is dict and isinstance(value, dict):
        kept: dict[Any, Any] = {}
        for key, inner in value.items():
            if examine(key, arguments[0], (*path, key), lines, faults) is msgspec.UNSET:
                continue
            if (good := examine(inner, arguments[1], (*path, key), lines, faults)) is not msgspec.UNSET:
                kept[key] = good
        return kept
    if origin is list and isinstance(value, list):
        count = len(faults)
        items = [examine(item, arguments[0], (*path, index), lines, faults) for index, item in enumerate(value)]
        value = [item for item in items if item is not msgspec.UNSET]
        if len(faults) > count and fails(value, expected):
            return msgspec.UNSET  # too few are left, which is no fault of its own
    if (message := fails(value, expected)) is None:
        return value
    line = next((lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in lines), 1)
    problem, hint = explain_value(value, expected, message, str(path[-1]) if path else "")
    faults.append(Fault(line, dotted(path), problem, hint))
    return msgspec.UNSET


def examine_struct(
    value: dict[str, Any], expected: type[msgspec.Struct], path: Path, lines: Lines, faults: list[Fault]
) -> Any:
    fields = {field.encode_name: field for field in msgspec.structs.fields(expected)}
    kept = {}
    for key, inner in value.items():
        if key not in fields:
            line = lines.get((*path, key), 1)
            faults.append(Fault(line, dotted((*path, key)), "unknown key", suggest(key, fields)))
        elif (good := examine(inner, fields[key].type, (*path, key), lines, faults)) is not msgspec.UNSET:
            kept[key] = good
    whole = True
    for name, field in fields.items():
        if field.required and name not in kept:
            whole = False
            if name not in value:
                faults.append(Fault(lines.get(path, 1), dotted((*path, name)), "is missing", f"add `{name}: …`"))
    return kept if whole or not path else msgspec.UNSET


def fails(value: Any, expected: Any) -> str | None:
    """What msgspec has against `value`, or None."""
    try:
        msgspec.convert(value, expected)
    except (msgspec.ValidationError, ValueError, OverflowError) as error:
        return str(error).partition(" - at ")[0]
    return None


def dotted(path: Path) -> str:
    """``idea.status``, ``topics[1]``."""
    text = ""
    for part in path:
        name = part if isinstance(part, int) else quote(part)[1:-1]
        text += f"[{name}]" if isinstance(part, int) else f".{name}" if text else str(name)
    return text


def suggest(name: str, known: Iterable[str], also: str = "known are") -> str:
    """“did you mean …?” where something known looks alike, else what is known."""
    names = list(known)
    if close := difflib.get_close_matches(name.lower(), names, 1, 0.6):
        return f'did you mean "{close[0]}"?'
    if len(names) > 24:
        names = [*names[:24], "…"]
    return f"{also} {', '.join(names)}" if names else ""


def find_line(text: str, field: str, first_line: int = 1) -> int:
    """The file's line that a dotted path such as ``topics[1]`` stands on, or its first part; 0 where neither does.

    `text` is the YAML, whose first line is the file's line `first_line`.
    """
    lines: Lines = {}
    parse_yaml(text, lines=lines)
    wanted: list[str | int] = []
    for part in field.split("."):
        name, _, number = part.partition("[")
        wanted += [name, int(number[:-1])] if number else [name]
    line = lines.get(tuple(wanted)) or lines.get(tuple(wanted[:1]))
    return line + first_line - 1 if line else 0


@cache
def unwrap(expected: Any) -> Any:
    """The type without its Annotated and without None."""
    while True:
        origin = typing.get_origin(expected)
        if origin is typing.Annotated:
            expected = typing.get_args(expected)[0]
        elif origin in (typing.Union, types.UnionType):
            expected = next(part for part in typing.get_args(expected) if part is not type(None))
        else:
            return expected


def meta_of(expected: Any) -> msgspec.Meta | None:
    """The constraints that are written beside the type."""
    if typing.get_origin(expected) is typing.Annotated:
        return next((part for part in typing.get_args(expected)[1:] if isinstance(part, msgspec.Meta)), None)
    for part in typing.get_args(expected):
        if (meta := meta_of(part)) is not None and typing.get_origin(expected) in (typing.Union, types.UnionType):
            return meta
    return None


def allowed_range(meta: msgspec.Meta | None) -> str:
    bounds = [] if meta is None else [("at least", meta.ge), ("at most", meta.le)]
    said = " and ".join(f"{words} {bound}" for words, bound in bounds if bound is not None)
    return f"it must be {said}" if said else ""


TIME_EXAMPLE = "write it as 2026-04-02T09:12:00Z"


def explain_value(value: Any, expected: Any, message: str, name: str) -> tuple[str, str]:
    """Problem and way out for one value, in plain words."""
    plain, meta = unwrap(expected), meta_of(expected)
    kind = typing.get_origin(plain) or plain
    if value is None:
        return "has no value", "write one, or remove the key"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return f"unknown {name} {quote(value)}", suggest(
            str(value), [str(each.value) for each in kind], "choose one of"
        )
    if kind is list:
        if not isinstance(value, list):
            return "must be a list", f"write `{name}: [{str(value)[:40] if isinstance(value, str | int) else '…'}]`"
        if meta and meta.min_length is not None and len(value) < meta.min_length:
            return f"has {len(value)} entries", f"at least {meta.min_length} are needed"
        limit = meta.max_length if meta else None
        return f"has {len(value)} entries", f"at most {limit} are allowed"
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        keys = ", ".join(field.encode_name for field in msgspec.structs.fields(kind))
        return "must hold keys of its own", f"indent them below it: {keys}"
    if kind is dict:
        return "must hold keys of its own", "indent them below it"
    if kind is datetime:
        if isinstance(value, str) and "timezone" in message:
            return f"the time {quote(value)} has no time zone", "add Z or an offset, as in 2026-04-02T09:12:00Z"
        return f"{quote(value)} is no time", TIME_EXAMPLE
    if kind is date:
        return f"{quote(value)} is no date", "write it as 2027-04-01"
    if kind is bool:
        return f"{quote(value)} is neither true nor false", "write true or false"
    if kind is int:
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{quote(value)} is out of range", allowed_range(meta)
        return f"{quote(value)} is no whole number", "write it in digits, without quotes"
    if not isinstance(value, str):
        if isinstance(value, dict | list):
            return "must be text", "put it in quotes if it starts with [ or {"
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        key = f"{name}: " if name and not name.isdecimal() else ""
        return f"must be text, and {shown} reads as something else", f'put it in quotes: {key}"{shown}"'
    if meta:
        if meta.max_length is not None and len(value) > meta.max_length:
            return f"is {len(value)} characters long", f"at most {meta.max_length} are allowed"
        if meta.min_length is not None and len(value) < meta.min_length:
            return "is empty", "write something, or remove the key"
        if meta.description:
            return f"{quote(value)} is not {meta.description}", ""
    return f"{quote(value)} cannot be used here", ""
