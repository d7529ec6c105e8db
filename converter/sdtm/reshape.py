"""Give raw rows the shape of a domain: join other tables' columns, unpivot wide records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from converter.compute.condition import evaluate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from converter.dataset import Frame
    from converter.spec.domain import Join, Unpivot

ROW, SUBJECT, ITEM = "_row", "_usubjid", "_item"


@dataclass(frozen=True)
class Joined:
    """Which rows of another table were joined: `row` and `source_row`, one pair for each match."""

    table: str
    pairs: Frame


def join(rows: Frame, joins: Sequence[Join], tables: Mapping[str, Frame]) -> tuple[Frame, tuple[Joined, ...]]:
    """Bring columns of other raw tables to each row; several matches keep the first or the last.

    `rows` has the row numbers of its own table in `_row`. A row without a match gets blanks.
    """
    matches: list[Joined] = []
    for step in joins:
        other = _candidates(step, tables[step.table])
        rows = rows.merge(other, how="left", left_on=list(step.by), right_on=list(_keys(step)), validate="m:1")
        matched = rows["_other"].notna()
        pairs = rows.loc[matched, [ROW, "_other"]].rename(columns={"_other": "source_row"}).astype("int64")
        matches.append(Joined(step.table, pairs))
        rows = rows.drop(columns=["_other", *_keys(step)])
        rows = rows.fillna(dict.fromkeys(step.columns, ""))
    return rows, tuple(matches)


def _keys(step: Join) -> tuple[str, ...]:
    return tuple(f"_key{position}" for position in range(len(step.by)))


def _candidates(step: Join, table: Frame) -> Frame:
    """Cut the other table down to one row a key, with the wanted columns under their new names."""
    if step.where is not None:
        table = table[evaluate(step.where, table)]
    if step.order:
        table = table.sort_values(list(step.order), kind="stable")
    table = table.drop_duplicates(list(step.by.values()), keep=step.keep)
    wanted = {new: table[old] for new, old in step.columns.items()}
    keys = dict(zip(_keys(step), (table[column] for column in step.by.values()), strict=True))
    return pd.DataFrame(wanted | keys | {"_other": table.index})


def unpivot(rows: Frame, step: Unpivot) -> Frame:
    """Make one row for each item of a wide record, in the order of rows, then items.

    Items whose `required` columns are all blank give no row (without required columns each gives one); `_item` names
    the item.
    """
    made = {step.name, *(column for item in step.items.values() for column in item)}
    kept = rows[[column for column in rows.columns if column not in made]]
    blocks = [_block(kept, rows, step, item, columns) for item, columns in step.items.items()]
    long = pd.concat(blocks).sort_index(kind="stable")
    if step.required:
        long = long[(long[list(step.required)] != "").any(axis="columns")]
    return long.reset_index(drop=True)


def _block(kept: Frame, rows: Frame, step: Unpivot, item: str, columns: Mapping[str, str]) -> Frame:
    names = dict.fromkeys(column for other in step.items.values() for column in other)
    values = {name: rows[columns[name]] if name in columns else "" for name in names}
    return kept.assign(**{ITEM: item, step.name: item}, **values)
