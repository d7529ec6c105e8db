"""Derived results against the published figures, leaf by leaf; nothing is forced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isclose

import pandas as pd

from converter.dataset import Frame
from converter.results.build import Results
from converter.spec.display import Display, DisplayRow, Reproduced
from converter.spec.published import Published

FIGURE = {
    "PATH": "str",
    "PRINTED": "str",
    "DERIVED": "str",
    "STATUS": "str",
    "INFERRED": "str",
    "REASON": "str",
    "DISPLAY": "str",
    "ROW": "str",
    "COLUMN": "str",
    "RECORDS": "float64",
}
"""What is told of each published figure; RECORDS counts those behind it, of all results that it is made of."""
EQUAL, DIFFERS, MISSING, LEFT_OUT = "equal", "differs", "not derived", "left out"
NOT_ESTIMABLE = "NE"
TOLERANCE = 1e-9
_MEMBER = re.compile(r"\[(\d+)\]")


def against_published(results: Results, published: Published) -> Frame:
    """Compare each published figure with the result that reproduces it; columns FIGURE, in the order of the file."""
    derived = _derived(results)
    counts = results.behind.groupby(["DISPLAY", "ROW", "COLUMN"]).size()
    lines = []
    for path, printed in published.figures.items():
        parts = derived.get(path, {})
        status = _status(printed, parts, published.reason(path))
        value = _assembled(parts)
        places = list(dict.fromkeys(place for _, place in parts.values()))
        first = places[0] if places else ("", "", "")
        lines.append(
            {
                "PATH": path,
                "PRINTED": _written(printed),
                "DERIVED": _written(value) if parts else "",
                "STATUS": status,
                "INFERRED": "Y" if path in published.inferred else "",
                "REASON": published.reason(path) if status == LEFT_OUT else "",
                "DISPLAY": first[0],
                "ROW": ", ".join(dict.fromkeys(row for _, row, _ in places)),
                "COLUMN": ", ".join(dict.fromkeys(column for _, _, column in places)),
                "RECORDS": float(sum(counts.get(place, 0) for place in places)),
            }
        )
    return pd.DataFrame(lines, columns=list(FIGURE)).astype(FIGURE)


def unknown_figures(results: Results, published: Published) -> tuple[str, ...]:
    """List the paths that rows claim to reproduce and that were not published."""
    return tuple(path for path in _derived(results) if path not in published.figures)


Place = tuple[str, str, str]
Parts = dict[tuple[int, ...], tuple[object, Place]]


def _derived(results: Results) -> dict[str, Parts]:
    """Give what results say of each path: its members by their position in the list, () for the whole leaf."""
    found: dict[str, Parts] = {}
    for display in results.displays.values():
        for row in (one for one in display.rows if one.reproduces):
            for path, member, value, place in _of_row(display, row, results.rows):
                found.setdefault(path, {})[member] = (value, place)
    return found


def _of_row(display: Display, row: DisplayRow, rows: Frame) -> Iterator[tuple[str, tuple[int, ...], object, Place]]:
    own = rows[(rows["DISPLAY"] == display.display) & (rows["ROW"] == row.id)]
    for column, name, path, member in addresses(display, row):
        values = own[own["COLUMN"] == column]
        yield path, member, _value(values, name, row.reproduces[name]), (display.display, row.id, column)


def addresses(display: Display, row: DisplayRow) -> Iterator[tuple[str, str, str, tuple[int, ...]]]:
    """Give of each column and statistic of a row the published figure it reproduces: path, and place in its list."""
    columns = [one.id for one in display.columns if not row.columns or one.id in row.columns]
    for position, column in enumerate(columns):
        for name, figure in row.reproduces.items():
            address = figure.path.replace("{column}", column).replace("{position}", str(position))
            yield column, name, _MEMBER.sub("", address), tuple(int(one) for one in _MEMBER.findall(address))


def _value(values: Frame, name: str, figure: Reproduced) -> object:
    """Take a statistic: 'median', 'survival[12]', or the list of all levels of a name."""
    stat, _, level = name.removesuffix("]").partition("[")
    mine = values[(values["STAT"] == stat) & ((values["LEVEL"] == level) if level else True)]
    taken = [_said(text, number) for text, number in zip(mine["SHOWN"], mine["STATN"], strict=True)]
    if figure.over is not None or figure.under is not None or figure.equal is not None:
        return _holds(mine["STATN"], figure)
    whole = not level and bool((mine["LEVEL"] != "").any())
    return taken if whole else next(iter(taken), None)


def _said(text: str, number: float) -> object:
    """Give a statistic as a number where it is one."""
    return float(text) if pd.notna(number) else text


def _holds(numbers: pd.Series, figure: Reproduced) -> bool:
    number = float(numbers.iloc[0]) if len(numbers) else float("nan")
    limits = [
        figure.over is None or number > figure.over,
        figure.under is None or number < figure.under,
        figure.equal is None or isclose(number, figure.equal),
    ]
    return all(limits)


def _assembled(parts: Parts) -> object:
    """Put members back into the list that they are of."""
    if () in parts:
        return parts[()][0]
    heads = sorted({member[0] for member in parts})
    return [_assembled({member[1:]: said for member, said in parts.items() if member[0] == head}) for head in heads]


def _status(printed: object, parts: Mapping[tuple[int, ...], tuple[object, Place]], reason: str) -> str:
    if not parts:
        return LEFT_OUT if reason else MISSING
    return EQUAL if _agree(printed, _assembled(dict(parts))) else DIFFERS


def _agree(printed: object, derived: object) -> bool:
    """Tell whether two figures agree: numbers as numbers, lists member by member, a blank cell with none, 0 or NE.

    What is printed in words agrees with a statement that holds.
    """
    if isinstance(derived, bool):
        return derived
    if printed is None:
        blank = derived if isinstance(derived, list) else [derived]
        return all(one in (None, 0, NOT_ESTIMABLE) for one in blank)
    if isinstance(printed, list):
        return isinstance(derived, list) and len(printed) == len(derived) and all(map(_agree, printed, derived))
    if isinstance(printed, int | float) and isinstance(derived, int | float):
        return isclose(printed, derived, abs_tol=TOLERANCE)
    return str(printed) == str(derived)


def _written(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_written(one) for one in value)}]"
    if isinstance(value, bool):
        return "holds" if value else "does not hold"
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)
