"""Compare two datasets: attributes, records by their keys, values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from converter.comparison.attributes import differing_attributes
from converter.comparison.comparison import (
    SIDES,
    DatasetComparison,
    Positions,
    Settings,
    Side,
)
from converter.comparison.keys import keys_of
from converter.comparison.values import Pair, differing_values, pairs_of, shown
from converter.dataset import FoundDataset
from converter.issues import and_more

LEFT = 20
"""Records of one side alone that are named."""


def compare_datasets(
    base: FoundDataset, compare: FoundDataset, settings: Settings, guide: Sequence[str] = ()
) -> DatasetComparison:
    """Compare two datasets as PROC COMPARE does: COMPARE is told as it differs from BASE.

    `guide` are the keys that a guide names for the dataset. Raises InputError for given keys that are not there.
    """
    parts = [*pairs_of(base, compare, settings)]
    known = {one.name: one for one in parts if isinstance(one, Pair)}
    keys, chosen, records = keys_of(base, compare, known, settings, guide)
    asked = [pair for name, pair in known.items() if name not in keys]
    named = partial(_told, [known[name] for name in keys])
    differ = (differing_values(pair, records, settings, partial(named, "base")) for pair in asked)
    return DatasetComparison(
        name=base.name,
        keys=keys,
        chosen=chosen,
        sizes={"base": len(base.frame), "compare": len(compare.frame)},
        records=records,
        attributes=differing_attributes(base, compare, settings),
        only=_only(base, compare, settings),
        uncompared=tuple(one for one in parts if isinstance(one, str)),
        compared=len(asked),
        values=tuple(one for one in differ if one is not None),
        left={side: tuple(named(side, records.only[side][:LEFT])) for side in SIDES},
        unread={"base": tuple(_unread(base)), "compare": tuple(_unread(compare))},
    )


def _unread(found: FoundDataset) -> Iterator[str]:
    """Say which values the reader of a file could not take as they are."""
    for one in found.issues:
        if one.severity == "error" and one.written and one.rows:
            rows = f"{', '.join(map(str, one.rows[:LEFT]))}{and_more(len(one.rows) - LEFT)}"
            yield f"{one.place} {one.variable}: {one.message} in {rows}; {one.written}"


def _only(base: FoundDataset, compare: FoundDataset, settings: Settings) -> dict[Side, tuple[str, ...]]:
    mine, theirs = ([one.name for one in side.variables] for side in (base, compare))
    return {
        "base": tuple(name for name in mine if name not in {*theirs, *settings.ignore}),
        "compare": tuple(name for name in theirs if name not in {*mine, *settings.ignore}),
    }


def _told(keys: Sequence[Pair], side: Side, rows: Positions) -> Iterator[str]:
    """Name records by their keys, those that are the same in all left out; without any by their numbers."""
    telling = [pair for pair in keys if getattr(pair, side).nunique(dropna=False) > 1] or keys
    if not telling:
        return (f"record {row + 1}" for row in rows)
    columns = [shown(getattr(pair, side), rows, pair.kind) for pair in telling]
    names = [pair.name for pair in telling]
    return (" ".join(f"{n}={v}" for n, v in zip(names, row, strict=True)) for row in zip(*columns, strict=True))
