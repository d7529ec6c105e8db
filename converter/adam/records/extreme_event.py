"""The first, last or best of several kinds of events of each subject."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import AfterValidator

from converter.adam.dates.interval import ADSL, subject_date, with_constants
from converter.adam.matching import chosen
from converter.adam.set_values import one_kind, said_values
from converter.adam.source import Order, Source, dated, extreme, undated
from converter.adam.trace import lineage_of, piece, traced
from converter.adam.unusable import partial, told
from converter.compute.decide import picked
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.spec.number import plain_number
from converter.steps import Built, NewVariable, Variable

MADE = ("STUDYID", "USUBJID", "ADT", "SRCDOM", "SRCVAR", "SRCSEQ")
Select = Literal["first", "last", "listed"]


class Event(Source):
    """Records of one kind of event, and what is written of a subject for whom it is taken."""

    set_values: dict[NewVariable, str | float] = {}

    def __str__(self) -> str:
        said = ", ".join(
            f"{name} {value if isinstance(value, str) else plain_number(value)}"
            for name, value in self.set_values.items()
        )
        return f"{super().__str__()}{f' as {said}' if said else ''}"


Events = Annotated[tuple[Event, ...], AfterValidator(one_kind)]
"""Kinds of events in the order in which they count."""


def derive_extreme_event(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    events: Events,
    select: Select,
    set_values: dict[NewVariable, str | float],
    population: Condition | None = None,
    until: tuple[Variable, ...] = (),
) -> Built:
    """Take the event that is {select} of {events} (observed until {until}).

    One row for each subject of ADSL that meets `population` and has an event on or before the earliest date of `until`.
    Each kind of event gives its first record (its last one where `select` is last), unless its `order` says otherwise.
    Of these the `first` or `last` by date is taken, the kind listed first on one date; with `listed` the kind listed
    first that the subject has, whatever the dates. The row has the date, what the event sets, SRCDOM, SRCVAR, SRCSEQ,
    and `set_values`. Subjects without any event get no row (`event-none`, a note); give them one by a last event of
    ADSL. A date that is not complete counts for nothing (`tte-date-partial`). Source: admiral, derive_extreme_event.
    """
    adsl = chosen(datasets, ADSL, population).drop_duplicates("USUBJID")
    roster = adsl[["STUDYID", "USUBJID"]].reset_index(drop=True)
    ends = pd.DataFrame({name: subject_date(roster, datasets, name) for name in until}, index=roster.index)
    roster["end"] = ends.min(axis="columns").fillna(np.inf) if until else np.inf
    found = dated(events, rows, datasets).merge(roster[["USUBJID", "end"]], how="inner", on="USUBJID")
    usual: Order = "last" if select == "last" else "first"
    taken = _one(extreme(found[found["date"] <= found["end"]], events, usual), select)
    taken = traced(taken, events).rename(columns={"date": "ADT"}).drop(columns="end")
    frame = roster[["STUDYID", "USUBJID"]].merge(taken, how="inner", on="USUBJID")
    names = dict.fromkeys(name for one in events for name in one.set_values)
    said = {name: picked(frame["number"].astype("int64"), said_values(events, name)) for name in names}
    lost = roster.loc[~roster["USUBJID"].isin(frame["USUBJID"]), "USUBJID"]
    return Built(
        with_constants(frame[list(MADE)].assign(**said), set_values),
        lineage_of([piece(frame)]),
        (
            *told("event-none", "note", lost, "none of the events, so no row"),
            *partial(undated(events, rows, datasets), roster),
        ),
    )


def _one(candidates: Frame, select: Select) -> Frame:
    """Take one record of each subject: by date, then by the order of the events; or by that order alone."""
    by = ["USUBJID", "number"] if select == "listed" else ["USUBJID", "date", "number"]
    upwards = [name != "date" or select == "first" for name in by]
    return candidates.sort_values(by, ascending=upwards, kind="stable").drop_duplicates("USUBJID")
