"""A disk that is full, told with the place that is."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FULL = {errno.ENOSPC, errno.EDQUOT}


@contextmanager
def full_is(place: Path | None) -> Iterator[None]:
    """Let a disk that is full while a block writes to a place be told with it; without one, with what is around.

    A write says that the disk is full, not which.
    """
    try:
        yield
    except OSError as error:
        if error.errno in FULL and error.filename is None and place is not None:
            error.filename, error.strerror = str(place), os.strerror(error.errno)  # Arrow words it at length
        raise
