"""Kinetic parameters of concentrations over time, without a model of compartments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Literal

import pandas as pd
from pydantic import model_validator

from converter.adam.concentrations import (
    Area,
    AtEnd,
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
from converter.adam.groups import group_numbers, keyed, named_keys, shown, without_group
from converter.adam.interval import with_constants
from converter.adam.matching import chosen
from converter.adam.trace import lineage_of
from converter.adam.unusable import told
from converter.dataset import Frame
from converter.issues import Severity
from converter.spec.model import Model
from converter.steps import Built, CopiedVariable, Finding, NewVariable, SourceCondition, SourceVariable

MADE_NCA = ("AVAL",)
MADE_PERSISTENCE = ("AVAL", "AVALC")
"""What the rows have besides the variables of `by` and the constants."""
Statistic = Literal["CMAX", "TMAX", "TLST", "AUC"]


class NcaParameter(Model):
    """One parameter: CMAX, TMAX (first time of CMAX), TLST (last measurable time), or AUC from `start` to `end`."""

    statistic: Statistic
    set_values: dict[NewVariable, str | float]
    start: float = 0.0
    end: float | None = None

    @model_validator(mode="after")
    def _interval(self) -> NcaParameter:
        if (self.statistic == "AUC") != (self.end is not None):
            message = f"{self.statistic}: `end:` is given for AUC, and for nothing else"
            raise ValueError(message)
        if self.end is not None:
            _in_order(self.start, self.end)
        return self

    def __str__(self) -> str:
        return self.statistic if self.end is None else f"AUC from {self.start:g} to {self.end:g}"


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
        return f"{self.start:g} to {self.end:g}"


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
    trapezoid: Trapezoid = "linear",
    at_end: AtEnd = "interpolate",
    incomplete: Incomplete = "missing",
) -> Built:
    """{parameters} of {value} over {time} in {dataset}, by {by}; {trapezoid} trapezoids, the end of an area: {at_end}.

    One row a group and parameter. `below` tells the results below the limit of quantification, `{variable: AVALC, eq:
    <50}`; they count as `below_before` until the first measurable sample of the group, as `below_after` from then on:
    zero, or missing, that is not at all. TMAX and TLST are times of measurable samples; a group that has none gets no
    such row (`nca-not-measurable`). An area runs from `start` to `end`, where values are interpolated by the same rule
    (`linear up log down`: logarithmic between falling values above zero), or up to the last sample in it (`last
    sample`). Where samples do not reach as far there is no row, or with `incomplete: observed` the area observed, and
    a finding (`nca-auc-incomplete`). Told as well: records without result (`nca-no-value`) or time (`nca-no-time`),
    which count for nothing, and several of one time (`nca-time-tie`), which count in the order of the dataset.
    """
    del rows
    records = chosen(datasets, dataset, where)
    taken = samples_of(records, datasets, by=by, time=time, value=value, below=below)
    usable = _usable(taken, records, by)
    samples = counted(usable, below_before, below_after)
    findings = [*_lost(taken, records, by, time), *_unmeasured(usable, records, by)]
    parts: list[tuple[Frame, Frame]] = []
    for one in parameters:
        if one.end is None:
            made = POINTS[one.statistic](samples)
        else:
            made, short = area(samples, Area(one.start, one.end, trapezoid, at_end, incomplete))
            findings += _short(short, records, by, str(one), incomplete)
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
    """Y where {value} of {dataset} by {by} is measurable within a window of {time}, N where samples are, but none is.

    One row a group and window: AVALC is Y or N, AVAL 1 or 0. A group without a sample in a window has no row for it,
    so it counts in no denominator. `below` tells the results below the limit of quantification. Records without result
    (`nca-no-value`) or time (`nca-no-time`) are no samples, and told.
    """
    del rows
    records = chosen(datasets, dataset, where)
    taken = samples_of(records, datasets, by=by, time=time, value=value, below=below)
    usable = _usable(taken, records, by)
    parts = [_rows(persistence(usable, one.start, one.end), one.set_values, records, by) for one in windows]
    made = _built(parts, dataset, _lost(taken, records, by, time))
    return replace(made, frame=made.frame.assign(AVALC=made.frame["AVAL"].map({1.0: "Y", 0.0: "N"}).astype("str")))


POINTS: Mapping[Statistic, Callable[[Frame], Estimate]] = {
    "CMAX": lambda samples: peak(samples, "value"),
    "TMAX": lambda samples: peak(samples, "time"),
    "TLST": last_measurable,
}
"""The parameters that are the value or the time of one sample."""


def _in_order(start: float, end: float) -> None:
    if end <= start:
        message = f"expected an end after the start {start:g}, got {end:g}"
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


def _lost(taken: Frame, records: Frame, by: Sequence[str], time: str) -> Iterator[Finding]:
    """Report records that count for nothing, and those of one time."""
    yield from without_group(records, by)
    grouped = taken[keyed(records, by).reindex(taken.index)]
    nothing, timeless = ~grouped["result"], grouped["result"] & grouped["time"].isna()
    sampled = grouped[grouped["result"] & grouped["time"].notna()]
    tied = sampled.duplicated(["group", "time"], keep=False).reindex(grouped.index, fill_value=False)
    names = _named(records, by) + (" at " + shown(records[time])).where(records[time].notna(), "")
    kinds: tuple[tuple[str, Severity, pd.Series, str], ...] = (
        ("nca-no-value", "note", nothing, "no result, so the record is no sample"),
        ("nca-no-time", "warning", timeless, "no time, so the sample counts for nothing"),
        ("nca-time-tie", "warning", tied, "several samples of one time; they count in the order of the dataset"),
    )
    for rule, severity, lost, message in kinds:
        yield from told(rule, severity, names.reindex(grouped.index[lost]).drop_duplicates(), message)


def _unmeasured(samples: Frame, records: Frame, by: Sequence[str]) -> Iterator[Finding]:
    """Report groups of which no sample is measurable."""
    nowhere = samples["below"].groupby(samples["group"]).all()
    message = "no sample is measurable, so there is no time of a peak or of a last one"
    yield from told("nca-not-measurable", "note", _groups_named(nowhere.index[nowhere], records, by), message)


def _short(groups: pd.Index, records: Frame, by: Sequence[str], what: str, incomplete: Incomplete) -> Iterator[Finding]:
    """Report groups whose samples do not reach over the interval of an area."""
    answer = "no row" if incomplete == "missing" else "the area observed"
    message = f"the samples do not reach over the {what}: {answer}"
    hint = "sample longer, or declare incomplete: or at_end:"
    yield from told("nca-auc-incomplete", "warning", _groups_named(groups, records, by), message, hint)


def _groups_named(groups: pd.Index, records: Frame, by: Sequence[str]) -> pd.Series:
    return _named(records, by)[group_numbers(records, by).isin(groups)].drop_duplicates()


def _named(records: Frame, by: Sequence[str]) -> pd.Series:
    """Write the keys of each record, the subject first and without the study, which is the same for all."""
    return named_keys(records, [name for name in by if name != "STUDYID"])
