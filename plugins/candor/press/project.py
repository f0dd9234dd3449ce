"""Where a community lives on this machine."""

from __future__ import annotations

from pathlib import Path

import msgspec


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """Where a community lives on this machine. All paths are absolute.

    ``content`` is the host's documents folder, ``site`` the published folder, ``cache`` what may
    be deleted at any time, ``host`` (inside it) where the host writes its own pages.
    """

    root: Path
    config_file: Path
    content: Path
    site: Path
    cache: Path

    @property
    def host(self) -> Path:
        return self.cache / "host"
