"""A dataset: its rows, its description, and where each row came from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, Self, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from converter.issues import Issue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from converter.spec.dataset import DatasetSpec
    from converter.spec.standards.terminology import Codelist

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


class Framed(Protocol):
    """The records of a dataset, or of a part of one, and what describes them."""

    @property
    def spec(self) -> DatasetSpec:
        """What describes it."""

    @property
    def name(self) -> str:
        """Its name, such as AE or SUPPAE."""

    @property
    def records(self) -> int:
        """How many records it has."""

    @property
    def frame(self) -> Frame:
        """All records."""

    def frames(self, names: Sequence[str] | None = None) -> Iterator[Frame]:
        """Give the records part by part, or some variables of them; the index numbers them in the whole, from 0."""


class AnyDataset(Framed, Protocol):
    """One SDTM or ADaM dataset, wherever it lies: in memory, or in parts on disk that are read one after the other.

    `frame`, `lineage` and `making` are those of `Dataset`, and read anew each time where they are not in memory;
    `frames` and `lineages` give them part by part.
    """

    @property
    def lineage(self) -> Frame:
        """What stands behind all records."""

    @property
    def making(self) -> Making:
        """Which steps made its records and set their values."""

    def lineages(self) -> Iterator[Frame]:
        """Give what stands behind the records part by part; `row` is their position in the whole."""

    def at(self, rows: Positions) -> Frame:
        """Give some records by their positions, in their order; the index is that of the whole."""

    def lineage_at(self, rows: Positions) -> Frame:
        """Give what stands behind some records."""

    @property
    def sources(self) -> int:
        """How many rows its lineage has."""

    def with_spec(self, spec: DatasetSpec) -> Self:
        """Give the same records, described otherwise."""


@dataclass(frozen=True)
class Dataset:
    """One SDTM or ADaM dataset in memory.

    `frame` has the columns of `spec.variables`, in that order, on a RangeIndex. Char columns are text in which a
    missing value is the empty string; Num columns are float64 in which a missing value is NaN (a special missing
    value .A-.Z or ._ is a NaN with a payload, see `compute.missing`).
    `lineage` has one row for each source of each record: `row` (position in `frame`, 0-based), `step` (the number in
    the plan of the step that read it), `table` (raw table or dataset), `source_row` (row number there, 1-based), `item`
    (of a raw row the unpivoted item; of a step that adds variables the one of them that rests on it; of a step that
    makes records of others the part it plays; else blank). `making` tells which step made each record.
    """

    spec: DatasetSpec
    frame: Frame
    lineage: Frame = field(default_factory=no_trace)
    making: Making = field(default_factory=Making)

    @property
    def name(self) -> str:
        """The dataset's name, such as AE or SUPPAE."""
        return self.spec.name

    @property
    def records(self) -> int:
        """How many records it has."""
        return len(self.frame)

    def frames(self, names: Sequence[str] | None = None) -> Iterator[Frame]:
        """Give all records, or some variables of them."""
        yield self.frame if names is None else self.frame[[*names]]

    def lineages(self) -> Iterator[Frame]:
        """Give what stands behind all records."""
        yield self.lineage

    def at(self, rows: Positions) -> Frame:
        """Give some records by their positions, in their order."""
        return self.frame.iloc[np.sort(rows)]

    def lineage_at(self, rows: Positions) -> Frame:
        """Give what stands behind some records."""
        return self.lineage[self.lineage["row"].isin(rows)]

    @property
    def sources(self) -> int:
        """How many rows its lineage has."""
        return len(self.lineage)

    def with_spec(self, spec: DatasetSpec) -> Self:
        """Give the same records, described otherwise."""
        return replace(self, spec=spec)


def columns_of(dataset: Framed, names: Sequence[str] | None = None) -> Frame:
    """Give all records of a dataset, or some variables of them."""
    parts = [*dataset.frames(names)]
    return parts[0] if len(parts) == 1 else pd.concat(parts)


