"""--SEQ: a number for each record of a subject."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.dataset import Frame
from converter.steps import Variable


def sequence(rows: Frame, datasets: Mapping[str, Frame], *, by: tuple[Variable, ...] = ()) -> pd.Series:
    """Sequence number of the record within the subject, in source order after sorting by {by}.

    `rows` has USUBJID (trial design: numbered over the whole dataset). Ties, and all records where `by` is empty, keep
    the order of the source.
    """
    del datasets
    ordered = rows.sort_values(list(by), kind="stable") if by else rows
    group = ordered["USUBJID"] if "USUBJID" in rows else pd.Series("", index=ordered.index)
    return (ordered.groupby(group, sort=False).cumcount() + 1).astype("float64").reindex(rows.index)
