"""Figures that moved between two packages: the statistics of their displays, and the published figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from converter.dataset import Frame
from converter.report.life.movement import Figure, Part

CELL = ["DISPLAY", "ROW", "COLUMN"]
RESULT = [*CELL, "METHOD", "DATASET", "STAT", "LEVEL"]
ANSWER = ["STATN", "STATC", "SHOWN"]
PARTS = {"display": ["DISPLAY"], "row": ["DISPLAY", "ROW"], "column": ["DISPLAY", "COLUMN"]}
"""The parts of displays that one side may lack as a whole, the largest first, with the names that tell them."""

Names = set[tuple[str, ...]]


def moved_figures(base: Path, compare: Path) -> tuple[tuple[Figure, ...], tuple[Part, ...]]:
    """Give the statistics of displays that moved, with the subjects that came into their cell or went out of it.

    A display, row or column of one side alone is given as one part, with the number of its figures.
    """
    old, new = (_results(place, "results", [*RESULT, *ANSWER]) for place in (base, compare))
    both = _beside(old, new, RESULT)
    moved = both[both["old"] != both["new"]]
    if moved.empty:
        return (), ()
    known = [{kind: _named(side, names) for kind, names in PARTS.items()} for side in (old, new)]
    parts = [_part_of(one, *known) for one in moved.to_dict("records")]
    alone = [part is None for part in parts]
    counted = Counter(part for part in parts if part is not None)
    told = tuple(Part(*names, figures=number) for names, number in counted.items())
    return tuple(_figures(moved[alone], base, compare)), told


def _named(side: Frame, names: list[str]) -> Names:
    return set(side[names].itertuples(index=False, name=None))


def _part_of(
    one: Mapping[Any, str], old: Mapping[str, Names], new: Mapping[str, Names]
) -> tuple[str, str, str, str] | None:
    """Name the largest part of one side alone that a figure stands in: display, what it is, its name, gone or new."""
    for kind, names in PARTS.items():
        key = tuple(one[name] for name in names)
        if (key in old[kind]) != (key in new[kind]):
            return one["DISPLAY"], kind, key[-1], "gone" if key in old[kind] else "new"
    return None


def _figures(moved: Frame, base: Path, compare: Path) -> Iterator[Figure]:
    behind = [_subjects(_results(place, "records", [*CELL, "USUBJID"]), moved) for place in (base, compare)]
    for one in moved.to_dict("records"):
        cell = str(one["DISPLAY"]), str(one["ROW"]), str(one["COLUMN"])
        was, are = (side.get(cell, frozenset()) for side in behind)
        statistic = f"{one['STAT']} {one['LEVEL']}".strip()
        came, went = tuple(sorted(are - was)), tuple(sorted(was - are))
        yield Figure(*cell, str(one["DATASET"]), statistic, str(one["old"]), str(one["new"]), came, went)


def _subjects(records: Frame, moved: Frame) -> dict[tuple[str, str, str], frozenset[str]]:
    wanted = set(moved[CELL].itertuples(index=False, name=None))
    found: dict[tuple[str, str, str], set[str]] = {}
    for *cell, who in records[[*CELL, "USUBJID"]].itertuples(index=False, name=None):
        if tuple(cell) in wanted:
            found.setdefault((cell[0], cell[1], cell[2]), set()).add(who)
    return {cell: frozenset(who) for cell, who in found.items()}


def _beside(old: Frame, new: Frame, keys: list[str]) -> Frame:
    """Lay answers beside each other by their keys, the second with the same key beside the second."""
    told = [side[[*keys, "nth"]].assign(**{name: side["answer"]}) for side, name in ((old, "old"), (new, "new"))]
    return told[0].merge(told[1], how="outer", on=[*keys, "nth"], sort=False).drop(columns="nth").fillna("")


def _results(place: Path, name: str, columns: list[str]) -> Frame:
    """Read a table of results; `answer` is what is shown, and beside it the number where that says more."""
    frame = _table(place / "results" / name, columns)
    keys = [column for column in columns if column not in ANSWER]
    if set(ANSWER) <= set(columns):
        raw = frame["STATN"].where(frame["STATN"] != "", frame["STATC"])
        shown = frame["SHOWN"].where(frame["SHOWN"] != "", raw)
        frame = frame.assign(answer=shown.where(shown == raw, shown + " (" + raw + ")"))
    return frame.assign(nth=frame.groupby(keys).cumcount())


def _table(path: Path, columns: list[str]) -> Frame:
    """Read a table that is written as CSV, or as Parquet where it is long; empty where there is none."""
    if path.with_suffix(".parquet").is_file():
        return pd.read_parquet(path.with_suffix(".parquet")).astype("str")
    if path.with_suffix(".csv").is_file():
        return pd.read_csv(path.with_suffix(".csv"), dtype="str", keep_default_na=False)
    return pd.DataFrame({column: pd.Series(dtype="str") for column in columns})


def moved_published(base: Path, compare: Path) -> Iterator[Figure]:
    """Give the published figures whose derived value or whose agreement moved."""
    old, new = (
        _answers(_table(place / "results" / "published", ["PATH", "DERIVED", "STATUS"])) for place in (base, compare)
    )
    for path, was, now in _beside(old, new, ["PATH"]).itertuples(index=False, name=None):
        if was != now:
            yield Figure(str(path), "", "", "", "published", str(was), str(now))


def _answers(frame: Frame) -> Frame:
    answer = frame["DERIVED"] + " (" + frame["STATUS"] + ")"
    return frame[["PATH"]].assign(answer=answer, nth=frame.groupby("PATH").cumcount())
