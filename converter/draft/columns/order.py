"""Day first or month first: what one date of an export cannot say, the others do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from converter.dataset import SurveyedColumn, SurveyedTable

TWO_WAYS = re.compile(r"\s*(0?[1-9]|1[0-2])[/.-](0?[1-9]|1[0-2])[/.-]\d{4}\b.*")
"""A date whose first number may be the day or the month."""


def with_day_first(tables: Sequence[SurveyedTable]) -> list[SurveyedTable]:
    """Read dates that may be either with the day first, where all dates of the export that can tell have it first."""
    told = {
        column_format
        for table in tables
        for column in table.columns
        if not is_either(column)
        for column_format in column.formats
    }
    first = {one[:2] for one in told if one.startswith(("DD/MM", "MM/DD"))}
    return [_day_first(table) for table in tables] if first == {"DD"} else list(tables)


def is_either(column: SurveyedColumn) -> bool:
    """Tell whether every value may have the day or the month first."""
    return all(map(TWO_WAYS.fullmatch, column.values))


def _day_first(table: SurveyedTable) -> SurveyedTable:
    return replace(table, columns=tuple(_turned(column) if is_either(column) else column for column in table.columns))


def _turned(column: SurveyedColumn) -> SurveyedColumn:
    return replace(column, formats=tuple(one.replace("MM/DD/", "DD/MM/") for one in column.formats))
