"""A dataset: its rows, its description, and where each row came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd

if TYPE_CHECKING:
    from converter.spec.dataset import DatasetSpec

Frame: TypeAlias = pd.DataFrame

LINEAGE_COLUMNS = ("row", "table", "source_row", "item")


def no_lineage() -> Frame:
    """Make an empty lineage: `row` and `source_row` integers, `table` and `item` text."""
    return pd.DataFrame(
        {
            "row": pd.Series(dtype="int64"),
            "table": pd.Series(dtype="str"),
            "source_row": pd.Series(dtype="int64"),
            "item": pd.Series(dtype="str"),
        }
    )


@dataclass(frozen=True)
class Dataset:
    """One SDTM or ADaM dataset.

    `frame` has the columns of `spec.variables`, in that order, on a RangeIndex. Char columns are text in which a
    missing value is the empty string; Num columns are float64 in which a missing value is NaN (a special missing
    value .A-.Z or ._ is a NaN with a payload, see `compute.missing`).
    `lineage` has one row for each source of each record: `row` (position in `frame`, 0-based), `table` (raw table
    or dataset), `source_row` (row number there, 1-based), `item` (the unpivoted item, or blank).
    """

    spec: DatasetSpec
    frame: Frame
    lineage: Frame = field(default_factory=no_lineage)

    @property
    def name(self) -> str:
        """The dataset's name, such as AE or SUPPAE."""
        return self.spec.name


@dataclass(frozen=True)
class RawTable:
    """One raw table as it was collected: text only, blanks and leading zeros kept.

    `frame` has the file's columns as text (empty string where blank) on an index that is the row number a person
    sees when the file is opened (`row`, 1-based; header = row 1 in CSV and Excel, so the first record is row 2).
    `file` is the path below the raw folder, with forward slashes.
    """

    name: str
    file: str
    frame: Frame
