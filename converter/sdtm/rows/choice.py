"""Which rows of a raw table a domain takes, and why it leaves out the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, TypeAlias

import pandas as pd

from converter.compute.conditions.condition import evaluate

if TYPE_CHECKING:
    from converter.dataset import Frame
    from converter.spec.domain import Records

Left: TypeAlias = Literal["not mapped", "set aside"]


def left_out(records: Records, rows: Frame, dataset: str) -> Iterator[tuple[Left, str, pd.Index]]:
    """Give the rows that a domain does not take, each once, with fate and reason: by `where`, then by `set_aside`."""
    if records.where is not None:
        wanted = evaluate(records.where, rows)
        yield "not mapped", f"{dataset} takes only rows where {records.where.describe()}", rows.index[~wanted]
        rows = rows[wanted]
    for aside in records.set_aside:
        doubted = evaluate(aside.when, rows)
        yield "set aside", aside.reason, rows.index[doubted]
        rows = rows[~doubted]
