"""Times to events: censoring, dates and durations that agree with each other."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.check.analysis import PARAMETER, is_number, is_text
from converter.check.shipment import Shipment, offending
from converter.check.tally import AT, beside, counted
from converter.compute.numbers.rounding import COMPARE, same
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue, Severity

CENSORED, START, END = "CNSR", "STARTDT", "ADT"


def check_censoring(shipment: Shipment) -> Iterator[Issue]:
    """Report CNSR that is missing, negative or no whole number, and events and censorings without a description.

    A parameter none of whose records has CNSR is a plain duration, which stands in another dataset.
    """
    for dataset, _ in shipment.known():
        frame = dataset.frame
        if not is_number(frame, CENSORED) or PARAMETER not in frame:
            continue
        censoring = frame[CENSORED]
        timed = frame[PARAMETER].isin(shipment.usual(timed_parameters, dataset)[PARAMETER])
        tests: list[tuple[str, Severity, str, pd.Series, str]] = [
            ("tte-cnsr", "error", CENSORED, timed & censoring.isna(), "other records of the parameter have CNSR"),
            (
                "tte-cnsr",
                "error",
                CENSORED,
                ~timed,
                "no record of the parameter has CNSR",
            ),
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


def timed_parameters(_: Shipment, dataset: FoundDataset) -> Frame:
    """Count the records of each parameter that have CNSR."""
    frame = dataset.frame
    if not is_number(frame, CENSORED) or PARAMETER not in frame:
        return counted(frame[[]])
    return counted(frame.loc[frame[CENSORED].notna(), [PARAMETER]])


def check_times(shipment: Shipment) -> Iterator[Issue]:
    """Report times that end before they start, are negative or missing, or are out of step with their dates.

    Of a parameter equal numbers of days have equal AVAL, and more days never less.
    """
    for dataset, _ in shipment.known():
        if is_number(dataset.frame, START, END, "AVAL") and PARAMETER in dataset.frame:
            yield from _times(dataset, shipment.usual(times_of_days, dataset))


def times_of_days(_: Shipment, dataset: FoundDataset) -> Frame:
    """Count the times of each parameter and number of days."""
    frame = dataset.frame
    if not is_number(frame, START, END, "AVAL") or PARAMETER not in frame:
        return counted(frame[[]])
    return counted(frame[[PARAMETER]].assign(days=frame[END] - frame[START], value=frame["AVAL"]).dropna())


def _times(dataset: FoundDataset, usual: Frame) -> Iterator[Issue]:
    frame = dataset.frame
    days, value = frame[END] - frame[START], frame["AVAL"]
    tests = (
        ("tte-date", END, days < 0, f"{END} is before {START}"),
        ("tte-value", "AVAL", days.notna() & value.isna(), f"no value though {START} and {END} are there"),
        ("tte-value", "AVAL", value < 0, "a time cannot be negative"),
        (
            "tte-value-order",
            "AVAL",
            _out_of_step(frame[PARAMETER], days, value, usual),
            f"out of step with {END} - {START}",
        ),
    )
    for rule, variable, wrong, message in tests:
        yield from offending(
            dataset, wrong, rule=rule, severity="error", message=message, variable=variable, values=frame[PARAMETER]
        )


def _out_of_step(parameter: pd.Series, days: pd.Series, value: pd.Series, usual: Frame) -> pd.Series:
    """Tell which records have less than a record of the parameter of fewer days, or other than one of as many days."""
    wrong = pd.Series(data=False, index=parameter.index)
    both = pd.DataFrame({PARAMETER: parameter, "days": days, "value": value}).dropna()
    if both.empty:
        return wrong
    first = usual.sort_values(AT).drop_duplicates([PARAMETER, "days"]).sort_values([PARAMETER, "days"])
    first = first.assign(before=first.groupby(PARAMETER)["value"].cummax())
    kind = both[[PARAMETER, "days"]]
    expected, before = (beside(kind, first, name) for name in ("value", "before"))
    wrong[both.index] = ~same(both["value"], expected) | COMPARE["lt"](both["value"], before)
    return wrong
