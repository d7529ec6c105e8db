"""EPOCH and the planned element of a date, from the subject's elements (SE)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from converter.compute.dates.span import DAY, Spans, spans, surely_first, wholly_before
from converter.compute.distinct import distinct_rows
from converter.dataset import Frame
from converter.sdtm.sources import rests_on
from converter.steps import Mapped, Variable


def epoch(rows: Frame, datasets: Mapping[str, Frame], *, date: Variable, elements: Variable = "SE.*") -> Mapped:
    """Epoch of the subject's element during which {date} falls: on or after its start, before the next one's.

    `rows` has USUBJID and the ISO 8601 date. The time of day counts where the date and the start have one; without it
    the day on which an element starts belongs to that element. A partial date gets an epoch only where all of its days
    lie within one; what is no ISO 8601 date gets none.
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
    codes, distinct = distinct_rows(rows[["USUBJID", date]])
    found = pd.Series(_element(distinct, elements, date).to_numpy()[codes], index=rows.index)
    return Mapped(found.map(elements[variable]), sources=rests_on(rows.index, name, found))


def _element(rows: Frame, elements: Frame, date: str) -> pd.Series:
    """Give the index label of the element that each date falls in; NaN where there is none, or it is not certain."""
    whole = spans(rows[date])
    first_day = replace(whole, end=whole.end.mask(whole.end > whole.begin + DAY, whole.begin + DAY))
    starts = spans(elements["SESTDTC"])
    partial = starts.end - starts.begin > DAY
    latest_starts = replace(starts, begin=starts.begin.mask(partial, starts.end))
    earliest = _last_started(rows, first_day, elements, latest_starts)
    latest = _last_started(rows, whole, elements, starts)
    return latest.where((earliest == latest) & whole.begin.notna())


def _last_started(rows: Frame, dates: Spans, elements: Frame, starts: Spans) -> pd.Series:
    """Find the index label of the last element of the subject that has started when each date is over."""
    found = pd.Series(np.nan, index=rows.index, dtype="float64")
    for of_subject in _one_by_one(elements):
        labels = rows["USUBJID"].map(of_subject)
        started = labels.notna() & ~wholly_before(dates, starts.of(labels))
        found = found.mask(started, labels)
    return found


def _one_by_one(elements: Frame) -> Iterator[pd.Series]:
    """Give the label of the first element of each subject that has one, then of the second, in the order of time."""
    dated = elements.loc[surely_first(elements["SESTDTC"]), "USUBJID"]
    dated = dated[spans(elements["SESTDTC"]).begin.reindex(dated.index).notna()]
    for _, subjects in dated.groupby(dated.groupby(dated).cumcount()):
        yield pd.Series(subjects.index, index=subjects.to_numpy(), dtype="float64")
