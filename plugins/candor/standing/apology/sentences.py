"""Sentences of a Markdown text, each with the line it begins on and the paragraph it belongs to."""

from __future__ import annotations

import re
import textwrap

import msgspec


class Sentence(msgspec.Struct, frozen=True):
    """One sentence in one line, without Markdown's marks; what it quotes is masked as ``“…”``.

    ``line`` counts from 1 in the text it was read from, ``paragraph`` from 0, ``heading`` is the anchor
    (``what-we-got-wrong``) of the nearest heading above it, or empty.
    """

    text: str
    line: int
    paragraph: int
    heading: str = ""


LONGEST = 300
"""Characters of one sentence that are judged together; nobody speaks longer, and no pattern may run wild."""

COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
FENCE = re.compile(r"^\s*(```|~~~)")
HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$")
OTHERS_WORDS = re.compile(r"^\s{0,3}>")
LIST_MARK = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?")
LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|„[^“”]*[“”]")
MARKS = re.compile(r"[*_`~]{1,3}(?=\S)|(?<=\S)[*_`~]{1,3}|<[^>\n]+>|\[\^[^\]]*\]")
END = re.compile(r"(?<=[.!?…])[\"”’)\]]*\s+(?=[\"“‘(\[]*[A-Z0-9ÄÖÜ])")
ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Nr|approx|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|incl|vs|e\.g|i\.e|etc|a\.m|p\.m))\.$",
    re.I,
)


def read_sentences(text: str) -> list[Sentence]:
    """The text's own sentences. Code, block quotes, headings and HTML comments, such as a draft's hints, are left out:
    they are not what the speaker says."""
    sentences: list[Sentence] = []
    for number, (heading, lines) in enumerate(read_paragraphs(text)):
        sentences += split_paragraph(lines, number, heading)
    return sentences


def read_paragraphs(text: str) -> list[tuple[str, list[tuple[int, str]]]]:
    """Paragraphs and list items as (anchor of the heading above, lines with their numbers)."""
    paragraphs: list[tuple[str, list[tuple[int, str]]]] = []
    heading, lines, fenced = "", list[tuple[int, str]](), False

    def close() -> None:
        nonlocal lines
        if lines:
            paragraphs.append((heading, lines))
            lines = []

    for number, line in enumerate(COMMENT.sub(blank, text).splitlines(), 1):
        if FENCE.match(line):
            fenced = not fenced
            close()
        elif fenced:
            continue
        elif found := HEADING.match(line):
            close()
            heading = anchor_of(found[1])
        elif not line.strip() or OTHERS_WORDS.match(line):
            close()
        else:
            if LIST_MARK.match(line):
                close()
            lines.append((number, LIST_MARK.sub("", line).strip()))
    close()
    return paragraphs


def blank(found: re.Match[str]) -> str:
    """As many lines as were found, with nothing in them."""
    return re.sub(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]", "", found[0])


def read_anchors(text: str) -> list[str]:
    """The anchors of the text's headings, in order."""
    outside = re.sub(r"(?ms)^\s*(```|~~~).*?^\s*\1", "", text)
    return [anchor_of(found[1]) for line in outside.splitlines() if (found := HEADING.match(line))]


def split_paragraph(lines: list[tuple[int, str]], number: int, heading: str) -> list[Sentence]:
    joined, starts = "", list[tuple[int, int]]()
    for line, text in lines:
        starts.append((len(joined), line))
        joined += text + " "
    sentences = []
    for start, end in sentence_spans(joined):
        line = max(line for offset, line in starts if offset <= start)
        sentences += [
            Sentence(piece, line, number, heading) for piece in textwrap.wrap(plain(joined[start:end]), LONGEST)
        ]
    return sentences


def sentence_spans(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for found in END.finditer(text):
        if ABBREVIATION.search(text[start : found.start()]):
            continue
        spans.append((start, found.start()))
        start = found.end()
    return [*spans, (start, len(text))]


def plain(text: str) -> str:
    """The words alone: no marks, straight apostrophes, quoted speech masked, white space folded."""
    text = LINK.sub(r"\1", text).replace("’", "'").replace("‘", "'")
    return " ".join(MARKS.sub("", QUOTED.sub("“…”", text)).split())


def anchor_of(title: str) -> str:
    """The heading's anchor as GitHub makes it: lower case, spaces to ``-``, punctuation left out."""
    return re.sub(r"[^\w\- ]", "", plain(title).lower()).strip().replace(" ", "-")
