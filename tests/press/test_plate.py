"""A page full of probes becomes a plate; what is filled in comes out as text, wherever it stands."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from candor.errors import PlateError
from candor.model.blocks import Block
from candor.model.html import SafeHtml
from candor.press.plate import (
    Plate,
    cast_plate,
    check_agreement,
    fill_blocks,
    find_blocks,
    fold_space,
    make_probe,
    probe_words,
)

PROBES = {name: make_probe(name, 0) for name in ("title", "description", "url", "body")}
TITLE = PROBES["title"]
HOSTILE = "</title><script>alert(1)</script>\"'&amp; \\ \u2028 é %3C javascript:"


def cast(html: str) -> Plate:
    return cast_plate(f"{html}<main>{PROBES['body']}</main>", PROBES, "candor/post.html")


def fill(html: str, title: str = HOSTILE) -> str:
    return cast(html).fill({"title": title, "body": SafeHtml("<p>words</p>")}).decode()


class Reader(HTMLParser):
    """Collects what a page's reader would get: attributes, and text by element."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [value or "" for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


class TestWhatComesOut:
    """A value is text in every place, whatever the template forgot."""

    @given(title=st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=60))
    def test_raw_places_print_any_text_as_text(self, title: str) -> None:
        page = Reader(fill(f"<h1>{TITLE}</h1><meta content=\"{TITLE}\"><i title='{TITLE}'>x</i>", title))
        assert page.elements == ["h1", "meta", "i", "main", "p"]
        assert page.attributes == [title, title]
        assert page.text == f"{title}xwords"

    @pytest.mark.parametrize(
        "form",
        [
            str(escape(TITLE)),
            TITLE.replace("&", "&amp;").replace("<", "&lt;"),
            TITLE.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#x27;"),
        ],
        ids=["jinja", "quotes left alone", "python"],
    )
    def test_escaped_places_are_escaped_once(self, form: str) -> None:
        assert Reader(fill(f"<h1>{form}</h1>")).text == f"{HOSTILE}words"

    def test_places_escaped_twice_stay_escaped_twice(self) -> None:
        page = Reader(fill(f"<p>{escape(str(escape(TITLE)))}</p>"))
        assert page.text == str(escape(HOSTILE)) + "words"

    @pytest.mark.parametrize("safe", ["", "/", "/!~*'()"])
    def test_percent_encoded_places_are_percent_encoded(self, safe: str) -> None:
        printed = fill(f'<a href="/share?text={quote(TITLE, safe=safe)}">x</a>', 'a b&c/d"<é')
        assert printed.startswith(
            f'<a href="/share?text={quote("a b&c", safe="")}{"/" if safe else "%2F"}d%22%3C%C3%A9">'
        )

    @pytest.mark.parametrize("dumped", [json.dumps(TITLE), json.dumps(TITLE).replace("<", "\\u003c"), f'"{TITLE}"'])
    def test_json_scripts_hold_the_value_as_a_string(self, dumped: str) -> None:
        printed = fill(f'<script type="application/ld+json">{{"headline": {dumped}}}</script>')
        script = printed.partition('json">')[2].partition("</script>")[0]
        assert json.loads(script) == {"headline": HOSTILE}

    def test_a_title_without_its_tags_still_prints_the_whole_title(self) -> None:
        page = Reader(fill(f"<title>{Markup(TITLE).striptags()} - Fernhill</title>"))
        assert page.text == f"{HOSTILE} - Fernhillwords"

    def test_the_body_is_printed_as_it_is_and_must_be_safe(self) -> None:
        plate = cast("")
        assert plate.fill({"body": SafeHtml("<b>&amp;</b>")}) == b"<main><b>&amp;</b></main>"
        with pytest.raises(TypeError):
            plate.fill({"body": "<b>"})

    def test_a_plate_survives_encoding(self) -> None:
        plate = cast(f"<h1>{TITLE}</h1>")
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(plate), type=Plate) == plate


