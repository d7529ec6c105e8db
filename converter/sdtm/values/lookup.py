"""Values from the study's lookup tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from converter.compute.conditions.condition import is_missing
from converter.compute.distinct import each_distinct
from converter.compute.terms.terms import without_case
from converter.dataset import Frame
from converter.spec.study import Study
from converter.steps import Column, Finding, Mapped


def lookup(rows: Frame, *, column: Column, table: str, value: str, study: Study) -> Mapped:
    """Value '{value}' of the study's lookup table {table} for the collected value.

    `rows` has the raw text column. What the table lacks is left blank and reported as `lookup-unmapped`.
    """
    known = {text.strip(): values.get(value, "") for text, values in study.lookups.get(table, {}).items()}
    found = each_distinct(rows[column], lambda text: known.get(text.strip()), "str")
    wrong = found.isna() & ~is_missing(rows[column])
    values = found.fillna("")
    if not wrong.any():
        return Mapped(values)
    collected = rows[column].str.strip()
    finding = Finding(
        rule="lookup-unmapped",
        severity="error",
        rows=collected.index[wrong],
        values=collected[wrong],
        message=f"the lookup table {table} does not know it",
        written="left blank",
        hint=hint(collected[wrong], {"table": table, "study": study}),
    )
    return Mapped(values, (finding,))


def hint(unknown: pd.Series, arguments: Mapping[str, Any]) -> str:
    """Say what to do, with the keys that differ from the unknown values in case or blanks only."""
    table = arguments["table"]
    known = arguments["study"].lookups.get(table, {})
    keys = {without_case(key): key for key in known}
    near = {text: keys[without_case(text)] for text in unknown.unique() if without_case(text) in keys}
    alike = "; ".join(f"'{text}': the table writes '{key}'" for text, key in near.items())
    return alike or f"add it under lookups.{table}"
