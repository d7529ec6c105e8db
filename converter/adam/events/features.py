"""What a censoring decision asks of a subject, and the dates among which it chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from converter.adam.source import Source, dated
from converter.adam.trace import traced
from converter.compute.conditions.flag import flagged
from converter.dataset import Frame

RECORD = ("date", "SRCDOM", "SRCVAR", "SRCSEQ", "table", "row")
"""What is known of the record behind a date."""
BEHIND = {
    "EVENT": ("event",),
    "MISSED": ("event",),
    "POSTASSD": ("event",),
    "NEWTRT": ("therapy",),
    "TRTLEAD": ("therapy", "event"),
    "CLAIMED": ("claim",),
    "STOPPED": ("stopped",),
}
"""The records behind each feature."""


ROLES = ("progression", "death", "assessments", "therapy", "claim", "stopped", "baseline")


@dataclass(frozen=True)
class Roles:
    """The sources of each kind of date."""

    progression: Sequence[Source]
    death: Sequence[Source]
    assessments: Sequence[Source]
    therapy: Sequence[Source]
    claim: Sequence[Source]
    stopped: Sequence[Source]
    baseline: Sequence[Source]


@dataclass(frozen=True)
class Schedule:
    """Planned assessments as days from `anchor` (one date a subject), and the days by which each may be off."""

    planned: Sequence[float]
    window: float
    anchor: pd.Series


def candidate_dates(roles: Roles, rows: Frame, datasets: Mapping[str, Frame], roster: Frame) -> dict[str, Frame]:
    """Give for each kind of date the record that gives it, on the index of `roster` (columns RECORD).

    Only dates from STARTDT to `end` count. `last`, `last_before_therapy` and `last_before_event` are missing where
    there is no such assessment.
    """
    single = ("progression", "death", "therapy", "claim", "stopped")
    found = {name: _aligned(_inside(getattr(roles, name), rows, datasets, roster), roster) for name in single}
    dies = _dies(found)
    found["event"] = found["progression"].where(~dies, found["death"])
    known = {"therapy": found["therapy"]["date"], "event": found["event"]["date"], "death": found["death"]["date"]}
    limits = roster[["USUBJID"]].assign(dies=dies, **known).fillna({"therapy": np.inf, "event": np.inf})
    assessed = _inside(roles.assessments, rows, datasets, roster).merge(limits, how="left", on="USUBJID")
    date, event = assessed["date"], assessed["event"]
    # An assessment on the day of death that shows no progression is one before it; that of a progression is the event.
    before = (date < event) | (assessed["dies"].eq(other=True) & (date == assessed["death"]))
    found["last"] = _aligned(assessed, roster, "last")
    found["last_before_therapy"] = _aligned(assessed[date <= assessed["therapy"]], roster, "last")
    found["last_before_event"] = _aligned(assessed[before], roster, "last")
    found["post"] = _aligned(assessed[(date > assessed["STARTDT"]) & (date <= event)], roster)
    return found


def subject_features(found: Mapping[str, Frame], roster: Frame, schedule: Schedule) -> Frame:
    """Give the features of spec.censoring.FEATURES, BASELINE aside, on the index of `roster`."""
    event, therapy = found["event"]["date"], found["therapy"]["date"]
    name = pd.Series("", index=roster.index, dtype="str").mask(event.notna(), "PROGRESSION")
    since = found["last_before_event"]["date"].fillna(roster["STARTDT"])
    return pd.DataFrame(
        {
            "EVENT": name.mask(event.notna() & (found["death"]["date"] == event) & _dies(found), "DEATH"),
            "POSTASSD": flagged(found["post"]["date"].notna(), "Y", "N"),
            "MISSED": missed(since - schedule.anchor, event - schedule.anchor, schedule),
            "NEWTRT": flagged(therapy.notna(), "Y", "N"),
            "TRTLEAD": event - therapy,
            "CLAIMED": flagged(found["claim"]["date"].notna(), "Y", "N"),
            "STOPPED": flagged(found["stopped"]["date"].notna(), "Y", "N"),
        }
    )


def missed(since: pd.Series, until: pd.Series, schedule: Schedule) -> pd.Series:
    """Count the days of planned assessments between two days, without those in whose window one of the two lies.

    A planned day counts if it is later than the first day and its window, and its window is over before the second.
    """
    days = np.unique(np.array(schedule.planned, dtype="float64"))[None, :]
    first, second = (values.to_numpy(dtype="float64")[:, None] for values in (since, until))
    counts = ((days > first + schedule.window) & (days < second - schedule.window)).sum(axis=1)
    return pd.Series(counts, index=since.index, dtype="float64").where(until.notna())


def next_visit(event: pd.Series, end: pd.Series, schedule: Schedule) -> pd.Series:
    """Give the date of the planned assessment that follows each event, the event itself if none is observed.

    An event in the window of a planned assessment was seen at that one, so it keeps its date: only events between
    visits move.
    """
    days = np.array([*sorted(schedule.planned), np.inf], dtype="float64")
    offset = (event - schedule.anchor).fillna(0).to_numpy(dtype="float64")
    following = np.searchsorted(days, offset)
    planned = schedule.anchor + days[following]
    before = np.where(following > 0, days[np.maximum(following - 1, 0)], -np.inf)
    at_visit = (offset - before <= schedule.window) | (days[following] - offset <= schedule.window)
    moves = event.notna() & (planned <= end) & np.isfinite(planned) & ~at_visit
    answer: pd.Series = planned.where(moves, event)
    return answer


def has_baseline(sources: Sequence[Source], rows: Frame, datasets: Mapping[str, Frame], roster: Frame) -> pd.Series:
    """Give Y where a subject has a baseline record on or before the start, else N; Y for all where none is asked."""
    if not sources:
        return pd.Series("Y", index=roster.index, dtype="str")
    found = dated(sources, rows, datasets).drop_duplicates("USUBJID")
    first = roster["USUBJID"].map(found.set_index("USUBJID")["date"]).astype("float64")
    return flagged(first <= roster["STARTDT"], "Y", "N")


def _dies(found: Mapping[str, Frame]) -> pd.Series:
    """Tell who died before any progression; a progression on the day of death is the event."""
    return found["progression"]["date"].isna() | (found["death"]["date"] < found["progression"]["date"])


def _inside(sources: Sequence[Source], rows: Frame, datasets: Mapping[str, Frame], roster: Frame) -> Frame:
    """Give the records of sources within each subject's observation, earliest first."""
    joined = dated(sources, rows, datasets).merge(roster[["USUBJID", "STARTDT", "end"]], how="inner", on="USUBJID")
    return traced(joined[joined["date"].between(joined["STARTDT"], joined["end"])], sources)


def _aligned(records: Frame, roster: Frame, order: str = "first") -> Frame:
    kept = records.drop_duplicates("USUBJID", keep="last" if order == "last" else "first").set_index("USUBJID")
    return kept[list(RECORD)].reindex(roster["USUBJID"]).set_axis(roster.index)
