"""The response at each assessment, from what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from converter.adam.dates.interval import subject_date, with_constants
from converter.adam.response.behind import behind
from converter.adam.response.component import Component, measurements
from converter.adam.response.features import calculated
from converter.adam.response.in_turn import answered_in_turn
from converter.adam.response.levels import classified
from converter.adam.response.rows import roster_of, stated
from converter.adam.response.timeline import AFTER, BEFORE, LESION, Timeline, timeline
from converter.adam.response.wording import inputs
from converter.adam.source import TREATMENT, Origin
from converter.adam.unusable import told
from converter.compute.dates.sas_date import iso_date
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.spec.endpoints.response import ResponseCriteria
from converter.steps import Built, Finding, NewVariable, Variable


def derive_param_response(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    criteria: ResponseCriteria,
    components: dict[str, Component],
    set_values: dict[NewVariable, str | float],
    start: Origin = TREATMENT,
    baseline_until: Variable | None = None,
    population: Condition | None = None,
    until: tuple[Variable, ...] = (),
    window: int = 0,
    rule_var: NewVariable = "RSPRULE",
    kind_var: NewVariable = "PDKIND",
    inputs_var: NewVariable = "RSPINP",
) -> Built:
    """Response by {criteria} at each assessment after {start} (dates up to {window} days apart), from {components}.

    One row for each date after the start, up to the earliest of `until`, on which something was measured that makes an
    assessment; dates no more than `window` days apart are one. Baseline is the last value on or before
    `baseline_until` (the start, unless said otherwise). Units are those of the criteria. AVALC is the response, AVAL
    its rank; `rule_var` names the decision that was taken, `kind_var` the kind of a progression, `inputs_var` says
    what the decision read. Told and not used: dates that are not complete (`response-date`), values that are no number
    or no text of the criteria (`response-value`) or in another unit (`response-unit`), all but the last of different
    results of one day (`response-two-results`), components that the criteria do not know (`response-component`),
    lesions that are measured after the start alone, unless a progression explains them (`response-lesion-new`). Told:
    subjects without anything on baseline (`response-no-baseline`); those without a start (`response-no-start`) or
    anything after it (`response-no-assessment`), who have no row. Source: the criteria's.
    """
    roster, lost = roster_of(rows, datasets, population, start, until)
    roster["REFDT"] = subject_date(roster, datasets, baseline_until) if baseline_until else roster["STARTDT"]
    records, unusable = measurements(components, criteria.components, {**datasets, "": rows}, roster)
    line, conflicts = timeline(records, criteria.components, roster, window)
    points = classified(calculated(line, criteria).points, criteria)
    points = points[(points["phase"] == AFTER) & points["assessed"]]
    points, answer = answered_in_turn(points, criteria)
    said = answer.said
    frame = stated(points, roster, _dates(points, said["response"], criteria), said["response"], criteria.ranks).assign(
        **{rule_var: said["rule"], kind_var: said["kind"], inputs_var: inputs(points, answer, criteria)}
    )
    lineage = behind(line, points, answer, criteria)
    made = with_constants(frame.reset_index(drop=True), set_values)
    fresh = _new_lesions(line, points[said["response"] == criteria.progressed])
    return Built(made, lineage, (*lost, *unusable, *conflicts, *_bare(line, roster), *fresh))


def _dates(points: Frame, response: pd.Series, criteria: ResponseCriteria) -> pd.Series:
    """Give the first or last date of each assessment, as its response says."""
    last = response.map({name: one.dated == "last" for name, one in criteria.responses.items()}).astype("bool")
    return points["last"].where(last, points["ADT"])


def _new_lesions(line: Timeline, progressed: Frame) -> tuple[Finding, ...]:
    """Report lesions that are measured after the start alone, where no progression up to then explains them."""
    known, after = (line.lesions[line.lesions["phase"] == phase] for phase in (BEFORE, AFTER))
    first = after.drop_duplicates(list(LESION))
    fresh = first[~pd.MultiIndex.from_frame(first[list(LESION)]).isin(pd.MultiIndex.from_frame(known[list(LESION)]))]
    based = line.points.loc[line.points["phase"] == BEFORE, "USUBJID"]  # the others are told to have no baseline
    fresh = fresh[fresh["USUBJID"].isin(based)]
    worse = fresh["USUBJID"].map(progressed.groupby("USUBJID")["group"].min()).astype("float64")
    values = (fresh["USUBJID"] + " " + iso_date(fresh["ADT"]) + " " + fresh["item"])[~(worse <= fresh["group"])]
    message = "a lesion that was not measured on baseline, so it is in no sum, and no new lesion was recorded"
    return told("response-lesion-new", "warning", values, message, "record the new lesion, or name it as on baseline")


def _bare(line: Timeline, roster: Frame) -> Sequence[Finding]:
    """Report subjects without anything measured on baseline, or after the start."""
    points = line.points
    subjects: pd.Series = roster["USUBJID"]
    based = subjects.isin(points.loc[points["phase"] == BEFORE, "USUBJID"])
    assessed = subjects.isin(points.loc[(points["phase"] == AFTER) & points["assessed"], "USUBJID"])
    return (
        *told("response-no-baseline", "warning", subjects[~based], "nothing was measured on or before baseline"),
        *told("response-no-assessment", "note", subjects[~assessed], "nothing was measured after the start, so no row"),
    )