class Collected(Protocol):
    """One raw table as it was collected: text only, blanks and leading zeros kept; in memory, or on disk.

    `index` has the row number that a person sees when the file is opened (1-based; header = row 1 in CSV and Excel, so
    the first record is row 2). `file` is the path below the raw folder, with forward slashes; with the sheet, member or
    form that was read, where other tables read other parts of the file (`converter.issues.place_of`).
    """

    @property
    def name(self) -> str:
        """What the study calls the table."""

    @property
    def file(self) -> str:
        """Where it was read."""

    @property
    def index(self) -> pd.Index:
        """The number of each row."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""

    def column(self, name: str) -> pd.Series:
        """Give one column of all rows: text, or a category of text."""

    def rows(self, numbers: pd.Index) -> Frame:
        """Give the rows of some numbers, in the order of the table."""

    def pieces(self, columns: Sequence[str] | None = None) -> Iterator[Frame]:
        """Give all rows, or some columns of them, as frames one below the other: one at least."""


@dataclass(frozen=True)
class RawTable:
    """A raw table (`Collected`) in memory: `frame` has its columns as text, on the row numbers."""

    name: str
    file: str
    frame: Frame

    @property
    def index(self) -> pd.Index:
        """The number of each row."""
        return self.frame.index

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(map(str, self.frame))

    def column(self, name: str) -> pd.Series:
        """Give one column of all rows."""
        return self.frame[name]

    def rows(self, numbers: pd.Index) -> Frame:
        """Give the rows of some numbers, in the order of the table."""
        return self.frame[self.frame.index.isin(numbers)]

    def pieces(self, columns: Sequence[str] | None = None) -> Iterator[Frame]:
        """Give all rows, or some columns of them, as one frame."""
        yield self.frame if columns is None else self.frame[list(columns)]


FATES = ("mapped", "merged", "set aside", "not mapped")
WAY = ("table", "fate", "datasets", "reason")
PIECE = 1 << 20
"""Rows of the ledger that are counted at a time."""


@dataclass(frozen=True)
class Ledger:
    """What became of the raw data.

    `rows`: one row for each raw row, with `table`, `file`, `row`, `datasets` (those it went to), `fate` (mapped,
    merged, set aside, not mapped) and `reason`; texts are categories, in their order. `columns`: one row for each raw
    column, with `table`, `file`, `column`, `fate` (used, system, declared unused, unused), `variables` and `reason`.
    """

    rows: Frame
    columns: Frame

    def balance(self) -> Frame:
        """Count each raw table's rows by fate: columns `table`, `file`, `rows_in`, and one for each fate."""
        tables = self.columns[["table", "file"]].drop_duplicates().sort_values("table", ignore_index=True)
        counts = self.flows.astype({"table": "str", "fate": "str"}).groupby(["fate", "table"])["n"].sum()
        by_fate = {fate: tables["table"].map(lambda name, fate=fate: counts.get((fate, name), 0)) for fate in FATES}
        return tables.assign(rows_in=sum(by_fate.values()), **by_fate)

    @cached_property
    def flows(self) -> Frame:
        """How many rows went the same way: `table`, `fate`, `datasets`, `reason`, in their order, and `n`.

        Rows are counted piece by piece: what numbers the groups of millions takes more than the ledger.
        """
        places = (slice(at, at + PIECE) for at in range(0, max(len(self.rows), 1), PIECE))
        counts = [self.rows.iloc[place].groupby([*WAY], sort=False).size() for place in places]
        return pd.concat(counts).groupby(level=[*WAY]).sum().rename("n").reset_index()

    @cached_property
    def unmapped(self) -> Frame:
        """The rows that no record of a dataset holds."""
        return self.rows[self.rows["fate"] != "mapped"]


DECODE = "_DECODE"
"""What the name of a raw column of words ends with, after that of its codes."""


@dataclass(frozen=True)
class FoundVariable:
    """One variable as a file has it: name, label, type, width in bytes (0 where unknown), SAS format of numbers.

    `shown` is the format as the file has it, that of text too.
    """

    name: str
    label: str
    type: str
    length: int
    format: str
    shown: str = ""


@dataclass(frozen=True)
class Defined:
    """What a define.xml says of a dataset: its description, and the codelists that it names."""

    spec: DatasetSpec
    codelists: Mapping[str, Codelist]


@dataclass(frozen=True)
class FoundDataset:
    """One dataset as a file has it; `frame` as in `Dataset`; `attributes` tells whether the format stores labels.

    `issues` are what its reader has to say of the file.
    `parts` are those that it was put together from, where it was split for its size. `defined` is what a define.xml
    beside it says of it, `keys` are those that the file itself names.
    """

    name: str
    label: str
    file: str
    frame: Frame
    variables: tuple[FoundVariable, ...]
    attributes: bool = True
    issues: tuple[Issue, ...] = ()
    parts: tuple[FoundDataset, ...] = ()
    defined: Defined | None = None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class SurveyedColumn:
    """What one raw column seems to hold: filled and distinct counts, kind, date formats, its first distinct values.

    Values that steer a terminal are left out. `codes` are all values where they are few, else none; `label` is what its
    file calls it beside its name.
    """

    name: str
    filled: int
    distinct: int
    kind: str
    formats: tuple[str, ...]
    values: tuple[str, ...]
    codes: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True)
class SurveyedTable:
    """What one raw table seems to be: file, rows, profile, columns, and its first rows.

    `settings` are those that it needs to be read, such as its sheet where the file has several; `decode` says that
    what its codes mean is read beside them.
    """

    file: str
    rows: int
    profile: str
    columns: tuple[SurveyedColumn, ...]
    settings: Mapping[str, str] = field(default_factory=dict)
    decode: bool = False
    sample: Frame = field(default_factory=pd.DataFrame, compare=False)


@dataclass(frozen=True)
class Survey:
    """The raw tables of a folder, and in a line each what is wrong with its files or was left out."""

    tables: tuple[SurveyedTable, ...]
    told: tuple[str, ...]
