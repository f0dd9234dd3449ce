"""Social cards: the picture that a shared link shows. Drawn once for each content, in the brand's colour.

A card is 800 × 420 pixels with sixteen shades of one colour, which is drawn and packed in about two thousandths of a
second and takes about 8 kB. The bundled font (Inter, SIL Open Font License, beside this file) knows Latin, Greek and
Cyrillic; a title in another script is left out rather than shown as empty boxes, and so is an emoji in any title.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from candor.model.records import Kind
from candor.pages.catalogue import mark
from candor.pages.contexts import Card
from candor.pages.directory import Directory
from candor.pages.documents import draft_document, encoder
from candor.pages.plan import Document

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT, MARGIN = 800, 420, 48
TITLE_SIZES = (54, 46, 40, 34)
"""Sizes in pixels that a title is tried at; in the smallest it may be cut off."""

SMALL, LEADING = 24, 1.18
FONT = Path(__file__).parent / "fonts" / "Inter-SemiBold.ttf"
SHADES = 16
FAINT = 225
"""How strongly kind and site are printed, of 255."""

MARK = b"candor-card:"
"""Stands before the digest of its content in a card's file."""

KIND_NAMES = {
    Kind.QUESTION: mark("Question"),
    Kind.IDEA: mark("Idea"),
    Kind.COMPLAINT: mark("Complaint"),
    Kind.PRAISE: mark("Praise"),
    Kind.STORY: mark("Story"),
    Kind.INSIDE: mark("Inside story"),
    Kind.ASK: mark("Asked by staff"),
}

DEFAULT_COLOUR = "#1b6a4e"


def plan_cards(directory: Directory) -> Iterator[Document]:
    """A card for every post that can be shown, and ``card.png`` for all other pages; none without the site's address,
    which links to pictures need."""
    site = directory.site
    if not (site.cards and site.url):
        return
    name, translate = site.name, site.catalogue.gettext
    kinds = {kind: translate(word) for kind, word in KIND_NAMES.items()}
    yield plan_card("card.png", Card(title=name, kind="", site="", colour=site.cards))
    for post in directory.posts:
        if not post.stub:
            card = Card(title=post.record.title, kind=kinds[post.record.kind], site=name, colour=site.cards)
            yield plan_card(f"cards/{post.slug}.png", card)


def plan_card(url: str, card: Card) -> Document:
    return draft_document(code_digest(), url=url, template="card.png", context=card)


def card_digest(card: Card) -> bytes:
    """Stands for all that the card's bytes depend on, as hexadecimal digits."""
    return blake2b(encoder.encode(card) + code_digest(), digest_size=16).hexdigest().encode()


@lru_cache(maxsize=1)
def code_digest() -> bytes:
    return blake2b(Path(__file__).read_bytes() + FONT.read_bytes(), digest_size=16).digest()


def print_card(card: Card, kept: Path) -> bytes:
    """The card as PNG, taken from the file `kept` if that holds the same one, else drawn and put there."""
    digest = card_digest(card)
    try:
        content = kept.read_bytes()
    except OSError:
        content = b""
    if MARK + digest not in content[:300]:
        content = draw_card(card, digest)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(content)
    return content


def draw_card(card: Card, digest: bytes = b"") -> bytes:
    """The card as PNG; the same bytes for the same card, as long as Pillow stays the same."""
    from PIL import Image, ImageDraw, PngImagePlugin

    image = Image.new("L", (WIDTH, HEIGHT), 0)
    pen = ImageDraw.Draw(image)
    kind, title, site = drawable(card.kind), drawable(card.title), drawable(card.site)
    if not title:  # what is known of it in letters that can be drawn
        title, site = site, ""
    if kind:
        pen.text((MARGIN, MARGIN), kind, fill=FAINT, font=open_font(SMALL))
    size, lines = lay_out(title)
    for number, line in enumerate(lines):
        pen.text((MARGIN, MARGIN + 2 * SMALL + number * size * LEADING), line, fill=255, font=open_font(size))
    if site:
        pen.rectangle((MARGIN, HEIGHT - MARGIN - 44, MARGIN + 56, HEIGHT - MARGIN - 41), fill=FAINT)
        pen.text((MARGIN, HEIGHT - MARGIN), site, fill=FAINT, font=open_font(SMALL), anchor="ls")
    image = image.point([shade * (SHADES - 1) // 255 for shade in range(256)])
    image.putpalette(shades(card.colour))
    note = PngImagePlugin.PngInfo()
    note.add(b"tEXt", b"Comment\0" + MARK + digest)
    target = io.BytesIO()
    image.save(target, "PNG", bits=4, compress_level=6, pnginfo=note)
    return target.getvalue()


def shades(colour: str) -> list[int]:
    """A palette from `colour` to white or black, whichever can be read on it better, as red, green, blue, red, …"""
    base = bytes.fromhex(colour.removeprefix("#"))
    ink = 255 if luminance(base) < 0.18 else 0
    return [part + (ink - part) * step // (SHADES - 1) for step in range(SHADES) for part in base]


def luminance(colour: Sequence[int]) -> float:
    """Relative luminance as WCAG 2 defines it, from 0 to 1."""
    linear = [part / 3294.6 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def lay_out(title: str) -> tuple[int, list[str]]:
    """The largest size at which the title fits, and its lines."""
    room = HEIGHT - 2 * MARGIN - 2 * SMALL - 52
    for size in TITLE_SIZES:
        lines = list(break_lines(title, size))
        most = int(room / (size * LEADING))
        if len(lines) <= most:
            return size, lines
    return size, [*lines[: most - 1], shorten(f"{lines[most - 1]}…", size)]


def break_lines(text: str, size: int) -> Iterator[str]:
    """The text in lines that fit beside the margins; a word longer than a line is broken."""
    font, width = open_font(size), WIDTH - 2 * MARGIN
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if font.getlength(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        line = word
        while font.getlength(line) > width:
            part = next(n for n in range(len(line), 0, -1) if n == 1 or font.getlength(line[:n]) <= width)
            yield line[:part]
            line = line[part:]
    if line:
        yield line


def shorten(line: str, size: int) -> str:
    """The line, with as much of its end left out before the ellipsis as must be."""
    while len(line) > 2 and open_font(size).getlength(line) > WIDTH - 2 * MARGIN:
        line = f"{line[:-2].rstrip()}…"
    return line


def drawable(text: str) -> str:
    """The text without symbols that the font lacks; nothing where it lacks a letter, a mark or a digit."""
    drawn = []
    for char in unicodedata.normalize("NFC", text[:300]):
        if char.isspace() or has_glyph(char):
            drawn.append(char)
        elif unicodedata.category(char)[0] in "LMN":
            return ""
    return " ".join("".join(drawn).split())


@lru_cache(maxsize=4096)
def has_glyph(char: str) -> bool:
    """Whether the font has a picture of its own for the character."""
    font = open_font(SMALL)
    return char.isprintable() and bytes(font.getmask(char)) != bytes(font.getmask("\uffff"))


@lru_cache(maxsize=8)
def open_font(size: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)
