"""Give raw rows the shape of a domain: unpivot wide records."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from converter.compute.conditions.condition import evaluate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from converter.dataset import Frame
    from converter.spec.domain import Unpivot

ROW, SUBJECT, ITEM = "_row", "_usubjid", "_item"
NOT_DONE = "NOT DONE"
"""The term of codelist ND that --STAT has."""


def unpivot(rows: Frame, step: Unpivot) -> Frame:
    """Make one row for each item of a wide record, in the order of rows, then items.

    Items whose `required` columns are all blank give no row (without required columns each gives one), unless they were
    not done; rows that do not meet `where` are left out. `_item` names the item.
    """
    kept = rows[[column for column in rows.columns if column not in step.made]]
    blocks = [_block(kept, rows, step, item, columns) for item, columns in step.items.items()]
    long = pd.concat(blocks).sort_index(kind="stable")
    long = long.reset_index(drop=True)
    wanted = long[list(step.required)].apply(lambda column: column.str.strip() != "").any(axis="columns")
    wanted |= not step.required
    if step.not_done:
        undone = evaluate(step.not_done.when, long)
        long = long.assign(**{step.not_done.column: pd.Series("", index=long.index).mask(undone, NOT_DONE)})
        wanted |= undone
    if step.where is not None:
        wanted &= evaluate(step.where, long)
    items: Frame = long[wanted]
    return items.reset_index(drop=True)


def without_result(rows: Frame, step: Unpivot) -> Iterator[tuple[str, Frame]]:
    """Give each item and what is filled of it in rows where it makes no record: none of its required columns is.

    The columns are the raw ones of this item alone: one that several items share, such as a date, says nothing of it.
    """
    every = dict.fromkeys(column for item in step.items.values() for column in item.values())
    cells = rows[list(every)].apply(lambda column: column.str.strip())
    for name, item in step.items.items():
        asked, own = _asked(step, item), answers(step, name)
        filled = (cells[own] != "").any(axis="columns") & (cells[list(asked)] == "").all(axis="columns")
        if step.required and filled.any():
            yield name, cells.loc[filled, own]


def answers(step: Unpivot, name: str) -> list[str]:
    """Name the raw columns of an item alone that do not say whether it has a result."""
    uses = Counter(column for item in step.items.values() for column in set(item.values()))
    item = step.items[name]
    asked = _asked(step, item)
    return [column for column in dict.fromkeys(item.values()) if uses[column] == 1 and column not in asked]


def _asked(step: Unpivot, item: Mapping[str, str]) -> set[str]:
    return {item[made] for made in step.required if made in item}


def _block(kept: Frame, rows: Frame, step: Unpivot, item: str, columns: Mapping[str, str]) -> Frame:
    names = dict.fromkeys(column for other in step.items.values() for column in other)
    values = {name: rows[columns[name]] if name in columns else "" for name in names}
    return kept.assign(**{ITEM: item, step.name: item}, **values)
