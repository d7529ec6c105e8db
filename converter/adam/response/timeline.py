"""Measurements side by side: one row for each subject and assessment, and one for each lesion of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from converter.adam.unusable import told
from converter.compute.dates.sas_date import iso_date
from converter.dataset import Frame
from converter.spec.endpoints.measure import Measure
from converter.steps import Finding

BEFORE, BETWEEN, AFTER = "before", "between", "after"
POINT = ("USUBJID",)
LESION = ("USUBJID", "item")


@dataclass(frozen=True)
class Timeline:
    """`points` has one row for each assessment (`group`), `lesions` one for each lesion of it, both in time order.

    Columns: USUBJID, `group`, `phase` (before: baseline; between: after the baseline reference, not after the start;
    after), ADT and `last` (first and last date of the assessment), `assessed`, DAY (from the start to ADT), N (number
    of assessments after the start so far), and one for each component. `records` are the measurements behind them, each
    with its `group`.
    """

    points: Frame
    lesions: Frame
    records: Frame


def timeline(
    records: Frame, measures: Mapping[str, Measure], roster: Frame, window: int
) -> tuple[Timeline, tuple[Finding, ...]]:
    """Gather the measurements of subjects into assessments: those within `window` days of its first date make one.

    `roster` has USUBJID, STARTDT, `end` and REFDT. Baseline and what follows are never one assessment.
    """
    inside = records.merge(roster[["USUBJID", "STARTDT", "end", "REFDT"]], how="inner", on="USUBJID")
    inside = inside[inside["date"] <= inside["end"]]
    phase = np.select(
        [inside["date"] <= inside["REFDT"], inside["date"] <= inside["STARTDT"]], [BEFORE, BETWEEN], AFTER
    )
    inside = inside.assign(phase=pd.Series(phase, index=inside.index, dtype="str"))
    old = _is_old(inside, measures)
    lost = _too_old(inside[old])
    inside = inside[~old]
    inside = inside.sort_values(["USUBJID", "date", "when"], kind="stable", ignore_index=True)
    assessing = [name for name, measure in measures.items() if measure.assess]
    inside["group"] = _groups(inside, assessing, window)
    kept = _latest(inside)
    of_each = [name for name, measure in measures.items() if measure.each]
    points = _wide(kept[~kept["component"].isin(of_each)], ["group"], measures, set(measures) - set(of_each))
    heads = _heads(inside, assessing)
    points = heads.merge(points, how="left", on="group")
    lesions = _wide(kept[kept["component"].isin(of_each)], ["group", "item"], measures, of_each)
    lesions = lesions.merge(heads[["group", "USUBJID", "phase", "ADT", "DAY", "N"]], how="left", on="group")
    lesions = lesions.sort_values(["USUBJID", "item", "ADT"], kind="stable", ignore_index=True)
    return Timeline(_filled(points, measures), _filled(lesions, measures), kept), (*_conflicts(inside), *lost)


def _latest(records: Frame) -> Frame:
    """Keep the last measurement of each component and lesion of an assessment that has a result, else the last one."""
    ordered = records.assign(found=_has_result(records)).sort_values("found", kind="stable")
    return ordered.drop_duplicates(["group", "component", "item"], keep="last").drop(columns="found").sort_index()


def _has_result(records: Frame) -> pd.Series:
    return records["number"].notna() | (records["text"] != "")


def _groups(records: Frame, assessing: Iterable[str], window: int) -> pd.Series:
    """Number the assessments: each holds what lies within `window` days of the first date that makes one.

    A new one starts with each subject and phase as well. What makes no assessment of its own belongs to the one begun,
    else to one that begins within `window` days. What comes before is one, whatever the gaps: baseline is the last
    value of each component and lesion.
    """
    earlier = records[["USUBJID", "phase"]].shift()
    same = (records["USUBJID"] == earlier["USUBJID"]) & (records["phase"] == earlier["phase"])
    makes = records["component"].isin(list(assessing))
    number, since, begun = 0, 0.0, False
    numbers: list[int] = []
    columns = (records["date"], records["phase"] == BEFORE, same, makes)
    for date, before, with_last, one in zip(*columns, strict=True):
        if not with_last or (date - since > window and not before):
            number, since, begun = number + 1, date, False
        if one and not begun:
            since, begun = date, True
        numbers.append(number)
    return pd.Series(numbers, index=records.index, dtype="int64")


def _heads(records: Frame, assessing: Iterable[str]) -> Frame:
    """Give subject, phase and dates of each assessment; what makes none of its own does not date one."""
    counts = records["component"].isin(list(assessing))
    dates = records["date"].where(counts).groupby(records["group"]).agg(["min", "max"])
    firsts = {name: (name, "first") for name in ("USUBJID", "phase", "STARTDT")}
    every = records.groupby("group").agg(**firsts, own=("date", "max"))
    heads = every.assign(
        assessed=dates["min"].notna(), ADT=dates["min"].fillna(every["own"]), last=dates["max"].fillna(every["own"])
    ).reset_index()
    after = (heads["assessed"] & (heads["phase"] == AFTER)).astype("float64")
    heads = heads.assign(DAY=heads["ADT"] - heads["STARTDT"], N=after.groupby(heads["USUBJID"]).cumsum())
    return heads[["group", "USUBJID", "phase", "ADT", "last", "assessed", "DAY", "N"]]


def _wide(records: Frame, keys: list[str], measures: Mapping[str, Measure], names: Iterable[str]) -> Frame:
    """Put each component in a column of its own."""
    frame = records[keys].drop_duplicates()
    for name in names:
        column = "text" if measures[name].kind == "text" else "number"
        own = records.loc[records["component"] == name, [*keys, column]].rename(columns={column: name})
        frame = frame.merge(own, how="left", on=keys)
    return frame


def _filled(frame: Frame, measures: Mapping[str, Measure]) -> Frame:
    texts = [name for name, measure in measures.items() if measure.kind == "text" and name in frame]
    return frame.assign(**{name: frame[name].astype("str").fillna("") for name in texts})


def _is_old(records: Frame, measures: Mapping[str, Measure]) -> pd.Series:
    """Tell which measurements are too old to be a baseline."""
    within = records["component"].map({name: one.base_within for name, one in measures.items()}).astype("float64")
    return (records["phase"] == BEFORE) & (records["REFDT"] - records["date"] > within)


def _too_old(records: Frame) -> tuple[Finding, ...]:
    values = records["USUBJID"] + " " + records["component"] + " " + iso_date(records["date"])
    message = "too long before the baseline reference date to be a baseline of this component"
    return told("response-no-baseline", "note", values.drop_duplicates(), message)


def _conflicts(records: Frame) -> tuple[Finding, ...]:
    """Report components with several results of one day: the last one counts."""
    keys = ["USUBJID", "component", "item", "date"]
    results = (
        records[_has_result(records)].drop_duplicates([*keys, "number", "text"]).groupby(keys, as_index=False).size()
    )
    several = results[results["size"] > 1]
    values = several["USUBJID"] + " " + several["component"] + " " + iso_date(several["date"])
    return told("response-two-results", "warning", values, "different results of one day; the last one counts")
