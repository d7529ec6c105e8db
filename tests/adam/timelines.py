"""Timelines of subjects as small frames, and rules called with arguments as YAML writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from pydantic import ConfigDict, validate_call

from converter.dataset import Frame
from converter.steps import Built

DAY_0 = 20000.0
"""The SAS date on which every timeline starts: 2014-10-04."""
PLANNED = (28, 56, 84, 112)
WINDOW = 7
EMPTY = {"STUDYID": "str", "USUBJID": "str", "ADT": "float64", "PARAMCD": "str", "AVALC": "str", "ASEQ": "float64"}


def bound(rule: Callable[..., Built], datasets: Mapping[str, Frame], **arguments: Any) -> Built:
    """Call a rule as a plan does: its arguments read by their types."""
    call = validate_call(config=ConfigDict(arbitrary_types_allowed=True))(rule)
    return call(pd.DataFrame(), datasets, **arguments)


def adsl(**values: float | str | None) -> Frame:
    """Make ADSL of one subject; days count from the start, None is missing."""
    frame = pd.DataFrame({"STUDYID": ["S"], "USUBJID": ["1"], "TRTSDT": [DAY_0]})
    for name, value in values.items():
        frame[name] = value if isinstance(value, str) else DAY_0 + (float("nan") if value is None else value)
    return frame


def responses(*points: tuple[int, str]) -> Frame:
    """Make ADRS of one subject: the response on each day."""
    rows = [("S", "1", DAY_0 + day, "OVR", value, float(n)) for n, (day, value) in enumerate(points, start=1)]
    return pd.DataFrame(rows, columns=list(EMPTY)).astype(EMPTY)
