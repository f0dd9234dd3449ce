from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from candor.importers.bbcode import to_markdown


def shown(text: str) -> str:
    return to_markdown(text).text


@pytest.mark.parametrize(
    ("bbcode", "markdown"),
    [
        ("[b]bold[/b] and [i]slanted[/i]", "**bold** and *slanted*"),
        ("[s]gone[/s] [u]line[/u] H[sub]2[/sub]O", "~~gone~~ <ins>line</ins> H<sub>2</sub>O"),
        ("[b] spaces [/b]stay", " **spaces** stay"),
        ("a[b]“x”[/b]b", "a<strong>“x”</strong>b"),
        ("Wow![b]Great![/b] [quote]No![/quote]", "Wow!**Great!**\n\n> No!"),
        ("[b][color=red]crossed[/b][/color]", "**crossed**"),
        ("[b][i]both[/b][/i]", "<strong>*both*</strong>"),
        ("[size=150]Big[/size] [color=#fff]white[/color] [center]mid[/center]", "Big white mid"),
        ("[img]http://x.org/a.png[/img]", "![](http://x.org/a.png)"),
        ("[img]//x.org/a.png[/img]", "![](https://x.org/a.png)"),
        ("[img]http://x.org/a (1).png[/img]", "![](<http://x.org/a%20(1).png>)"),
        ("[url]http://x.org/a?b=c&d=e[/url]", "<http://x.org/a?b=c&d=e>"),
        ("[url]www.x.org/a[/url]", "<http://www.x.org/a>"),
        ("[url=http://x.org]the [site][/url]", r"[the \[site\]](http://x.org)"),
        ("[url=http://x.org][img]http://y.org/b.png[/img][/url]", "[![](http://y.org/b.png)](http://x.org)"),
        ("[url=javascript:alert(1)]press[/url]", "press (javascript:alert(1))"),
        ("[video]https://youtu.be/abc[/video]", "<https://youtu.be/abc>"),
        ("[youtube]dQw4w9WgXcQ[/youtube]", "<https://www.youtube.com/watch?v=dQw4w9WgXcQ>"),
        ("[pastebin]8u4EFH34[/pastebin]", "<https://pastebin.com/8u4EFH34>"),
        ("[pastebin]ID from your code[/pastebin]", "ID from your code"),
        ("[gist]CarloMaker/8557547[/gist]", "<https://gist.github.com/CarloMaker/8557547>"),
        ("[ul][li]one[/li][li]two[/li][/ul]", "- one\n- two"),
        ("[list=1]\n[*] one\n[*] two[/*]\n[/list:u]", "1. one\n2. two"),
        ("[list]\n[*]a\n[list]\n[*]b\n[/list]\n[/list]", "- a\n\n  - b"),
        ("[ul]\n- a\n- b\n[/ul]", "- a\n- b"),
        ("see [quote]one\n\ntwo[/quote] there", "see\n\n> one\n>\n> two\n\nthere"),
        ('[quote="otto, post:3, topic:12"]\nyes\n[/quote]\nno', "> @otto wrote:\n>\n> yes\n\nno"),
        ('[quote="Erwin [x] Coumans"]yes[/quote]', "> Erwin \\[x\\] Coumans wrote:\n>\n> yes"),
        ("[quote]a[quote]b[/quote]c[/quote]", "> a\n>\n> > b\n>\n> c"),
        (
            '[details="A & B <c>"]\ntext\n[/details]',
            "<details><summary>A &amp; B &lt;c&gt;</summary>\n\ntext\n\n</details>",
        ),
        ("[spoiler]x[/spoiler]", "<details><summary>Spoiler</summary>\n\nx\n\n</details>"),
        ("[poll type=regular]\n* yes\n* no\n[/poll]", "**Poll** (its votes were not exported)\n\n* yes\n* no"),
        ("[code]x[i] = 1;[/code]", "```\nx[i] = 1;\n```"),
        ("[code=c++]\nint a;\n\n[b]no[/b]\n[/code]", "```c++\nint a;\n\n[b]no[/b]\n```"),
        ("use [code]git `x`[/code] now", "use `` git `x` `` now"),
        ("[CODE]```[/CODE]", "````\n```\n````"),
        ("[spoiler][code]a[/code][/spoiler]", "<details><summary>Spoiler</summary>\n\n```\na\n```\n\n</details>"),
        ("[b]first\nsecond[/b]", "**first**  \n**second**"),
        ("![shot|690x388](upload://abc.png)", "*(image shot was not exported)*"),
        ("[a.zip|attachment](upload://abc.zip) (3 KB)", "a.zip *(file was not exported)* (3 KB)"),
        ("![shot|690x388, 50%](//x.org/a.png)", "![shot](https://x.org/a.png)"),
        ("<img src=\"//x.org/a.png\" width='3'>", "<img src=\"https://x.org/a.png\" width='3'>"),
    ],
)
def test_bbcode_becomes_markdown_that_looks_the_same(bbcode: str, markdown: str) -> None:
    assert shown(bbcode) == markdown


