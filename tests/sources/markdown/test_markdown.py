"""What a text becomes: as on GitHub, and never more than is allowed."""

from __future__ import annotations

import gzip
import html as html_entities
import itertools
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from candor.model import limits
from candor.model.html import Hole, Ref, RefKind
from candor.sources.markdown import Place, render
from candor.sources.markdown.code import LEXERS, print_code
from candor.sources.markdown.parser import parse
from candor.sources.markdown.sanitizer import ATTRIBUTES, TAGS, clean

PLACE = Place(folder="questions/2026/move-hub", prefix="q-")


def printed(text: str, place: Place = PLACE) -> str:
    """The fragment with every hole filled by ``/kind/target``, but for words, which stay English."""
    fragment = render(text, place).fragment
    return fragment.resolve(lambda ref: None if ref.kind is RefKind.ALERT else f"/{ref.kind}/{ref.target}").strip()


def holes(text: str, place: Place = PLACE) -> list[Ref]:
    return [part.ref for part in render(text, place).fragment.parts if isinstance(part, Hole)]


# As on GitHub


def test_a_paragraph_is_a_paragraph() -> None:
    assert printed("Hello *there*, **you**.") == "<p>Hello <em>there</em>, <strong>you</strong>.</p>"


def test_tables_strikethrough_and_bare_links_work_as_on_github() -> None:
    assert printed("| a | b |\n|--:|---|\n| ~~1~~ | www.example.com |") == (
        '<table>\n<thead>\n<tr>\n<th align="right">a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n'
        '<td align="right"><del>1</del></td>\n<td><a href="http://www.example.com" '
        'rel="ugc nofollow noopener noreferrer">www.example.com</a></td>\n</tr>\n</tbody>\n</table>'
    )


def test_a_task_list_has_boxes_that_cannot_be_ticked_and_have_names() -> None:
    assert printed('- [ ] buy `milk` & "eggs"\n- [x] done') == (
        '<ul>\n<li class="task-list-item">'
        '<input type="checkbox" disabled aria-label="buy milk &amp; &quot;eggs&quot;"> '
        'buy <code>milk</code> &amp; "eggs"</li>\n'
        '<li class="task-list-item"><input type="checkbox" disabled checked aria-label="done"> done</li>\n</ul>'
    )


@pytest.mark.parametrize(
    ("marker", "kind", "title"),
    [
        ("NOTE", "note", "Note"),
        ("tip", "tip", "Tip"),
        ("Important", "info", "Important"),
        ("WARNING", "warning", "Warning"),
        ("CAUTION", "danger", "Caution"),
    ],
)
def test_an_alert_becomes_an_admonition(marker: str, kind: str, title: str) -> None:
    assert printed(f"> [!{marker}]\n> Mind *this*.") == (
        f'<div class="admonition {kind}">\n<p class="admonition-title">{title}</p>\n<p>Mind <em>this</em>.</p>\n</div>'
    )


def test_an_alert_may_have_its_words_in_a_second_paragraph() -> None:
    assert printed("> [!NOTE]\n>\n> one").startswith(
        '<div class="admonition note">\n<p class="admonition-title">Note</p>\n<p>one</p>'
    )


def test_what_an_alert_is_called_is_left_to_the_language_of_the_site() -> None:
    assert holes("> [!CAUTION]\n> one") == [Ref(RefKind.ALERT, "caution")]


@pytest.mark.parametrize("text", ["> [!NOTE] and more", "> [!OTHER]\n> x", "> > [!NOTE]\n> > x", "> x\n> [!NOTE]"])
def test_what_is_no_alert_on_github_stays_a_quotation(text: str) -> None:
    assert "admonition" not in printed(text)
    assert printed(text).count("<blockquote>") == printed(text).count("</blockquote>") > 0


def test_quotations_around_and_after_an_alert_are_closed_as_they_were_opened() -> None:
    text = "> [!NOTE]\n> a\n>\n> > inner\n\nb\n\n> after"
    assert re.findall(r"</?(?:div|blockquote)", printed(text)) == [
        "<div", "<blockquote", "</blockquote", "</div", "<blockquote", "</blockquote",
    ]  # fmt: skip


