"""Every word that readers see stands in the catalogue, and each language has all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from babel import Locale
from jinja2 import Environment, nodes

from candor.pages.catalogue import load_catalogue
from candor.pages.render import open_environment

from .strings import CATALOGUES, PACKAGE, extract_messages, read_catalogue

LANGUAGES = sorted(path.stem for path in CATALOGUES.glob("*.po"))
PLACE = re.compile(r"%\(\w+\)s|\{\w+\}|%%")
TAG = re.compile(r"</?[a-z][^>]*>")
TEMPLATES = sorted(
    path.relative_to(PACKAGE / "theme").as_posix()
    for path in (PACKAGE / "theme").rglob("*")
    if path.suffix in {".jinja", ".html"} and path.parent.name != "partials"
)
SHOWN = {"aria-label", "title", "alt", "placeholder"}
"""Attributes whose values readers see or hear."""

NAMES = {"JSON", "CSV"}
"""Words that are the same in every language."""


def test_there_is_more_than_english() -> None:
    assert "de" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_complete_and_says_nothing_twice(language: str) -> None:
    """`make strings` adds what is missing to the file, to be translated there."""
    messages = {message.id if isinstance(message.id, str) else message.id[0] for message in extract_messages()} - {""}
    assert len(messages) > 300
    catalogue = load_catalogue(language)
    assert sorted(messages - catalogue.messages.keys()) == []
    assert sorted(catalogue.messages.keys() - messages) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_places_and_markup(language: str) -> None:
    """And no quotation mark that would end an attribute it is printed into, nor a character that begins a tag."""
    for message in read_catalogue(CATALOGUES / f"{language}.po"):
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        for form in [message.string] if isinstance(message.string, str) else list(map(str, message.string or ())):
            assert sorted(PLACE.findall(form)) == sorted(PLACE.findall(ids[-1])), form
            assert TAG.findall(form) == TAG.findall(ids[-1]), form
            assert not re.search(r"[<>\"]|&(?!\w+;)", TAG.sub("", form)), form


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_take_the_forms_that_cldr_gives_them(language: str) -> None:
    """Numbers that CLDR treats alike take one form, and those it tells apart do not."""
    catalogue, rule = load_catalogue(language), Locale.parse(language).plural_form
    forms = [str(number) for number in range(6)]
    pairs = {(rule(number), catalogue.choose(forms, number)) for number in range(1000)}
    assert len(pairs) == len({form for _, form in pairs}) == len({name for name, _ in pairs})


class Words(HTMLParser):
    """Collects the words that a page shows; what stands in place of a value is no word."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.in_code = 0

    def handle_data(self, data: str) -> None:
        if not self.in_code:
            self.keep(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in SHOWN:
                self.keep(value or "")
        self.in_code += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self.in_code -= tag == "code"

    def keep(self, text: str) -> None:
        self.found += [found for found in re.findall(r"[^\W\d_]{2,}[^<>\0]*", text) if found not in NAMES]


def printed_constants(node: nodes.Node) -> Iterator[str]:
    """The constant texts that an expression may print, those in a message aside."""
    match node:
        case nodes.Const(value=str() as text):
            yield text
        case nodes.CondExpr():
            yield from printed_constants(node.expr1)
            if node.expr2 is not None:
                yield from printed_constants(node.expr2)
        case nodes.Concat() | nodes.Or() | nodes.And():
            for child in node.iter_child_nodes():
                yield from printed_constants(child)
        case nodes.Filter(name="capitalize" | "upper" | "lower") if node.node is not None:
            yield from printed_constants(node.node)


def bare_words(source: str, environment: Environment) -> list[str]:
    """Words that a template prints without asking the catalogue."""
    skeleton = ""
    for output in environment.parse(source).find_all(nodes.Output):
        for child in output.nodes:
            if isinstance(child, nodes.TemplateData):
                skeleton += child.data
            else:
                words = " ".join(printed_constants(child))
                skeleton += "b" if skeleton.endswith(("<", "</")) else f"\0{words}\0"  # an element's name
    reader = Words()
    reader.feed(skeleton)
    reader.close()
    return reader.found


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_has_a_word_of_its_own(name: str) -> None:
    source = (PACKAGE / "theme" / name).read_text(encoding="utf-8")
    assert bare_words(source, open_environment()) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>{{ _('Topics') }}: {{ title }}</p>", []),
        ("<p>Topics: {{ title }}</p>", ["Topics: "]),
        ("{% if x %}<b>yes</b>{% endif %}", ["yes"]),
        ("{{ 'Posts' if x else 'Latest' }}", ["Posts Latest"]),
        ('<a aria-label="Other lists" class="candor-x">{{ x }}</a>', ["Other lists"]),
        ("<a class='{{ 'wide' if x }}' href='questions/'>{{ ngettext('a day', 'days', n) }}</a>", []),
        ("{% macro m() %}<i>words</i>{% endmacro %}", ["words"]),
    ],
)
def test_the_judge_of_templates_sees_what_it_must(source: str, found: list[str]) -> None:
    assert bare_words(source, open_environment()) == found
