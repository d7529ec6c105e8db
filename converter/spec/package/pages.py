"""Pages of a document as people write them."""

from __future__ import annotations

import re

_ITEM = re.compile(r"([0-9]+)(?:-([0-9]+))?")
_DASH = re.compile(r"\s*[-\u2013]\s*")
MOST = 10_000
"""More pages than a document has: a range beyond is no range of pages."""


def page_numbers(text: str) -> tuple[int, ...]:
    """Give the numbers of pages, ranges in full: '4, 6-8' is 4, 6, 7, 8; nothing where the text is no list of them."""
    found: list[int] = []
    for item in re.split(r"[\s,;]+", _DASH.sub("-", text.strip())):
        pages = _ITEM.fullmatch(item)
        if pages is None:
            return ()
        first, last = int(pages[1]), int(pages[2] or pages[1])
        if not first <= last < first + MOST:
            return ()
        found += range(first, last + 1)
    return tuple(dict.fromkeys(found))


def page_range(text: str) -> tuple[int, int] | None:
    """Give the first and last page where the text is one range, such as 4-6."""
    pages = _ITEM.fullmatch(_DASH.sub("-", text.strip()))
    return (int(pages[1]), int(pages[2])) if pages and pages[2] else None