def test_emoji_have_githubs_names() -> None:
    assert printed(":tada: :+1::-1: :cat: :octo-nothing: :shipit:") == "<p>🎉 👍👎 🐱 :octo-nothing: :shipit:</p>"
    assert printed("10:100:20 and `:tada:` stay") == "<p>10:100:20 and <code>:tada:</code> stay</p>"


def test_code_is_coloured_with_pygments_classes() -> None:
    assert printed("```python title=x\ndef f(): ...\n```") == (
        '<div class="highlight"><pre><span></span><code><span class="k">def</span><span class="w"> </span>'
        '<span class="nf">f</span><span class="p">():</span> <span class="o">...</span>\n</code></pre></div>'
    )


@pytest.mark.parametrize("info", ["", "nonsense", "text", "../../etc", 'x" onclick="y', "<b>"])
def test_code_of_an_unknown_language_is_plain(info: str) -> None:
    expected = '<div class="highlight"><pre><span></span><code>a &lt;b&gt; &amp;amp;\n</code></pre></div>'
    assert printed(f"```{info}\na <b> &amp;\n```") == expected


def test_code_over_the_limit_is_plain() -> None:
    line = "def f(): pass\n"
    block = line * (limits.HIGHLIGHT_BYTES // len(line) + 1)
    assert '<span class="k">' not in printed(f"```py\n{block}```")


@pytest.mark.parametrize("name", LEXERS)
def test_every_language_of_the_table_is_known_to_pygments(name: str) -> None:
    for alias in LEXERS[name].split():
        block = print_code("x &lt; 1\n", alias)
        assert html_entities.unescape(re.sub("<[^>]*>", "", block)) == "x < 1\n"


def test_hostile_code_is_printed_plain_before_it_costs_a_page() -> None:
    """Pygments' lexer for C# takes minutes for this text."""
    before = process_time()
    rendered = render("```cs\n" + "a\n" * 10_000 + "```\n\n```cs\nint x;\n```", PLACE)
    assert process_time() - before < 3
    assert [problem.problem for problem in rendered.problems] == ["code that takes too long to colour is printed plain"]
    assert "<code>int x;" in rendered.fragment.resolve(lambda _: None)


def test_footnotes_lead_there_and_back() -> None:
    text = printed("one[^a] two[^a]\n\n[^a]: The *note*.")
    ids = set(re.findall(r' id="([^"]+)"', text))
    assert set(re.findall(r' href="#([^"]+)"', text)) <= ids == {"q-fn-a", "q-fnref-a", "q-fnref-a-2"}
    assert '<section class="footnote" role="doc-endnotes">' in text
    assert 'class="footnote-ref"' in text
    assert 'class="footnote-backref" aria-label="Back to the text"' in text


def test_an_author_cannot_write_the_footnotes_himself() -> None:
    assert "<section" not in printed('<section class="footnotes" data-footnotes>\n<ol><li>x</li></ol>\n</section>\n\nx')
    fake = '<section class="footnotes" data-footnotes>\n<b>x\n</section>\n'
    assert printed(fake).count("<b>") == printed(fake).count("</b>")


def test_headings_are_shifted_and_named_as_on_github() -> None:
    assert printed("# One: *two* & three!\n\nx\n\n###### Six\n\n# One: two & three") == (
        '<h2 id="q-one-two--three">One: <em>two</em> &amp; three!</h2>\n<p>x</p>\n'
        '<h3 id="q-six">Six</h3>\n<h2 id="q-one-two--three-1">One: two &amp; three</h2>'
    )
    assert (
        printed("# Über uns 日本", Place(prefix="a-", heading_shift=2)) == '<h3 id="a-über-uns-日本">Über uns 日本</h3>'
    )


def test_no_heading_skips_a_level_whatever_it_was_written_as() -> None:
    """A text that begins with a small heading begins where its place begins; equals stay equals."""
    written = "### a\n\n### b\n\n##### c\n\n#### d\n\n## e\n\n### f\n\n# g\n\n## h"
    assert re.findall(r"<h(\d)[^>]*>(\w)", printed(written)) == [
        ("2", "a"), ("2", "b"), ("3", "c"), ("3", "d"), ("2", "e"), ("3", "f"), ("2", "g"), ("3", "h"),
    ]  # fmt: skip
    deep = printed("\n\n".join("#" * level + " x" for level in range(1, 7)), Place(heading_shift=3))
    assert re.findall(r"<h(\d)", deep) == ["4", "5", "6", "6", "6", "6"]


def test_a_heading_within_a_heading_is_closed_as_it_was_opened() -> None:
    html = printed("<h1>a<div><h3>b</h3></div></h1>\n")
    assert re.findall(r"</?h\d", html) == ["<h2", "<h3", "</h3", "</h2"]


def test_links_inside_the_text_reach_its_prefixed_ids() -> None:
    assert printed("[down](#end)\n\n## End\n\n<a name='old'></a>[x](#old)") == (
        '<p><a href="#q-end">down</a></p>\n<h2 id="q-end">End</h2>\n<p><a id="q-old"></a><a href="#q-old">x</a></p>'
    )


# Links, mentions, numbers, images


def test_mentions_and_numbers_are_holes() -> None:
    assert holes("@otto (@mara-2) and #128, gh#1") == [
        Ref(RefKind.MENTION, "otto"),
        Ref(RefKind.MENTION, "mara-2"),
        Ref(RefKind.NUMBER, "github/128"),
    ]
    assert printed("@otto") == '<p><a class="mention" href="/mention/otto">@otto</a></p>'
    assert printed("#5", Place(source="discourse")) == '<p><a class="number" href="/number/discourse/5">#5</a></p>'
    assert render("@otto #5", PLACE).fragment.resolve(lambda _: None) == "<p>@otto #5</p>\n"


@pytest.mark.parametrize(
    "text",
    ["`@otto #1`", "```\n@otto #1\n```", "[@otto #1](https://e.example)", "a@otto.example", "x/@otto", "@otto/team",
     "#0", "a#1", "&#35;x", "https://e.example/@otto#1", "#1st", "<pre><b>@otto</b></pre>"],
)  # fmt: skip
def test_what_only_looks_like_a_mention_or_number_is_left_alone(text: str) -> None:
    assert holes(text) == []


@pytest.mark.parametrize(
    ("link", "target", "opening"),
    [
        ("../other/index.md", "questions/2026/other/index.md", '<a href="/page/questions/2026/other/index.md">'),
        (
            "../other/index.md#a&b",
            "questions/2026/other/index.md",
            '<a href="/page/questions/2026/other/index.md#q-a&amp;b">',
        ),
        ("../other/", "questions/2026/other/index.md", '<a href="/page/questions/2026/other/index.md">'),
        ("../../../guide/a.md#b", "guide/a.md", '<a href="/page/guide/a.md#b">'),
        ("../../../guide/a%20b.md?x", "guide/a b.md", '<a href="/page/guide/a b.md">'),
        ("log.txt", "questions/2026/move-hub/log.txt", '<a href="/page/questions/2026/move-hub/log.txt">'),
        ("./photo.PNG", "questions/2026/move-hub/photo.PNG", '<a href="/image/questions/2026/move-hub/photo.PNG">'),
    ],
)
def test_a_relative_link_is_a_hole_with_a_normal_path(link: str, target: str, opening: str) -> None:
    assert [ref.target for ref in holes(f"[x]({link})")] == [target]
    assert printed(f"[x]({link})") == f"<p>{opening}x</a></p>"


@pytest.mark.parametrize(
    "link",
    ["../../../../etc/passwd", "/etc/passwd", "..%2f..%2f..%2f..%2fetc", "%2e%2e/../../../x", "a%5cb", "..", "a%00b"],
)
def test_a_link_out_of_content_is_a_fault_and_no_link(link: str) -> None:
    place = Place(folder="questions" if link == ".." else PLACE.folder) if link != ".." else Place(folder="")
    rendered = render(f"one\n\ntwo [x]({link})\n", place)
    assert "href" not in rendered.fragment.resolve(lambda _: "/")
    assert [problem.line for problem in rendered.problems] == [3]


def test_two_equal_faults_have_two_lines() -> None:
    assert [problem.line for problem in render("[a](/x)\n[b](/x)", PLACE).problems] == [1, 2]


def test_members_links_are_marked_and_staffs_are_not() -> None:
    assert 'rel="ugc nofollow noopener noreferrer"' in printed("[x](https://e.example)")
    assert printed("[x](https://e.example)", Place(trusted=True)) == (
        '<p><a href="https://e.example" rel="noopener noreferrer">x</a></p>'
    )
    assert printed("[x](//e.example/a)").startswith('<p><a href="https://e.example/a" rel="ugc')


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java&#9;script:x", "&#x6a;avascript:x", "data:text/html,x",
     "vbscript:x",
     "file:///etc/passwd", "https:foo", "http:/foo", "ftp://x", "blob:x", "x:y", "\x01javascript:x",
     "feed:javascript:x"],
)  # fmt: skip
def test_other_schemes_are_no_links(url: str) -> None:
    assert "href" not in printed(f"[x](<{url}>)")
    assert "href" not in printed(f'<a href="{url}">x</a>')


