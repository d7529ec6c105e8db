"""What lies before or after each record: pairs of records, and what one sees of the others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from converter.compute.conditions.flag import flagged
from converter.compute.conditions.judged import met_by
from converter.dataset import Frame
from converter.spec.endpoints.look import THIS, Look

PAIR = ("n", "k", "AWAY", "PLACE")
"""Positions of the record that looks and of the other one, days between the two, and 1 for the nearest other."""


def pairs(
    rows: Frame, others: Frame, by: Sequence[str], order: Sequence[str], look: Look, *, own: bool = True
) -> Frame:
    """Pair each of `rows` with the `others` that lie where the look goes, the nearest first.

    `order` is the date in days, then what tells apart records of one day; records without a date make no pair. Columns:
    PAIR, every variable of the other record, those of the own one as 'THIS.variable'. `own`: both frames hold the same
    records by position, and none is its own other. As many rows as pairs: square in the records of one subject, linear
    in subjects.
    """
    date = order[0]
    left = rows[[*by, date]].reset_index(drop=True).reset_index(names="n")
    right = others[[*by, date]].reset_index(drop=True).reset_index(names="k")
    joined = left.merge(right, on=list(by), suffixes=("", "_other"))
    ahead = joined[f"{date}_other"] - joined[date]
    lies = {"later": ahead > 0, "earlier": ahead < 0, "both": ahead != 0}[look.toward] & ahead.notna()
    if look.same_day:
        lies |= (ahead == 0) & ~((joined["n"] == joined["k"]) & own)
    found = joined.loc[lies, ["n", "k"]].assign(AWAY=ahead[lies].abs())
    turn = _turn(others, order) * (-1 if look.toward == "earlier" else 1)
    found = found.assign(turn=turn[found["k"].to_numpy()]).sort_values(["n", "AWAY", "turn"], kind="stable")
    found = found.drop(columns="turn").reset_index(drop=True)
    found["PLACE"] = found.groupby("n").cumcount() + 1.0
    return pd.concat([found, _at(others, found["k"], ""), _at(rows, found["n"], f"{THIS}.")], axis="columns")


def _turn(others: Frame, order: Sequence[str]) -> np.ndarray:
    """Give the place of each record in the order of all, so that records equally near keep it."""
    ordered = others[list(order)].reset_index(drop=True).sort_values(list(order), kind="stable")
    return np.argsort(ordered.index.to_numpy(), kind="stable")


def _at(frame: Frame, position: pd.Series, prefix: str) -> Frame:
    found = frame.take(position.to_numpy()).set_axis(position.index)
    return found.add_prefix(prefix) if prefix else found


def looked(name: str, look: Look, pairs: Frame, index: pd.Index) -> Frame:
    """Give what each record sees by a look called `name`, on the index of the rows that look.

    Columns: `name` (Y or N), `name.GAP`, `name.N`, `name.X` of each variable of the end, the counts with their FIRST
    and LAST, and `name.end`, the position of the end, NaN where there is none.
    """
    seen, ends = seen_pairs(look, pairs)
    rows = pd.RangeIndex(len(index))
    end = ends.set_index("n").reindex(rows)
    size = seen.groupby("n").size().reindex(rows, fill_value=0).astype("float64")
    found = {name: flagged(end["k"].notna(), "Y", "N"), f"{name}.GAP": end["AWAY"], f"{name}.N": size}
    for one in pairs.columns:
        if one not in PAIR and one.partition(".")[0] != THIS:
            found[f"{name}.{one}"] = _blanked(end[one], pairs[one])
    for count, condition in look.counts.items():
        found |= _counted(f"{name}.{count}", seen[met_by(condition, seen)], rows)
    return pd.DataFrame(found | {f"{name}.end": end["k"]}).set_axis(index)


def seen_pairs(look: Look, pairs: Frame) -> tuple[Frame, Frame]:
    """Give the pairs seen up to the end, it included, and the pair of each end."""
    seen = pairs
    if look.while_ is not None:
        stops = ~met_by(look.while_, seen)
        seen = seen[stops.groupby(seen["n"]).cumsum() == 0]
    seen = seen[met_by(look.of, seen)]
    if look.until is None:
        return seen, seen.drop_duplicates("n", keep="last")
    ends = met_by(look.until, seen)
    before = ends.groupby(seen["n"]).cumsum() - ends
    return seen[before == 0], seen[ends].drop_duplicates("n")


def _counted(name: str, counted: Frame, rows: pd.RangeIndex) -> dict[str, pd.Series]:
    away = counted.groupby("n")["AWAY"]
    return {
        name: away.size().reindex(rows, fill_value=0).astype("float64"),
        f"{name}.FIRST": away.min().reindex(rows),
        f"{name}.LAST": away.max().reindex(rows),
    }


def _blanked(values: pd.Series, kind: pd.Series) -> pd.Series:
    """Leave text blank where there is no end."""
    return values if pd.api.types.is_numeric_dtype(kind) else values.astype("str").fillna("")
