"""Templates of cells, such as '{n} ({pct})' and '{survival[12]}': a statistic, and its level in brackets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter

from converter.errors import nearest
from converter.results.rules import STATISTICS
from converter.spec.display import Display, DisplayRow


def statistics_named(show: str) -> tuple[str, ...]:
    """Give the statistics that a template names, in order; raises ValueError for a broken template."""
    return tuple(name for _, name in _parts(show) if name is not None)


def filled(show: str, shown: Mapping[str, str]) -> str:
    """Fill a template; `shown` has each statistic as printed, one of a level under 'survival[12]'."""
    return "".join(text + (shown[name] if name is not None else "") for text, name in _parts(show))


def unknown_statistics(display: Display) -> Iterator[tuple[int, str, str, str]]:
    """Find statistics that a row names and that its rule does not give: number of the row, key, what is wrong, hint.

    Levels depend on the data, so they are known only when a cell is filled, as is all of a rule without an entry in
    STATISTICS.
    """
    for number, row in enumerate(display.rows):
        rule = next(iter(row.result or {}), "")
        for key, name in _names(row):
            if name is None:
                yield number, key, f"'{row.show}' is no template", "write statistics in braces, such as '{n} ({pct})'"
            elif row.result is None:
                yield number, key, f"row '{row.id}' has no result to take '{name}' from", ""
            elif name.partition("[")[0] not in (known := STATISTICS.get(rule, (name.partition("[")[0],))):
                hint = nearest(name, known) or f"known: {', '.join(known)}"
                yield number, key, f"result '{rule}' gives no statistic '{name}'", hint


def _names(row: DisplayRow) -> Iterator[tuple[str, str | None]]:
    """Give the statistics that a row names, each with the key that does; none for a broken template."""
    try:
        yield from (("show", name) for name in statistics_named(row.show))
    except ValueError:
        yield "show", None
    yield from (("digits", name) for name in row.digits)
    yield from (("reproduces", name) for name in row.reproduces)


def _parts(show: str) -> Iterator[tuple[str, str | None]]:
    for text, name, form, conversion in Formatter().parse(show):
        if name == "" or form or conversion:
            message = f"'{show}' is no template; write statistics in braces, such as '{{n}} ({{pct}})'"
            raise ValueError(message)
        yield text, name