def test_an_image_beside_the_text_is_a_hole() -> None:
    assert printed('![a "b"](photo.png "t")') == (
        '<p><img src="/image/questions/2026/move-hub/photo.png" alt="a &quot;b&quot;" title="t" '
        'loading="lazy" decoding="async"></p>'
    )
    assert render("![a <b>](p.png)", PLACE).fragment.resolve(lambda _: None) == (
        '<p><span class="missing-image">a &lt;b&gt;</span></p>\n'
    )
    assert 'width="20" height="10"' in printed('<img src="p.png" width=20 height=10>')
    assert "width" not in printed('<img src="p.png" width="100%" height="1e9">')


def test_a_remote_image_is_a_link_unless_its_host_is_allowed() -> None:
    url = "https://i.example/x.png"
    assert printed(f"![alt]({url})") == (
        f'<p><a class="remote-image" href="{url}" rel="ugc nofollow noopener noreferrer">alt</a></p>'
    )
    allowed = Place(image_hosts=("i.example",))
    assert printed(f"![alt]({url})", allowed).startswith(f'<p><img src="{url}" alt="alt"')
    assert printed(f"[![alt]({url})](https://e.example)").count("<a") == 1
    wordless = printed(f"[![]({url})](https://e.example)")
    assert wordless.count("<a") == 1
    assert f">{url}</span></a>" in wordless  # a link without words could neither be seen nor followed


