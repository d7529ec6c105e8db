"""Where records came from: the raw rows behind each, and the steps that made them and set their values."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping


Frame: TypeAlias = pd.DataFrame
Positions: TypeAlias = npt.NDArray[np.int64]
"""Positions of records, from 0."""

LINEAGE_COLUMNS = ("row", "table", "source_row", "item")
"""What a rule says of the records behind what it made."""
TRACE_COLUMNS = ("row", "step", "table", "source_row", "item")
"""What a dataset says of them: the step as well."""
NO_STEP = -1
"""In place of a step where none made the record."""
SUBJECT_READ = "USUBJID"
"""The item of a record that a step found by its subject alone, where the subject has several or where it has none."""


_NO_LINEAGE = pd.DataFrame(
    {
        "row": pd.Series(dtype="int64"),
        "table": pd.Series(dtype="str"),
        "source_row": pd.Series(dtype="int64"),
        "item": pd.Series(dtype="str"),
    }
)
_NO_SOURCES = _NO_LINEAGE.rename(columns={"item": "variable"})[["row", "variable", "table", "source_row"]]
_NO_TRACE = _NO_LINEAGE.assign(step=pd.Series(dtype="int64"))[list(TRACE_COLUMNS)]


def no_lineage() -> Frame:
    """Give an empty lineage: `row` and `source_row` integers, `table` and `item` text."""
    return _NO_LINEAGE.copy(deep=False)


def no_sources() -> Frame:
    """Give an empty table of sources: `row` and `source_row` integers, `variable` and `table` text."""
    return _NO_SOURCES.copy(deep=False)


def no_trace() -> Frame:
    """Give an empty lineage of a dataset: columns TRACE_COLUMNS."""
    return _NO_TRACE.copy(deep=False)


def all_sources(lineage: Frame, *parts: Frame) -> Frame:
    """Put parts of a lineage below each other, in the columns of the first; a part without rows costs nothing."""
    filled = [part for part in (lineage, *parts) if len(part)]
    if not any(part is not lineage for part in filled):
        return lineage
    return pd.concat(filled, ignore_index=True)[list(lineage.columns)]


@dataclass(frozen=True)
class Making:
    """Which step made each record of a dataset, and which steps set its values; steps are numbered as in the plan.

    `made_by` is the step of each record, on the index of the frame. `gave` names the variables that each step set: of
    the records that it made, or, where it made none, of all that there were. `only` tells by record where a step set a
    variable of some of them alone.
    """

    made_by: pd.Series = field(default_factory=lambda: pd.Series(dtype="int32"))
    gave: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    only: Mapping[tuple[int, str], pd.Series] = field(default_factory=dict)

    def moved(self, positions: pd.Series) -> Making:
        """Give the same of records in another order: `positions` is the new one of each, on the index of the old."""
        only = {key: _moved(marks, positions) for key, marks in self.only.items()}
        return Making(_moved(self.made_by, positions), self.gave, only)

    def step_of(self, variable: str, row: int, before: int) -> int:
        """Find the last step before another one that set a variable of a record, NO_STEP where none did."""
        steps = (step for step, names in self.gave.items() if step < before and variable in names)
        return max((step for step in steps if self._set(step, variable, row)), default=NO_STEP)

    def _set(self, step: int, variable: str, row: int) -> bool:
        made_by = int(self.made_by.to_numpy()[row])
        if step == made_by:
            return True
        marks = self.only.get((step, variable))
        return made_by < step and step not in self.makers and (marks is None or bool(marks.to_numpy()[row]))

    @cached_property
    def makers(self) -> frozenset[int]:
        """The steps that made records."""
        return frozenset(map(int, self.made_by.unique()))


def _moved(values: pd.Series, positions: pd.Series) -> pd.Series:
    return values.set_axis(positions.reindex(values.index).to_numpy()).sort_index()
