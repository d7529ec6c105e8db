"""Two arms of subjects with a time each, written as '6 9+ 10': + where it is censored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from converter.dataset import Frame
from tests.adam.frames import table
from tests.results.answers import name, people

PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
MERCAPTOPURINE = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
"""Weeks of remission of acute leukaemia: Freireich, Blood 1963;21:699; as textbooks print them (from knowledge)."""
TREATED: list[dict[str, Any]] = [{"dataset": "ADTTE", "where": {"variable": "TRTP", "eq": "A"}}]


def arms(treated: str, others: str, **columns: Sequence[object]) -> dict[str, Frame]:
    """Make ADSL and ADTTE of the treated (TRTP is A) and the others (B), with more columns for all of them in order."""
    times = [(text, arm) for arm, written in (("A", treated), ("B", others)) for text in written.split()]
    rows = [
        (
            name(number),
            float(text.rstrip("+")),
            float("+" in text),
            arm,
            *(column[number - 1] for column in columns.values()),
        )
        for number, (text, arm) in enumerate(times, 1)
    ]
    return {"ADSL": people(len(times)), "ADTTE": table(" ".join(["USUBJID AVAL CNSR TRTP", *columns]), *rows)}
