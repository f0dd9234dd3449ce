"""Live blocks in Markdown: a placeholder where one stands, an error with its line where one is wrong."""

from __future__ import annotations

import markdown
import pytest
from tests.conftest import Tree

from candor.errors import ConfigError
from candor.model.blocks import Block
from candor.press.plate import find_blocks
from candor.sources.blocks import BlockError, check_blocks
from candor.sources.check import check_content


def convert(text: str, *extensions: str) -> str:
    return markdown.markdown(text, extensions=["candor.markdown", *extensions])


def test_a_block_becomes_a_placeholder_with_its_options() -> None:
    html = convert("Before\n::: candor newest\n    kind: idea\n\ntopic: hub\ncount: 3\n:::\nafter")
    assert find_blocks(html) == [Block(name="newest", kind="idea", topic="hub", count=3)]
    assert html.startswith("<p>Before</p>\n<candor-block ")
    assert html.endswith("</candor-block>\n<p>after</p>")


def test_a_block_without_options_shows_five_posts_of_all_kinds() -> None:
    assert find_blocks(convert("::: candor newest\n:::")) == [Block(name="newest", kind="", topic="", count=5)]


@pytest.mark.parametrize("fence", ["```", "~~~~", "   ```"])
def test_a_block_in_code_is_code(fence: str) -> None:
    html = convert(f"{fence}\n::: candor newest\n:::\n{fence}\n", "fenced_code")
    assert find_blocks(html) == []
    assert "::: candor newest" in html


def test_a_block_after_code_is_a_block() -> None:
    assert find_blocks(convert("```\n~~~\n```\n\n::: candor newest\n:::", "pymdownx.superfences")) == [
        Block(name="newest")
    ]


def test_blocks_of_other_extensions_are_left_alone() -> None:
    html = convert("::: candor_package.module\n    options:\n      x: 1\n\n::: note\ntext\n:::\n")
    assert "candor_package.module" in html
    assert find_blocks(html) == []


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("# Hi\n\n::: candor newest\ncolour: red\n:::", 4, "no option 'colour'"),
        ("::: candor newest\ncount: 0\n:::", 1, "from 1 to 100"),
        ("::: candor newest\ncount: ²\n:::", 1, "from 1 to 100"),
        ("::: candor newest\nkind: rumour\n:::", 1, "no kind 'rumour'"),
        ("::: candor newest\ntopic: <b>\n:::", 1, "not a topic"),
        ("::: candor oldest\n:::", 1, "no candor block 'oldest'"),
        ("::: candor incidents\nkind: idea\n:::", 2, "no option 'kind'"),
        ("::: candor promises\ncomponent: api\n:::", 2, "no option 'component'"),
        ("::: candor incidents\ncomponent: <b>\n:::", 1, "not a component"),
        ("::: candor\n:::", 1, "no candor block ''"),
        ("::: candor newest\nwords\n:::", 2, "options only"),
        ("::: candor newest\ncount: 1\ncount: 2\n:::", 3, "twice"),
        ("text\n\n::: candor newest\ncount: 1\n", 3, "not closed"),
    ],
)
def test_a_wrong_block_is_an_error_with_its_line(text: str, line: int, problem: str) -> None:
    with pytest.raises(BlockError, match=problem) as error:
        check_blocks(text)
    assert error.value.line == line
    assert isinstance(error.value, ConfigError)
    with pytest.raises(BlockError):
        convert(text)


def test_every_wrong_block_of_a_page_is_checked(tree: Tree) -> None:
    page = "---\ntitle: A\n---\n::: candor oldest\n:::\n\n```\n::: candor code\n```\n::: candor newest\ncount: x\n:::\n"
    page += "::: candor newest\ntopic: hup\n:::\n::: candor incidents\ncomponent: api\n:::\n"
    community = "name: F\ntopics: {hub: {title: Hub}}\n"
    root = tree({"content/community.yml": community, "content/guide/a.md": page + "::: candor newest\n"})
    problems = [str(problem) for problem in check_content(root, root / "content") if problem.line]
    assert problems == [
        "content/guide/a.md:4: there is no candor block 'oldest' – there are newest, incidents, promises",
        "content/guide/a.md:10: count is a number from 1 to 100, not 'x'",
        "content/guide/a.md:13: there is no topic 'hup' – did you mean \"hub\"?",
        "content/guide/a.md:16: there is no component 'api' – add it to community.yml",
        "content/guide/a.md:19: this candor block is not closed – end it with a line that holds only :::",
    ]
