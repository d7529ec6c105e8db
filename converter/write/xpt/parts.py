"""A dataset too large for one transport file is several, each a dataset of its own for every reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from converter.compute.conditions.condition import is_missing
from converter.compute.describing.data_type import byte_width
from converter.compute.part_name import part_name
from converter.dataset import Frame, Framed
from converter.spec.dataset import DatasetSpec, VariableSpec

LIMIT = 5_000_000_000
"""Bytes that a file may have (FDA Study Data Technical Conformance Guide, 2.3 and 3.2.1)."""
CARD, NUMBER = 80, 8


def with_widths(dataset: Framed) -> DatasetSpec:
    """Say how wide each text variable is: as the spec does, else as its longest value is."""
    spec = dataset.spec
    open_ = [one.name for one in spec.variables if one.type == "Char" and not one.length]
    widths = dict.fromkeys(open_, 0)
    for frame in dataset.frames(open_) if open_ else ():
        widths = {name: max(width, byte_width(frame[name])) for name, width in widths.items()}
    variables = tuple(
        one.model_copy(update={"length": widths[one.name]}) if one.name in widths else one for one in spec.variables
    )
    return spec.model_copy(update={"variables": variables})


def record_width(variable: VariableSpec) -> int:
    """Give the bytes of a variable in a record."""
    return (variable.length or 1) if variable.type == "Char" else NUMBER


def record_size(spec: DatasetSpec) -> int:
    """Give the bytes of a record."""
    return sum(map(record_width, spec.variables))


def most_records(spec: DatasetSpec, limit: int) -> int:
    """Count the records that a file of at most `limit` bytes holds, at least one."""
    return max(1, (limit - CARD * 10 - 140 * (len(spec.variables) + 1)) // max(1, record_size(spec)))


def may_vanish(spec: DatasetSpec) -> bool:
    """Tell whether a blank record at the end of a file could not be told from padding: a short one of text alone."""
    return record_size(spec) < CARD and all(one.type == "Char" for one in spec.variables)


@dataclass(frozen=True)
class DatasetPart:
    """Some records of a dataset that follow each other, as a dataset of its own."""

    whole: Framed
    spec: DatasetSpec
    rows: range

    @property
    def name(self) -> str:
        """Its name, such as LB2."""
        return self.spec.name

    @property
    def records(self) -> int:
        """How many records it has."""
        return len(self.rows)

    @property
    def frame(self) -> Frame:
        """All records."""
        return pd.concat([*self.frames()])

    def frames(self, names: Sequence[str] | None = None) -> Iterator[Frame]:
        """Give the records part by part, or some variables of them; the index numbers them from 0."""
        before = 0
        for frame in self.whole.frames(names):
            here = frame.iloc[max(self.rows.start - before, 0) : max(self.rows.stop - before, 0)]
            before += len(frame)
            if len(here):
                yield here.set_axis(here.index - self.rows.start)


def parts_of(dataset: Framed, limit: int = LIMIT) -> tuple[Framed, ...]:
    """Give a dataset as it is, or split by rows into NAME1, NAME2, ... of at most `limit` bytes, of equal widths.

    No part ends with a record that is blank in every variable, where no reader could tell it from padding.
    """
    count = dataset.records
    spec = with_widths(dataset)
    most = most_records(spec, limit)
    if count <= most:
        return (dataset,)
    blank = pd.concat(map(_blank, dataset.frames())) if may_vanish(spec) else pd.Series(data=False, index=range(count))
    return tuple(
        DatasetPart(dataset, spec.model_copy(update={"name": part_name(dataset.name, number)}), range(start, stop))
        for number, (start, stop) in enumerate(_ranges(count, most, blank), start=1)
    )


def _blank(frame: Frame) -> pd.Series:
    return pd.concat([is_missing(frame[name].str.strip()) for name in frame], axis="columns").all(axis="columns")


def _ranges(count: int, most: int, blank: pd.Series) -> Iterator[tuple[int, int]]:
    start = 0
    while start < count:
        stop = min(start + most, count)
        while stop < count and stop > start + 1 and blank.iloc[stop - 1]:
            stop -= 1
        yield start, stop
        start = stop
