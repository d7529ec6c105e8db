"""Forward from a raw cell to all values that rest on it: the inverse of an explanation, by the same reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from converter.compute.qualifiers import SUBJECTS
from converter.dataset import SUBJECT_READ
from converter.report.why.explain import columns_behind, is_beside
from converter.report.why.package import Traced, TracedDataset
from converter.report.why.reads import Names, Reads, reads_of
from converter.report.why.trace import marked, step_numbered
from converter.report.why.trace_file import by_step
from converter.spec.dataset import supplemental_of
from converter.steps import AnalysisStep, BuildStep, RecordsStep

Marks = npt.NDArray[np.bool_]
EVERY = "*"
"""The column of a cell where the whole row is asked for."""


@dataclass(frozen=True)
class Cell:
    """A raw table, or a dataset that was received, its row, and a column or EVERY one."""

    table: str
    row: int
    column: str = EVERY

    def names(self, column: str) -> bool:
        """Tell whether a column is asked for."""
        return self.column in {EVERY, column}


@dataclass
class _Dataset:
    """The values of a dataset that rest on the cell: by variable, what each step set and which of it rests on it."""

    traced: TracedDataset
    size: int
    set_by: dict[str, list[tuple[int, Marks, Marks]]] = field(default_factory=lambda: defaultdict(list))

    @cached_property
    def made_by(self) -> npt.NDArray[np.int64]:
        """The step that made each record."""
        steps = np.full(self.size, -1, dtype=np.int64)
        for step, records in self.traced.making.made.items():
            steps[marked(records, self.size)] = step
        return steps

    def records_set(self, variable: str, step: int) -> Marks:
        """Mark the records of which a step set a variable."""
        making = self.traced.making
        mine: Marks = self.made_by == step
        if step not in making.made:
            only = making.only.get((step, variable))
            mine = mine | ((self.made_by < step) & (True if only is None else marked(only, self.size)))
        return mine

    def resting(self, variable: str, before: int) -> Marks:
        """Mark the records whose value of a variable rests on the cell, as it was before a step."""
        found = np.zeros(self.size, dtype=np.bool_)
        for step, records, marks in sorted(self.set_by.get(variable, ()), key=lambda one: one[0]):
            if step < before:
                found = np.where(records, marks, found)
        return found

    @cached_property
    def sources(self) -> Mapping[int, pd.DataFrame]:
        """What each step read for the records: their numbers, tables, rows there, items."""
        return by_step(self.traced.sources)

    @cached_property
    def who(self) -> pd.Series:
        """The subject of each record, blank where it has none."""
        name = next((name for name in SUBJECTS if self.traced.has(name)), "")
        if not name:
            return pd.Series([""] * self.size, dtype="str")
        return self.traced.records.columns(name)[name].reset_index(drop=True).astype("str")

    @cached_property
    def alone(self) -> Mapping[str, int]:
        """The record of each subject that has one record; empty where the dataset has no subjects."""
        if not self.traced.has("USUBJID"):
            return {}
        subjects = self.traced.subjects.reset_index(drop=True).astype("str")
        one = subjects[~subjects.duplicated(keep=False)]
        return {who: at + 1 for at, who in one.items()}  # type: ignore[operator]


def resting_on(package: Traced, cell: Cell) -> dict[str, dict[str, Marks]]:
    """Mark, of each dataset and variable, the records whose value rests on a raw cell.

    A value rests on a cell where its full explanation names it: `explain` backward and this forward read the same
    trace by the same `reads_of`. Variables that are not shipped are left out.
    """
    found = _Forward(package, cell)
    found.run()
    return found.shipped()


@dataclass
class _Forward:
    package: Traced
    cell: Cell

    @cached_property
    def datasets(self) -> dict[str, _Dataset]:
        return {name: _Dataset(one, len(one.records)) for name, one in self.package.datasets.items()}

    @cached_property
    def hot(self) -> dict[str, set[str]]:
        """The variables of each dataset of which any value rests on the cell."""
        return defaultdict(set)

    def run(self) -> None:
        """Follow the steps in their order, again as long as something new is found."""
        self._received()
        steps = sorted(
            (self.package.is_analysis(name), number, name)
            for name, one in self.datasets.items()
            for number in one.traced.making.gave
        )
        while sum(self._step(name, number) for _, number, name in steps):
            pass
        self._qualifiers()

    def shipped(self) -> dict[str, dict[str, Marks]]:
        """Give what was found of the variables that the files have."""
        told = {}
        for name in self.hot:
            one = self.datasets[name]
            marks = {variable: one.resting(variable, self.package.steps(name)) for variable in one.traced.records.names}
            told[name] = {variable: each for variable, each in marks.items() if each.any()}
        return {name: each for name, each in told.items() if each}

    def _set(self, dataset: str, variable: str, step: int, marks: Marks) -> bool:
        """Keep what of the values that a step set rests on the cell; tell whether that is new."""
        one = self.datasets[dataset]
        if not marks.any():
            return False
        known = next((each for number, _, each in one.set_by[variable] if number == step), None)
        if known is None:
            self._begun(one, variable)
            known = next(each for number, _, each in one.set_by[variable] if number == step)
        new = marks & one.records_set(variable, step) & ~known
        known |= new
        if new.any():
            self.hot[dataset].add(variable)
        return bool(new.any())

    @staticmethod
    def _begun(one: _Dataset, variable: str) -> None:
        steps = [step for step, names in one.traced.making.gave.items() if variable in names]
        nothing = [(step, one.records_set(variable, step), np.zeros(one.size, dtype=np.bool_)) for step in steps]
        one.set_by[variable] = nothing

    def _step(self, dataset: str, number: int) -> bool:
        step = step_numbered(self.package.plan, dataset, number)
        names = self.datasets[dataset].traced.making.gave[number]
        if isinstance(step, RecordsStep):
            sources = self._of_row(dataset, number)
            told = ((name, self._cells(dataset, step, name, sources)) for name in names if sources)
            return sum(self._set(dataset, name, number, marks) for name, marks in told) > 0
        new = False
        for name in names:
            reads = reads_of(step, name)
            if self._reached(dataset, reads):
                copied = isinstance(step, AnalysisStep) and name not in step.makes
                rows = isinstance(step, BuildStep) or (isinstance(step, AnalysisStep) and step.makes_rows)
                marks = self._own(dataset, number, reads.own)
                marks |= self._behind(dataset, number, reads.records, None if rows else name, copied=copied)
                marks |= self._subject(dataset, number, reads.subject) | self._subject(
                    dataset, number, reads.population
                )
                new |= self._set(dataset, name, number, marks)
        return new

    def _reached(self, dataset: str, reads: Reads) -> bool:
        own = bool(self.hot[dataset] & set(reads.own)) if dataset in self.hot else False
        others = (reads.records, reads.subject, reads.population)
        return own or any(
            self.hot[name] & set(names) for each in others for name, names in each.items() if name in self.hot
        )

    def _of_row(self, dataset: str, number: int) -> list[tuple[int, str]]:
        """Give the records that a step made of the raw row, each with its item."""
        sources = self.datasets[dataset].sources.get(number)
        if sources is None or self.cell.table not in self.package.tables:
            return []
        at = np.flatnonzero(sources["source_row"].to_numpy() == self.cell.row)
        mine = sources.take(at)
        mine = mine[mine["table"] == self.cell.table]
        return list(zip(mine["record"].tolist(), mine["item"].tolist(), strict=True))

    def _cells(self, dataset: str, step: RecordsStep, variable: str, sources: Sequence[tuple[int, str]]) -> Marks:
        """Mark the records that a raw row made, where the rule of a variable reads the column there."""
        marks = np.zeros(self.datasets[dataset].size, dtype=np.bool_)
        table, unpivot = self.package.tables[self.cell.table], step.records.unpivot
        for record, item in sources if variable in step.rules else ():
            for name in columns_behind(step, variable, self.cell.table, item):
                there = table.cell(self.cell.row, name) is not None
                called = bool(item and unpivot and name == unpivot.name) and not there
                marks[record - 1] |= self.cell.names(name) if there else called and self.cell.column in {EVERY, ""}
        return marks

    def _own(self, dataset: str, number: int, names: Sequence[str]) -> Marks:
        one = self.datasets[dataset]
        return _any((one.resting(name, number) for name in names if name in self.hot[dataset]), one.size)

    def _resting(self, dataset: str, names: Iterable[str], before: int) -> Marks:
        one = self.datasets[dataset]
        return _any((one.resting(name, before) for name in names if name in self.hot[dataset]), one.size)

    def _behind(self, dataset: str, number: int, records: Names, variable: str | None, *, copied: bool) -> Marks:
        """Mark the records behind whose value stands a record that rests on the cell."""
        marks = np.zeros(self.datasets[dataset].size, dtype=np.bool_)
        sources = self.datasets[dataset].sources.get(number)
        if sources is None:
            return marks
        for owner, names in records.items():
            if owner not in self.hot or (copied and owner != dataset):
                continue
            wanted = (sources["table"] == owner) & (sources["item"] != SUBJECT_READ)
            mine = sources[wanted if variable is None else wanted & sources["item"].isin(["", variable])]
            resting = self._resting(owner, names, number if owner == dataset else self.package.steps(owner))
            at = mine["source_row"].to_numpy() - 1
            marks[mine["record"].to_numpy()[resting[at]] - 1] = True
        return marks

    def _subject(self, dataset: str, number: int, asked: Names) -> Marks:
        """Mark the records whose subject's value rests on the cell: of the record recorded, else of the only one."""
        one = self.datasets[dataset]
        marks = np.zeros(one.size, dtype=np.bool_)
        for owner, names in asked.items():
            if owner not in self.hot:
                continue
            resting = self._resting(owner, names, self.package.steps(owner))
            if (number, owner) in one.traced.sources.of_subject:
                sources = one.sources[number]
                mine = sources[(sources["table"] == owner) & (sources["item"] == SUBJECT_READ)]
                mine = mine[~mine["record"].duplicated()]
                mine = mine[mine["source_row"] > 0]
                marks[mine["record"].to_numpy()[resting[mine["source_row"].to_numpy() - 1]] - 1] = True
            else:
                who = [name for name, record in self.datasets[owner].alone.items() if resting[record - 1]]
                marks |= one.who.isin(who).to_numpy()
        return marks

    def _received(self) -> None:
        """Mark the values of a dataset that others made, and those that a qualifier of it gives its record."""
        dataset = self.cell.table
        if dataset not in self.package.plan.received:
            return
        one = self.datasets[dataset]
        for name in one.traced.records.names:
            if self.cell.names(name):
                self._given(dataset, name, self.cell.row)
        qualified = self.package.plan.specs[dataset].qualifies
        if qualified and supplemental_of(self.package.plan.specs, qualified) == dataset:
            for variable in ("QVAL",) if one.traced.has("QNAM") else one.traced.records.names:
                parent, name, record = self.package.qualified(dataset, variable, self.cell.row)
                if record and self.cell.column in {EVERY, "QVAL", name, f"QVAL of {name}"}:
                    self._given(parent, name, record)

    def _given(self, dataset: str, variable: str, record: int) -> None:
        one = self.datasets[dataset]
        marks = np.zeros(one.size, dtype=np.bool_)
        marks[record - 1] = True
        one.set_by[variable].append((-1, marks, marks.copy()))
        self.hot[dataset].add(variable)

    def _qualifiers(self) -> None:
        """Mark the supplemental qualifiers whose value in the record that they qualify rests on the cell."""
        plan = self.package.plan
        for name, one in self.datasets.items():
            spec = plan.specs.get(name)
            if spec is None or name in plan.received or not spec.qualifies or spec.qualifies not in self.hot:
                continue
            parent = self.datasets[spec.qualifies]
            resting = self._resting(spec.qualifies, self.hot[spec.qualifies], self.package.steps(spec.qualifies))
            of_subjects = one.who.isin(parent.who[resting].unique()).to_numpy()
            near = np.flatnonzero(of_subjects & self._named(name, spec.qualifies)) + 1
            for variable in (each for each in one.traced.records.names if is_beside(self.package, name, each)):
                marks = np.array([self._qualifies(name, variable, record) for record in near.tolist()], dtype=np.bool_)
                self._given_some(name, variable, near[marks] if len(near) else near)

    def _named(self, dataset: str, parent: str) -> Marks:
        """Mark the qualifiers whose variable rests on the cell somewhere; long text goes on as NAME1, NAME2, ..."""
        one, hot = self.datasets[dataset], self.hot[parent]
        if not one.traced.has("QNAM"):
            return np.ones(one.size, dtype=np.bool_)
        names = one.traced.qualifiers["QNAM"].reset_index(drop=True).astype("str")
        return (names.isin(hot) | names.str.rstrip("0123456789").isin(hot)).to_numpy()

    def _qualifies(self, dataset: str, variable: str, record: int) -> bool:
        parent, name, at = self.package.qualified(dataset, variable, record)
        return bool(at and self._resting(parent, [name], self.package.steps(parent))[at - 1])

    def _given_some(self, dataset: str, variable: str, records: npt.NDArray[np.int64]) -> None:
        one = self.datasets[dataset]
        marks = np.zeros(one.size, dtype=np.bool_)
        marks[records - 1] = True
        one.set_by[variable] = [(-1, np.ones(one.size, dtype=np.bool_), marks)]
        if marks.any():
            self.hot[dataset].add(variable)


def _any(marks: Iterator[Marks], size: int) -> Marks:
    found = np.zeros(size, dtype=np.bool_)
    for one in marks:
        found |= one
    return found
