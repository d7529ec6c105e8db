"""Frames as columns of codes: each distinct text once, and which of them each record has."""

from __future__ import annotations

from typing import Any

import pandas as pd

from converter.dataset import Frame
from converter.report.values import value_texts

Body = dict[str, Any]


def frame_body(frame: Frame) -> Body:
    """Give a frame as its number of records and its columns by name."""
    return {"records": len(frame), "columns": {str(name): column_body(frame[name]) for name in frame.columns}}


def column_body(values: pd.Series) -> Body:
    """Give a column: its distinct texts in order of appearance (`texts`), and the position of each record's (`codes`).

    Numbers are written exactly and without exponent; ordinary missing is blank, a special missing value '.A' to '._'.
    """
    codes, texts = pd.factorize(value_texts(values))
    return {"texts": texts.tolist(), "codes": codes.tolist()}


def steps_body(numbers: pd.Series) -> list[int]:
    """Give whole numbers as the difference of each to the one before, which packs well."""
    return [int(step) for step in numbers.diff().fillna(numbers)] if len(numbers) else []