@pytest.mark.parametrize(
    "url",
    ["https://i.example@evil.example/x", "https://evil.example\\@i.example/", "https://i.example.evil.example/",
     "https://evil.example/?https://i.example/", "https://evil.example#@i.example/",
     "https://user:i.example@e.example/",
     "https://i.example:x@evil.example/"],
)  # fmt: skip
def test_no_trick_makes_a_host_look_allowed(url: str) -> None:
    assert "<img" not in printed(f'<img src="{url}">', Place(image_hosts=("i.example",)))


# What is not allowed


def test_raw_html_is_limited_to_the_allow_list() -> None:
    assert printed("<details><summary>More</summary>\n\n<kbd>Ctrl</kbd> H<sub>2</sub>O\n\n</details>") == (
        "<details><summary>More</summary>\n<p><kbd>Ctrl</kbd> H<sub>2</sub>O</p>\n</details>"
    )
    assert printed('<p class="md-nav" style="x" onclick="y" data-z>a</p><marquee>b</marquee>') == "<p>a</p>b"
    assert printed("<form><input name=a><input type=checkbox checked onclick=x></form>") == (
        '<input type="checkbox" disabled checked aria-label="Task">'
    )


def test_every_id_is_prefixed_even_without_a_prefix() -> None:
    assert printed('<p id="__config">x</p>', Place()) == '<p id="user-content-__config">x</p>'
    assert printed('<p id="a b">x</p>') == "<p>x</p>"
    assert printed("<p id=a>x</p>\n<p id=a>y</p>") == '<p id="q-a">x</p>\n<p>y</p>'


# Bad input


