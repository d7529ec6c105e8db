"""--SEQ: a number for each record of a subject."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from converter.compute.qualifiers import subject_of
from converter.compute.written import order_keys
from converter.dataset import Frame
from converter.steps import Variable


def sequence(rows: Frame, datasets: Mapping[str, Frame], *, by: tuple[Variable, ...] = ()) -> pd.Series:
    """Sequence number of the record within the subject, in source order after sorting by {by}.

    `rows` has USUBJID or APID (trial design: numbered over the whole dataset). Text is sorted by what it means (9
    before 10), blank first. Ties, and all records where `by` is empty, keep the order of the source.
    """
    del datasets
    keys = pd.DataFrame({name: _keys(rows[name]) for name in by}, index=rows.index)
    subject = subject_of(rows)
    group = rows[subject] if subject else pd.Series("", index=rows.index)
    ordered = group.loc[keys.sort_values(list(by), kind="stable").index] if by else group
    return (ordered.groupby(ordered, sort=False).cumcount() + 1).astype("float64").reindex(rows.index)


def _keys(values: pd.Series) -> pd.Series:
    keys = order_keys(values)
    if pd.api.types.is_numeric_dtype(values):
        return keys
    return keys.fillna(-np.inf if pd.api.types.is_numeric_dtype(keys) else "")
