"""Kinetic parameters of concentrations over time, without a model of compartments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Literal

import pandas as pd
from pydantic import model_validator

from converter.adam.dates.interval import with_constants
from converter.adam.groups import group_numbers, keyed
from converter.adam.kinetics.concentrations import (
    Area,
    AtEnd,
    BeforeDose,
    Below,
    Estimate,
    Incomplete,
    Trapezoid,
    area,
    counted,
    last_measurable,
    peak,
    persistence,
    samples_of,
)
from converter.adam.kinetics.nca_findings import lost, short, unmeasured
from converter.adam.matching import chosen
from converter.adam.trace import lineage_of
from converter.dataset import Frame
from converter.spec.model import Model
from converter.spec.values.number import plain_number
from converter.steps import Built, CopiedVariable, Finding, NewVariable, SourceCondition, SourceVariable

MADE_NCA = ("AVAL",)
MADE_PERSISTENCE = ("AVAL", "AVALC")
"""What the rows have besides the variables of `by` and the constants."""
Statistic = Literal["CMAX", "TMAX", "TLST", "AUC"]


class NcaParameter(Model):
    """One parameter: CMAX, TMAX (first time of CMAX), TLST (last measurable time), or AUC from `start` to `end`.

    How an area is computed, and what becomes of one that is not observed whole, is said with it.
    """

    statistic: Statistic
    set_values: dict[NewVariable, str | float]
    start: float = 0.0
    end: float | None = None
    trapezoid: Trapezoid = "linear"
    at_end: AtEnd = "interpolate"
    incomplete: Incomplete = "missing"
    before_dose: BeforeDose = "at dose"

    @model_validator(mode="after")
    def _interval(self) -> NcaParameter:
        if self.statistic == "AUC" and self.end is None:
            message = "AUC: `end:` is missing"
            raise ValueError(message)
        others = sorted(self.model_fields_set - {"statistic", "set_values"})
        if self.statistic != "AUC" and others:
            message = f"{self.statistic}: `{others[0]}:` is for AUC alone"
            raise ValueError(message)
        if self.end is not None:
            _in_order(self.start, self.end)
        return self

    def __str__(self) -> str:
        if self.end is None:
            return self.statistic
        last = "" if self.at_end == "interpolate" else ", to the last sample in it"
        return f"AUC from {plain_number(self.start)} to {plain_number(self.end)} ({self.trapezoid} trapezoids{last})"


class PersistenceWindow(Model):
    """One window of time, both ends included."""

    start: float
    end: float
    set_values: dict[NewVariable, str | float]

    @model_validator(mode="after")
    def _interval(self) -> PersistenceWindow:
        _in_order(self.start, self.end)
        return self

    def __str__(self) -> str:
        return f"{plain_number(self.start)} to {plain_number(self.end)}"


def derive_param_nca(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    parameters: tuple[NcaParameter, ...],
    time: SourceVariable,
    below: SourceCondition,
    value: SourceVariable = "AVAL",
    by: tuple[CopiedVariable, ...] = ("STUDYID", "USUBJID"),
    where: SourceCondition | None = None,
    below_before: Below = "zero",
    below_after: Below = "zero",
) -> Built:
    """{parameters} of {value} over {time} in {dataset} by {by}; {below}: {below_before}, once measurable {below_after}.

    One row a group and parameter. `below` tells the results below the limit of quantification, `{variable: AVALC, eq:
    <50}`; they count as `below_before` until the first measurable sample of the group, as `below_after` from then on:
    zero, or missing, that is not at all. TMAX and TLST are times of measurable samples; a group that has none gets no
    such row (`nca-not-measurable`). An area runs from `start` to `end`, where values are interpolated by the rule of
    its trapezoids (`linear up log down`: logarithmic between falling values above zero), or to the last sample in it
    (`at_end: last sample`). Time 0 is the dose: without a sample then the last one before it counts at it (not with
    `before_dose: as sampled`). Where samples do not reach as far there is no row, or with `incomplete: observed` the
    area observed, and a finding (`nca-auc-incomplete`). Told as well: records without result (`nca-no-value`) or time
    (`nca-no-time`), which count for nothing, and several of one time (`nca-time-tie`), which count in the order of the
    dataset. Source: the definitions of CDISC PKPARMCD (CMAX, TMAX, TLST, AUCINT).
    """
    del rows
    records = chosen(datasets, dataset, where)
    taken = samples_of(records, datasets, by=by, time=time, value=value, below=below)
    usable = _usable(taken, records, by)
    samples = counted(usable, below_before, below_after)
    findings = [*lost(taken, records, by, time), *unmeasured(usable, records, by)]
    parts: list[tuple[Frame, Frame]] = []
    for one in parameters:
        if one.end is None:
            made = POINTS[one.statistic](samples)
        else:
            made, lacking = area(
                samples, Area(one.start, one.end, one.trapezoid, one.at_end, one.incomplete, one.before_dose)
            )
            findings += short(lacking, records, by, str(one), one.incomplete)
        parts.append(_rows(made, one.set_values, records, by))
    return _built(parts, dataset, findings)


def derive_param_persistence(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    windows: tuple[PersistenceWindow, ...],
    time: SourceVariable,
    below: SourceCondition,
    value: SourceVariable = "AVAL",
    by: tuple[CopiedVariable, ...] = ("STUDYID", "USUBJID"),
    where: SourceCondition | None = None,
) -> Built:
    """Y where {value} of {dataset} by {by} is measurable (not: {below}) in {time} {windows}, N with other samples only.

    One row a group and window: AVALC is Y or N, AVAL 1 or 0. A group without a sample in a window has no row for it,
    so it counts in no denominator. `below` tells the results below the limit of quantification. Records without result
    (`nca-no-value`) or time (`nca-no-time`) are no samples, and told.
    """
    del rows
    records = chosen(datasets, dataset, where)
    taken = samples_of(records, datasets, by=by, time=time, value=value, below=below)
    usable = _usable(taken, records, by)
    parts = [_rows(persistence(usable, one.start, one.end), one.set_values, records, by) for one in windows]
    made = _built(parts, dataset, lost(taken, records, by, time))
    return replace(made, frame=made.frame.assign(AVALC=made.frame["AVAL"].map({1.0: "Y", 0.0: "N"}).astype("str")))


POINTS: Mapping[Statistic, Callable[[Frame], Estimate]] = {
    "CMAX": lambda samples: peak(samples, "value"),
    "TMAX": lambda samples: peak(samples, "time"),
    "TLST": last_measurable,
}
"""The parameters that are the value or the time of one sample."""


def _in_order(start: float, end: float) -> None:
    if end <= start:
        message = f"expected an end after the start {plain_number(start)}, got {plain_number(end)}"
        raise ValueError(message)


def _usable(taken: Frame, records: Frame, by: Sequence[str]) -> Frame:
    return taken[taken["result"] & taken["time"].notna() & keyed(records, by).reindex(taken.index)]


def _rows(
    made: Estimate, constants: Mapping[str, str | float], records: Frame, by: Sequence[str]
) -> tuple[Frame, Frame]:
    """Give the rows of one parameter, and the records behind each: `row` is its position among them."""
    keys = records[list(by)].assign(group=group_numbers(records, by)).drop_duplicates("group")
    values = made.values.merge(keys, how="left", on="group")
    positions = pd.DataFrame({"group": values["group"], "row": values.index})
    behind = made.behind.merge(positions, on="group")[["row", "label"]]
    return with_constants(values[[*by, "AVAL"]], constants), behind


def _built(parts: Sequence[tuple[Frame, Frame]], dataset: str, findings: Iterable[Finding]) -> Built:
    """Put the rows of all parameters one after another."""
    starts = accumulate((len(frame) for frame, _ in parts), initial=0)
    behind = [
        records.assign(row=records["row"] + start, table=dataset).rename(columns={"label": "source_row"})
        for (_, records), start in zip(parts, starts, strict=False)
    ]
    frame = pd.concat([frame for frame, _ in parts], ignore_index=True)
    return Built(frame, lineage_of(behind), tuple(findings))