@pytest.mark.parametrize(
    "text",
    ["", "\0", "a\0b", "\ud800", "a\udfffb\ud83d", "\ufeff# x", "a\r\nb\rc", "\u202eabc", "\u2066\u2069\u200b",
     "\x1b[0m", "\uffff",
     "\ufeff\ufeff", "\x85\u2028\u2029", "```\n\ud800", ":\ud800:", "@\u202etto"],
)  # fmt: skip
def test_strange_characters_crash_nothing(text: str) -> None:
    printed(text).encode()


def test_a_byte_order_mark_does_not_hide_a_heading() -> None:
    assert printed("\ufeff# x") == '<h2 id="q-x">x</h2>'


def test_an_override_of_direction_is_taken_out_and_reported() -> None:
    rendered = render("a\nb\u202ec", PLACE)
    assert rendered.fragment.parts == ("<p>a\nbc</p>\n",)
    assert [problem.line for problem in rendered.problems] == [2]


def test_text_over_the_limit_is_cut_at_a_line_and_says_so() -> None:
    rendered = render("häß\n" * 100, Place(limit=64, url="https://e.example/?a&b"))
    text = rendered.fragment.resolve(lambda _: None)
    assert rendered.cut
    assert text.count("häß") == 10  # six bytes a line
    assert text.endswith('<a href="https://e.example/?a&amp;b" rel="noopener noreferrer">Read all of it</a></p>\n')
    assert rendered.problems[0].line == 11
    assert not render("x" * 64, Place(limit=64)).cut
    assert render("ä" * 64, Place(limit=65)).fragment.parts[0] == f"<p>{'ä' * 32}</p>\n"


def test_a_cut_text_links_nowhere_without_a_web_address() -> None:
    assert "href" not in render("a\n" * 99, Place(limit=9, url="javascript:x")).fragment.resolve(lambda _: None)


def test_output_over_the_limit_is_cut_too() -> None:
    rendered = render("[^a]: x\n\n" + "a[^a]\n" * 9_000, PLACE)
    assert rendered.cut
    assert len(rendered.fragment.resolve(lambda _: None)) < limits.RENDERED_BYTES + 1_000


def test_deep_nesting_is_flattened_and_reported() -> None:
    rendered = render("x\n\n" + "> " * 1_000 + "a", PLACE)
    text = rendered.fragment.resolve(lambda _: None)
    assert text.count("<blockquote>") == limits.NESTING
    assert "<p>a</p>" in text
    assert rendered.problems[0].line == 3


def test_elements_deeper_than_browsers_go_lose_their_tags_and_keep_their_words() -> None:
    text = printed("<div>" * 300 + "a<b>b</b>" + "</div>" * 300)
    assert text.count("<div>") == text.count("</div>") == 100
    assert "ab" in text


def test_a_table_over_the_limit_is_printed_as_text() -> None:
    row = "|".join("a" * 600)
    rendered = render(f"{row}\n{'|'.join('-' * 600)}\n" + "b\n" * 600, PLACE)
    assert "<td" not in rendered.fragment.resolve(lambda _: None)
    assert "cells" in rendered.problems[0].problem


def test_the_beginning_in_plain_words_is_short_and_has_no_markup() -> None:
    assert render("# A *b*\n\n[c](https://e.example) &lt; `<d>` ![e](f.png) @g", PLACE).text == "A b c < <d> e @g"
    long = render("word & " * 500, PLACE).text
    assert 380 < len(long) <= 400
    assert long.endswith("…")


def test_rendering_frees_what_it_takes() -> None:
    """The parser's Python functions keep every tree; ours must not."""
    resource = pytest.importorskip("resource")
    text = "- *a* `b` [c](d)\n" * 500
    for _ in range(20):
        parse(text)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(200):
        parse(text)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # KiB; kept, they are 200,000


# Laws


class Reader(HTMLParser):
    """Collects every tag and attribute; raises where tags are not balanced."""

    VOID = frozenset({"br", "col", "hr", "img", "input", "wbr"})

    def __init__(self, *prefixes: str) -> None:
        super().__init__()
        self.prefixes = prefixes or ("q-",)
        self.open: list[str] = []
        self.seen: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen |= {(tag, ""), *((tag, name) for name, _ in attrs)}
        for name, value in attrs:
            if name == "id":
                assert (value or "").startswith(self.prefixes)
            if name in ("href", "src"):
                own = (value or "").startswith(tuple(f"#{prefix}" for prefix in self.prefixes))
                assert own or re.match(r"https?://|mailto:|/(mention|number|page|image)/", value or "", re.I), value
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


