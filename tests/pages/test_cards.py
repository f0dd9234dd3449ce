"""Social cards: small, the same every time, drawn once, and readable whatever a title is written in."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from candor.model.corpus import Corpus
from candor.pages import cards
from candor.pages.cards import HEIGHT, WIDTH, draw_card, drawable, lay_out, print_card
from candor.pages.contexts import Card
from candor.pages.site import Site
from candor.pages.site_plan import plan_site

CARD = Card(title="How do I move the hub?", kind="Question", site="Fernhill", colour="#00695c")


def open_image(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def ink(content: bytes, box: tuple[int, int, int, int]) -> int:
    """How many pixels of the box are not background."""
    part = open_image(content).convert("RGB").crop(box)
    return sum(number for number, colour in part.getcolors(WIDTH * HEIGHT) or [] if colour != (0x00, 0x69, 0x5C))


def titled(title: str) -> Card:
    return msgspec.structs.replace(CARD, title=title)


def test_a_card_is_a_small_picture_of_the_size_that_networks_ask_for() -> None:
    content = draw_card(CARD)
    image = open_image(content)
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(content) < 20_000
    assert ink(content, (0, 0, WIDTH, HEIGHT)) > 5_000
    assert ink(content, (0, 0, 40, HEIGHT)) == ink(content, (WIDTH - 40, 0, WIDTH, HEIGHT)) == 0


def test_the_same_card_has_the_same_bytes() -> None:
    assert draw_card(CARD) == draw_card(CARD)
    assert draw_card(CARD) != draw_card(titled("How do I move it?"))


def test_a_card_is_drawn_once_and_again_only_when_it_says_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "cards" / "move-hub.png"
    first = print_card(CARD, kept)
    with monkeypatch.context() as patched:
        patched.setattr(cards, "draw_card", lambda *given: pytest.fail("drawn again"))
        assert print_card(CARD, kept) == first
    assert print_card(titled("Another"), kept) != first
    kept.write_bytes(b"damaged")
    assert print_card(CARD, kept) == first


@pytest.mark.parametrize("title", ["如何移动集线器？", "कैसे", "איך", "hub ハブ"])
def test_a_title_in_letters_the_font_lacks_is_left_out_rather_than_boxed(title: str) -> None:
    """The card then carries the site's name where the title would be."""
    assert drawable(title) == ""
    assert draw_card(titled(title)) == draw_card(msgspec.structs.replace(CARD, title="Fernhill", site=""))


@pytest.mark.parametrize(
    ("title", "drawn"),
    [
        ("Thank you 🎉 all", "Thank you all"),
        ("Größe: 5 ≥ 3 → „ja“", "Größe: 5 ≥ 3 → „ja“"),
        ("Как мне, πῶς", "Как мне, πῶς"),
        ("tab\tand\u200bnothing\u202e", "tab andnothing"),
        ("e\u0301te\u0301", "été"),
    ],
)
def test_symbols_the_font_lacks_are_left_out_and_the_words_stay(title: str, drawn: str) -> None:
    assert drawable(title) == drawn


@pytest.mark.parametrize("title", ["", "x" * 400, "word " * 100, "\ud800", "a\x00b", "–" * 90, "W" * 30])
def test_whatever_the_title_everything_stays_inside_the_margins(title: str) -> None:
    content = draw_card(titled(title))
    size, lines = lay_out(drawable(title))
    assert len(lines) * size < HEIGHT - 150
    assert ink(content, (WIDTH - 40, 0, WIDTH, HEIGHT)) == 0


@pytest.mark.parametrize("colour", ["#1b6a4e", "#000000", "#ffffff", "#ffc107", "#8a1c4a", "#767676", "#80c0ff"])
def test_words_can_be_read_on_any_colour(colour: str) -> None:
    """White or black, whichever reads better: at least 4.5 to 1 by WCAG, for the larger words."""
    palette = cards.shades(colour)
    paper, ink = sorted(cards.luminance(part) for part in (palette[:3], palette[-3:]))
    assert (ink + 0.05) / (paper + 0.05) >= 4.5


def test_every_post_that_can_be_shown_has_a_card_and_other_pages_share_one(
    corpus: Corpus, site: Site, now: datetime
) -> None:
    wanted = msgspec.structs.replace(site, cards="#00695c")
    plan = plan_site(corpus, wanted, now, has_home=False)
    planned = {document.url: document for document in plan.documents if document.template == "card.png"}
    shown = {f"cards/{post.slug}.png" for post in corpus.posts if not post.stub}
    assert set(planned) == shown | {"card.png"}
    for setting in ({"cards": ""}, {"url": ""}):
        bare = plan_site(corpus, msgspec.structs.replace(wanted, **setting), now, has_home=False)  # type: ignore[arg-type]
        assert not [document for document in bare.documents if document.template == "card.png"]


def test_a_change_of_templates_draws_no_card_anew(corpus: Corpus, site: Site, now: datetime, tmp_path: Path) -> None:
    """Its fingerprint covers what it shows and how it is drawn, and nothing else."""
    (tmp_path / "post.jinja").write_text("changed")

    def prints(dirs: list[str]) -> dict[str, bytes]:
        wanted = msgspec.structs.replace(site, cards="#00695c")
        plan = plan_site(corpus, wanted, now, has_home=False, template_dirs=dirs)
        return {each.url: each.fingerprint for each in plan.documents if each.template == "card.png"}

    assert prints([])
    assert prints([]) == prints([str(tmp_path)])
