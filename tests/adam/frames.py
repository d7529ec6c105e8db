"""Small frames of tests: one row a tuple, columns typed as analysis datasets are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import pandas as pd
from pydantic import ConfigDict, validate_call

from converter.dataset import Frame
from converter.steps import Built, Derived, Finding

T = TypeVar("T", Built, Derived)


def table(names: str, *records: tuple[object, ...]) -> Frame:
    """Make a frame of 'USUBJID AVAL' and its rows; None is a missing number."""
    frame = pd.DataFrame(list(records), columns=names.split())
    text = [name for name in frame if frame[name].map(lambda value: isinstance(value, str)).any()]
    return frame.astype({name: "str" if name in text else "float64" for name in frame})


def call(rule: Callable[..., T], rows: Frame, others: Mapping[str, Frame] | None = None, **arguments: Any) -> T:
    """Call a rule as a plan does: arguments read by their types, the rows among the datasets as AD."""
    bound = validate_call(config=ConfigDict(arbitrary_types_allowed=True))(rule)
    # pydantic hands frames on as they are, so the rows stay the frame named AD
    return bound(rows, {**(others or {}), "AD": rows}, **arguments)


def filled(values: pd.Series) -> list[object]:
    """List values, None for a missing number."""
    return [None if pd.isna(value) else value for value in values]


def told(findings: Sequence[Finding]) -> list[tuple[str, list[int]]]:
    """List findings as their rule and the rows they name."""
    return [(finding.rule, list(finding.rows)) for finding in findings]


def behind(made: Derived, variable: str) -> dict[int, list[int]]:
    """Give for each row the records of AD behind one of its variables."""
    own = made.sources[(made.sources["table"] == "AD") & (made.sources["variable"] == variable)]
    return {
        row: sorted(own.loc[own["row"] == row, "source_row"].astype(int)) for row in own["row"].astype(int).unique()
    }
