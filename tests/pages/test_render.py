"""The templates keep their contract: documented variables, everything escaped, the brand's own first."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError, meta

from candor.model.records import Kind
from candor.pages.contexts import (
    CONTEXTS,
    Author,
    BlockList,
    Entry,
    Feed,
    ListPage,
    MemberPage,
    Pager,
    PostPage,
    State,
    ThreadOfPage,
    TopicLink,
)
from candor.pages.plan import Plan
from candor.pages.render import NOT_XML, PARTS, TEMPLATES, clean, open_environment, render_body, templates_digest

NAMES = sorted(path.name for path in TEMPLATES.glob("*.jinja"))
WITH_WORDS = {PostPage, Feed, ThreadOfPage}
FOR_OTHERS = {
    "answered_by",
    "folded",
    "links",
    "listed",
}  # read where words and the head are prepared, not by the template
INCLUDED = {
    "parts.jinja": set(),
    "thread.jinja": set(),
    "standing-parts.jinja": set(),
    "member-standing.jinja": {"standing"},
    "member-points.jinja": {"standing"},
    "staff-record.jinja": {"record"},
}
"""Templates that others import or include, and what they use of the includer's context."""


@pytest.mark.parametrize("name", NAMES)
def test_a_template_uses_exactly_the_variables_of_its_context(name: str) -> None:
    """Both ways: nothing undocumented is used, and nothing is handed over for nothing."""
    used = meta.find_undeclared_variables(open_environment(()).parse((TEMPLATES / name).read_text()))
    context = CONTEXTS.get(name)
    if name in PARTS:
        assert {PARTS[name]} <= used <= {PARTS[name], "root", "level"}
        return
    if context is None:
        assert used == INCLUDED[name]
        return
    documented = set(context.__struct_fields__) | ({"words"} if context in WITH_WORDS else set())
    documented |= {"opening"} if context is ThreadOfPage else set()
    assert used == documented - FOR_OTHERS - ({"people"} if context is ThreadOfPage else set())


def test_every_template_that_a_context_names_exists() -> None:
    assert {*CONTEXTS, *PARTS, *INCLUDED} == {
        *NAMES,
        "feed.json",
        "comments.xml",
        "comments.json",
        "card.png",
        "text.txt",
    }


@pytest.mark.parametrize("name", NAMES)
def test_no_template_lets_anything_past_the_escaping(name: str) -> None:
    source = (TEMPLATES / name).read_text()
    assert not re.search(r"\|\s*safe\b|autoescape|Markup|__html__|forceescape|tojson|xmlattr", source)
    assert not re.search(r"<script|\sstyle=|\son[a-z]+=", source)


def test_every_context_survives_the_way_to_a_worker(plan: Plan) -> None:
    """Encoded, decoded by the type the template names, and equal to what it was."""
    for document in plan.documents:
        kind = CONTEXTS[document.template]
        again = msgspec.msgpack.decode(msgspec.msgpack.encode(document.context), type=kind)
        assert again == document.context


BESIDE = {
    "block.jinja", "block-incidents.jinja", "block-promises.jinja", "points.jinja", "insights.jinja",
    "sitemap-index.jinja", "card.png", "comments.jinja",
}  # fmt: skip
"""What no document of the small community is: live blocks, pages of larger ones, pictures."""


def test_every_context_is_used_by_the_small_community(plan: Plan) -> None:
    used = {document.template for document in plan.documents}
    assert used == set(CONTEXTS) - BESIDE


def hostile_entry(text: str) -> Entry:
    return Entry(
        slug="s",
        title=text,
        kind=Kind.QUESTION,
        state=State.OPEN,
        author=Author(slug="m", name=text, staff=True, role=text),
        created=None,
        answers=0,
        comments=0,
        votes=0,
        excerpt=text,
        topics=[TopicLink(slug="t", title=text)],
    )


@settings(deadline=None)
@given(st.text(alphabet="<>&\"'/= scriptonload\x00é{}%", min_size=1))
def test_whatever_a_name_or_title_holds_the_page_has_the_same_elements(text: str) -> None:
    """Escaping is judged by the parser: hostile texts add no element and no attribute."""
    from selectolax.lexbor import LexborHTMLParser

    def shape(text: str) -> list[tuple[str | None, tuple[str, ...]]]:
        entry = hostile_entry(text)
        html = ""
        for template, context in (
            (
                "list.jinja",
                ListPage(root="./", view="v/", title=text, intro=text, entries=[entry], pager=Pager(), empty=text),
            ),
            ("block.jinja", BlockList(root="", entries=[entry], empty="")),
            (
                "member.jinja",
                MemberPage(
                    author=entry.author,
                    community=text,
                    roles=[text],
                    role_text=text,
                    since=None,
                    posts=[entry],
                    answers=[],
                    comments=[],
                    post_count=1,
                    answer_count=0,
                    accepted_count=0,
                    comment_count=0,
                ),
            ),
        ):
            html += str(render_body(template, context, {}))
        return [(node.tag, tuple(sorted(node.attributes))) for node in LexborHTMLParser(html).css("*")]

    assert shape(text) == shape("x")


def test_a_brands_template_comes_first_and_changes_every_fingerprint(tmp_path: Path) -> None:
    """The brand's folder is looked into first; what it lacks comes from Candor."""
    before = templates_digest((str(tmp_path),))
    (tmp_path / "block.jinja").write_text("<p>{{ root }}: {{ entries|length }} {{ empty }}</p>")
    block = BlockList(root="<up>", entries=[], empty="nothing")
    dirs = (str(tmp_path),)
    assert str(render_body("block.jinja", block, {}, template_dirs=dirs)) == "<p>&lt;up&gt;: 0 nothing</p>"
    assert "candor-empty" in str(render_body("block.jinja", block, {}))
    assert templates_digest(dirs) != before
    page = ListPage(root="./", view="v/", title="T", intro="", entries=[], pager=Pager(), empty="e")
    assert "<h1>T</h1>" in str(render_body("list.jinja", page, {}, template_dirs=dirs))


def test_an_undefined_variable_is_an_error_and_not_an_empty_place(tmp_path: Path) -> None:
    (tmp_path / "block.jinja").write_text("{{ missing }}")
    with pytest.raises(UndefinedError, match="missing"):
        render_body("block.jinja", BlockList(root="", entries=[], empty=""), {}, template_dirs=(str(tmp_path),))


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_cleaning_takes_out_what_xml_forbids_and_nothing_else(text: str) -> None:
    """Lone surrogates included, so that whatever is printed can be encoded."""
    cleaned = clean(text)
    cleaned.encode()
    assert cleaned == re.sub(NOT_XML, "", text)
    assert clean(cleaned) == cleaned


def test_a_body_that_is_missing_prints_as_nothing(plan: Plan) -> None:
    """The press may lose a body to a crashed worker; the page still prints."""
    for document in plan.documents:
        assert render_body(document.template, document.context, {})


def test_a_remembered_piece_leads_to_the_root_of_each_page_it_stands_on() -> None:
    author = Author(slug="otto", name="Otto <b>", staff=True)
    byline = open_environment(()).filters["byline"]
    printed = [byline(author, root) for root in ("", "../", "../../")]
    assert [re.findall('href="([^"]*)"', html) for html in printed] == [
        ["members/otto/"],
        ["../members/otto/"],
        ["../../members/otto/"],
    ]
    assert all("Otto &lt;b&gt;</a>" in html and "staff" in html for html in printed)
    assert "somebody unknown" in byline(None, "../")
