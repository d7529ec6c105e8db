"""The values of one variable in two datasets: brought to one kind, compared, shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from converter.comparison.comparison import Difference, Positions, Records, Settings, Values
from converter.compute.dates.sas_moment import iso_text, sas_number
from converter.compute.distinct import each_distinct
from converter.compute.numbers.missing import missing_letters
from converter.compute.numbers.numbers import number_text, read_numbers
from converter.compute.sas_format import SasKind, sas_kind
from converter.dataset import FoundDataset, FoundVariable

DAY = 86_400
"""Seconds of a day."""
BINARY = 4 * np.finfo(np.float64).eps
"""What two numbers without an exact binary form may be apart more than they say, relative to their size."""
EDGE = 1e-8
"""Part of a tolerance by which it may be passed: 1.1 is 0.1 from 1, and in binary 0.10000000000000009."""
Marks = npt.NDArray[np.bool_]
PLAIN = r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|"
"""A number as programs write it, or nothing: 007 is a code."""


@dataclass(frozen=True)
class Pair:
    """One variable of two datasets, on RangeIndexes: both float64, or both text without outer blanks on the right.

    `unread` marks the records of each side whose text is no number where the other side has numbers: nothing equals
    them. `kind` tells which numbers are dates.
    """

    name: str
    base: pd.Series
    compare: pd.Series
    kind: SasKind | None = None
    unread: tuple[Marks, Marks] | None = None


def pairs_of(base: FoundDataset, compare: FoundDataset, settings: Settings) -> Iterator[Pair | str]:
    """Give each variable of both datasets, or its name where one side has text and the other numbers.

    A file without attributes, such as CSV, has text alone: that is read as the numbers of the other side, dates among
    them as ISO 8601; where both are such files, columns of plain numbers are compared as numbers.
    """
    others = {one.name: one for one in compare.variables}
    for one in base.variables:
        if one.name in others and one.name not in settings.ignore:
            yield _pair(one, others[one.name], base, compare) or one.name


def _pair(one: FoundVariable, other: FoundVariable, base: FoundDataset, compare: FoundDataset) -> Pair | None:
    left, right = (side.frame[one.name].reset_index(drop=True) for side in (base, compare))
    kind = sas_kind(one.format) or sas_kind(other.format)
    numbers = [pd.api.types.is_numeric_dtype(values) for values in (left, right)]
    if all(numbers):
        left, right = (values.astype("float64") for values in (left, right))
        kinds = sas_kind(one.format), sas_kind(other.format)
        if set(kinds) == {"date", "datetime"}:
            return Pair(one.name, *_days(left, right, kinds, (base.attributes, compare.attributes)))
        return Pair(one.name, left, right, kind)
    if not any(numbers):
        left, right = (values.fillna("").astype("str").str.rstrip(" ") for values in (left, right))
        if base.attributes or compare.attributes or not (_plain(left) and _plain(right)):
            return Pair(one.name, left, right)
        return Pair(one.name, pd.to_numeric(left).astype("float64"), pd.to_numeric(right).astype("float64"))
    if (compare if numbers[0] else base).attributes:
        return None
    read = [_read(values, kind) for values in (left, right)]
    return Pair(one.name, read[0][0], read[1][0], kind, (read[0][1], read[1][1]))


def _days(
    left: pd.Series, right: pd.Series, kinds: tuple[SasKind | None, ...], described: tuple[bool, bool]
) -> tuple[pd.Series, pd.Series, SasKind | None]:
    """Lay dates beside date-times: a file without attributes, such as Parquet, may have days as midnights alone.

    Other date-times beside dates are plain numbers, as they are to SAS; nothing would show both.
    """
    at = kinds.index("datetime")
    moments = (left, right)[at]
    if described[at] or (moments % DAY > 0).any():
        return left, right, None
    return (left / DAY, right, "date") if at == 0 else (left, right / DAY, "date")


def _plain(values: pd.Series) -> bool:
    return bool(pd.Series(values.unique()).str.fullmatch(PLAIN).all())


def _read(values: pd.Series, kind: SasKind | None) -> tuple[pd.Series, Marks]:
    """Read text as numbers, or as dates where the other side has dates; mark what is none."""
    if pd.api.types.is_numeric_dtype(values):
        return values.astype("float64"), np.zeros(len(values), dtype=np.bool_)
    numbers, wrong = read_numbers(values.fillna("").astype("str"))
    if kind is not None:
        dates = each_distinct(values[wrong], lambda text: _moment(text.strip(), kind), "float64")
        numbers = numbers.fillna(dates.reindex(numbers.index))
        wrong &= numbers.isna()
    return numbers, wrong.to_numpy()


def _moment(text: str, kind: SasKind) -> float:
    try:
        return sas_number(text, kind)
    except ValueError:
        return np.nan


def unequal(pair: Pair, base: Positions, compare: Positions, settings: Settings) -> Marks:
    """Mark the pairs of records whose values differ.

    Text differs but for blanks at its end. Missing equals missing, of numbers with the same letter. Numbers are equal
    within a tolerance: |y - x| at most `absolute`, or |y - x| at most `relative` times the mean of |x| and |y|, the
    border within, also where the numbers have no exact binary form.
    Source: SAS 9.4, Base Procedures Guide, PROC COMPARE, METHOD=ABSOLUTE and RELATIVE.
    """
    left, right = pair.base.take(base), pair.compare.take(compare)
    if not pd.api.types.is_numeric_dtype(left):
        return np.asarray(left.array != right.array, dtype=np.bool_)
    differ = _numbers_differ(left.to_numpy(), right.to_numpy(), settings)
    missing = (left.isna().to_numpy() & right.isna().to_numpy()).nonzero()[0]
    letters = [missing_letters(values.iloc[missing]).to_numpy() for values in (left, right)]
    differ[missing] = letters[0] != letters[1]
    if pair.unread is not None:
        differ |= pair.unread[0][base] | pair.unread[1][compare]
    return differ


def _numbers_differ(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], settings: Settings) -> Marks:
    differ: Marks = x != y
    if settings.absolute or settings.relative:
        with np.errstate(over="ignore", invalid="ignore"):
            apart = np.abs(y - x)
            mean = np.abs(x) / 2 + np.abs(y) / 2
            apart -= BINARY * mean
            near = (apart <= settings.absolute * (1 + EDGE)) | (apart <= settings.relative * (1 + EDGE) * mean)
        differ &= ~near
    return differ


def differing_values(
    pair: Pair, records: Records, settings: Settings, named: Callable[[Positions], Iterable[str]]
) -> Values | None:
    """Compare one variable of the records that match; None where nothing differs. `named` names records of BASE."""
    marks = unequal(pair, records.base, records.compare, settings).nonzero()[0]
    if not len(marks):
        return None
    rows = records.base[marks], records.compare[marks]
    apart = _apart(pair, *rows)
    known = np.abs(apart[~np.isnan(apart)])
    kept = tuple(side[: settings.first] for side in rows)
    texts = (shown(values, at, pair.kind, unread) for values, at, unread in _sides(pair, *kept))
    numbers = ((side + 1).tolist() for side in kept)
    told = zip(named(kept[0]), *numbers, *texts, map(_known, apart.tolist()), strict=False)
    largest = float(known.max()) if len(known) else None
    return Values(pair.name, len(marks), largest, tuple(Difference(*one) for one in told), *rows)


def _known(number: float) -> float | None:
    return None if np.isnan(number) else number


def _sides(pair: Pair, base: Positions, compare: Positions) -> Iterator[tuple[pd.Series, Positions, Marks | None]]:
    unread = pair.unread or (None, None)
    yield pair.base, base, unread[0]
    yield pair.compare, compare, unread[1]


def _apart(pair: Pair, base: Positions, compare: Positions) -> npt.NDArray[np.float64]:
    if not pd.api.types.is_numeric_dtype(pair.base):
        return np.full(len(base), np.nan)
    with np.errstate(over="ignore"):
        found: npt.NDArray[np.float64] = pair.compare.to_numpy()[compare] - pair.base.to_numpy()[base]
    return found


def shown(values: pd.Series, rows: Positions, kind: SasKind | None, unread: Marks | None = None) -> list[str]:
    """Write values as a person reads them: dates as ISO 8601, missing numbers as SAS does (., .A)."""
    taken = values.take(rows)
    if not pd.api.types.is_numeric_dtype(taken):
        return [str(text) for text in taken]
    texts = number_text(taken)
    if kind is not None:
        dates, no_date = iso_text(taken, kind)
        texts = dates.where(~no_date, texts)
    texts = texts.mask(taken.isna(), "." + missing_letters(taken))
    if unread is not None:
        texts = texts.mask(unread[rows], "no number")
    return [str(text) for text in texts]
