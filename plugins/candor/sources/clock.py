"""The clock, read in one place and passed on from there."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

from candor.errors import ConfigError

LAST_SECOND = 2**32 - 1
"""What the header of a gzip file holds, which the host writes with this time."""


def read_clock() -> datetime:
    """The one ``now`` of a run: SOURCE_DATE_EPOCH where set, else the clock, in UTC and whole seconds.

    Raises ConfigError for a SOURCE_DATE_EPOCH that is no such time.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.fromtimestamp(int(time.time()), UTC)
    if not (epoch.isascii() and epoch.isdigit() and int(epoch[:12]) <= LAST_SECOND and len(epoch) <= 12):
        raise ConfigError(
            f"SOURCE_DATE_EPOCH is {epoch[:40]!r}, not a number of seconds – unset it, or give one such as 1780000000"
        )
    return datetime.fromtimestamp(int(epoch), UTC)
