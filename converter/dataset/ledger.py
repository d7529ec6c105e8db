"""What became of the raw data, row by row and column by column."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from converter.dataset.lineage import Frame

FATES = ("mapped", "merged", "set aside", "not mapped")
WAY = ("table", "fate", "datasets", "reason")
PIECE = 1 << 20
"""Rows of the ledger that are counted at a time."""


@dataclass(frozen=True)
class Ledger:
    """What became of the raw data.

    `rows`: one row for each raw row, with `table`, `file`, `row`, `datasets` (those it went to), `fate` (mapped,
    merged, set aside, not mapped) and `reason`; texts are categories, in their order. `columns`: one row for each raw
    column, with `table`, `file`, `column`, `fate` (used, system, declared unused, unused), `variables` and `reason`.
    """

    rows: Frame
    columns: Frame

    def balance(self) -> Frame:
        """Count each raw table's rows by fate: columns `table`, `file`, `rows_in`, and one for each fate."""
        tables = self.columns[["table", "file"]].drop_duplicates().sort_values("table", ignore_index=True)
        counts = self.flows.astype({"table": "str", "fate": "str"}).groupby(["fate", "table"])["n"].sum()
        by_fate = {fate: tables["table"].map(lambda name, fate=fate: counts.get((fate, name), 0)) for fate in FATES}
        return tables.assign(rows_in=sum(by_fate.values()), **by_fate)

    @cached_property
    def flows(self) -> Frame:
        """How many rows went the same way: `table`, `fate`, `datasets`, `reason`, in their order, and `n`.

        Rows are counted piece by piece: what numbers the groups of millions takes more than the ledger.
        """
        places = (slice(at, at + PIECE) for at in range(0, max(len(self.rows), 1), PIECE))
        counts = [self.rows.iloc[place].groupby([*WAY], sort=False).size() for place in places]
        return pd.concat(counts).groupby(level=[*WAY]).sum().rename("n").reset_index()

    @cached_property
    def unmapped(self) -> Frame:
        """The rows that no record of a dataset holds."""
        return self.rows[self.rows["fate"] != "mapped"]
