"""What raw tables seem to hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from converter.dataset.lineage import Frame

if TYPE_CHECKING:
    from collections.abc import Mapping


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
