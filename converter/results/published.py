"""Derived results against the published figures, leaf by leaf; nothing is forced."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from converter.dataset import Frame
from converter.results.build import Results
from converter.results.reproduced import agree, said, written
from converter.spec.display import Display, DisplayRow, Reproduced
from converter.spec.published import DIFFERS, EQUAL, LEFT_OUT, MISSING, Published

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
    "SUBJECTS": "str",
}
"""What is told of each published figure.

RECORDS counts those behind it, of all results that it is made of; SUBJECTS names the subjects of these records.
"""
_MEMBER = re.compile(r"\[(\d+)\]")


def against_published(results: Results, published: Published) -> Frame:
    """Compare each published figure with the results that reproduce it; columns FIGURE, in the order of the file.

    Of several results of one figure all must give it; statements join into one that holds where each does.
    """
    derived = _derived(results)
    behind = dict(iter(results.behind.groupby(["DISPLAY", "ROW", "COLUMN"])["USUBJID"]))
    lines = [
        _line(path, printed, derived.get(path, ()), published, behind) for path, printed in published.figures.items()
    ]
    return pd.DataFrame(lines, columns=list(FIGURE)).astype(FIGURE)


@dataclass(frozen=True)
class Claim:
    """What one cell says of a figure: of the whole leaf (`member` is empty), or of a member of a list by position."""

    member: tuple[int, ...]
    value: object
    display: str
    row: str
    column: str


def _line(
    path: str,
    printed: object,
    claims: Sequence[Claim],
    published: Published,
    behind: Mapping[tuple[str, str, str], pd.Series],
) -> dict[str, object]:
    value = _assembled(claims) if claims else None
    reason = published.reason(path)
    status = (EQUAL if agree(printed, value) else DIFFERS) if claims else LEFT_OUT if reason else MISSING
    places = dict.fromkeys((one.display, one.row, one.column) for one in claims)
    records = [behind[place] for place in places if place in behind]
    return {
        "PATH": path,
        "PRINTED": written(printed),
        "DERIVED": written(value),
        "STATUS": status,
        "INFERRED": "Y" if path in published.inferred else "",
        "REASON": reason if status == LEFT_OUT else "",
        "DISPLAY": ", ".join(dict.fromkeys(one.display for one in claims)),
        "ROW": ", ".join(dict.fromkeys(one.row for one in claims)),
        "COLUMN": ", ".join(dict.fromkeys(one.column for one in claims)),
        "RECORDS": float(sum(map(len, records))),
        "SUBJECTS": " ".join(sorted({str(subject) for one in records for subject in one})),
    }


def _derived(results: Results) -> dict[str, list[Claim]]:
    """Give what results say of each path."""
    found: dict[str, list[Claim]] = {}
    cells: dict[tuple[Hashable, ...], Frame] = dict(
        iter(results.rows.groupby(["DISPLAY", "ROW", "COLUMN"], sort=False))
    )
    nothing = results.rows.iloc[:0]
    for display in results.displays.values():
        for row in (one for one in display.rows if one.reproduces):
            for path, claim in _of_row(display, row, cells, nothing):
                found.setdefault(path, []).append(claim)
    return found


def _of_row(
    display: Display, row: DisplayRow, cells: Mapping[tuple[Hashable, ...], Frame], nothing: Frame
) -> Iterator[tuple[str, Claim]]:
    for column, name, figure, path, member in addresses(display, row):
        values = cells.get((display.display, row.id, column), nothing)
        yield path, Claim(member, said(values, name, figure), display.display, row.id, column)


def addresses(display: Display, row: DisplayRow) -> Iterator[tuple[str, str, Reproduced, str, tuple[int, ...]]]:
    """Give of each column and statistic of a row the published figures it reproduces: path, and place in its list."""
    for position, column in enumerate(one.id for one in display.columns_of(row)):
        named = ((name, figure) for name, figures in row.reproduces.items() for figure in figures)
        for name, figure in ((name, one) for name, one in named if not one.columns or column in one.columns):
            address = figure.path.replace("{column}", column).replace("{position}", str(position))
            member = tuple(int(one) for one in _MEMBER.findall(address))
            yield column, name, figure, _MEMBER.sub("", address), member


def _assembled(claims: Sequence[Claim], depth: int = 0) -> object:
    """Put members back into the list that they are of, and settle what is said more than once."""
    whole = [one.value for one in claims if len(one.member) == depth]
    heads = sorted({one.member[depth] for one in claims if len(one.member) > depth})
    members = [
        _assembled([one for one in claims if len(one.member) > depth and one.member[depth] == head], depth + 1)
        for head in heads
    ]
    return _settled([*whole, members] if members else whole)


def _settled(values: Sequence[object]) -> object:
    """Give the one thing that all say; 'this or that', which agrees with nothing printed, where they do not."""
    if all(isinstance(one, bool) for one in values):
        return all(values)
    different = dict.fromkeys(map(written, values))
    return values[0] if len(different) == 1 else " or ".join(different)
