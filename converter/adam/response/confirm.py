"""What stands of each response once the next one is known."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.adam.dates.interval import with_constants
from converter.adam.response.counting import counted, first_date, undated_events, with_plan
from converter.adam.response.following import following
from converter.adam.response.recorded import Responses, recorded
from converter.adam.response.rows import ranked, roster_of, stated
from converter.adam.source import TREATMENT, Origin, Sources
from converter.adam.trace import lineage_of, piece
from converter.adam.unusable import told
from converter.compute.conditions.decide import decide, taken
from converter.compute.conditions.judged import met_by
from converter.compute.dates.sas_date import iso_date
from converter.dataset import Frame
from converter.issues import Severity
from converter.spec.condition import Condition
from converter.spec.endpoints.confirmation import NEXT, SAME, ConfirmationCriteria, Counting
from converter.spec.endpoints.decision import Decision
from converter.steps import Built, Finding, NewVariable, Variable

OF_NEXT = frozenset({"NEXT", "RELATION", "GAP", "NEXTTRT"})
"""Features for which the next record stands behind a decision."""


def derive_param_confirmed_response(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    criteria: ConfirmationCriteria,
    responses: Responses,
    set_values: dict[NewVariable, str | float],
    new_therapy: Sources = (),
    death: Sources = (),
    start: Origin = TREATMENT,
    population: Condition | None = None,
    until: tuple[Variable, ...] = (),
    counting: Counting | None = None,
    numbers: dict[str, float | None] = {},  # noqa: B006 - never changed
    rule_var: NewVariable = "RSPRULE",
) -> Built:
    """What stands of {responses} by {criteria}, as they say (new therapy: {new_therapy}) (death: {death}).

    One row for each date from the start to the earliest of `until` that has a response, computed or recorded. AVALC is
    what stands, by itself or as the highest so far, AVAL its number, `rule_var` the decision that gave it, be it one on
    an earlier date. `death` names deaths of the disease; the first of `new_therapy` from the start on counts. The plan
    may say in `counting` what counts, and in `numbers` the AVAL of responses (null: none), where it differs from the
    criteria. Told: dates that are not complete (`response-date`), responses that the criteria do not know
    (`response-unknown`), different ones of one day (`response-two-results`), what the criteria want told
    (`response-confirmation`), responses after the death (`response-after-death`). Source: the criteria's.
    """
    criteria, unknown = with_plan(criteria, counting, None, numbers)
    roster, lost = roster_of(rows, datasets, population, start, until)
    points, unusable = recorded(responses, rows, datasets, roster, criteria.worst_first, criteria.counting.from_)
    treated, died = (first_date(one, rows, datasets, points) for one in (new_therapy, death))
    asked = following(points, treated, died, counted(points, treated, criteria), criteria)
    position = decide(asked, criteria.decisions)
    answer = taken(position, criteria.decisions, "response")
    answer = answer.mask(answer == SAME, asked["THIS"]).mask(answer == NEXT, asked["NEXT"])
    origin = _standing(points, answer, criteria)
    rule = _of(origin, taken(position, criteria.decisions, "id"))
    frame = stated(points, roster, points["date"], _of(origin, answer), criteria.numbers).assign(**{rule_var: rule})
    findings = (*unknown, *lost, *unusable, *_told(points, asked, position, criteria), *_late(points, died))
    partial = undated_events((*new_therapy, *death), rows, datasets, roster)
    lineage = _lineage(points, asked, position, origin, criteria)
    return Built(with_constants(frame, set_values), lineage, (*findings, *partial))


def _standing(points: Frame, answer: pd.Series, criteria: ConfirmationCriteria) -> pd.Series:
    """Give the position of the response that stands: its own, or that of the highest so far, the first of equals."""
    if criteria.stands == "each":
        return points.index.to_series()
    rank = ranked(answer, criteria.ranks)
    highest = rank.groupby(points["USUBJID"]).cummax()
    new = highest != highest.groupby(points["USUBJID"]).shift()
    own = points.index.to_series()
    unusable = answer.isin([name for name, one in criteria.responses.items() if not one.evaluable])
    kept = own.where(new).ffill().astype("int64")
    return kept.mask(unusable, own) if criteria.stands_on == "evaluable" else kept


def _of(position: pd.Series, values: pd.Series) -> pd.Series:
    return values.reindex(position.to_numpy()).set_axis(position.index)


def _told(points: Frame, asked: Frame, position: pd.Series, criteria: ConfirmationCriteria) -> tuple[Finding, ...]:
    """Report what the criteria want told: of decisions that were taken, and of what holds beside them."""
    cases = points["USUBJID"] + " " + iso_date(points["date"]) + " " + points["response"]
    said: list[tuple[Decision, pd.Series, Severity]] = [
        *((one, position == n, "warning") for n, one in enumerate(criteria.decisions) if "tell" in one.then),
        *((one, met_by(one.when, asked), _severity(one)) for one in criteria.tells if one.when),
    ]
    return tuple(
        finding
        for one, mask, severity in said
        for finding in told("response-confirmation", severity, cases[mask], str(one.then["tell"]), f"rule {one.id}")
    )


def _severity(decision: Decision) -> Severity:
    return "warning" if decision.then.get("severity") == "warning" else "note"


def _late(points: Frame, died: pd.Series) -> tuple[Finding, ...]:
    values = (points["USUBJID"] + " " + iso_date(points["date"]))[points["date"] > died]
    return told("response-after-death", "warning", values, "a response after the death", "correct one of the dates")


def _lineage(
    points: Frame, asked: Frame, position: pd.Series, origin: pd.Series, criteria: ConfirmationCriteria
) -> Frame:
    """Give the records behind each row: its own, that of the response kept, and those that its decision looked to."""
    reads = {number: _looks_read(one, criteria) for number, one in enumerate(criteria.decisions)}
    chain = [points.index.to_series(), origin]
    for name in dict.fromkeys(name for one in reads.values() for name in one):
        asking = position.map({number: name in one for number, one in reads.items()}).astype("bool")
        chain.append(_of(origin, asked[name].where(asking)))
    pieces = [piece(points[["table", "row"]].reindex(one.to_numpy()).set_axis(points.index)) for one in chain]
    return lineage_of(pieces)


def _looks_read(decision: Decision, criteria: ConfirmationCriteria) -> tuple[str, ...]:
    """Name the ends that a decision reads: `next`, and the end of each look; without a condition and looks the next."""
    read = decision.when.variables if decision.when else ()
    bases = dict.fromkeys(name.partition(".")[0] for name in read)
    default = decision.then.get("response") == NEXT or (not read and not criteria.looks)
    next_ = ("next",) if default or OF_NEXT.intersection(read) else ()
    return (*next_, *(f"{name}.end" for name in bases if name in criteria.looks))