@pytest.mark.parametrize(
    "text",
    [
        "on [Sun] at [this] [index] a[i] and b[b] c[s][u]",
        "a[i] = [b]; and [quote] unclosed",
        "stray [/b] and [/quote]",
        "[code](https://x.org/a.cpp) and [img](https://x.org)",
        "![b](https://x.org/a.png) ![i](a.png)[/i] ![code](https://x.org/a.png)[/code]",
        r"\[b]not bold\[/b]",
        "`[b]x[/b]` and ``[i]`[/i]``",
        "```\n[b]x[/b]\n[/code]\n```",
        "~~~\n[quote]\n~~~",
        "text\n\n    [b]indented[/b]\n    code",
        "<pre>[b]x[/b]\n[i]</pre>",
        ":slight_smile: https://x.org/page [x] [ ]",
        "here [*] starts no list [/*]",
        "- [ ] task\n- [x] done",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "# Title\ntext",
        "> quote\n> - item",
        "",
    ],
)
def test_what_is_no_tag_and_what_is_code_stays_as_it_is(text: str) -> None:
    assert shown(text) == text


def test_a_line_break_in_a_paragraph_stays_a_line_break() -> None:
    """Two spaces make the break that the forum showed; code, lists, headings and tables need none."""
    assert shown("one\ntwo\n\nthree\n- a\n- b\n  c\n> q\n> r\n# h\n`x`\ny\n```\ncode\ncode\n```\nend\\\nz") == (
        "one  \ntwo\n\nthree\n- a\n- b  \n  c\n> q  \n> r\n# h\n`x`  \ny\n```\ncode\ncode\n```\nend\\\nz"
    )


def test_an_upload_is_linked_where_the_forum_still_has_it() -> None:
    converted = to_markdown("![a|1x1](upload://b.png)", upload=lambda name: f"https://forum.org/u/{name}")
    assert converted.text == "![a](https://forum.org/u/b.png)"
    assert not converted.met["upload"]


def test_windows_line_ends_and_nul_do_not_survive() -> None:
    assert shown("a\r\nb\rc\0") == "a  \nb  \nc\N{REPLACEMENT CHARACTER}"


TAGS = [
    "b",
    "i",
    "u",
    "s",
    "url",
    "img",
    "code",
    "quote",
    "list",
    "ul",
    "ol",
    "li",
    "*",
    "spoiler",
    "details",
    "video",
    "youtube",
    "gist",
    "poll",
    "size",
    "color",
    "center",
]
opening = st.sampled_from(
    [f"[{tag}]" for tag in TAGS] + ["[quote=x]", "[url=http://q.org]", "[code=cpp]", "[details=q]"]
)
closing = st.sampled_from([f"[/{tag}]" for tag in TAGS])
marks = st.sampled_from(
    [
        "\n",
        "\n\n",
        "\n    ",
        "\n\t",
        "\n```\n",
        "\n~~~\n",
        "`",
        "``",
        "*",
        "_",
        "> ",
        "- ",
        "1. ",
        "\\",
        " ",
        "<pre>",
        "</pre>",
        "|",
        "#",
    ]
)
words = st.integers(0, 999).map(lambda number: f"wo{number}rd")
soup = st.lists(st.one_of(opening, closing, marks, words, words), max_size=60).map("".join)


@given(soup)
@example("[quote][b]wo1rd[quote]wo2rd[/b]")
def test_no_word_is_ever_lost_or_moved(text: str) -> None:
    """The words come out as they went in, in their order, however tags are nested, crossed or left open."""
    assert re.findall(r"wo\d+rd", shown(text)) == re.findall(r"wo\d+rd", text)


@given(st.text())
def test_no_text_crashes_it(text: str) -> None:
    shown(text)


plain = st.lists(st.one_of(marks, words, st.sampled_from(["[x]", "(http://q.org)", "<b>", "$"])), max_size=40).map(
    "".join
)


@given(plain)
def test_what_is_markdown_already_is_not_changed_a_second_time(text: str) -> None:
    once = shown(text)
    assert shown(once) == once


@given(st.text(alphabet="ab [](){};*`<>/=\"'\n\t", min_size=1).filter(lambda code: "```" not in code))
def test_fenced_code_is_never_touched(code: str) -> None:
    fenced = f"```\n{code}\n```"
    assert fenced in shown(f"[b]x[/b]\n\n{fenced}\n\n[i]y[/i]")


HOSTILE = [
    "[b]",
    "[/b]",
    "[quote]",
    '[quote="',
    "[url=",
    "[code]",
    "`",
    "`a``b",
    "[*]",
    "[list][*]",
    "![",
    "](//",
    "a[i]",
    "<pre>",
    "[b][i][/b]",
    "\\",
    "[quote][/b]",
    "@a.",
    "[img]//",
    "[b][/i]",
    "|1x1](upload://",
    "[/*][li]",
    "[code]a[/code]",
    "[b]x[/b]",
]


@pytest.mark.parametrize(
    "unit", [*HOSTILE, "```\n", "~~~\n", "\n    x", "> ", "\n\n`", "[quote]\n[/quote]", "\t[/b]\n"]
)
def test_hostile_repetition_is_read_to_its_end(unit: str) -> None:
    """A quarter of a megabyte of one thing; anything but linear work would not come back."""
    assert isinstance(shown(unit * (250_000 // len(unit))), str)


@settings(max_examples=20)
@given(st.integers(1, 400))
def test_deep_nesting_is_flattened_and_loses_no_word(depth: int) -> None:
    text = "".join(f"[quote]wo{number}rd " for number in range(depth)) + "[/quote]" * depth
    assert re.findall(r"wo\d+rd", shown(text)) == re.findall(r"wo\d+rd", text)
