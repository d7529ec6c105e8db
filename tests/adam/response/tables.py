"""Timelines as text tables: what is measured on which day, and what is expected beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

import pandas as pd

from converter.adam.response.confirm import derive_param_confirmed_response
from converter.adam.response.timepoint import derive_param_response
from converter.compute.dates.sas_date import iso_date
from converter.dataset import Frame
from converter.spec.endpoints.confirmation import ConfirmationCriteria
from converter.spec.endpoints.criteria import CriteriaCall, load_criteria
from converter.spec.endpoints.response import ResponseCriteria
from converter.spec.model import Model
from converter.steps import Built
from tests.adam.timelines import DAY_0, adsl, bound

M = TypeVar("M", bound=Model)
SHORT = {"+": "POSITIVE", "-": "NEGATIVE", "!": "PROGRESSION"}
RECORDS = ("USUBJID", "TEST", "ITEM", "VALUE", "UNIT", "DTC")
Answers = list[tuple[str | float, ...]]


@cache
def criteria(name: str, **settings: str | float) -> ResponseCriteria:
    return load_criteria(CriteriaCall(name=name, settings=settings), ResponseCriteria)


@cache
def confirmation(name: str, **settings: str | float) -> ConfirmationCriteria:
    return load_criteria(CriteriaCall(name=name, settings=settings), ConfirmationCriteria)


def iso(day: str | float) -> str:
    """Give the ISO date of a day from the start; '2014-11' as it is, '?' as no date."""
    text = str(day)
    if "-" in text[1:]:
        return text
    return "" if text == "?" else str(iso_date(pd.Series([DAY_0 + float(text)])).iloc[0])


def read(table: str) -> tuple[list[list[str]], list[list[str]]]:
    """Read a table: its cells with the header first, and what stands behind '=' of each row."""
    lines = [line.partition("=") for line in table.strip().splitlines()]
    return [left.split() for left, _, _ in lines], [right.split() for _, _, right in lines[1:]]


def expected(table: str) -> Answers:
    """Give the day and what is expected of each row that expects something."""
    cells, answers = read(table)
    return [(row[0], *answer) for row, answer in zip(cells[1:], answers, strict=True) if answer]


def measured(table: str, units: Mapping[str, str] | None = None, subject: str = "1") -> Frame:
    """Make records of a table: '.' is not measured, '?' a record without result, L20x10 the diameters of lesion L."""
    (header, *rows), _ = read(table)
    found = [one for row in rows for name, cell in zip(header[1:], row[1:], strict=True) for one in _cell(name, cell)]
    days = [row[0] for row in rows for name, cell in zip(header[1:], row[1:], strict=True) for _ in _cell(name, cell)]
    known = units or {}
    records = [
        (subject, name, item, "" if text == "?" else SHORT.get(text, text), known.get(name, ""), iso(day))
        for day, (name, item, text) in zip(days, found, strict=True)
    ]
    return pd.DataFrame(records, columns=list(RECORDS), dtype="str")


def _cell(name: str, cell: str) -> Iterator[tuple[str, str, str]]:
    test, _, item = name.partition(":")
    if cell == ".":
        return
    if "x" in cell:
        long, short = cell.split("x")
        yield ("LONG", test, long)
        yield ("SHORT", test, short)
    else:
        yield (test, item, cell)


def components(name: str, **changes: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Give every component of criteria as records of one dataset, told apart by TEST."""
    made: dict[str, dict[str, Any]] = {}
    for one, measure in criteria(name).components.items():
        made[one] = {
            "dataset": "M",
            "where": {"variable": "TEST", "eq": one},
            "value": "VALUE",
            "date": "DTC",
            **({"item": "ITEM"} if measure.each else {}),
            **changes.get(one, {}),
        }
    return made


def computed(
    table: str, name: str = "imwg-2016", settings: Mapping[str, str | float] | None = None, **given: Any
) -> Built:
    """Give the responses of a timeline."""
    return computed_of({"1": table}, name, settings, **given)


