"""The best response of each subject, and whether there was one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from converter.adam.dates.interval import with_constants
from converter.adam.response.confirm import first_date, undated_events
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
    """Best of {responses} by {criteria}, up to the first progression and the start of new therapy ({new_therapy}).

    One row for each subject that meets `population`: of confirmed responses it is the confirmed best response, of
    others the unconfirmed one. ADT is the first date of it, AVAL its rank; a subject without any assessment has no
    date and what the criteria say of it. A response on the day of new therapy counts. `new_therapy` and findings as in
    `derive_param_confirmed_response`. Source: the criteria's.
    """
    counting = _counting(
        criteria, responses, new_therapy, rows, datasets, roster_of(rows, datasets, population, start, until)
    )
    best, rule = _best(counting.points, counting.roster, criteria)
    response = best["answer"].where(best["row"].notna(), str(criteria.never.then["response"]))
    frame = counting.roster[["STUDYID", "USUBJID"]].assign(
        ADT=best["date"], AVALC=response, AVAL=ranked(response, criteria.ranks), **{rule_var: rule}
    )
    made = with_constants(frame[[*MADE, rule_var]], set_values)
    return Built(made, lineage_of([piece(best)]), counting.findings)


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
    """Whether one of {responses} was {at_least} or better by {criteria}, up to progression and new therapy.

    One row for each subject that meets `population`: AVALC is Y or N, AVAL 1 or 0, ADT the date of the first such
    response. Responses count up to the first progression and the start of `new_therapy`. `rule_var` names what the
    criteria decide of that response, without one of the best. A response that the criteria do not know is told
    (`response-unknown`), and there are no rows. Other findings as in `derive_param_confirmed_response`.
    """
    counting = _counting(
        criteria, responses, new_therapy, rows, datasets, roster_of(rows, datasets, population, start, until)
    )
    return _flagged(counting, ((at_least, 0),), criteria, set_values, rule_var)


def derive_param_clinbenefit(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    criteria: ConfirmationCriteria,
    responses: Responses,
    at_least: str,
    stable: str,
    days: int,
    set_values: dict[NewVariable, str | float],
    new_therapy: Sources = (),
    start: Origin = TREATMENT,
    population: Condition | None = None,
    until: tuple[Variable, ...] = (),
    rule_var: NewVariable = "RSPRULE",
) -> Built:
    """Whether one of {responses} was {at_least} or better, or {stable} or better {days} days from {start} or later.

    Both by the ranks of {criteria}. Rows and findings as in `derive_param_responder`. Source: admiralonco, parameter of
    clinical benefit.
    """
    counting = _counting(
        criteria, responses, new_therapy, rows, datasets, roster_of(rows, datasets, population, start, until)
    )
    return _flagged(counting, ((at_least, 0), (stable, days)), criteria, set_values, rule_var)


@dataclass(frozen=True)
class Counting:
    """Subjects, those of their responses that count (as `recorded` gives them), and what cannot be used."""

    roster: Frame
    points: Frame
    findings: tuple[Finding, ...]


def _counting(
    criteria: ConfirmationCriteria,
    responses: Responses,
    new_therapy: Sources,
    rows: Frame,
    datasets: Mapping[str, Frame],
    subjects: tuple[Frame, tuple[Finding, ...]],
) -> Counting:
    """Give the responses up to the first progression, it included, and up to the day of new therapy."""
    roster, lost = subjects
    points, unusable = recorded(responses, rows, datasets, roster, criteria.worst_first)
    progressed = points["date"].where(points["response"] == criteria.progressed)
    first = progressed.groupby(points["USUBJID"]).transform("min")
    treated = first_date(new_therapy, rows, datasets, points)
    counts = ~(points["date"] > first) & ~(points["date"] > treated)
    partial = undated_events(new_therapy, rows, datasets, roster)
    return Counting(roster, points[counts], (*lost, *unusable, *partial))


def _flagged(
    counting: Counting,
    wanted: Sequence[tuple[str, float]],
    criteria: ConfirmationCriteria,
    set_values: Mapping[str, str | float],
    rule_var: str,
) -> Built:
    """Flag the subjects with a response as wanted: the least response, and the day from which on it counts."""
    points, roster = counting.points, counting.roster
    unknown = _unknown([name for name, _ in wanted], criteria)
    if unknown:
        points, roster = points.iloc[:0], roster.iloc[:0]
    rank, day = ranked(points["response"], criteria.ranks), points["date"] - points["STARTDT"]
    met = pd.Series(data=False, index=points.index)
    for name, days in wanted:
        met |= (rank >= criteria.ranks.get(name, float("inf"))) & (day >= days)
    met &= points["response"] != criteria.progressed
    first, rule = _best(points[met].drop_duplicates("USUBJID"), roster, criteria)
    best, without = _best(points, roster, criteria)
    reached = first["row"].notna()
    frame = roster[["STUDYID", "USUBJID"]].assign(
        ADT=first["date"],
        AVALC=flagged(reached, "Y", "N"),
        AVAL=reached.astype("float64"),
        **{rule_var: rule.where(reached, without)},
    )
    behind = pd.concat([first[reached], best[~reached]])
    made = with_constants(frame[[*MADE, rule_var]], set_values)
    return Built(made, lineage_of([piece(behind)]), (*counting.findings, *unknown))


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


def _unknown(wanted: Sequence[str], criteria: ConfirmationCriteria) -> tuple[Finding, ...]:
    names = [name for name in dict.fromkeys(wanted) if name not in criteria.responses]
    hint = nearest(names[0], criteria.responses) or f"known: {', '.join(criteria.responses)}" if names else ""
    return told("response-unknown", "error", pd.Series(names, dtype="str"), "the criteria know no such response", hint)
