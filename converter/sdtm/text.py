"""Join, split and cut collected text."""

from __future__ import annotations

import pandas as pd

from converter.dataset import Frame
from converter.sdtm.assign import Case, cased
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


def split_column(rows: Frame, *, column: Column, separator: str, part: int, case: Case = "as collected") -> pd.Series:
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
