"""Control characters in text: kept as they are, and told."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from converter.dataset import Frame
from converter.issues import Issue

_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
UNCHECKED = b"\0"
"""In place of the bytes that a table came from, where it is not known whether they hold control characters."""
_PATTERN = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]"
_MARK = codecs.BOM_UTF8
"""A byte order mark within a file: nobody sees it, and what bears it equals nothing."""


def may_hold_controls(data: bytes) -> bool:
    """Tell whether bytes hold control characters or a byte order mark."""
    return len(data.translate(None, _CONTROLS)) != len(data) or _MARK in data


def control_issues(frame: Frame, data: bytes, file: str) -> Iterator[Issue]:
    """Report the rows of each column that hold NUL or another control character; `data` is what the table came from."""
    if not may_hold_controls(data):
        return
    for name, values in frame.items():
        rows = values.index[values.str.contains(_PATTERN, regex=True)]
        if len(rows):
            yield Issue(
                rule="control-character",
                severity="warning",
                place=file,
                variable=str(name),
                message="the text holds control characters, such as NUL",
                rows=tuple(map(int, rows)),
                written="kept as they are; the package has printable characters",
                hint="have the file exported again if it was damaged on its way",
            )
