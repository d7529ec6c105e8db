"""Non-compartmental analysis of samples: each group's peak, its last measurable sample, its area under the curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from converter.adam.groups import group_numbers
from converter.compute.conditions.subject import holds
from converter.compute.numbers.rounding import settled
from converter.dataset import Frame
from converter.spec.condition import Condition

Below = Literal["zero", "missing"]
"""What a sample below the limit of quantification counts as."""
Trapezoid = Literal["linear", "linear up log down"]
AtEnd = Literal["interpolate", "last sample"]
Incomplete = Literal["missing", "observed"]
BeforeDose = Literal["at dose", "as sampled"]
"""When the last sample before time 0, the dose, counts."""
DOSE = 0.0


@dataclass(frozen=True)
class Estimate:
    """One value (AVAL) for each `group` that has one, and the records (`label`) behind each."""

    values: Frame
    behind: Frame


@dataclass(frozen=True)
class Area:
    """From when to when an area counts, by which rule, and what becomes of it where samples do not reach as far."""

    start: float
    end: float
    trapezoid: Trapezoid = "linear"
    at_end: AtEnd = "interpolate"
    incomplete: Incomplete = "missing"
    before_dose: BeforeDose = "at dose"


def samples_of(
    records: Frame, datasets: Mapping[str, Frame], *, by: Sequence[str], time: str, value: str, below: Condition
) -> Frame:
    """Give each record as a sample: `group`, `time`, `value` (NaN where `below` the limit), `label` of the record.

    Sorted by group and time, samples of one time in the order of the dataset. `result` is False of a record with
    neither a value nor a result below the limit.
    """
    low = holds(below, records, datasets)
    frame = pd.DataFrame(
        {
            "group": group_numbers(records, by),
            "time": records[time],
            "value": records[value].mask(low),
            "below": low,
            "result": low | records[value].notna(),
            "label": records.index,
        }
    )
    return frame.sort_values(["group", "time"], kind="stable")


def counted(samples: Frame, before: Below, after: Below) -> Frame:
    """Let samples below the limit count as declared: `before` the first measurable one of the group, or `after` it.

    Where nothing is measurable, all samples are before.
    """
    seen = (~samples["below"]).groupby(samples["group"]).cummax()
    numbers = {"zero": 0.0, "missing": np.nan}
    low = pd.Series(numbers[before], index=samples.index).mask(seen, numbers[after])
    known = samples.assign(value=samples["value"].where(~samples["below"], low))
    return known[known["value"].notna()]


def peak(samples: Frame, name: Literal["value", "time"]) -> Estimate:
    """Give the highest value of each group, or its time: the first one of several that are equal.

    The time of a peak below the limit means nothing, so there is none.
    """
    ranked = samples.assign(value=settled(samples["value"]))
    highest = ranked.sort_values(["group", "value"], ascending=[True, False], kind="stable").drop_duplicates("group")
    return _of_records(highest if name == "value" else highest[~highest["below"]], name)


def last_measurable(samples: Frame) -> Estimate:
    """Give the time of the last sample of each group that is not below the limit."""
    return _of_records(samples[~samples["below"]].drop_duplicates("group", keep="last"), "time")


def area(samples: Frame, span: Area) -> tuple[Estimate, pd.Index]:
    """Give the area under the values of each group from start to end, and the groups whose samples do not reach so far.

    Values at the start and at the end are interpolated by the rule of the trapezoids; with `last sample` the area ends
    with the last sample up to the end, wherever that is.
    """
    if span.before_dose == "at dose" and span.start >= DOSE:
        samples = _dosed(samples)
    pieces = _pieces(samples, span)
    total = pieces.groupby("group")["area"].sum()
    times = samples.groupby("group")["time"].agg(["min", "max"])
    reached = (times["max"] >= span.end) | (span.at_end == "last sample")
    whole = times.index[(times["min"] <= span.start) & reached & times.index.isin(total.index)]
    some = total.index.intersection(whole) if span.incomplete == "missing" else total.index
    values = pd.DataFrame({"group": some, "AVAL": total.reindex(some).to_numpy()})
    ends = [pieces[["group", name]].set_axis(["group", "label"], axis="columns") for name in ("label", "next_label")]
    behind = pd.concat(ends).drop_duplicates()
    return Estimate(values, behind[behind["group"].isin(some)]), times.index.difference(whole)


def persistence(samples: Frame, start: float, end: float) -> Estimate:
    """Give 1 where a group has a measurable sample from one time to another, 0 where it has but others."""
    inside = samples[samples["time"].between(start, end)]
    seen = (~inside["below"]).groupby(inside["group"]).max().astype("float64")
    return Estimate(pd.DataFrame({"group": seen.index, "AVAL": seen.to_numpy()}), inside[["group", "label"]])


def _of_records(records: Frame, name: str) -> Estimate:
    values = pd.DataFrame({"group": records["group"], "AVAL": records[name]})
    return Estimate(values.reset_index(drop=True), records[["group", "label"]])


def _dosed(samples: Frame) -> Frame:
    """Let the last sample before the dose count at the dose, in groups without a sample there."""
    sampled = samples.loc[samples["time"] == DOSE, "group"]
    before = samples[(samples["time"] < DOSE) & ~samples["group"].isin(sampled)]
    last = before.drop_duplicates("group", keep="last").index
    return samples.assign(time=samples["time"].mask(samples.index.isin(last), DOSE))


def _pieces(samples: Frame, span: Area) -> Frame:
    """Give the part of each trapezoid between two samples that lies within the span, with its area."""
    later = samples.groupby("group")[["time", "value", "label"]].shift(-1)
    both = samples.join(later.add_prefix("next_"))
    both = both[both["next_time"] > both["time"]]
    if span.at_end == "last sample":
        both = both[both["next_time"] <= span.end]
    both = both.assign(low=both["time"].clip(lower=span.start), high=both["next_time"].clip(upper=span.end))
    both = both[both["high"] > both["low"]]
    logarithmic = (both["next_value"] < both["value"]) & (both["next_value"] > 0)
    logarithmic &= span.trapezoid == "linear up log down"
    first, second = (_between(both, both[name], logarithmic) for name in ("low", "high"))
    width = both["high"] - both["low"]
    curved: pd.Series = (first - second) / np.log((first / second).where(logarithmic))
    return both.assign(area=width * ((first + second) / 2).mask(logarithmic, curved))


def _between(pieces: Frame, time: pd.Series, logarithmic: pd.Series) -> pd.Series:
    """Interpolate the value at a time between two samples: on a line, or on a line of the logarithms."""
    share = (time - pieces["time"]) / (pieces["next_time"] - pieces["time"])
    first, second = pieces["value"], pieces["next_value"]
    straight = first + (second - first) * share
    return straight.mask(logarithmic, first * (second / first).where(logarithmic) ** share)
