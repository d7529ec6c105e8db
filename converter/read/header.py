"""The names of columns as a header row has them: told apart, each name once."""

from __future__ import annotations

from collections.abc import Sequence

from converter.issues import Issue


def column_names(header: Sequence[str], file: str, row: int) -> tuple[list[str], tuple[Issue, ...]]:
    """Strip column names, number the repeated and the unnamed ones ('Date', 'Date 2', 'column3'), and report both."""
    names: list[str] = []
    said = {name.strip() for name in header}
    repeated: list[str] = []
    unnamed: list[str] = []
    for number, cell in enumerate(header, start=1):
        name = cell.strip()
        given = name if name and name not in names else free_name(name, number, said | set(names))
        if given != name:
            (repeated if name else unnamed).append(f"'{given}'" if name else given)
        names.append(given)
    issues = [_told("header-repeated", file, row, "column names stand twice", repeated)] if repeated else []
    issues += [_told("header-blank", file, row, "columns have no name", unnamed)] if unnamed else []
    return names, tuple(issues)


def free_name(name: str, number: int, taken: set[str]) -> str:
    """Give a name that is not taken: 'Date 2' for a second 'Date', 'column3' for an unnamed third column."""
    if not name:
        return f"column{number}" if f"column{number}" not in taken else free_name("column", number, taken)
    count = 2
    while f"{name} {count}" in taken:
        count += 1
    return f"{name} {count}"


def _told(rule: str, file: str, row: int, message: str, names: Sequence[str]) -> Issue:
    return Issue(
        rule=rule,
        severity="warning",
        place=file,
        rows=(row,),
        message=message,
        written=f"they are called {', '.join(names)}",
        hint="use these names in the specification; the raw file stays as it is",
    )
