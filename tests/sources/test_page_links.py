"""Links of ordinary pages to pages and images that are not there."""

from __future__ import annotations

import pytest
from tests.conftest import Tree

from candor.errors import Severity
from candor.sources.check import check_content

SITE = {
    "content/community.yml": "name: Fernhill\n",
    "content/guide/asking.md": "# Asking\n",
    "content/guide/hub plan.png": b"\x89PNG\r\n\x1a\n" + bytes(40),
    "content/questions/2026/sound/index.md": (
        "---\ntitle: A sound question\nauthor: github:1\nat: 2026-04-02T09:12:00Z\n---\nWords.\n"
    ),
}


def found(tree: Tree, text: str) -> list[str]:
    root = tree(SITE | {"content/guide/index.md": text})
    problems = [each for each in check_content(root, root / "content") if each.severity is not Severity.NOTE]
    assert {each.severity for each in problems} <= {Severity.WARNING}
    return [str(each) for each in problems]


def test_a_dead_link_is_told_with_its_line_and_the_nearest_page(tree: Tree) -> None:
    assert found(tree, "# Guide\n\nSee [how to ask](askin.md#title).\n") == [
        'content/guide/index.md:3: link to "askin.md#title", but there is no guide/askin.md'
        " – did you mean guide/asking.md?"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "![the plan](plan.png)",
        "[a post](../questions/2026/gone/index.md)",
        'a [name][1]\n\n[1]: gone.md "Title"',
        "[up and out](../../README.md)",
        "[one](asking.md) and [two](<gone.md>)",
        "```\n[a](b.md)\n```\n[gone](gone.md)",
        "> ~~~\n> [a](b.md)\n> ~~~\n> [gone](gone.md)",
    ],
)
def test_links_of_every_form_are_found_once(text: str, tree: Tree) -> None:
    assert len(found(tree, text + "\n")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "[a page](asking.md?x#y), ![an image](hub%20plan.png), [a post](../questions/2026/sound/index.md)",
        "[lists](../questions/index.md) and [topics](../topics/hub/index.md) that Candor prints",
        "[elsewhere](https://example.org/gone.md), [here](#gone.md), [mail](mailto:a@b.md), [rooted](/gone.md)",
        "`[code](gone.md)`, ``[a`b](gone.md)`` <!-- [away](gone.md) -->",
        "```markdown\n[code](gone.md)\n~~~\n[code](gone.md)\n```",
        "    [indented code](gone.md)",
        "[a folder](asking/), [a download](gone.zip)",
    ],
)
def test_what_leads_somewhere_is_left_alone(text: str, tree: Tree) -> None:
    assert found(tree, text + "\n") == []
