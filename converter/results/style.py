"""Decimals and templates that a study or a display says once for all of its rows."""

from __future__ import annotations

from collections.abc import Mapping

from converter.results.rules import STATISTICS
from converter.spec.display import Digits, Display, DisplayRow, DisplayStyle


def styled(display: Display, style: DisplayStyle) -> Display:
    """Give a display whose rows say their decimals and templates themselves, as their display and the study have them.

    A row has its own before those of its display, and these before those of the study (`style`). Decimals are taken of
    statistics that the rule of a row gives, as far as that is known before the data are (STATISTICS).
    """
    digits, show = {**style.digits, **display.digits}, {**style.show, **display.show}
    return display.model_copy(update={"rows": tuple(_row(row, digits, show) for row in display.rows)})


def _row(row: DisplayRow, digits: Mapping[str, Digits], show: Mapping[str, str]) -> DisplayRow:
    rule = next(iter(row.result or {}), "")
    given = STATISTICS.get(rule, tuple(digits) if rule else ())
    usual = {name: places for name, places in digits.items() if {name, name.partition("[")[0]}.intersection(given)}
    own = "show" in row.model_fields_set
    changed = {"digits": {**usual, **row.digits}, "show": row.show if own else show.get(rule, "")}
    return row.model_copy(update=changed)