OURS = {
    ("section", ""), ("section", "class"), ("section", "role"), ("div", "class"), ("p", "class"), ("span", "class"),
    ("li", "class"), ("a", "class"), ("a", "rel"), ("a", "aria-label"), ("input", "disabled"), ("input", "aria-label"),
    ("img", "loading"), ("img", "decoding"), ("img", "referrerpolicy"), ("input", "type"),
    *((tag, "align") for tag in ("p", "div", "td", "th")),
}  # fmt: skip
ALLOWED = (
    OURS
    | {(tag, "") for tag in TAGS}
    | {(tag, "id") for tag in TAGS}
    | {(tag, name) for tag, names in ATTRIBUTES.items() for name in names}
) - {("a", "name"), ("pre", "lang")}

pieces = st.sampled_from(
    ["<", ">", "</", "/>", '"', "'", "=", "&", "&lt;", "&quot;", "&#x6a;", "`", "```\n", "\n", "\n\n", "\n> ",
     "[!NOTE]\n", "- [ ] ",
     "# ", "|", "\n|-|-|\n", "[", "](", ")", "![", "[^1]", "\n[^1]: ", ":tada:", "@otto", "#12", "<a ", "<a href=",
     "<b>", "</b>",
     "<p id=x ", "<svg>", "<math>", "<style>", "<script>", "<img src=", " onerror=", "javascript:", "<!--", "-->",
     "<![CDATA[", "]]>",
     "<table>", "<td>", "</table>", "<pre>", "</pre>", "<code>", "</code>", "<h1>", "</h1>",
     "<li><input type=checkbox>", "\0", "\ud800",
     "https://e.example/", "../", "x", " ", "<blockquote>\n<p>[!note]", "</blockquote>",
     "<section class=\"footnotes\" data-footnotes>\n",
     "</section>\n", "<details open>", "<textarea>", "<title>", "<noscript>", "<template>", "<select>", "\\", "~~",
     "*", "_"]
)  # fmt: skip
hostile = st.lists(pieces | st.text(max_size=5), max_size=40).map("".join)


@given(hostile | st.text())
@example("<blockquote>\n<p>[!note]</blockquote></blockquote>")
@settings(max_examples=400, deadline=None)
def test_whatever_is_written_only_allowed_tags_and_attributes_come_out(text: str) -> None:
    for place in (PLACE, Place(prefix="q-", image_hosts=("e.example",), trusted=True, limit=64)):
        reader = Reader()
        reader.feed(printed(text, place))
        reader.close()
        assert reader.open == []
        assert reader.seen <= ALLOWED


@given(hostile)
@settings(max_examples=300, deadline=None)
def test_what_the_sanitizer_prints_is_canonical(text: str) -> None:
    """The walk relies on it: each ``<`` is a tag with quoted values, and cleaning again changes no tag."""
    cleaned = clean(parse(re.sub("[\ud800-\udfff]", "", text))[0])
    tag = r'</?[a-z][a-z0-9]*(?: [a-z-]+="[^"]*")*>'
    assert "<" not in re.sub(tag, "", cleaned)
    assert clean(cleaned).replace("\n", "") == cleaned.replace("\n", "")


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_rendering_is_a_pure_function(text: str) -> None:
    assert render(text, PLACE) == render(text, PLACE)


# cmark's pathological list


def _collisions(count: int) -> str:
    """Link labels that all fall into one bucket of a map of 16 (cmark's old reference map)."""

    def bucket(label: str) -> int:
        value = 0
        for character in label:
            value = (ord(character) + (value << 6) + (value << 16) - value) & 0xFFFFFFFF
        return value % 16

    labels = list(itertools.islice((f"x{n}" for n in itertools.count() if bucket(f"x{n}") == 0), count + 1))
    return "".join(f"[{label}]: /url\n\n[{labels[0]}]\n\n" for label in labels[1:])


