"""Time to the first of several events, or to the last date up to which a subject is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from converter.adam.dates.interval import Unit, elapsed, subjects, with_constants
from converter.adam.source import TREATMENT, Origin, Sources, dated, extreme, undated
from converter.adam.trace import lineage_of, piece, said, traced
from converter.adam.unusable import before_start as unused
from converter.adam.unusable import partial, told
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.steps import Built, Finding, NewVariable, Variable

MADE = (
    "STUDYID",
    "USUBJID",
    "STARTDT",
    "ADT",
    "AVAL",
    "CNSR",
    "EVNTDESC",
    "CNSDTDSC",
    "SRCDOM",
    "SRCVAR",
    "SRCSEQ",
)
"""What a time-to-event row has, its constants aside (ADaMIG 1.3, BDS for time to event)."""


def derive_param_tte(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    events: Sources,
    censors: Sources,
    set_values: dict[NewVariable, str | float],
    start: Origin = TREATMENT,
    population: Condition | None = None,
    until: tuple[Variable, ...] = (),
    unit: Unit = "days",
    add_one: bool = True,
    equal_censors: Literal["first", "last"] = "first",
    before_start: Literal["drop", "start"] = "drop",
) -> Built:
    """Time in {unit} from {start} to the earliest of {events}, else the latest of {censors} (observed until {until}).

    One row for each subject of ADSL that meets `population` ({variable: ADSL.SAFFL, eq: Y}). Time counts from a date of
    the subject or from the first record of a source. Events count from the start to the earliest date of `until`, both
    included; of events on one date the one listed first is taken, of censorings the one that `equal_censors` says. An
    event before the start counts for nothing, or on it where `before_start` is `start`. Censoring dates before the
    start count as the start, those after the end of observation as that end (or not at all, `beyond: nothing`).
    `add_one` counts both days; a week has 7 days, a month 365.25 / 12. CNSR is 0 of an event and 1 of a censoring
    unless the source says otherwise. Subjects without start (`tte-no-start`), whose observation ends before it
    (`tte-end-before-start`), or with neither event nor censoring (`tte-no-censor`) get no row but a finding; so do
    dates that are not complete (`tte-date-partial`) and subjects with no event but one before the start
    (`tte-event-before-start`). Source: ADaM Basic Data Structure for Time-to-Event Analyses; the manner of sources is
    that of admiral, derive_param_tte, which takes the last listed of equal censorings and counts an event before the
    start on it.
    """
    roster, lost = subjects(rows, datasets, population=population, start=start, until=until)
    candidates = dated(events, rows, datasets)
    happened = _described(_events(candidates, events, roster, before_start), events, 0)
    known = _described(_censorings(dated(censors, rows, datasets), censors, roster, equal_censors), censors, 1)
    taken = pd.concat([happened, known]).drop_duplicates("USUBJID")
    frame = roster[["STUDYID", "USUBJID", "STARTDT"]].merge(taken, how="left", on="USUBJID")
    early = unused(candidates, frame[frame["CNSR"] != 0])
    findings = (*lost, *_no_censor(frame), *early, *partial(undated((*events, *censors), rows, datasets), frame))
    frame = frame[frame["ADT"].notna()].reset_index(drop=True)
    frame["AVAL"] = elapsed(frame["STARTDT"], frame["ADT"], unit, add_one=add_one)
    return Built(with_constants(frame[list(MADE)], set_values), lineage_of([piece(frame)]), findings)


def _events(candidates: Frame, sources: Sources, roster: Frame, early: str) -> Frame:
    """Take each subject's earliest event within its observation, the first listed on one date."""
    joined = candidates.merge(roster[["USUBJID", "STARTDT", "end"]], how="inner", on="USUBJID")
    joined = joined.assign(date=joined["date"].clip(lower=joined["STARTDT"])) if early == "start" else joined
    inside = joined["date"].between(joined["STARTDT"], joined["end"])
    found = extreme(joined[inside], sources, "first")
    return found.sort_values(["USUBJID", "date", "number"], kind="stable").drop_duplicates("USUBJID")


def _censorings(candidates: Frame, sources: Sources, roster: Frame, equal: str) -> Frame:
    """Take each subject's latest censoring, of equal ones the first listed or the last."""
    joined = candidates.merge(roster[["USUBJID", "STARTDT", "end"]], how="inner", on="USUBJID")
    nothing = said(joined, [float(one.beyond == "nothing") for one in sources], "float64") > 0
    joined = joined[(joined["date"] <= joined["end"]) | ~nothing]
    found = extreme(joined, sources, "last")
    found = found.assign(date=found["date"].clip(upper=found["end"]))
    upwards = [True, False, equal == "first"]
    latest = found.sort_values(["USUBJID", "date", "number"], ascending=upwards, kind="stable")
    latest = latest.drop_duplicates("USUBJID")
    return latest.assign(date=latest["date"].clip(lower=latest["STARTDT"]))


def _described(found: Frame, sources: Sources, cnsr: int) -> Frame:
    """Write what the source of each record says of it."""
    codes = [float(cnsr if one.cnsr is None else one.cnsr) for one in sources]
    said_of_all = {"EVNTDESC": [one.description for one in sources], "CNSDTDSC": [one.cnsdtdsc for one in sources]}
    words = {name: said(found, values) for name, values in said_of_all.items()}
    kept = found[["USUBJID", "date", "seq", "row", "seen", "number"]].rename(columns={"date": "ADT"})
    return traced(kept, sources).assign(CNSR=said(found, codes, "float64"), **words)


def _no_censor(frame: Frame) -> tuple[Finding, ...]:
    lost = frame.loc[frame["ADT"].isna(), "USUBJID"]
    message = "neither an event nor a censoring date, so no row"
    return told("tte-no-censor", "error", lost, message, "add a source, such as the start itself")
