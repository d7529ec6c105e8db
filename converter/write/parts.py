"""A dataset too large for one transport file is several, each a dataset of its own for every reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from converter.compute.condition import is_missing
from converter.compute.data_type import byte_width
from converter.compute.part_name import part_name
from converter.dataset import Dataset

LIMIT = 5_000_000_000
"""Bytes that a file may have (FDA Study Data Technical Conformance Guide, 2.3 and 3.2.1)."""
CARD = 80


def parts_of(dataset: Dataset, limit: int = LIMIT) -> tuple[Dataset, ...]:
    """Give a dataset as it is, or split by rows into NAME1, NAME2, ... of at most `limit` bytes, of equal widths.

    No part ends with a record that is blank in every variable, where no reader could tell it from padding.
    """
    count = len(dataset.frame)
    variables = tuple(
        one
        if one.type == "Num" or one.length
        else one.model_copy(update={"length": byte_width(dataset.frame[one.name])})
        for one in dataset.spec.variables
    )
    size = max(1, sum((one.length or 1) if one.type == "Char" else 8 for one in variables))
    most = max(1, (limit - CARD * 10 - 140 * (len(variables) + 1)) // size)
    if count <= most:
        return (dataset,)
    blank = _blank(dataset) if size < CARD else pd.Series(data=False, index=dataset.frame.index)
    spec = dataset.spec.model_copy(update={"variables": variables})
    return tuple(
        replace(
            dataset,
            spec=spec.model_copy(update={"name": part_name(dataset.name, number)}),
            frame=dataset.frame.iloc[start:stop].reset_index(drop=True),
        )
        for number, (start, stop) in enumerate(_ranges(count, most, blank), start=1)
    )


def _blank(dataset: Dataset) -> pd.Series:
    frame = dataset.frame
    texts = [frame[one.name].str.strip() for one in dataset.spec.variables if one.type == "Char"]
    if len(texts) < len(dataset.spec.variables):
        return pd.Series(data=False, index=frame.index)  # a missing number is written as a point
    return pd.concat([is_missing(text) for text in texts], axis="columns").all(axis="columns")


def _ranges(count: int, most: int, blank: pd.Series) -> Iterator[tuple[int, int]]:
    start = 0
    while start < count:
        stop = min(start + most, count)
        while stop < count and stop > start + 1 and blank.iloc[stop - 1]:
            stop -= 1
        yield start, stop
        start = stop
