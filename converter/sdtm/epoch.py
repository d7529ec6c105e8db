"""EPOCH and the planned element of a date, from the subject's elements (SE)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from converter.compute.iso8601 import earliest_key
from converter.dataset import Frame
from converter.sdtm.sources import rests_on
from converter.steps import Mapped, Variable


def epoch(rows: Frame, datasets: Mapping[str, Frame], *, date: Variable, elements: Variable = "SE.*") -> Mapped:
    """Epoch of the subject's element during which {date} falls: on or after its start, before the next one's.

    `rows` has USUBJID and the ISO 8601 date; a partial date gets an epoch only where its known part lies within one.
    """
    made = _element_value(rows, datasets, date, elements, "EPOCH")
    return replace(made, values=made.values.astype("str").fillna(""))


def element_order(rows: Frame, datasets: Mapping[str, Frame], *, date: Variable, elements: Variable = "SE.*") -> Mapped:
    """Planned order (TAETORD) of the subject's element during which {date} falls.

    `rows` has USUBJID and the ISO 8601 date; as for EPOCH.
    """
    made = _element_value(rows, datasets, date, elements, "TAETORD")
    return replace(made, values=made.values.astype("float64"))


def _element_value(rows: Frame, datasets: Mapping[str, Frame], date: str, every: str, variable: str) -> Mapped:
    """Give a variable of the element a date falls in; NaN before the first element, or where it is not certain."""
    name = every.removesuffix(".*")
    elements = datasets[name]
    earliest_possible = _latest_start(rows["USUBJID"], rows[date], elements)
    latest_possible = _latest_start(rows["USUBJID"], earliest_key(rows[date]), elements)
    certain = (earliest_possible == latest_possible) & (rows[date] != "")
    found = earliest_possible.where(certain)
    return Mapped(found.map(elements[variable]), sources=rests_on(rows.index, name, found))


def _latest_start(subjects: pd.Series, dates: pd.Series, elements: Frame) -> pd.Series:
    """Find the index label of the last element of the subject that starts on or before each date."""
    starts = pd.DataFrame(
        {"subject": elements["USUBJID"], "when": elements["SESTDTC"].str[:10], "element": elements.index, "kind": 0}
    )
    starts = starts[starts["when"] != ""]
    asked = pd.DataFrame({"subject": subjects, "when": dates, "kind": 1, "row": subjects.index})
    line = pd.concat([starts, asked]).sort_values(["subject", "when", "kind"], kind="stable")
    line["element"] = line.groupby("subject")["element"].ffill()
    answers = line[line["kind"] == 1]
    return pd.Series(answers["element"].to_numpy(), index=answers["row"].to_numpy()).reindex(subjects.index)
