"""What a result says of a published figure: a number or words, a list of them, or whether a statement holds."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import NamedTuple

import pandas as pd

from converter.compute.numbers.rounding import ceiling, compared, rounded_number
from converter.spec.display import Reproduced
from converter.spec.values.number import plain_number

NOT_ESTIMABLE = "NE"
DECIMALS = 9
"""Decimals that a limit put in words may have."""


class Statistic(NamedTuple):
    """One statistic of a cell: its name, its level, how it is printed, its number."""

    stat: str
    level: str
    shown: str
    number: float


def said(values: Sequence[Statistic], name: str, figure: Reproduced) -> object:
    """Give what the statistic `name` says: 'median', 'survival[12]', or the list of all levels of a name.

    `values` are the statistics of one cell. A list in any order is a frozenset, a statement is true or false; without
    the statistic there is None.
    """
    stat, _, level = name.removesuffix("]").partition("[")
    mine = [one for one in values if one.stat == stat and (one.level == level or not level)]
    if figure.is_statement:
        return len(mine) > 0 and _holds(_number(mine[0].shown), figure)
    taken = [_told(one.shown, one.number, figure) for one in mine]
    if not level and any(one.level for one in mine):
        return frozenset(taken) if figure.any_order else taken
    return next(iter(taken), None)


def _told(text: str, number: float, figure: Reproduced) -> str | float:
    """Tell a statistic as it is printed: a number where it is one, unless it is put in words."""
    if figure.within and not isnan(number):
        text = plain_number(rounded_number(ceiling(number / figure.within) * figure.within, DECIMALS))
    if figure.words and not isnan(number):
        return figure.words.replace("{}", text)
    return float(text) if pd.notna(number) else text


def _number(text: str) -> float:
    """Read a statistic as it is printed; one that is not estimable, or is text, is no number."""
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _holds(number: float, figure: Reproduced) -> bool:
    limits = [
        figure.over is None or compared(number, "gt", figure.over),
        figure.under is None or compared(number, "lt", figure.under),
        figure.equal is None or compared(number, "eq", figure.equal),
        figure.at_least is None or compared(number, "ge", figure.at_least),
        figure.at_most is None or compared(number, "le", figure.at_most),
    ]
    return all(limits)


def agree(printed: object, derived: object) -> bool:
    """Tell whether two figures agree: numbers as numbers, lists member by member, a blank cell with none, 0 or NE.

    What is printed in words agrees with a statement that holds, a single figure with a list of that one.
    """
    if isinstance(derived, bool):
        return derived
    if printed is None:
        return all(one in (None, 0, NOT_ESTIMABLE) for one in _listed(derived))
    if isinstance(printed, list) or isinstance(derived, list | frozenset):
        return _same_members(_listed(printed), derived if isinstance(derived, frozenset) else _listed(derived))
    if isinstance(printed, int | float) and isinstance(derived, int | float):
        return compared(printed, "eq", derived)
    return str(printed) == str(derived)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _same_members(printed: list[object], derived: list[object] | frozenset[object]) -> bool:
    """Tell whether the members of two lists agree, in their order or in any."""
    if len(printed) != len(derived):
        return False
    if isinstance(derived, frozenset):
        given = all(any(agree(one, other) for other in derived) for one in printed)
        return given and all(any(agree(one, other) for one in printed) for other in derived)
    return all(map(agree, printed, derived))


def written(value: object) -> str:
    """Write a figure in one line."""
    if isinstance(value, list | frozenset):
        return f"[{', '.join(map(written, value if isinstance(value, list) else sorted(value, key=str)))}]"
    if isinstance(value, bool):
        return "holds" if value else "does not hold"
    if isinstance(value, float):
        return plain_number(value)
    return "" if value is None else str(value)
