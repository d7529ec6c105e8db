"""What single values say of themselves: data type, bytes, digits, whether they hold a number."""

from __future__ import annotations

import pandas as pd

from converter.compute.describing.data_type import FLOAT, byte_lengths, number_types, text_types
from converter.compute.describing.facts import Facts
from converter.compute.numbers.numbers import number_text
from converter.compute.terms.coded import has_number
from converter.dataset import Frame


def measured(values: pd.Series) -> Frame:
    """Measure filled values one by one, each distinct one once.

    Columns: `kind`, the data type that the value has by itself; `width`, bytes of its text; `digits` without sign and
    point, and `decimals` after it, as far as they are written (1.50 has two); `numeric`, whether it holds a number.
    """
    codes, distinct = pd.factorize(values)
    return each_measured(pd.Series(distinct)).take(codes).set_axis(values.index)


def each_measured(values: pd.Series) -> Frame:
    """Measure values that differ, as `measured` does."""
    number = pd.api.types.is_numeric_dtype(values)
    texts = number_text(values) if number else values
    point = texts.str.find(".")
    return pd.DataFrame(
        {
            "kind": number_types(values) if number else text_types(values),
            "width": byte_lengths(texts),
            "digits": texts.str.count(r"\d"),
            "decimals": (texts.str.len() - point - 1).where(point >= 0, 0),
            "numeric": True if number else is_numeric(texts),
        }
    )


def total(values: Frame, filled: int) -> Facts:
    """Give the facts of measured values; `filled` counts those of all records."""
    if values.empty:
        return Facts()
    width, digits, decimals = (int(values[name].max()) for name in ("width", "digits", "decimals"))
    kinds = frozenset(values["kind"].unique())
    return Facts(filled, width, digits, decimals, kinds, numeric=bool(values["numeric"].any()))


def is_numeric(texts: pd.Series) -> pd.Series:
    """Tell which filled texts hold a number, such as 12 or <0.5."""
    numeric = texts.str.fullmatch(FLOAT)
    return numeric.mask(~numeric, has_number(texts[~numeric]).reindex(texts.index, fill_value=False))
