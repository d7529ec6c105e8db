"""What conditions read of a component: baseline, changes, nadir, values carried forward; and values made of them."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce
from typing import Literal

import numpy as np
import pandas as pd

from converter.adam.response.timeline import AFTER, BEFORE, LESION, POINT, Timeline
from converter.compute.conditions.decide import picked
from converter.compute.conditions.judged import first_met, met_by
from converter.dataset import Frame
from converter.spec.endpoints.measure import Calculation, Operand
from converter.spec.endpoints.response import ResponseCriteria

DECIMALS = 9
"""Decimals kept of a difference or percentage, so that 1.0 is 25 % above 0.8: binary noise stands beyond them."""


def calculated(timeline: Timeline, criteria: ResponseCriteria) -> Timeline:
    """Add the values that the criteria make of components, in their order; not those that are made of a look."""
    timeline = replace(timeline, points=_with_since(timeline, criteria))
    for name, value in criteria.values.items():
        if criteria.is_late(name):
            continue
        each = criteria.of_each(name)
        gathers = value.gathers
        read = with_features(timeline.lesions if each or gathers else timeline.points, value.reads, criteria)
        if gathers:
            total = _gathered(value, read)
            points = timeline.points.assign(**{name: timeline.points["group"].map(total).astype("float64")})
            timeline = replace(timeline, points=points)
        elif each:
            timeline = replace(timeline, lesions=read.assign(**{name: made(value, read)}))
        else:
            timeline = replace(timeline, points=read.assign(**{name: made(value, read)}))
    return timeline


def _with_since(timeline: Timeline, criteria: ResponseCriteria) -> Frame:
    """Add the days since the last record of each component of which they are read, on the assessment or before."""
    asked = [*criteria.reads, *(name for one in criteria.values.values() for name in one.reads)]
    names = [name for name in dict.fromkeys(asked) if name.endswith(".SINCE")]
    points = timeline.points
    for name in names:
        own = timeline.records[timeline.records["component"] == name.removesuffix(".SINCE")]
        found = own[own["number"].notna() | (own["text"] != "")].groupby("group")["date"].max()
        last = points["group"].map(found).astype("float64").groupby(points["USUBJID"]).ffill()
        points = points.assign(**{name: (points["ADT"] - last).clip(lower=0)})
    return points


def with_features(frame: Frame, names: Iterable[str], criteria: ResponseCriteria) -> Frame:
    """Add features such as 'SERUM.PCHG' to points or lesions that have the component or value itself."""
    missing = [name for name in dict.fromkeys(names) if "." in name and name not in frame]
    keys = LESION if "item" in frame else POINT
    return frame.assign(**{name: _feature(frame, name, keys, criteria) for name in missing})


def _feature(frame: Frame, name: str, keys: Sequence[str], criteria: ResponseCriteria) -> pd.Series:
    base, _, feature = name.partition(".")
    values = frame[base]
    if feature == "N":
        return _is_there(values).where(frame["phase"] == AFTER, 0.0).groupby([frame[key] for key in keys]).cumsum()
    if not pd.api.types.is_numeric_dtype(values):
        known = values.where(values != "")
        return _at(frame, known, feature, keys, criteria, base).astype("str").fillna("")
    if feature in {"CHG", "PCHG", "LASTPCHG"}:
        reference = _at(frame, values, "BASE", keys, criteria, base)
        now = _at(frame, values, "LAST", keys, criteria, base) if feature == "LASTPCHG" else values
        return _change(now, reference, percent=feature != "CHG")
    if feature in {"NCHG", "PNCHG", "XCHG", "PXCHG"}:
        extreme = _at(frame, values, "NADIR" if "N" in feature else "PEAK", keys, criteria, base)
        return _change(values, extreme, percent=feature.startswith("P"))
    return _at(frame, values, feature, keys, criteria, base)


def _at(
    frame: Frame, values: pd.Series, feature: str, keys: Sequence[str], criteria: ResponseCriteria, base: str
) -> pd.Series:
    if feature == "BASE":
        return _baseline(frame, values, keys)
    measure = (criteria.components | criteria.values)[base]
    if feature == "NADIR":
        return _extreme(frame, values, keys, "cummin", confirmed=measure.nadir == "confirmed")
    if feature == "PEAK":
        return _extreme(frame, values, keys, "cummax")
    if feature == "FIRST":
        return _first(frame, values, keys)
    by = [frame[key] for key in keys]
    if feature == "PREV":
        return values.groupby(by).ffill().groupby(by).shift()
    carry = measure.carry
    return (values.where(frame["phase"] == AFTER) if carry == "after_start" else values).groupby(by).ffill()


def _baseline(frame: Frame, values: pd.Series, keys: Sequence[str]) -> pd.Series:
    return values.where(frame["phase"] == BEFORE).groupby([frame[key] for key in keys]).transform("last")


def _is_there(values: pd.Series) -> pd.Series:
    return (values.notna() if pd.api.types.is_numeric_dtype(values) else values != "").astype("float64")


def _first(frame: Frame, values: pd.Series, keys: Sequence[str]) -> pd.Series:
    """Give the first value after the start to every later assessment."""
    by = [frame[key] for key in keys]
    after = values.where(frame["phase"] == AFTER)
    known = after.notna().astype("float64")
    return after.groupby(by).transform("first").where(known.groupby(by).cumsum() > known)


def _extreme(
    frame: Frame,
    values: pd.Series,
    keys: Sequence[str],
    which: Literal["cummin", "cummax"],
    *,
    confirmed: bool = False,
) -> pd.Series:
    """Give the lowest (or highest) of baseline and all earlier values after the start.

    A value is confirmed as far as the next one is as low: of two that follow each other it is the higher one.
    """
    by = [frame[key] for key in keys]
    after = values.where(frame["phase"] == AFTER)
    if confirmed:
        before = after.groupby(by).ffill().groupby(by).shift()
        after = after.where(after >= before, before).where(after.notna())
    running = after.groupby(by).cummin() if which == "cummin" else after.groupby(by).cummax()
    extreme = running.groupby(by).ffill().groupby(by).shift()
    baseline = _baseline(frame, values, keys)
    beaten = (baseline < extreme) if which == "cummin" else (baseline > extreme)
    return extreme.where(~beaten & extreme.notna(), baseline)


def _change(values: pd.Series, reference: pd.Series, *, percent: bool) -> pd.Series:
    """Give the change from a reference value; from 0 a rise is infinite in percent, and no rise is none."""
    change = values - reference
    if not percent:
        return change.round(DECIMALS)
    share = 100 * change / reference.where(reference != 0)
    return share.mask((reference == 0) & (change > 0), np.inf).mask((reference == 0) & (change == 0), 0).round(DECIMALS)


def made(value: Calculation, frame: Frame) -> pd.Series:
    """Give a value that is not gathered, of rows that have all that it reads."""
    if value.kind == "text":
        return picked(first_met(frame, [one.when for one in value.cases]), _texts(value))
    if value.met:
        return sum((met_by(one, frame) for one in value.met), pd.Series(0.0, index=frame.index))
    answer = _chosen(value, frame) if value.cases else _combined(value, frame)
    return answer if value.least is None else answer.clip(lower=value.least)


def _combined(value: Calculation, frame: Frame) -> pd.Series:
    if value.add:
        return reduce(operator.add, (_operand(one, frame) for one in value.add)).round(DECIMALS)
    first, second = (_operand(one, frame) for one in value.operands)
    if value.difference:
        return (first - second).round(DECIMALS)
    return (first * second if value.product else _quotient(first, second)).round(DECIMALS)


def _texts(value: Calculation) -> pd.Series:
    return pd.Series([*(str(one.value) for one in value.cases), ""], dtype="str")


def _operand(one: Operand, frame: Frame) -> pd.Series:
    return frame[one] if isinstance(one, str) else pd.Series(float(one), index=frame.index)


def _quotient(first: pd.Series, second: pd.Series) -> pd.Series:
    """Divide; what is more than nothing is without bound against nothing, and of two that are nothing there is none."""
    return (first / second.where(second != 0)).mask((second == 0) & (first > 0), np.inf)


def _chosen(value: Calculation, frame: Frame) -> pd.Series:
    position = first_met(frame, [one.when for one in value.cases])
    answer = pd.Series(np.nan, index=frame.index)
    for number, one in enumerate(value.cases):
        taken = frame[one.value] if isinstance(one.value, str) else one.value
        answer = answer.mask(position == number, taken)
    return answer


def _gathered(value: Calculation, lesions: Frame) -> pd.Series:
    """Give the sum, or the count of those that meet the condition, over the lesions of each assessment."""
    if value.sum:
        return lesions[value.sum].groupby(lesions["group"]).sum(min_count=1)
    return met_by(value.count, lesions).groupby(lesions["group"]).sum().astype("float64")
