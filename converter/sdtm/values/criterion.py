"""Inclusion and exclusion criteria by their identifier."""

from __future__ import annotations

import pandas as pd

from converter.dataset import Frame
from converter.spec.study import Study
from converter.steps import Column, Finding, Mapped


def criterion(rows: Frame, *, column: Column, study: Study) -> Mapped:
    """Text of the protocol's criterion with the collected identifier.

    `rows` has the raw text column; texts are those of `criteria` in study.yaml. An unknown identifier is left blank and
    reported as `criterion-unknown`.
    """
    return _named(rows[column].str.strip(), {one.id: one.text for one in study.criteria})


def criterion_category(rows: Frame, *, column: Column, study: Study) -> pd.Series:
    """INCLUSION or EXCLUSION, as the protocol's criterion with the collected identifier is.

    `rows` has the raw text column; blank for an unknown identifier, which `criterion` reports.
    """
    return _named(rows[column].str.strip(), {one.id: one.category for one in study.criteria}).values


def _named(collected: pd.Series, known: dict[str, str]) -> Mapped:
    found = collected.map(known).astype("str")
    unknown = found.isna() & (collected != "")
    values = found.fillna("")
    if not unknown.any():
        return Mapped(values)
    finding = Finding(
        rule="criterion-unknown",
        severity="error",
        rows=collected.index[unknown],
        values=collected[unknown],
        message="the protocol has no such criterion",
        written="left blank",
        hint="add it to criteria: in study.yaml",
    )
    return Mapped(values, (finding,))
