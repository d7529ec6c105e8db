"""A dataset too large for one transport file is several, each a dataset of its own for every reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from converter.compute.condition import is_missing
from converter.compute.data_type import byte_width
from converter.compute.part_name import part_name
from converter.dataset import Dataset, Frame
from converter.spec.dataset import DatasetSpec, VariableSpec

LIMIT = 5_000_000_000
"""Bytes that a file may have (FDA Study Data Technical Conformance Guide, 2.3 and 3.2.1)."""
CARD, NUMBER = 80, 8


def with_widths(spec: DatasetSpec, frame: Frame) -> DatasetSpec:
    """Say how wide each text variable is: as the spec does, else as its longest value is."""
    variables = tuple(
        one if one.type == "Num" or one.length else one.model_copy(update={"length": byte_width(frame[one.name])})
        for one in spec.variables
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


def parts_of(dataset: Dataset, limit: int = LIMIT) -> tuple[Dataset, ...]:
    """Give a dataset as it is, or split by rows into NAME1, NAME2, ... of at most `limit` bytes, of equal widths.

    No part ends with a record that is blank in every variable, where no reader could tell it from padding.
    """
    count = len(dataset.frame)
    spec = with_widths(dataset.spec, dataset.frame)
    most = most_records(spec, limit)
    if count <= most:
        return (dataset,)
    blank = _blank(dataset) if may_vanish(spec) else pd.Series(data=False, index=dataset.frame.index)
    return tuple(
        replace(
            dataset,
            spec=spec.model_copy(update={"name": part_name(dataset.name, number)}),
            frame=dataset.frame.iloc[start:stop].reset_index(drop=True),
        )
        for number, (start, stop) in enumerate(_ranges(count, most, blank), start=1)
    )


def _blank(dataset: Dataset) -> pd.Series:
    texts = [is_missing(dataset.frame[one.name].str.strip()) for one in dataset.spec.variables]
    return pd.concat(texts, axis="columns").all(axis="columns")


def _ranges(count: int, most: int, blank: pd.Series) -> Iterator[tuple[int, int]]:
    start = 0
    while start < count:
        stop = min(start + most, count)
        while stop < count and stop > start + 1 and blank.iloc[stop - 1]:
            stop -= 1
        yield start, stop
        start = stop
