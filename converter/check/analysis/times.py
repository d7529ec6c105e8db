"""Times to events: censoring, dates and durations that agree with each other."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.check.analysis.shared import PARAMETER, is_number, is_text
from converter.check.shipment import Shipment, offending
from converter.check.tally import AT, N, beside, counted
from converter.compute.numbers.rounding import same
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue, Severity

CENSORED, START, END = "CNSR", "STARTDT", "ADT"
UNITS = (1.0, 7.0, 30.4375, 365.25, 30.4, 30.0, 365.0)
"""Days in the units that times are told in: days, weeks, months and years, as studies count them."""
MOST = 2 / 3
"""How many of the records of a parameter a unit must fit to be taken for the parameter's."""


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
    """Tell which records have another value than their number of days has in their parameter.

    That is what most records make of it; where values are out of order, those of as few records as can be are wrong.
    """
    wrong = pd.Series(data=False, index=parameter.index)
    both = pd.DataFrame({PARAMETER: parameter, "days": days, "value": value}).dropna()
    if both.empty:
        return wrong
    made = [_in_step(group) for _, group in usual.groupby(PARAMETER)]
    expected = beside(both[[PARAMETER, "days"]], pd.concat(made), "value")
    wrong[both.index] = expected.isna() | ~same(both["value"], expected)
    return wrong


def _in_step(times: Frame) -> Frame:
    """Give what each number of days of a parameter makes in the unit that most are told in, else in order with most."""
    first = times.sort_values([N, AT], ascending=[False, True])
    for unit in UNITS:
        for more in (0, 1):
            counted_so = same((times["days"] + more) / unit, times["value"])
            if times.loc[counted_so, N].sum() > times[N].sum() * MOST:
                return first.assign(value=(first["days"] + more) / unit).drop_duplicates("days")
    usual = times[times[N] == times.groupby("days")[N].transform("max")]  # what most records of a number of days have
    ordered = usual.sort_values(["days", "value"], ascending=[True, False])  # so that no two of one number are kept
    in_order = pd.Series(_heaviest(ordered["value"].tolist(), ordered[N].tolist()), index=ordered.index)
    return first[in_order.reindex(first.index, fill_value=False)].drop_duplicates("days")


def _heaviest(values: list[float], weights: list[int]) -> list[bool]:
    """Tell which values are of the ascending chain that most records have; `weights` are the records of each value."""
    ranks = {value: rank for rank, value in enumerate(sorted({*values}), start=1)}
    most, ends = [0] * (len(ranks) + 1), []  # a tree of prefixes: the heaviest chain up to each rank
    for value, weight in zip(values, weights, strict=True):
        ends.append(weight + _up_to(most, ranks[value]))
        _raised(most, ranks[value], ends[-1])
    wanted, last, kept = max(ends, default=0), float("inf"), []
    for value, weight, end in zip(reversed(values), reversed(weights), reversed(ends), strict=True):
        kept.append(end == wanted and value <= last)
        wanted, last = (wanted - weight, value) if kept[-1] else (wanted, last)
    return kept[::-1]


def _up_to(tree: list[int], rank: int) -> int:
    most = 0
    while rank:
        most, rank = max(most, tree[rank]), rank & (rank - 1)
    return most


def _raised(tree: list[int], rank: int, to: int) -> None:
    while rank < len(tree):
        tree[rank], rank = max(tree[rank], to), rank + (rank & -rank)
