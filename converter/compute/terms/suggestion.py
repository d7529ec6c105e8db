"""Suggest terms for values that a codelist does not know."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from converter.compute.terms.likely_term import likely_term
from converter.issues import VALUE_SHOWN, VALUES_NAMED, VALUES_SHOWN, shortened
from converter.spec.standards.terminology import Term


def suggestions(values: pd.Series, terms: Collection[Term]) -> str:
    """Name the terms that the first values are another writing of, such as "'mg/dl': did you mean 'mg/dL'?".

    Only the first distinct values are tried, since each is compared with every term.
    """
    tried = ((str(value), likely_term(str(value), terms)) for value in values.unique()[:VALUES_NAMED])
    found = [f"'{shortened(value, VALUE_SHOWN)}': {hint}" for value, hint in tried if hint]
    return "; ".join(found[:VALUES_SHOWN])
