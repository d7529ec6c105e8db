"""What stands of each response once the next one is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from converter.adam.dates.interval import with_constants
from converter.adam.response.following import following
from converter.adam.response.recorded import Responses, recorded
from converter.adam.response.rows import ranked, roster_of, stated
from converter.adam.source import TREATMENT, Origin, Sources, dated, undated
from converter.adam.trace import lineage_of, piece
from converter.adam.unusable import told
from converter.compute.decide import decide, taken
from converter.compute.judged import met_by
from converter.compute.sas_date import iso_date
from converter.dataset import Frame
from converter.issues import Severity
from converter.spec.condition import Condition
from converter.spec.confirmation import NEXT, THIS, ConfirmationCriteria
from converter.spec.decision import Decision
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
    rule_var: NewVariable = "RSPRULE",
) -> Built:
    """What stands of {responses} by {criteria}, the highest so far (new therapy: {new_therapy}) (death: {death}).

    One row for each date from the start to the earliest of `until` that has a response, computed or recorded. AVALC is
    what stands, AVAL its rank, `rule_var` the decision that gave it, be it one on an earlier date. `death` names deaths
    of the disease; the first of `new_therapy` from the start on counts. Told: dates that are not complete
    (`response-date`), responses that the criteria do not know (`response-unknown`), different ones of one day
    (`response-two-results`), what the criteria want told (`response-confirmation`), responses after the death
    (`response-after-death`). Source: the criteria's.
    """
    roster, lost = roster_of(rows, datasets, population, start, until)
    points, unusable = recorded(responses, rows, datasets, roster, criteria.worst_first)
    treated, died = (first_date(one, rows, datasets, points) for one in (new_therapy, death))
    asked = following(points, treated, died, criteria)
    position = decide(asked, criteria.decisions)
    answer = taken(position, criteria.decisions, "response")
    answer = answer.mask(answer == THIS, asked["THIS"]).mask(answer == NEXT, asked["NEXT"])
    origin = _highest(points, answer, criteria)
    rule = _of(origin, taken(position, criteria.decisions, "id"))
    frame = stated(points, roster, points["date"], _of(origin, answer), criteria.ranks).assign(**{rule_var: rule})
    findings = (*lost, *unusable, *_told(points, asked, position, criteria), *_late(points, died))
    partial = undated_events((*new_therapy, *death), rows, datasets, roster)
    lineage = _lineage(points, asked, position, origin, criteria.decisions)
    return Built(with_constants(frame, set_values), lineage, (*findings, *partial))


def first_date(sources: Sources, rows: Frame, datasets: Mapping[str, Frame], points: Frame) -> pd.Series:
    """Give the first date of the sources from the start on for the subject of each point, NaN where there is none."""
    started = points[["USUBJID", "STARTDT"]].drop_duplicates("USUBJID")
    found = dated(sources, rows, datasets).merge(started, how="inner", on="USUBJID")
    first = found[found["date"] >= found["STARTDT"]].drop_duplicates("USUBJID").set_index("USUBJID")["date"]
    return points["USUBJID"].map(first).astype("float64")


def _highest(points: Frame, answer: pd.Series, criteria: ConfirmationCriteria) -> pd.Series:
    """Give the position of the response that stands: the highest so far, the first of equal ones."""
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
        *((one, met_by(one.when, asked), "note") for one in criteria.tells if one.when),
    ]
    return tuple(
        finding
        for one, mask, severity in said
        for finding in told("response-confirmation", severity, cases[mask], str(one.then["tell"]), f"rule {one.id}")
    )


def _late(points: Frame, died: pd.Series) -> tuple[Finding, ...]:
    values = (points["USUBJID"] + " " + iso_date(points["date"]))[points["date"] > died]
    return told("response-after-death", "warning", values, "a response after the death", "correct one of the dates")


def undated_events(sources: Sources, rows: Frame, datasets: Mapping[str, Frame], roster: Frame) -> tuple[Finding, ...]:
    """Report dates of new therapy or death that are not complete."""
    texts = undated(sources, rows, datasets)
    values = texts[texts.index.isin(roster["USUBJID"])].drop_duplicates()
    message = "the date of new therapy or death is missing or not complete, so it counts for nothing"
    return told("response-date", "warning", values, message, "correct it at its source, or complete it by impute:")


def _lineage(
    points: Frame, asked: Frame, position: pd.Series, origin: pd.Series, decisions: Sequence[Decision]
) -> Frame:
    """Give the records behind each row: its own, that of the response kept, and that which confirmed it."""
    reads = [bool(OF_NEXT.intersection(one.when.variables)) if one.when else True for one in decisions]
    confirmer = asked["next"].where(position.map(dict(enumerate(reads))).astype("bool"))
    chain = (points.index.to_series(), origin, _of(origin, confirmer))
    pieces = [piece(points[["table", "row"]].reindex(one.to_numpy()).set_axis(points.index)) for one in chain]
    return lineage_of(pieces)
