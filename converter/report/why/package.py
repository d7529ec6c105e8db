"""A package as it lies there, with its trace: values, sources of records, steps that set them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from converter.compute.dates.sas_date import iso_date
from converter.compute.qualifiers import QUALIFIER, SUBJECTS, beside_links, links, subject_of
from converter.dataset import SUBJECT_READ, Frame
from converter.errors import InputError, nearest
from converter.report.values import value_text
from converter.report.why.records import RawCells, Records
from converter.report.why.trace import Made
from converter.report.why.trace_file import Source, Sources
from converter.spec.dataset import qualifiers_of, supplemental_of
from converter.steps import Plan


@dataclass(frozen=True)
class TracedDataset:
    """A dataset with the sources of its records and their making; read as far as it is asked for."""

    records: Records
    sources: Sources
    making: Made

    @property
    def frame(self) -> Frame:
        """All records."""
        return self.records.frame

    def has(self, variable: str) -> bool:
        """Tell whether the dataset has a variable."""
        return variable in self.records.names

    def value(self, variable: str, record: int) -> Any:  # noqa: ANN401 - text or a number
        """Give one value."""
        return self.records.value(variable, record)

    @cached_property
    def subjects(self) -> pd.Series:
        """The subject of each record."""
        return self.records.columns("USUBJID")["USUBJID"]

    @cached_property
    def qualifiers(self) -> Frame:
        """Of SUPP--: what each record qualifies, and with what; of NS-- all there is."""
        known = (*SUBJECTS, *QUALIFIER) if self.has("QNAM") else self.records.names
        return self.records.columns(*(name for name in known if self.has(name)))


@dataclass(frozen=True)
class Traced:
    """A package with its trace, the raw tables and the plan."""

    datasets: Mapping[str, TracedDataset]
    tables: Mapping[str, RawCells]
    plan: Plan

    def is_analysis(self, dataset: str) -> bool:
        """Tell whether a dataset is one of analysis."""
        return dataset in self.plan.analysis.specs

    def steps(self, dataset: str) -> int:
        """Count the steps of the plan to which those of a dataset belong."""
        return len(self.plan.analysis.steps if self.is_analysis(dataset) else self.plan.steps)

    def sources(self, dataset: str, record: int, step: int) -> tuple[Source, ...]:
        """List what a step read for a record."""
        return tuple(self.datasets[dataset].sources.read(record, step))

    def subject(self, dataset: str, record: int) -> str:
        """Give the subject of a record, or the associated person; blank where it has none."""
        traced = self.datasets[dataset]
        who = next((name for name in SUBJECTS if traced.has(name)), "")
        return str(traced.value(who, record)) if who else ""

    def of_subject(self, dataset: str, record: int, step: int, owner: str) -> int:
        """Find the record of its subject that a step read: the one that is recorded, else the only one; 0 for none."""
        if (step, owner) in self.datasets[dataset].sources.of_subject:
            mine = self.sources(dataset, record, step)
            return next((one.record for one in mine if one.table == owner and one.item == SUBJECT_READ), 0)
        if owner not in self.datasets or not self.datasets[owner].has("USUBJID"):
            return 0
        found = (self.datasets[owner].subjects == self.subject(dataset, record)).to_numpy()
        return int(found.argmax()) + 1 if found.sum() == 1 else 0

    def value(self, dataset: str, variable: str, record: int) -> str:
        """Show a value, that of a supplemental qualifier too; raises InputError for a variable that is not there."""
        traced = self.datasets[dataset]
        if traced.has(variable):
            return _dated(traced.records, variable, traced.value(variable, record))
        if self._is_qualifier(dataset, variable):
            found, beside = self.qualifier(dataset, variable, record), self.beside(dataset)
            return str(beside.value("QVAL" if beside.has("QNAM") else variable, found)) if beside and found else ""
        if any(variable in names for names in traced.making.gave.values()):
            return "(not shipped)"
        known = traced.records.names
        hint = nearest(variable, known) or f"known: {', '.join(known)}"
        message = f"{dataset} has no variable '{variable}' ({hint})"
        raise InputError(message)

    def qualified(self, dataset: str, variable: str, record: int) -> tuple[str, str, int]:
        """Find what a record of SUPP-- qualifies, by IDVAR and IDVARVAL: dataset, variable, record.

        `variable` is the one asked for, which of NS-- is the non-standard variable itself.

        The record is the first where our own names several, for they have one value, and 0 where none or several of
        others' are named so. Text that goes on in NAME1, NAME2, ... was made as NAME.
        """
        parent = self.plan.specs[dataset].qualifies
        row = self.datasets[dataset].records.at(record)
        there, long = self.datasets[parent], "QNAM" in row
        name = str(row["QNAM"].iloc[0]) if long else variable
        linking = (*SUBJECTS, str(row["IDVAR"].iloc[0]).strip()) if long else tuple(map(str, row))
        records = there.records.columns(*(variable for variable in linking if there.has(variable)))
        mine = (links if long else beside_links)(records, row)["record"]
        alike = len(mine) == 1 or (len(mine) and not self.plan.received)
        given = any(name in names for names in there.making.gave.values())
        return parent, name if given else name.rstrip("0123456789"), int(mine.min()) + 1 if alike else 0

    def _is_qualifier(self, dataset: str, variable: str) -> bool:
        return variable in qualifiers_of(self.plan.specs, dataset)

    def qualifier(self, dataset: str, variable: str, record: int) -> int:
        """Find the record of SUPP-- that holds a qualifier of a record, the first of several; 0 where there is none."""
        beside = self.beside(dataset)
        if beside is None:
            return 0
        here, frame = self.datasets[dataset].records.at(record), beside.qualifiers
        mine = frame[frame["QNAM"] == variable] if "QNAM" in frame else frame
        mine = mine[mine[subject_of(mine)] == self.subject(dataset, record)]
        found = (links if "QNAM" in frame else beside_links)(here, mine)["linked"]
        return int(found.min()) + 1 if len(found) else 0

    def beside(self, dataset: str) -> TracedDataset | None:
        """Give the dataset that holds the non-standard variables of another, nothing where there is none."""
        return self.datasets.get(supplemental_of(self.plan.specs, dataset))


def _dated(found: Records, variable: str, value: str | float) -> str:
    """Show a value, and of a numeric date the day that it is."""
    shown = next((one.format for one in found.variables if one.name == variable), "")
    if not shown.startswith("DATE9") or pd.isna(value):
        return value_text(value)
    return f"{iso_date(pd.Series([value])).iloc[0]} ({value_text(value)})"
