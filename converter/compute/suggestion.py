"""Suggest terms for values that a codelist does not know."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from converter.errors import nearest
from converter.issues import VALUE_SHOWN, VALUES_NAMED, VALUES_SHOWN, shortened


def suggestions(values: pd.Series, known: Collection[str]) -> str:
    """Name the nearest known term of the first values that have one, such as "'tbl': did you mean 'TABLET'?".

    Only the first distinct values are tried, since each is compared with every term.
    """
    tried = ((str(value), nearest(str(value), known)) for value in values.unique()[:VALUES_NAMED])
    found = [f"'{shortened(value, VALUE_SHOWN)}': {hint}" for value, hint in tried if hint]
    return "; ".join(found[:VALUES_SHOWN])
