"""Times to events: censoring, dates and durations that agree with each other."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.check.analysis import PARAMETER, is_number, is_text
from converter.check.shipment import Shipment, offending
from converter.compute.rounding import COMPARE, same
from converter.dataset import FoundDataset
from converter.issues import Issue, Severity

CENSORED, START, END = "CNSR", "STARTDT", "ADT"


def check_censoring(shipment: Shipment) -> Iterator[Issue]:
    """Report CNSR that is missing, negative or no whole number, and events and censorings without a description.

    A parameter none of whose records has CNSR is a plain duration.
    """
    for dataset, _ in shipment.known():
        frame = dataset.frame
        if not is_number(frame, CENSORED) or PARAMETER not in frame:
            continue
        censoring = frame[CENSORED]
        timed = frame[PARAMETER].isin(frame.loc[censoring.notna(), PARAMETER])
        tests: list[tuple[str, Severity, str, pd.Series, str]] = [
            ("tte-cnsr", "error", CENSORED, timed & censoring.isna(), "other records of the parameter have CNSR"),
            ("tte-cnsr", "error", CENSORED, (censoring < 0) | (censoring % 1 > 0), "expected 0, 1, 2, ..."),
        ]
        if is_text(frame, "EVNTDESC"):
            message = "neither event nor censoring is described"
            tests.append(("tte-description", "error", "EVNTDESC", timed & (frame["EVNTDESC"] == ""), message))
        for rule, severity, variable, wrong, message in tests:
            yield from offending(
                dataset, wrong, rule=rule, severity=severity, message=message, variable=variable,
                values=frame[PARAMETER],
            )  # fmt: skip


def check_times(shipment: Shipment) -> Iterator[Issue]:
    """Report times that end before they start, are negative or missing, or are out of step with their dates.

    Of a parameter equal numbers of days have equal AVAL, and more days never less.
    """
    for dataset, _ in shipment.known():
        if is_number(dataset.frame, START, END, "AVAL") and PARAMETER in dataset.frame:
            yield from _times(dataset)


def _times(dataset: FoundDataset) -> Iterator[Issue]:
    frame = dataset.frame
    days, value = frame[END] - frame[START], frame["AVAL"]
    tests = (
        ("tte-date", END, days < 0, f"{END} is before {START}"),
        ("tte-value", "AVAL", days.notna() & value.isna(), f"no value though {START} and {END} are there"),
        ("tte-value", "AVAL", value < 0, "a time cannot be negative"),
        ("tte-value-order", "AVAL", _out_of_step(frame[PARAMETER], days, value), f"out of step with {END} - {START}"),
    )
    for rule, variable, wrong, message in tests:
        yield from offending(
            dataset, wrong, rule=rule, severity="error", message=message, variable=variable, values=frame[PARAMETER]
        )


def _out_of_step(parameter: pd.Series, days: pd.Series, value: pd.Series) -> pd.Series:
    """Tell which records have less than a record of the parameter of fewer days, or other than one of as many days."""
    both = pd.DataFrame({"parameter": parameter, "days": days, "value": value}).dropna()
    ordered = both.sort_values(["parameter", "days"], kind="stable")
    usual = ordered.groupby(["parameter", "days"])["value"].transform("first")
    before = usual.groupby(ordered["parameter"]).cummax()
    wrong = pd.Series(data=False, index=parameter.index)
    wrong[ordered.index] = ~same(ordered["value"], usual) | COMPARE["lt"](ordered["value"], before)
    return wrong
