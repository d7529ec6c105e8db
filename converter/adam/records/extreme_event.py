"""The first, last or best of several kinds of events of each subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import AfterValidator

from converter.adam.dates.interval import ADSL, subject_date, with_constants
from converter.adam.matching import chosen
from converter.adam.set_values import one_kind, said_values
from converter.adam.source import Order, Source, dated, extreme, records_of, undated
from converter.adam.trace import lineage_of, piece, traced
from converter.adam.unusable import partial, told
from converter.compute.conditions.decide import picked
from converter.compute.numbers.numbers import number_text
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.spec.model import Model
from converter.spec.values.number import plain_number
from converter.steps import Built, Derived, NewVariable, SourceVariable, Variable

MADE = ("STUDYID", "USUBJID", "ADT", "SRCDOM", "SRCVAR", "SRCSEQ")
Select = Literal["first", "last", "listed"]


class Otherwise(Model):
    """What is written of a subject without any event."""

    set_values: dict[NewVariable, str | float]

    def __str__(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in self.set_values.items())


class Event(Source):
    """Records of one kind of event, and what is written of a subject for whom it is taken.

    `set_values` are constants, `variables` those of the record under new names: `{NACTTRT: CMTRT}`.
    """

    set_values: dict[NewVariable, str | float] = {}
    variables: dict[NewVariable, SourceVariable] = {}

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
    otherwise: Otherwise | None = None,
) -> Built:
    """Take the event that is {select} of {events} (observed until {until}) (else {otherwise}).

    One row for each subject of ADSL that meets `population` and has an event on or before the earliest date of `until`.
    Each kind of event gives its first record (its last one where `select` is last), unless its `order` says otherwise.
    Of these the `first` or `last` by date is taken, the kind listed first on one date; with `listed` the kind listed
    first that the subject has, whatever the dates. The row has the date, what the event sets and takes of its record,
    SRCDOM, SRCVAR, SRCSEQ, and `set_values`. Subjects without any event get the row that `otherwise` sets, undated, and
    without it no row (`event-none`, a note). A date that is not complete counts for nothing (`tte-date-partial`).
    Source: admiral, derive_extreme_event.
    """
    adsl = chosen(datasets, ADSL, population).drop_duplicates("USUBJID")
    roster = adsl[["STUDYID", "USUBJID"]].reset_index(drop=True)
    ends = pd.DataFrame({name: subject_date(roster, datasets, name) for name in until}, index=roster.index)
    roster["end"] = ends.min(axis="columns").fillna(np.inf) if until else np.inf
    taken = taken_event(events, select, roster, rows, datasets)
    parts = one_kind((*events, *((otherwise,) if otherwise else ())))
    frame = roster[["STUDYID", "USUBJID"]].merge(taken, how="left" if otherwise else "inner", on="USUBJID")
    frame = frame.assign(number=frame["number"].fillna(len(events)).astype("int64"))
    frame = frame.assign(**{name: frame[name].fillna("") for name in ("SRCDOM", "SRCVAR", "table")})
    names = dict.fromkeys(name for one in parts for name in one.set_values)
    said = {name: picked(frame["number"], said_values(parts, name)) for name in names}
    lost = roster.loc[~roster["USUBJID"].isin(frame["USUBJID"]), "USUBJID"]
    return Built(
        with_constants(frame[list(MADE)].assign(**said, **of_record(frame, events, rows, datasets)), set_values),
        lineage_of([piece(frame)]),
        (
            *told("event-none", "note", lost, "none of the events, so no row"),
            *partial(undated(events, rows, datasets), roster),
        ),
    )


def taken_event(
    events: Sequence[Event], select: Select, roster: Frame, rows: Frame, datasets: Mapping[str, Frame]
) -> Frame:
    """Give the one record that counts of each subject of a roster (USUBJID, `end`): its date ADT, and where it is from.

    `number` is the position of the event, `row` the index label of the record in `table`.
    """
    found = dated(events, rows, datasets).merge(roster[["USUBJID", "end"]], how="inner", on="USUBJID")
    usual: Order = "last" if select == "last" else "first"
    taken = _one(extreme(found[found["date"] <= found["end"]], events, usual), select)
    return traced(taken, events).rename(columns={"date": "ADT"}).drop(columns="end")


def of_record(
    taken: Frame, events: Sequence[Event], rows: Frame, datasets: Mapping[str, Frame]
) -> dict[str, pd.Series]:
    """Give the variables that events take of their records: text where one of them is text, else numbers."""
    found: dict[str, pd.Series] = {}
    for name in dict.fromkeys(name for one in events for name in one.variables):
        parts = [
            records_of(one, rows, datasets)[one.variables[name]]
            .reindex(taken.loc[taken["number"] == place, "row"])
            .set_axis(taken.index[taken["number"] == place])
            for place, one in enumerate(events)
            if name in one.variables
        ]
        is_text = any(not pd.api.types.is_numeric_dtype(one) for one in parts)
        texts = [number_text(one) if pd.api.types.is_numeric_dtype(one) else one for one in parts] if is_text else parts
        whole = pd.concat(texts).reindex(taken.index)
        found[name] = whole.astype("str").fillna("") if is_text else whole.astype("float64")
    return found


def derive_vars_extreme_event(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    events: Events,
    select: Select,
    new_var: NewVariable | None = None,
    until: tuple[Variable, ...] = (),
) -> Derived:
    """Take of the event that is {select} of {events} (observed until {until}) its date (as {new_var}) and what it sets.

    The event is found as by `derive_extreme_event`, for every subject of the rows; what it sets (`set_values`) and
    takes of its record (`variables`) stands on all rows of the subject, missing where the subject has no event. The
    record stands behind it. Source: admiral, derive_vars_extreme_event (NACTDT, DTHCAUS, LSTALVDT).
    """
    roster = rows[["USUBJID"]].drop_duplicates()
    ends = pd.DataFrame({name: subject_date(roster, datasets, name) for name in until}, index=roster.index)
    roster = roster.assign(end=ends.min(axis="columns").fillna(np.inf) if until else np.inf)
    taken = taken_event(events, select, roster, rows, datasets)
    frame = rows[["USUBJID"]].reset_index(names="at").merge(taken, how="left", on="USUBJID").set_index("at")
    frame = frame.rename_axis(None).assign(number=frame["number"].fillna(len(events)).astype("int64").to_numpy())
    names = dict.fromkeys(name for one in events for name in one.set_values)
    said = {name: picked(frame["number"], said_values(events, name)) for name in names}
    values = {**({new_var: frame["ADT"].astype("float64")} if new_var else {}), **said}
    sources = piece(frame).assign(variable="")[["row", "variable", "table", "source_row"]]
    return Derived(
        pd.DataFrame({**values, **of_record(frame, events, rows, datasets)}, index=rows.index),
        sources.astype({"source_row": "int64"}).reset_index(drop=True),
        partial(undated(events, rows, datasets), roster),
    )


def _one(candidates: Frame, select: Select) -> Frame:
    """Take one record of each subject: by date, then by the order of the events; or by that order alone."""
    by = ["USUBJID", "number"] if select == "listed" else ["USUBJID", "date", "number"]
    upwards = [name != "date" or select == "first" for name in by]
    return candidates.sort_values(by, ascending=upwards, kind="stable").drop_duplicates("USUBJID")
