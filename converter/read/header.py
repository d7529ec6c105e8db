"""The names of columns as a header row has them: told apart, each name once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from converter.issues import Issue

EXTRA = "_extra"
"""The column of fields that a line has more than the header."""
SHOWN = 20
NAMED = "use these names in the specification; the raw file stays as it is"
TITLED = "most columns have no name: say header_row where title lines stand before the header"


def column_names(header: Sequence[str], file: str, row: int) -> tuple[list[str], tuple[Issue, ...]]:
    """Strip column names, number the repeated and the unnamed ones ('Date', 'Date 2', 'column3'), and report both."""
    names: dict[str, None] = {}
    taken = set(map(_bare, header))
    repeated: list[str] = []
    unnamed: list[str] = []
    counts: Counter[str] = Counter()
    for number, cell in enumerate(header, start=1):
        name = _bare(cell)
        counts[name] += 1
        given = name
        if not name:
            given = free_name(f"column{number}", taken, 1)
            unnamed.append(given)
        elif name in names:
            given = free_name(name, taken, counts[name])
            repeated.append(f"'{given}'")
        names[given] = None
        taken.add(given)
    titled = len(unnamed) * 2 > len(header)
    issues = [_told("header-repeated", file, row, "column names stand twice", repeated, NAMED)] if repeated else []
    if unnamed:
        issues.append(_told("header-blank", file, row, "columns have no name", unnamed, TITLED if titled else NAMED))
    return list(names), tuple(issues)


def _bare(cell: str) -> str:
    """Give a name without blanks around it; a byte order mark is no part of it, wherever it stands."""
    return cell.replace("\ufeff", "").strip()


def free_name(name: str, taken: Collection[str], count: int) -> str:
    """Give a name that is not taken: the name itself for the first, 'Date 2' for the second, or the next one free."""
    while (given := name if count == 1 else f"{name} {count}") in taken:
        count += 1
    return given


def _told(rule: str, file: str, row: int, message: str, names: Sequence[str], hint: str) -> Issue:
    return Issue(
        rule=rule,
        severity="warning",
        place=file,
        rows=(row,),
        message=message,
        written=f"they are called {', '.join(names[:SHOWN])}{', ...' if len(names) > SHOWN else ''}",
        hint=hint,
    )