def computed_of(
    tables: Mapping[str, str],
    name: str = "imwg-2016",
    settings: Mapping[str, str | float] | None = None,
    *,
    backwards: bool = False,
    **given: Any,
) -> Built:
    """Give the responses of several timelines, each of a subject of its own."""
    arguments = {"set_values": {"PARAMCD": "OVR"}, "components": components(name), **given}
    records = [measured(table, subject=subject) for subject, table in tables.items()]
    measurements = pd.concat(records, ignore_index=True)
    frames = {"ADSL": adsl_of(tables), "M": measurements.iloc[::-1] if backwards else measurements}
    return bound(derive_param_response, frames, criteria=criteria(name, **(settings or {})), **arguments)


def adsl_of(subjects: Iterable[str]) -> Frame:
    """Make ADSL of subjects that start on the same day."""
    return pd.concat([adsl().assign(USUBJID=subject) for subject in subjects], ignore_index=True)


def only(built: Built, subject: str) -> Built:
    """Give the rows of one subject, and what is told of it."""
    findings = [replace(one, values=one.values[one.values.str.startswith(subject)]) for one in built.findings]
    own = built.frame[built.frame["USUBJID"] == subject]
    return replace(built, frame=own, findings=tuple(one for one in findings if len(one.values)))


def answers(built: Built, *names: str) -> Answers:
    """Give the day and values of each row."""
    days = ["?" if pd.isna(day) else f"{day:g}" for day in built.frame["ADT"] - DAY_0]
    return list(zip(days, *(built.frame[name] for name in names), strict=True))


def told(built: Built) -> list[tuple[str, str]]:
    """Give the rule and the values of each finding."""
    return [(one.rule, value) for one in built.findings for value in one.values]


EVENTS = ("THERAPY", "DEATH")
RESPONSES = {
    "responses": {"dataset": "ADRS", "date": "DTC", "kind": "KIND"},
    "new_therapy": {"dataset": "EV", "date": "DTC", "where": {"variable": "AVALC", "eq": "THERAPY"}},
}
DEATH = {"dataset": "EV", "date": "DTC", "where": {"variable": "AVALC", "eq": "DEATH"}}


def responses(table: str, subject: str = "1") -> Frame:
    """Make records of day, response (or THERAPY, DEATH), and kind of a progression; '.' is no kind."""
    (_, *rows), _ = read(table)
    filled: Sequence[tuple[str, ...]] = [(iso(row[0]), row[1], *row[2:], ".") for row in rows]
    records = [(subject, day, response, "" if kind == "." else kind) for day, response, kind, *_ in filled]
    return pd.DataFrame(records, columns=["USUBJID", "DTC", "AVALC", "KIND"], dtype="str")


def response_frames(tables: Mapping[str, str]) -> dict[str, Frame]:
    """Make ADSL, responses (ADRS) and events (EV) of timelines, each of a subject of its own."""
    records = pd.concat([responses(table, subject) for subject, table in tables.items()], ignore_index=True)
    event = records["AVALC"].isin(EVENTS)
    return {"ADSL": adsl_of(tables), "ADRS": records[~event], "EV": records[event]}


def confirmed(table: str, name: str = "imwg-2016-confirmation", **given: Any) -> Built:
    """Give what stands of the responses of a timeline."""
    return confirmed_of({"1": table}, name, **given)


def confirmed_of(
    tables: Mapping[str, str],
    name: str = "imwg-2016-confirmation",
    settings: Mapping[str, str | float] | None = None,
    *,
    backwards: bool = False,
    **given: Any,
) -> Built:
    """Give what stands of the responses of several timelines, each of a subject of its own."""
    arguments = {**RESPONSES, "death": DEATH, "set_values": {"PARAMCD": "COVR"}, **given}
    asked = confirmation(name, **(settings or {}))
    frames = response_frames(tables)
    read = {**frames, "ADRS": frames["ADRS"].iloc[::-1]} if backwards else frames
    return bound(derive_param_confirmed_response, read, criteria=asked, **arguments)