PATHOLOGICAL: dict[str, Callable[[int], str]] = {
    "nested strong emph": lambda n: "*a **a " * (n // 14) + "b" + " a** a*" * (n // 14),
    "many emph closers with no openers": lambda n: "a_ " * (n // 3),
    "many emph openers with no closers": lambda n: "_a " * (n // 3),
    "many link closers with no openers": lambda n: "a]" * (n // 2),
    "many link openers with no closers": lambda n: "[a" * (n // 2),
    "mismatched openers and closers": lambda n: "*a_ " * (n // 4),
    "openers and closers multiple of 3": lambda n: "a**b" + "c* " * (n // 3 - 2),
    "link openers and emph closers": lambda n: "[ a_" * (n // 4),
    "pattern [ (]( repeated": lambda n: "[ (](" * (n // 5),
    "pattern ![[]() repeated": lambda n: "![[]()" * (n // 6),
    "hard link/emph case": lambda n: "**x [a*b**c*](d)",
    "nested brackets": lambda n: "[" * (n // 2) + "a" + "]" * (n // 2 - 1),
    "nested block quotes": lambda n: "> " * (n // 2 - 1) + "a",
    "deeply nested lists": lambda n: "".join("  " * depth + "* a\n" for depth in range(int(n**0.5) - 2)),
    "U+0000 in input": lambda n: "abc\0de\0" * (n // 7),
    "backticks": lambda n: "".join("e" + "`" * length for length in range(1, int((2 * n) ** 0.5) - 1)),
    "unclosed inline link <>": lambda n: "[a](<b" * (n // 6),
    "unclosed inline link": lambda n: "[a](b" * (n // 5),
    "unclosed <!--": lambda n: "</" + "<!--" * (n // 4 - 1),
    "unclosed <?": lambda n: "</" + "<?" * (n // 2 - 1),
    "unclosed <!X": lambda n: "</" + "<!X" * (n // 3 - 1),
    "tables": lambda n: "aaa\rbbb\n-\v\n" * (n // 11),
    "many references": lambda n: "".join(f"[{i}]: u\n" for i in range(1, n // 30)) + "[0] " * (n // 8),
    "reference collisions": lambda n: _collisions(n // 28),
    # Ours: what the passes behind the parser would mind.
    "footnotes": lambda n: "[^a]: x\n\n" + "[^a]" * (n // 4 - 3),
    "equal headings": lambda n: "# a\n" * (n // 4),
    "boxes without end": lambda n: "<li><input type=checkbox>" * (n // 25),
    "unclosed formatting in many paragraphs": lambda n: ""
    .join(f"<b id={i}>" for i in range(n // 28)) + "<p>x" * (n // 8),
    "nested elements": lambda n: "<div><ul>" * (n // 9),
    "a table of empty cells": lambda n: "|".join("a" * (n // 8)) + "\n" + "|".join("-" * (n // 8)) + "\na" * (n // 4),
    "colons": lambda n: ":a" * (n // 2),
    "quotes": lambda n: "<a title='" + '"' * (n - 12) + "'>",
    "unclosed tags": lambda n: "<a href=" * (n // 8),
    "unclosed formatting tags": lambda n: "<b " * (n // 3),
}  # fmt: skip


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_a_pathological_text_is_rendered_within_the_workers_limit(name: str) -> None:
    text = PATHOLOGICAL[name](limits.POST_BYTES)
    assert len(text.encode()) <= limits.POST_BYTES
    before = process_time()
    rendered = render(text, PLACE)
    assert process_time() - before < limits.TASK_SECONDS / 2
    assert sum(len(part) for part in rendered.fragment.parts if isinstance(part, str)) <= limits.RENDERED_BYTES + 1_000


# Real input


@pytest.mark.data
def test_every_post_of_the_real_forum_is_rendered_to_allowed_html(data: Path) -> None:
    with gzip.open(data / "forum-5046-topics.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [post["raw"] for line in itertools.islice(lines, 0, None, 10) for post in json.loads(line)["posts"]]
    assert len(texts) > 3_000
    for text in texts:
        reader = Reader()
        reader.feed(printed(text))
        assert reader.open == []
        assert reader.seen <= ALLOWED
