"""Ordinary pages that the host would stop at are left out, each with a fault."""

from __future__ import annotations

import pytest
from tests.conftest import Tree

from candor.sources.check import check_content
from candor.sources.pages import withhold_pages
from candor.sources.tree import scan_content

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (PNG, "content/guide/bad.md:3: holds a NUL byte, so it is no text – save it as UTF-8; it is left out"),
        (
            "# Grüße\n".encode("latin-1"),
            "content/guide/bad.md:1: is not UTF-8 – save it as UTF-8; the page is left out",
        ),
        (b"# Fine\n\n\xff\n", "content/guide/bad.md:3: is not UTF-8 – save it as UTF-8; the page is left out"),
    ],
)
def test_a_page_that_is_no_text_is_left_out(raw: bytes, fault: str, tree: Tree) -> None:
    root = tree(
        {"content/community.yml": "name: F\n", "content/guide/good.md": "# Good\n", "content/guide/bad.md": raw}
    )
    content = root / "content"
    assert [page.path for page in withhold_pages(content, scan_content(content)).pages] == ["guide/good.md"]
    assert fault in map(str, check_content(root, content))


def test_a_page_that_cannot_be_read_is_left_out(tree: Tree) -> None:
    root = tree({"content/guide/good.md": "# Good\n", "content/guide/gone.md": "# Gone\n"})
    content = root / "content"
    found = scan_content(content)
    (content / "guide/gone.md").unlink()
    kept = withhold_pages(content, found)
    assert [page.path for page in kept.pages] == ["guide/good.md"]
    assert [str(problem) for problem in kept.problems] == [
        "content/guide/gone.md: cannot be read: No such file or directory – "
        "check that you may read it; the page is left out"
    ]


def test_images_and_sound_pages_are_left_alone(tree: Tree) -> None:
    """A byte order mark is no fault: the host reads it."""
    content = tree({"content/a.png": PNG, "content/b.md": b"\xef\xbb\xbf# B\n"}) / "content"
    found = scan_content(content)
    assert withhold_pages(content, found) is found
