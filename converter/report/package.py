"""A package as it lies there, with its trace: values, sources of records, steps that set them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from converter.compute.qualifiers import links
from converter.compute.sas_date import iso_date
from converter.dataset import SUBJECT_READ, FoundDataset, Frame, Making, RawTable
from converter.errors import InputError, nearest
from converter.report.values import value_text
from converter.spec.dataset import qualifiers_of
from converter.steps import Plan


@dataclass(frozen=True)
class Source:
    """One record behind another: its dataset or raw table, its number, what `item` says of it."""

    table: str
    record: int
    item: str


@dataclass(frozen=True)
class TracedDataset:
    """A dataset with the sources of its records (columns record, step, table, source_row, item) and their making."""

    found: FoundDataset
    sources: Frame
    making: Making

    @property
    def frame(self) -> Frame:
        """The records."""
        return self.found.frame

    @cached_property
    def _by_record(self) -> Mapping[str, np.ndarray]:
        """The columns of the sources in the order of the records."""
        ordered = self.sources.sort_values("record", kind="stable")
        return {str(name): ordered[name].to_numpy() for name in ordered}

    def read(self, record: int, step: int) -> Iterator[Source]:
        """Give what a step read for a record."""
        columns = self._by_record
        first, last = np.searchsorted(columns["record"], (record, record + 1))
        for at in range(int(first), int(last)):
            if columns["step"][at] == step:
                yield Source(str(columns["table"][at]), int(columns["source_row"][at]), str(columns["item"][at]))

    @cached_property
    def of_subject(self) -> frozenset[tuple[int, str]]:
        """The steps and datasets of which the trace tells the record of the subject that was read."""
        told = self.sources[self.sources["item"] == SUBJECT_READ]
        return frozenset(zip(told["step"], told["table"], strict=True))


@dataclass(frozen=True)
class Traced:
    """A package with its trace, the raw tables and the plan."""

    datasets: Mapping[str, TracedDataset]
    tables: Mapping[str, RawTable]
    plan: Plan

    def is_analysis(self, dataset: str) -> bool:
        """Tell whether a dataset is one of analysis."""
        return dataset in self.plan.analysis.specs

    def steps(self, dataset: str) -> int:
        """Count the steps of the plan to which those of a dataset belong."""
        return len(self.plan.analysis.steps if self.is_analysis(dataset) else self.plan.steps)

    def sources(self, dataset: str, record: int, step: int) -> tuple[Source, ...]:
        """List what a step read for a record."""
        return tuple(self.datasets[dataset].read(record, step))

    def subject(self, dataset: str, record: int) -> str:
        """Give the subject of a record, blank where it has none."""
        frame = self.datasets[dataset].frame
        return str(frame["USUBJID"].iloc[record - 1]) if "USUBJID" in frame else ""

    def of_subject(self, dataset: str, record: int, step: int, owner: str) -> int:
        """Find the record of its subject that a step read: the one that is recorded, else the only one; 0 for none."""
        if (step, owner) in self.datasets[dataset].of_subject:
            mine = self.sources(dataset, record, step)
            return next((one.record for one in mine if one.table == owner and one.item == SUBJECT_READ), 0)
        there = self.datasets[owner].frame if owner in self.datasets else pd.DataFrame()
        if "USUBJID" not in there:
            return 0
        found = (there["USUBJID"] == self.subject(dataset, record)).to_numpy()
        return int(found.argmax()) + 1 if found.sum() == 1 else 0

    def value(self, dataset: str, variable: str, record: int) -> str:
        """Show a value, that of a supplemental qualifier too; raises InputError for a variable that is not there."""
        traced = self.datasets[dataset]
        if variable in traced.frame:
            return _dated(traced.found, variable, traced.frame[variable].iloc[record - 1])
        if self._is_qualifier(dataset, variable):
            found = self.qualifier(dataset, variable, record)
            return str(self.datasets[f"SUPP{dataset}"].frame["QVAL"].iloc[found - 1]) if found else ""
        if any(variable in names for names in traced.making.gave.values()):
            return "(not shipped)"
        known = [str(name) for name in traced.frame.columns]
        hint = nearest(variable, known) or f"known: {', '.join(known)}"
        message = f"{dataset} has no variable '{variable}' ({hint})"
        raise InputError(message)

    def qualified(self, dataset: str, record: int) -> tuple[str, str, int]:
        """Find what a record of SUPP-- qualifies, by IDVAR and IDVARVAL: dataset, variable, record.

        The record is 0 where none or several are named so. Text that goes on in NAME1, NAME2, ... was made as NAME.
        """
        parent = dataset.removeprefix("SUPP")
        row = self.datasets[dataset].frame.iloc[[record - 1]]
        there, name = self.datasets[parent], str(row["QNAM"].iloc[0])
        mine = links(there.frame, row)["record"]
        given = any(name in names for names in there.making.gave.values())
        return parent, name if given else name.rstrip("0123456789"), int(mine.iloc[0]) + 1 if len(mine) == 1 else 0

    def _is_qualifier(self, dataset: str, variable: str) -> bool:
        return variable in qualifiers_of(self.plan.specs, dataset)

    def qualifier(self, dataset: str, variable: str, record: int) -> int:
        """Find the record of SUPP-- that holds a qualifier of a record, the first of several; 0 where there is none."""
        if f"SUPP{dataset}" not in self.datasets:
            return 0
        there, frame = self.datasets[dataset].frame, self.datasets[f"SUPP{dataset}"].frame
        mine = frame[(frame["USUBJID"] == self.subject(dataset, record)) & (frame["QNAM"] == variable)]
        found = links(there.iloc[[record - 1]], mine)["linked"]
        return int(found.min()) + 1 if len(found) else 0


def _dated(found: FoundDataset, variable: str, value: str | float) -> str:
    """Show a value, and of a numeric date the day that it is."""
    shown = next((one.format for one in found.variables if one.name == variable), "")
    if not shown.startswith("DATE9") or pd.isna(value):
        return value_text(value)
    return f"{iso_date(pd.Series([value])).iloc[0]} ({value_text(value)})"
