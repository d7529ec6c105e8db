"""The best response of each subject, and whether there was one."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.adam.interval import with_constants
from converter.adam.response.confirm import first_date
from converter.adam.response.recorded import Responses, recorded
from converter.adam.response.rows import MADE, ranked, roster_of
from converter.adam.source import TREATMENT, Origin, Sources
from converter.adam.trace import lineage_of, piece
from converter.adam.unusable import told
from converter.compute.decide import decide, taken
from converter.compute.flag import flagged
from converter.dataset import Frame
from converter.errors import nearest
from converter.spec.condition import Condition
from converter.spec.confirmation import ConfirmationCriteria
from converter.steps import Built, Finding, NewVariable, Variable


def derive_param_best_response(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    criteria: ConfirmationCriteria,
    responses: Responses,
    set_values: dict[NewVariable, str | float],
    new_therapy: Sources = (),
    start: Origin = TREATMENT,
    population: Condition | None = None,
    until: tuple[Variable, ...] = (),
    rule_var: NewVariable = "RSPRULE",
) -> Built:
    """Best of {responses} by {criteria}, up to the first progression and to new therapy.

    One row for each subject that meets `population`: of confirmed responses it is the confirmed best response, of
    others the unconfirmed one. ADT is the first date of it, AVAL its rank; a subject without any assessment has no
    date and what the criteria say of it. `new_therapy` and findings as in `derive_param_confirmed_response`.
    """
    roster, lost = roster_of(rows, datasets, population, start, until)
    points, unusable = _counting(criteria, responses, new_therapy, rows, datasets, roster)
    best, rule = _best(points, roster, criteria)
    response = best["answer"].where(best["row"].notna(), str(criteria.never.then["response"]))
    frame = roster[["STUDYID", "USUBJID"]].assign(
        ADT=best["date"], AVALC=response, AVAL=ranked(response, criteria.ranks), **{rule_var: rule}
    )
    made = with_constants(frame[[*MADE, rule_var]], set_values)
    return Built(made, lineage_of([piece(best)]), (*lost, *unusable))


def derive_param_responder(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    criteria: ConfirmationCriteria,
    responses: Responses,
    at_least: str,
    set_values: dict[NewVariable, str | float],
    new_therapy: Sources = (),
    start: Origin = TREATMENT,
    population: Condition | None = None,
    until: tuple[Variable, ...] = (),
    rule_var: NewVariable = "RSPRULE",
) -> Built:
    """Whether one of {responses} was {at_least} or better by {criteria}, up to the first progression and new therapy.

    One row for each subject that meets `population`: AVALC is Y or N, AVAL 1 or 0, ADT the date of the first such
    response. `rule_var` names what the criteria decide of that response, without one of the best. A response that the
    criteria do not know is told (`response-unknown`), and there are no rows. Other findings as in
    `derive_param_confirmed_response`.
    """
    return _flagged(
        criteria, responses, {at_least: 0}, new_therapy, set_values, rule_var, rows, datasets,
        roster_of(rows, datasets, population, start, until),
    )  # fmt: skip


def derive_param_clinbenefit(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    criteria: ConfirmationCriteria,
    responses: Responses,
    at_least: str,
    stable: str,
    days: float,
    set_values: dict[NewVariable, str | float],
    new_therapy: Sources = (),
    start: Origin = TREATMENT,
    population: Condition | None = None,
    until: tuple[Variable, ...] = (),
    rule_var: NewVariable = "RSPRULE",
) -> Built:
    """Whether one of {responses} was {at_least} or better, or {stable} or better {days} days from the start or later.

    The criteria are {criteria}. Rows and findings as in `derive_param_responder`.
    """
    return _flagged(
        criteria, responses, {at_least: 0, stable: days}, new_therapy, set_values, rule_var, rows, datasets,
        roster_of(rows, datasets, population, start, until),
    )  # fmt: skip


def _flagged(
    criteria: ConfirmationCriteria,
    responses: Responses,
    wanted: Mapping[str, float],
    new_therapy: Sources,
    set_values: Mapping[str, str | float],
    rule_var: str,
    rows: Frame,
    datasets: Mapping[str, Frame],
    subjects: tuple[Frame, tuple[Finding, ...]],
) -> Built:
    """Flag the subjects with a response as wanted: the least response, and the day from which on it counts."""
    roster, lost = subjects
    points, unusable = _counting(criteria, responses, new_therapy, rows, datasets, roster)
    rank, day = ranked(points["response"], criteria.ranks), points["date"] - points["STARTDT"]
    met = pd.Series(data=False, index=points.index)
    for name, days in wanted.items():
        met |= (rank >= criteria.ranks.get(name, float("inf"))) & (day >= days)
    met &= points["response"] != criteria.progressed
    first, rule = _best(points[met].drop_duplicates("USUBJID"), roster, criteria)
    reached = first["row"].notna()
    _, without = _best(points, roster, criteria)
    frame = roster[["STUDYID", "USUBJID"]].assign(
        ADT=first["date"],
        AVALC=flagged(reached, "Y", "N"),
        AVAL=reached.astype("float64"),
        **{rule_var: rule.where(reached, without)},
    )
    unknown = _unknown(wanted, criteria)
    frame = frame[[*MADE, rule_var]] if not unknown else frame[[*MADE, rule_var]].iloc[:0]
    lineage = lineage_of([piece(first if not unknown else first.iloc[:0])])
    return Built(with_constants(frame, set_values), lineage, (*lost, *unusable, *unknown))


def _counting(
    criteria: ConfirmationCriteria,
    responses: Responses,
    new_therapy: Sources,
    rows: Frame,
    datasets: Mapping[str, Frame],
    roster: Frame,
) -> tuple[Frame, tuple[Finding, ...]]:
    """Give the responses up to the first progression, it included, and up to the day of new therapy."""
    points, unusable = recorded(responses, rows, datasets, roster, criteria.worst_first)
    progressed = points["date"].where(points["response"] == criteria.progressed)
    first = progressed.groupby(points["USUBJID"]).transform("min")
    treated = first_date(new_therapy, rows, datasets, points)
    return points[~(points["date"] > first) & ~(points["date"] > treated)], unusable


def _best(points: Frame, roster: Frame, criteria: ConfirmationCriteria) -> tuple[Frame, pd.Series]:
    """Give each subject's most preferred response, the first of equal ones, on the index of `roster`, and its rule."""
    asked = pd.DataFrame({"THIS": points["response"], "DAY": points["date"] - points["STARTDT"]})
    position = decide(asked, criteria.best)
    found = points.assign(
        order=position,
        answer=taken(position, criteria.best, "response"),
        decision=taken(position, criteria.best, "id"),
    )
    found = found.sort_values(["USUBJID", "order", "date"], kind="stable").drop_duplicates("USUBJID")
    best = found.set_index("USUBJID").reindex(roster["USUBJID"]).set_axis(roster.index)
    return best, best["decision"].where(best["row"].notna(), criteria.never.id)


def _unknown(wanted: Mapping[str, float], criteria: ConfirmationCriteria) -> tuple[Finding, ...]:
    names = [name for name in wanted if name not in criteria.responses]
    hint = nearest(names[0], criteria.responses) or f"known: {', '.join(criteria.responses)}" if names else ""
    return told("response-unknown", "error", pd.Series(names, dtype="str"), "the criteria know no such response", hint)
