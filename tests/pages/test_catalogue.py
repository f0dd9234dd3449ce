"""Words of the interface: laid in while templates are compiled, counted as the language does, the brand's own first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest
from jinja2 import Environment, TemplateAssertionError
from markupsafe import Markup

from candor.errors import ConfigError
from candor.pages.catalogue import ENGLISH, Catalogue, load_catalogue
from candor.pages.contexts import BlockList
from candor.pages.render import render_body
from candor.pages.wording import word_environment

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
POLISH = Catalogue(
    language="pl",
    messages={
        "%(num)s answer": ("%(num)s odpowiedź", "%(num)s odpowiedzi", "%(num)s odpowiedzi…"),
        "by %(who)s, %(day)s": ("%(day)s, napisał <b>%(who)s</b>",),
        "Topics": ("Te&shy;maty",),
    },
    plural="n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2",
    thousands="\u00a0",
    digest=b"pl",
)


def render(source: str, catalogue: Catalogue = POLISH, **values: object) -> str:
    environment = Environment(autoescape=True)
    word_environment(environment, catalogue)
    return environment.from_string(source).render(values)


def compiled(source: str, catalogue: Catalogue = POLISH) -> str:
    environment = Environment(autoescape=True)
    word_environment(environment, catalogue)
    return environment.compile(source, raw=True)


def test_a_constant_message_becomes_part_of_the_template() -> None:
    """No call and no look-up is left for the moment of printing; neighbouring texts are one."""
    code = compiled('<h2>{{ _("Topics") }}</h2>')
    assert "'<h2>Te&shy;maty</h2>'" in code
    assert "_(" not in code.split("def root")[1]


def test_values_are_escaped_and_stand_where_the_language_wants_them() -> None:
    source = '{{ _("by %(who)s, %(day)s", who=who, day=day) }}'
    expected = "<i>2</i>, napisał <b>&lt;Ann&gt;</b>"
    assert render(source, who="<Ann>", day=Markup("<i>2</i>")) == expected
    assert render(source, ENGLISH, who="<Ann>", day=Markup("<i>2</i>")) == "by &lt;Ann&gt;, <i>2</i>"
    assert render('{% set line = _("by %(who)s, %(day)s", who=who, day=1) %}{{ line }}', who="&") == (
        "1, napisał <b>&amp;</b>"
    )


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "1 odpowiedź"),
        (3, "3 odpowiedzi"),
        (5, "5 odpowiedzi…"),
        (12, "12 odpowiedzi…"),
        (1023, "1\u00a0023 odpowiedzi"),
    ],
)
def test_a_number_takes_the_form_that_the_language_gives_it(number: int, expected: str) -> None:
    source = '{{ ngettext("%(num)s answer", "%(num)s answers", number) }}'
    assert render(source, number=number) == expected
    assert POLISH.ngettext("%(num)s answer", "%(num)s answers", number) == expected


def test_what_nobody_has_translated_is_said_in_english() -> None:
    assert (
        render('{{ _("Members") }}: {{ ngettext("%(num)s vote", "%(num)s votes", 5046) }}')
        == "Members: 5\u00a0046 votes"
    )
    assert render('{{ ngettext("vote", "votes", 1) }}', ENGLISH) == "vote"


def test_a_translation_that_asks_for_a_value_nobody_gives_is_passed_over() -> None:
    """A brand's slip costs a sentence in English, not the build; a template's own slip is an error."""
    wrong = Catalogue(messages={"by %(who)s": ("von %(wer)s",)}, digest=b"wrong")
    assert render('{{ _("by %(who)s", who="Ann") }}', wrong) == "by Ann"
    with pytest.raises(TemplateAssertionError, match="needs a value for who"):
        render('{{ _("by %(who)s") }}')


def test_a_message_that_is_not_constant_is_looked_up_when_it_is_printed() -> None:
    assert render("{{ _(word) }}", word="Topics") == "Te&shy;maty"


def test_a_brand_says_things_in_its_own_words(tmp_path: Path) -> None:
    """Its file stands over Candor's, message by message, in English too; unfinished and fuzzy ones do not count."""
    (tmp_path / "locale").mkdir()
    (tmp_path / "locale" / "en.po").write_text(
        HEADER + '\nmsgid "Topics"\nmsgstr "Subjects"\n\nmsgid "Members"\nmsgstr ""\n'
        '\n#, fuzzy\nmsgid "Newest"\nmsgstr "Old"\n'
    )
    catalogue = load_catalogue("en", [str(tmp_path)])
    assert [catalogue.gettext(word) for word in ("Topics", "Members", "Newest")] == ["Subjects", "Members", "Newest"]
    assert catalogue != ENGLISH
    (tmp_path / "block.jinja").write_text('{{ _("Topics") }}{{ root }}{{ entries|length }}{{ empty }}')
    block = BlockList(root="", entries=[], empty="")
    printed = render_body("block.jinja", block, {}, template_dirs=[str(tmp_path)], catalogue=catalogue)
    assert str(printed) == "Subjects0"


def test_a_catalogue_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "locale").mkdir()
    (tmp_path / "locale" / "de.po").write_text(HEADER + "\nmsgid Topics\n")
    with pytest.raises(ConfigError, match=r"de\.po"):
        load_catalogue("de", [str(tmp_path)])


@pytest.mark.parametrize(
    ("language", "day", "number"),
    [
        ("en", "2 April 2026", "5,046"),
        ("de", "2. April 2026", "5.046"),
        ("fr", "2 avril 2026", "5\u202f046"),
        ("ja", "2026年4月2日", "5,046"),
        ("pt-BR", "2 de abril de 2026", "5.046"),
        ("xx-unknown", "2 April 2026", "5,046"),
    ],
)
def test_days_and_numbers_are_written_as_the_language_does(language: str, day: str, number: str) -> None:
    """From CLDR, whether anybody has translated the words or not."""
    catalogue = load_catalogue(language)
    assert catalogue.on_day(date(2026, 4, 2)) == day
    assert catalogue.count(5046) == number


def test_a_catalogue_survives_the_way_to_a_worker() -> None:
    catalogue = load_catalogue("de")
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(catalogue), type=Catalogue)
    assert again == catalogue
    assert again.messages == catalogue.messages