class TestWhatIsRefused:
    """A place where no escape is safe stops the build, with the slot's name and what stands around it."""

    @pytest.mark.parametrize(
        ("html", "reason"),
        [
            ("<script>let t = '{}'</script>", "no escape is safe"),
            ("<script type=module>'{}'</script>", "no escape is safe"),
            ('<script type="importmap">{{"{}": 1}}</script>', "no escape is safe"),
            ("<style>.x::after {{ content: '{}' }}</style>", "no escape is safe"),
            ("<!-- {} -->", "a comment"),
            ("<p class={}>x</p>", "an attribute without quotes|a tag"),
            ("<p {}>x</p>", "a tag"),
            ("<p onclick=\"f('{}')\">x</p>", "onclick"),
            ('<p style="color: {}">x</p>', "style"),
            ('<iframe srcdoc="{}"></iframe>', "srcdoc"),
            ('<a href="{}">x</a>', "where a link leads"),
            ('<a href=" https://{}/">x</a>', "where a link leads"),
            ('<a href="java&#115;cript:{}">x</a>', "runs or carries code"),
            ('<script type="application/json">[{}]</script>', "outside a string"),
        ],
    )
    def test_a_title_in_a_dangerous_place(self, html: str, reason: str) -> None:
        with pytest.raises(PlateError, match=reason) as error:
            cast(html.format(TITLE))
        assert "title" in str(error.value)
        assert "candor/post.html" in str(error.value)
        assert not any(word in str(error.value).lower() for word in probe_words(TITLE))

    @pytest.mark.parametrize(
        "change", [str.upper, str.lower, str.title, lambda text: text[:60], lambda text: text[::2] + text[-14:]]
    )
    def test_a_filter_that_cannot_be_repeated(self, change: object) -> None:
        with pytest.raises(PlateError, match="title is changed"):
            cast(f"<p>{change(TITLE)}</p>")  # type: ignore[operator]

    @pytest.mark.parametrize(
        "html", ["", "{0}{0}", "<title>{0}</title>", '<p title="{0}">', "<textarea>{0}</textarea>"]
    )
    def test_a_body_that_is_missing_or_misplaced(self, html: str) -> None:
        with pytest.raises(PlateError, match="body"):
            cast_plate(html.format(PROBES["body"]), PROBES, "candor/post.html")

    def test_addresses_that_candor_makes_may_begin_a_link(self) -> None:
        assert (
            cast(f'<a href="{PROBES["url"]}">x</a>')
            .fill({"url": "a/b/", "body": SafeHtml("")})
            .startswith(b'<a href="a/b/">')
        )


class TestAgreement:
    """Two renderings of one page with different values differ in nothing else."""

    def plate(self, series: int, around: str) -> Plate:
        probes = {name: make_probe(name, series, 30 if series else 8) for name in ("title", "body")}
        return cast_plate(f"<p>{around}</p><h1>{probes['title']}</h1>{probes['body']}", probes, "candor/post.html")

    def test_equal_pages_agree(self) -> None:
        check_agreement(self.plate(0, "same"), self.plate(1, "same"), "candor/post.html")

    def test_a_page_that_prints_the_time_is_refused_with_both_times(self) -> None:
        with pytest.raises(PlateError, match=r"12:00:01[\s\S]*12:00:02"):
            check_agreement(self.plate(0, "built 12:00:01"), self.plate(1, "built 12:00:02"), "candor/post.html")


def test_no_probe_is_part_of_another() -> None:
    """Probes of different slots and series share no word."""
    words = [word for name in ("title", "body") for series in (0, 1) for word in probe_words(make_probe(name, series))]
    assert len(words) == len(set(words)) == 32


def test_live_blocks_are_found_once_and_filled_everywhere() -> None:
    """A page's placeholders carry their options, and each gets the HTML of its block."""
    newest, other = Block(name="newest", count=3), Block(name="newest", topic="hub")
    holder = '<candor-block data-options="{}"></candor-block>'
    marks = {block: holder.format(escape(msgspec.json.encode(block).decode())) for block in (newest, other)}
    page = f"<p>{marks[newest]}</p>{marks[other]}{marks[newest]}"
    assert find_blocks(page) == [newest, other]
    assert fill_blocks(page, {newest: SafeHtml("N"), other: SafeHtml(r"\1")}) == r"<p>N</p>\1N"


def test_white_space_is_folded_between_tags_and_nowhere_else() -> None:
    kept = (
        '<a title="one\n\n two > three">',
        "<pre>  x\n\n  <b>y</b>\n</pre>",
        "<script>\n  a\n\n  b</script >",
        "<TEXTAREA>\n\n z</TEXTAREA>",
        "<!--\n\n  <p>\n-->",
        "one  two",
    )
    assert fold_space("\n\n  \t\n".join(kept)) == "\n".join(kept)
    assert fold_space("<p>\n   one\n\n   two  </p>\n\n") == "<p>\none\ntwo  </p>\n"
