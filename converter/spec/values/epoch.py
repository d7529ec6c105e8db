"""SOURCE_DATE_EPOCH: when files are said to be made. Source: reproducible-builds.org."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from os import environ

from converter.errors import InputError

LAST_SECOND = 253402300799
"""The last second that four digits of a year can tell: 9999-12-31T23:59:59."""


def source_date_epoch() -> datetime | None:
    """Give the time that SOURCE_DATE_EPOCH tells, if it is set; raises InputError where it is no time."""
    epoch = environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return None
    if not re.fullmatch("[0-9]{1,12}", epoch) or int(epoch) > LAST_SECOND:
        message = (
            f"SOURCE_DATE_EPOCH: expected seconds since 1970-01-01 in digits, such as 1719792000, got {epoch[:40]!r}; "
            "mend it or unset it"
        )
        raise InputError(message)
    return datetime.fromtimestamp(int(epoch), tz=UTC)
