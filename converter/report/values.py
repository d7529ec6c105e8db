"""Values of a dataset as text, in explanations and on the review page."""

from __future__ import annotations

import pandas as pd

from converter.compute.numbers.missing import missing_letters
from converter.compute.numbers.numbers import number_text


def value_texts(values: pd.Series) -> pd.Series:
    """Write values as text: numbers exactly and without exponent, missing blank, special missing as '.A' to '._'."""
    if not pd.api.types.is_float_dtype(values):
        return values.astype("str").fillna("")
    texts = number_text(values)
    if not values.hasnans:
        return texts
    letters = missing_letters(values)
    return texts.mask(letters != "", "." + letters)


def value_text(value: object) -> str:
    """Write one value as text, as `value_texts` does."""
    return str(value_texts(pd.Series([value])).iloc[0]) if isinstance(value, float) else str(value)
