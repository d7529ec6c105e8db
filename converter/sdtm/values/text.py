"""Join, split and cut collected text."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import pandas as pd
from pydantic import AfterValidator

from converter.dataset import Frame
from converter.sdtm.values.assign import Case, cased
from converter.steps import Column


def join_columns(
    rows: Frame, *, columns: tuple[Column, ...], separator: str = " ", case: Case = "as collected"
) -> pd.Series:
    """Collected values joined in the order {columns}.

    `rows` has the raw text columns; blank ones leave no separator behind.
    """
    answer = pd.Series("", index=rows.index, dtype="str")
    for column in columns:
        text = rows[column].str.strip()
        between = pd.Series(separator, index=rows.index, dtype="str").where((answer != "") & (text != ""), "")
        answer = answer + between + text
    return cased(answer, case)


def _no_zero(part: int) -> int:
    """Give back the number of a part; raises ValueError for 0, which is none."""
    if part == 0:
        message = "expected 1 for the first part, or -1 for the last, got 0"
        raise ValueError(message)
    return part


Part: TypeAlias = Annotated[int, AfterValidator(_no_zero)]
"""The number of a part, counted from 1, or from the end if negative."""


def split_column(rows: Frame, *, column: Column, separator: str, part: Part, case: Case = "as collected") -> pd.Series:
    """Part {part} of the collected value, split at '{separator}'.

    `rows` has the raw text column; `part` counts from 1, or from the end if negative; a missing part is blank.
    """
    parts = rows[column].str.split(separator, regex=False)
    text = parts.str[part - 1 if part > 0 else part].astype("str").fillna("").str.strip()
    return cased(text, case)


def extract(rows: Frame, *, column: Column, pattern: str, case: Case = "as collected") -> pd.Series:
    """Part of the collected value that fits the pattern {pattern}.

    `rows` has the raw text column; `pattern` is a regular expression with one group; where it does not fit, blank.
    """
    found = rows[column].str.extract(pattern, expand=True)[0].astype("str").fillna("").str.strip()
    return cased(found, case)
