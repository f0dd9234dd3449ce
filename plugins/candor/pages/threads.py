"""What pages know about the threads they print."""

from __future__ import annotations

import re

from candor.model.corpus import ThreadSummary

NOT_ANCHOR = re.compile(r"[^A-Za-z0-9_-]")


def anchor(text: str) -> str:
    """The text as part of an id: anything but letters, digits, ``-`` and ``_`` becomes ``-``."""
    return NOT_ANCHOR.sub("-", text)


def comment_anchor(key: str, num: int) -> str:
    """The id of a comment's place on the page that prints its thread."""
    return f"comment-{anchor(key)}-{num}"


def reply_address(thread: ThreadSummary) -> str:
    """The thread's address where a reply can be written: on GitHub, unless it is locked; else empty."""
    url = thread.url or ""
    if thread.locked or not thread.key.startswith("github/") or not url.startswith(("https://", "http://")):
        return ""
    return url.partition("#")[0]
