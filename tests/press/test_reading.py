"""A question's page as a reader without JavaScript sees it, on a site in a sub-path."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from tests.conftest import Tree
from tests.serving import serve

from candor.cli.build import run_press
from candor.press.report import no_progress

pytestmark = pytest.mark.browser

WORLD = {
    "mkdocs.yml": (
        "site_name: Fernhill\nsite_url: https://fernhill.example/community/\ndocs_dir: content\n"
        "theme: {name: material, font: false}\nplugins: [candor/questions]\n"
    ),
    "content/community.yml": "name: Fernhill\ntopics: {hub: {title: The hub}}\n",
    "content/questions/2026/move-hub/index.md": (
        "---\ntitle: How do I move the hub?\nauthor: github:7\nat: 2026-04-01T09:00:00Z\ntopics: [hub]\n"
        "threads: [github/128]\naccepted: answers/otto.md\n---\nThe question itself.\n\n![A plan](plan.png)\n"
    ),
    "content/questions/2026/move-hub/plan.png": bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcff9fa1"
        "1e0007820280f1a3d9c40000000049454e44ae426082"
    ),
    "content/questions/2026/move-hub/answers/amy.md": (
        "---\nauthor: github:8\nat: 2026-04-02T09:00:00Z\n---\nAnother answer.\n"
    ),
    "content/questions/2026/move-hub/answers/otto.md": (
        "---\nauthor: github:9\nat: 2026-04-03T09:00:00Z\n---\nThe accepted answer.\n"
    ),
    "content/.discussions/github/0/128.jsonl": (
        '{"answer":null,"author":"github:7","comments":3,"created":"2026-04-01T09:00:00Z","id":"D_1","number":128,'
        '"source":"github","t":"thread","v":1}\n'
        '{"author":"github:9","body":"First comment.","created":"2026-04-01T10:00:00Z","id":"DC_1","num":11,'
        '"t":"comment"}\n'
        '{"author":"github:8","body":"Second comment.","created":"2026-04-01T11:00:00Z","id":"DC_2","num":12,'
        '"t":"comment"}\n'
        '{"author":"github:7","body":"Reply to the first.","created":"2026-04-01T12:00:00Z","id":"DC_3","num":13,'
        '"parent":"DC_1","t":"comment"}\n'
    ),
}

READING_ORDER = [
    "How do I move the hub?",
    "The question itself.",
    "Accepted answer",
    "The accepted answer.",
    "Another answer.",
    "Discussion",
    "First comment.",
    "Reply to the first.",
    "Second comment.",
]


def test_without_javascript_a_question_reads_from_top_to_bottom(
    tree: Tree, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All words are visible, in the order of the source and down the page alike; lists and pictures are reached."""
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    root = tree(WORLD)
    assert run_press(root / "mkdocs.yml", False, False, no_progress).errors == 0
    failed: list[str] = []
    with serve(root / "site") as address:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.on("response", lambda got: got.status < 400 or failed.append(f"{got.status} {got.url}"))
        page.goto(address)
        page.locator(".candor a[href='questions/move-hub/']").first.click()
        assert page.url == f"{address}questions/move-hub/"

        text = page.locator("article.candor-post").inner_text()
        places = [text.find(words) for words in READING_ORDER]
        assert -1 not in places
        assert places == sorted(places)

        post = page.locator("article.candor-post")
        heights = []
        for words in READING_ORDER:
            box = post.get_by_text(words, exact=True).first.bounding_box()
            assert box is not None, f"{words} is not visible"
            heights.append(box["y"])
        assert heights == sorted(heights)
        assert len(set(heights)) == len(heights)

        page.locator(".candor-topics a").first.click()
        assert page.url == f"{address}topics/hub/"
        assert page.locator("h1").inner_text() == "The hub"
        context.close()
    assert failed == []
