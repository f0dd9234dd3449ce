"""The one table of limits on what strangers may write. Sizes in bytes of UTF-8 unless said."""

from __future__ import annotations

from typing import Final

POST_BYTES: Final = 64 * 1024
"""A post's or answer's file; a larger one is a fault and is published as a stub."""

COMMENT_BYTES: Final = 32 * 1024
"""A comment's printed part; the rest is linked."""

FRONT_MATTER_BYTES: Final = 16 * 1024
YAML_DEPTH: Final = 8
TITLE_CHARACTERS: Final = 200
NAME_CHARACTERS: Final = 80
SENTENCE_CHARACTERS: Final = 1_000
"""A field of an incident, promise or remedy that is said in a sentence or two."""

TOPICS_PER_POST: Final = 8
ALIASES_PER_POST: Final = 16

NESTING: Final = 24
"""Depth of block quotes and lists; a deeper line is flattened to this depth before parsing."""

TABLE_CELLS: Final = 5_000
RENDERED_BYTES: Final = 512 * 1024
"""HTML from one body; more than that is cut off with a link to the source."""

HIGHLIGHT_BYTES: Final = 32 * 1024
"""A longer code block is printed without colours."""

RECORD_BYTES: Final = 256 * 1024
"""A YAML file: the community's or a member's."""

ARCHIVE_BYTES: Final = 64 * 1024 * 1024
"""One file of the discussion archive."""

MEDIA_BYTES: Final = 100 * 1024 * 1024
"""A video or sound file beside a staff post; GitHub refuses larger ones."""

IMAGE_BYTES: Final = 5 * 1024 * 1024
EXCERPT_CHARACTERS: Final = 200
LIST_ENTRIES: Final = 100
FEED_ENTRIES: Final = 20

TASK_SECONDS: Final = 10.0
"""Wall time for one page in a worker, after which the worker is killed and the page is a stub."""

WORKER_BYTES: Final = 2 * 1024 * 1024 * 1024
"""Address space of one worker process."""
