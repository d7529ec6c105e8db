"""Finish an analysis dataset: records in the order of their keys, variables that are shipped, lineage by record."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from converter.adam.history import NOT_THERE, AnalysisRows
from converter.compute.conditions.condition import is_missing
from converter.dataset import TRACE_COLUMNS, Dataset, Frame
from converter.spec.dataset import DatasetSpec, VariableSpec

FORMATS = {"DTM": "DATETIME20.", "DT": "DATE9.", "TM": "TIME8."}
"""SAS formats of numeric dates and times, by how their names end."""


@dataclass(frozen=True)
class Finished:
    """A finished dataset, and the position of each row that it was made of."""

    dataset: Dataset
    positions: pd.Series


def finished(rows: AnalysisRows, spec: DatasetSpec, helpers: Collection[str]) -> Finished:
    """Sort the rows by the keys, keep the variables that are shipped, and number the lineage by record.

    The lineage names rows and records by their labels; a record of another dataset is labelled by its position there.
    """
    frame = rows.frame.drop(columns=[name for name in helpers if name in rows.frame])
    frame = frame.sort_values([key for key in spec.keys if key in frame], kind="stable", na_position="first")
    positions = pd.Series(range(len(frame)), index=frame.index, dtype="int64")
    frame = frame.reset_index(drop=True)
    variables = tuple(_typed(one, frame[one.name]) for one in spec.variables if one.name in frame)
    narrow = spec.model_copy(update={"variables": variables})
    lineage = _numbered(rows.lineage, spec.name, positions)
    shipped = frame[[variable.name for variable in variables]]
    return Finished(Dataset(narrow, shipped, lineage, rows.making.moved(positions)), positions)


def _typed(variable: VariableSpec, values: pd.Series) -> VariableSpec:
    """Give a variable the type of its values, and a numeric date or time its format.

    Required is what must be there, not what must be filled: with a missing value it is not mandatory in Define-XML.
    """
    variable = variable.model_copy(update={"mandatory": variable.mandatory and not is_missing(values).any()})
    if not pd.api.types.is_numeric_dtype(values):
        return variable.model_copy(update={"type": "Char"})
    usual = next((text for end, text in FORMATS.items() if variable.name.endswith(end)), "")
    return variable.model_copy(update={"type": "Num", "format": variable.format or usual})


def _numbered(lineage: Frame, own: str, positions: pd.Series) -> Frame:
    """Name rows by position, and source records by their number (1-based): those of the dataset itself as well.

    A table without a name is the dataset itself.
    """
    sources = lineage["source_row"].astype("int64")
    within = lineage["table"].isin(["", own])
    sources = sources.mask(within & (sources != NOT_THERE), sources.map(positions)) + 1
    kept = lineage.assign(
        row=lineage["row"].map(positions),
        table=lineage["table"].mask(within, own),
        source_row=sources.astype("int64"),
    )
    kept = kept.drop_duplicates(list(TRACE_COLUMNS))
    order = ["row", "step", "item", "table", "source_row"]
    return kept.astype({"row": "int64"}).sort_values(order, kind="stable", ignore_index=True)[list(TRACE_COLUMNS)]
