"""``candor.markdown``: live community blocks on the brand's own pages.

A block stands alone, its options below it, one a line, indented or not, and is closed like it was opened::

    ::: candor newest
    kind: question
    topic: billing
    count: 5
    :::

``newest`` shows posts, ``incidents`` what is wrong now, ``promises`` what is promised and not settled.
What it becomes is a place that the press fills in every build with what the community then holds. The page itself is
not rendered again for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

import markdown
import msgspec
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from candor.errors import ConfigError, Diagnostic
from candor.model.blocks import Block
from candor.model.limits import LIST_ENTRIES
from candor.model.records import Community, Kind
from candor.sources.frontmatter import suggest

OPTIONS = {
    "newest": frozenset({"kind", "topic", "count"}),
    "incidents": frozenset({"component", "count"}),
    "promises": frozenset({"count"}),
}
"""Every block, and the options that it has."""

OPEN = re.compile(r"^ {0,3}:::+ *candor(?:\s+(.*?))?\s*$")
CLOSE = re.compile(r"^ {0,3}:::+\s*$")
OPTION = re.compile(r"^\s*([A-Za-z_-]+)\s*:\s*(.*?)\s*$")
FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class BlockError(ConfigError):
    """A live block that cannot be read; ``line`` counts from 1 in the Markdown that was given."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line, self.problem = line, problem

    def at(self, path: str, above: int = 0) -> Diagnostic:
        """The fault as one of the file `path`, where the Markdown begins below so many lines."""
        problem, _, hint = self.problem.partition(" – ")
        return Diagnostic(path=path, line=above + self.line, problem=problem, hint=hint)


class CommunityBlocks(Extension):
    """The extension, as ``markdown_extensions: [candor.markdown]``."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        # Ahead of fenced code (25) and raw HTML (20), which would take a block's lines apart; fences are skipped here.
        md.block_level_elements.append("candor-block")
        md.preprocessors.register(PlaceBlocks(md), "candor-blocks", 27)


def check_blocks(text: str) -> None:
    """Raises BlockError, with the line of `text` that it is about, if a live block cannot be read."""
    PlaceBlocks(markdown.Markdown()).run(text.splitlines())


def find_block_faults(text: str, community: Community) -> Iterator[BlockError]:
    """Every live block of `text` that cannot be read, or asks for what the community does not have."""
    lines = text.splitlines()
    while True:
        place, broken = PlaceBlocks(markdown.Markdown()), None
        try:
            place.run(lines)
        except BlockError as error:
            broken = error
        for number, block in place.found:
            for what, name, known in (
                ("topic", block.topic, community.topics),
                ("component", block.component, community.components),
            ):
                if name and name not in known:
                    way_out = suggest(name, known) or "add it to community.yml"
                    yield BlockError(number, f"there is no {what} {name!r} – {way_out}")
        if broken is None:
            return
        yield broken
        lines[: broken.line] = [""] * broken.line


class PlaceBlocks(Preprocessor):
    """Puts a placeholder where a block stands, and leaves code as it is; ``found`` are the blocks with their lines."""

    def __init__(self, md: markdown.Markdown) -> None:
        super().__init__(md)
        self.found: list[tuple[int, Block]] = []

    def run(self, lines: list[str]) -> list[str]:
        return list(self.place(lines))

    def place(self, lines: list[str]) -> Iterator[str]:
        fence = ""
        numbered = iter(enumerate(lines, 1))
        for number, line in numbered:
            if mark := FENCE.match(line):
                if not fence:
                    fence = mark[1]
                elif mark[1].startswith(fence) and not line.strip(" `~"):
                    fence = ""
            opened = None if fence else OPEN.match(line)
            if opened is None:
                yield line
                continue
            name, options = opened[1] or "", dict[str, str]()
            if name not in OPTIONS:
                raise BlockError(number, f"there is no candor block {name!r} – there are {', '.join(OPTIONS)}")
            for place, inside in numbered:
                if CLOSE.match(inside):
                    break
                read_option(inside, place, options, OPTIONS[name])
            else:
                raise BlockError(number, "this candor block is not closed – end it with a line that holds only :::")
            block = make_block(name, options, number)
            self.found.append((number, block))
            yield from ("", self.md.htmlStash.store(print_placeholder(block)), "")


def read_option(line: str, number: int, options: dict[str, str], known: frozenset[str]) -> None:
    if not line.strip():
        return
    option = OPTION.match(line)
    if option is None:
        raise BlockError(number, f"a candor block holds options only, such as count: 5, not {line.strip()!r}")
    name, value = option[1], option[2].strip("\"'")
    if name not in known:
        raise BlockError(number, f"this candor block has no option {name!r} – it has {', '.join(sorted(known))}")
    if name in options:
        raise BlockError(number, f"{name} is given twice")
    options[name] = value


def make_block(name: str, options: dict[str, str], number: int) -> Block:
    """The block that was meant. Raises BlockError at line `number` for a value that means nothing."""
    kind, topic, count = options.get("kind", ""), options.get("topic", ""), options.get("count", "5")
    component = options.get("component", "")
    if kind and kind not in list(Kind):
        raise BlockError(number, f"there is no kind {kind!r} – there are {', '.join(Kind)}")
    if topic and not SLUG.fullmatch(topic):
        raise BlockError(number, f"{topic!r} is not a topic's slug")
    if component and not SLUG.fullmatch(component):
        raise BlockError(number, f"{component!r} is not a component's slug")
    if not count.isascii() or not count.isdigit() or not 1 <= int(count) <= LIST_ENTRIES:
        raise BlockError(number, f"count is a number from 1 to {LIST_ENTRIES}, not {count!r}")
    return Block(name=name, kind=kind, topic=topic, component=component, count=int(count))


def print_placeholder(block: Block) -> str:
    """What stands on the page until the press fills it; without the press it shows nothing."""
    options = escape(msgspec.json.encode(block, order="deterministic").decode())
    return f'<candor-block data-options="{options}"></candor-block>'


def makeExtension(**options: object) -> CommunityBlocks:  # noqa: N802 - Python-Markdown's name
    return CommunityBlocks(**options)
