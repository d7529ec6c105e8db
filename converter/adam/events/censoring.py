"""Time to progression or death, censored by criteria such as those of FDA."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.adam.dates.interval import Unit, elapsed, subject_date, subjects, with_constants
from converter.adam.events.features import (
    BEHIND,
    RECORD,
    ROLES,
    Roles,
    Schedule,
    candidate_dates,
    has_baseline,
    next_visit,
    subject_features,
)
from converter.adam.events.time_to_event import MADE
from converter.adam.source import TREATMENT, Origin, Sources, dated, undated
from converter.adam.trace import lineage_of, piece
from converter.adam.unusable import before_start, partial, told
from converter.compute.conditions.decide import decide, taken
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.spec.endpoints.censoring import CensoringCriteria
from converter.steps import Built, Finding, NewVariable, Variable

STANDS_IN = ("last", "last_before_therapy", "last_before_event")
"""Dates for which the start stands where there is none."""


def derive_param_censored_tte(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    criteria: CensoringCriteria,
    progression: Sources,
    death: Sources,
    assessments: Sources,
    planned: tuple[float, ...],
    window: float,
    set_values: dict[NewVariable, str | float],
    start: Origin = TREATMENT,
    planned_from: Variable | None = None,
    baseline: Sources = (),
    new_therapy: Sources = (),
    claim: Sources = (),
    stopped: Sources = (),
    population: Condition | None = None,
    until: tuple[Variable, ...] = (),
    unit: Unit = "days",
    add_one: bool = True,
    rule_var: NewVariable = "CNSRULE",
) -> Built:
    """Time in {unit} from {start} to {progression}, or {death} (observed until {until}), censored by {criteria}.

    One row for each subject of ADSL that meets `population`; time counts from a date of the subject or from the first
    record of a source (duration of response). Adequate `assessments`, `new_therapy`, the `claim` of a progression that
    no assessment documents, and treatment `stopped` for another reason count from the start to the earliest of `until`;
    `baseline` asks for a record on or before the start. Planned assessments are days from `planned_from` (the start,
    unless said otherwise); one is missed between the last adequate assessment and the event if neither lies within
    `window` days of it. An assessment on the day of death comes before it, one on the day of progression does not.
    `rule_var` names the decision that was taken. Told: a subject without the date that the plan counts from
    (`tte-no-plan`). Other findings as in `derive_param_tte`. Source: the criteria's.
    """
    roster, lost = subjects(rows, datasets, population=population, start=start, until=until)
    roles = Roles(progression, death, assessments, new_therapy, claim, stopped, baseline)
    anchor = subject_date(roster, datasets, planned_from) if planned_from else roster["STARTDT"]
    schedule = Schedule(planned, window, anchor)
    found = candidate_dates(roles, rows, datasets, roster)
    asked = subject_features(found, roster, schedule).assign(BASELINE=has_baseline(baseline, rows, datasets, roster))
    position = decide(asked, criteria.decisions)
    frame = _answered(_records(found, roster, schedule), position, criteria, roster)
    spent = elapsed(frame["STARTDT"], frame["ADT"], unit, add_one=add_one)
    frame = frame.assign(AVAL=spent, **{rule_var: taken(position, criteria.decisions, "id")})
    lineage = lineage_of([piece(frame), *_behind(found, position, criteria)])
    unused = _unusable(roles, rows, datasets, roster, found["event"]["date"])
    findings = (*lost, *_unplanned(roster, schedule, planned_from), *unused)
    return Built(with_constants(frame[[*MADE, rule_var]], set_values), lineage, findings)


def _unplanned(roster: Frame, schedule: Schedule, planned_from: str | None) -> tuple[Finding, ...]:
    """Report subjects without the date that the plan counts from."""
    unplanned = roster.loc[schedule.anchor.isna(), "USUBJID"]
    message = f"no date {planned_from}, so no planned assessment counts as missed"
    return told("tte-no-plan", "warning", unplanned, message, "give the subject the date, or plan from the start")


def _records(found: Mapping[str, Frame], roster: Frame, schedule: Schedule) -> dict[str, Frame]:
    """Give the record behind every date that a decision may choose; `stand_in` marks the start in place of another."""
    begin = roster.rename(columns={"STARTDT": "date", "seq": "SRCSEQ"}).assign(table=roster["SRCDOM"])[list(RECORD)]
    event = found["event"]
    visit = event.assign(date=next_visit(event["date"], roster["end"], schedule))
    plain = {"start": begin, "next_visit": visit, **{name: found[name] for name in ("progression", "death", "event")}}
    filled = {name: _filled(found[name], begin) for name in STANDS_IN}
    return {**{name: record.assign(stand_in=False) for name, record in plain.items()}, **filled}


def _filled(record: Frame, begin: Frame) -> Frame:
    none = record["date"].isna()
    return record.where(~none, begin).assign(stand_in=none)


def _answered(records: Mapping[str, Frame], position: pd.Series, criteria: CensoringCriteria, roster: Frame) -> Frame:
    """Give what the decisions say of each subject, and the record of the date that they choose."""
    chosen = taken(position, criteria.decisions, "date")
    record = pd.concat([record[chosen == name] for name, record in records.items()]).reindex(roster.index)
    frame = roster[["STUDYID", "USUBJID", "STARTDT"]].assign(ADT=record["date"])
    for name in ("CNSR", "EVNTDESC", "CNSDTDSC"):
        frame[name] = taken(position, criteria.decisions, name)
    frame["CNSDTDSC"] = frame["CNSDTDSC"].mask(record["stand_in"] & (frame["CNSR"] > 0), criteria.start_description)
    return frame.assign(**record[["SRCDOM", "SRCVAR", "SRCSEQ", "table", "row"]])


def _behind(found: Mapping[str, Frame], position: pd.Series, criteria: CensoringCriteria) -> list[Frame]:
    """Give the records that a decision rests on beside that of its date: those of the features that it reads."""
    pieces = []
    for number, decision in enumerate(criteria.decisions):
        read = decision.when.variables if decision.when else ()
        names = dict.fromkeys(name for feature in read for name in BEHIND.get(feature, ()))
        pieces += [piece(found[name][position == number]) for name in names]
    return pieces


def _unusable(
    roles: Roles, rows: Frame, datasets: Mapping[str, Frame], roster: Frame, event: pd.Series
) -> tuple[Finding, ...]:
    """Report subjects whose only events are before the start, and dates that are not complete."""
    events = dated((*roles.progression, *roles.death), rows, datasets)
    every = [source for name in ROLES for source in getattr(roles, name)]
    return (*before_start(events, roster[event.isna()]), *partial(undated(every, rows, datasets), roster))
