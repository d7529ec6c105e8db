"""Which record a date comes from: what its source says of it, SRCDOM, SRCVAR, SRCSEQ, and lineage."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from converter.adam.source import Source
from converter.dataset import Frame


def said(candidates: Frame, values: Sequence[str | float], kind: str = "str") -> pd.Series:
    """Give what each candidate's source says, one value a source."""
    numbers = candidates["number"].astype("int64").to_numpy()
    return pd.Series(pd.Series(list(values), dtype=kind).array.take(numbers), index=candidates.index)


def traced(candidates: Frame, sources: Sequence[Source]) -> Frame:
    """Add SRCDOM, SRCVAR, SRCSEQ, and the dataset of the record as `table`, to dated records."""
    return candidates.assign(
        SRCDOM=said(candidates, [one.srcdom or one.dataset for one in sources]),
        SRCVAR=said(candidates, [one.srcvar or one.date for one in sources]),
        SRCSEQ=candidates["seq"],
        table=said(candidates, [one.dataset for one in sources]),
    )


def piece(records: Frame) -> Frame:
    """Give the lineage of rows whose index is that of the frame made: columns `table` and `row` say the record.

    The end of its look, `seen`, stands behind it as well.
    """
    named = [records[name].dropna() for name in ("row", "seen") if name in records]
    parts = [
        pd.DataFrame({"row": one.index, "table": records.loc[one.index, "table"], "source_row": one}) for one in named
    ]
    return pd.concat(parts, ignore_index=True)


def lineage_of(parts: Sequence[Frame]) -> Frame:
    """Join pieces of lineage with `row`, `table`, `source_row` in the order of rows, each record once.

    Pieces may say in `item` which part a record plays.
    """
    joined = pd.concat(parts, ignore_index=True).drop_duplicates().sort_values("row", kind="stable", ignore_index=True)
    joined = joined if "item" in joined else joined.assign(item="")
    return joined.astype({"row": "int64", "table": "str", "source_row": "int64", "item": "str"})
