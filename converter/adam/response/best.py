"""The best response of each subject, and whether there was one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import pandas as pd
from pydantic import BeforeValidator

from converter.adam.dates.interval import with_constants
from converter.adam.response.counting import Counted, standing, unknown_responses, with_plan
from converter.adam.response.recorded import Responses
from converter.adam.response.rows import MADE, ranked, roster_of
from converter.adam.source import TREATMENT, Origin, Sources
from converter.adam.trace import lineage_of, piece
from converter.compute.conditions.decide import decide, taken
from converter.compute.conditions.flag import flagged
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.spec.endpoints.confirmation import ConfirmationCriteria, Counting
from converter.spec.model import Model
from converter.spec.values.number import plain_number
from converter.steps import Built, Finding, NewVariable, Variable


def _listed(written: Any) -> Any:  # noqa: ANN401 - whatever the YAML has
    return (written,) if isinstance(written, str) else written


class Wanted(Model):
    """Responses that are wanted: one by name or several, and the days from the start from which on they count."""

    response: Annotated[tuple[str, ...], BeforeValidator(_listed, json_schema_input_type=str | tuple[str, ...])]
    day_ge: float = 0

    def __str__(self) -> str:
        since = f" from day {plain_number(self.day_ge)} on" if self.day_ge else ""
        return f"{' or '.join(self.response)}{since}"


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
    counting: Counting | None = None,
    best_until: tuple[str, ...] | None = None,
    numbers: dict[str, float | None] = {},  # noqa: B006 - never changed
    rule_var: NewVariable = "RSPRULE",
) -> Built:
    """Best of {responses} by {criteria}, up to the first progression and the start of new therapy ({new_therapy}).

    One row for each subject that meets `population`: of confirmed responses it is the confirmed best response, of
    others the unconfirmed one. ADT is the first date of it (the last, where the criteria say so), AVAL its number; a
    subject without any assessment has no date and what the criteria say of it. A response on the day of new therapy
    counts, unless `counting` says otherwise. The plan may say in `best_until` at which responses the best stops ([]: at
    none). `counting`, `numbers`, `new_therapy` and findings as in `derive_param_confirmed_response`. Source: the
    criteria's.
    """
    criteria, unknown = with_plan(criteria, counting, best_until, numbers)
    found = standing(
        criteria, responses, new_therapy, rows, datasets, roster_of(rows, datasets, population, start, until)
    )
    best, rule = _best(found.points, found.roster, criteria)
    response = best["answer"].where(best["row"].notna(), str(criteria.never.then["response"]))
    frame = found.roster[["STUDYID", "USUBJID"]].assign(
        ADT=best["date"], AVALC=response, AVAL=ranked(response, criteria.numbers), **{rule_var: rule}
    )
    made = with_constants(frame[[*MADE, rule_var]], set_values)
    return Built(made, lineage_of([piece(best)]), (*unknown, *found.findings))


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
    counting: Counting | None = None,
    best_until: tuple[str, ...] | None = None,
    rule_var: NewVariable = "RSPRULE",
) -> Built:
    """Whether one of {responses} was {at_least} or better by {criteria}, up to progression and new therapy.

    One row for each subject that meets `population`: AVALC is Y or N, AVAL 1 or 0, ADT the date of the first such
    response. Responses count up to the first progression and the start of `new_therapy`, unless `counting` and
    `best_until` say otherwise, as in `derive_param_best_response`. `rule_var` names what the criteria decide of that
    response, without one of the best. A response that the criteria do not know is told (`response-unknown`), and there
    are no rows. Other findings as in `derive_param_confirmed_response`.
    """
    criteria, unknown = with_plan(criteria, counting, best_until)
    found = standing(
        criteria, responses, new_therapy, rows, datasets, roster_of(rows, datasets, population, start, until)
    )
    return _flagged(found, unknown, (_as_good(at_least, 0, criteria),), criteria, set_values, rule_var)


def derive_param_clinbenefit(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    criteria: ConfirmationCriteria,
    responses: Responses,
    at_least: str = "",
    stable: str = "",
    days: int | None = None,
    wanted: tuple[Wanted, ...] = (),
    set_values: dict[NewVariable, str | float],
    new_therapy: Sources = (),
    start: Origin = TREATMENT,
    population: Condition | None = None,
    until: tuple[Variable, ...] = (),
    counting: Counting | None = None,
    best_until: tuple[str, ...] | None = None,
    rule_var: NewVariable = "RSPRULE",
) -> Built:
    """Whether one of {responses} was wanted ({at_least} or better) ({stable} or better {days} days on) ({wanted}).

    Days count from `start`, better is so by the ranks of {criteria}. `wanted` names the responses in place of ranks,
    each with the day from which on it counts: `[{response: [CR, PR]}, {response: SD, day_ge: 42}]`. Rows and findings
    as in `derive_param_responder`. Source: admiralonco, parameter of clinical benefit.
    """
    criteria, unknown = with_plan(criteria, counting, best_until)
    found = standing(
        criteria, responses, new_therapy, rows, datasets, roster_of(rows, datasets, population, start, until)
    )
    by_rank = ((at_least, 0), (stable, days or 0))
    asked = (*(_as_good(name, day, criteria) for name, day in by_rank if name), *wanted)
    return _flagged(found, unknown, asked or (Wanted(response=("",)),), criteria, set_values, rule_var)


def _as_good(name: str, day: float, criteria: ConfirmationCriteria) -> Wanted:
    """Give a response and all that are better, progression aside; by name alone where the criteria do not know it."""
    least = criteria.ranks.get(name, float("inf"))
    better = tuple(one for one, rank in criteria.ranks.items() if rank >= least and one != criteria.progressed)
    return Wanted(response=better if name in criteria.ranks else (name,), day_ge=day)


def _flagged(
    found: Counted,
    unknown: tuple[Finding, ...],
    wanted: Sequence[Wanted],
    criteria: ConfirmationCriteria,
    set_values: Mapping[str, str | float],
    rule_var: str,
) -> Built:
    """Flag the subjects with a response as wanted."""
    points, roster = found.points, found.roster
    strange = unknown_responses([name for one in wanted for name in one.response], criteria)
    if strange:
        points, roster = points.iloc[:0], roster.iloc[:0]
    day = points["date"] - points["STARTDT"]
    met = pd.Series(data=False, index=points.index)
    for one in wanted:
        met |= points["response"].isin(one.response) & (day >= one.day_ge)
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
    return Built(made, lineage_of([piece(behind)]), (*unknown, *found.findings, *strange))


def _best(points: Frame, roster: Frame, criteria: ConfirmationCriteria) -> tuple[Frame, pd.Series]:
    """Give each subject's most preferred response on the index of `roster`, and its rule.

    Of equal ones it is the first, or the last where the decision takes it.
    """
    asked = pd.DataFrame({"THIS": points["response"], "DAY": points["date"] - points["STARTDT"]})
    position = decide(asked, criteria.best)
    last = taken(position, criteria.best, "take") == "last"
    found = points.assign(
        order=position,
        turn=points["date"].where(~last, -points["date"]),
        answer=taken(position, criteria.best, "response"),
        decision=taken(position, criteria.best, "id"),
    )
    found = found.sort_values(["USUBJID", "order", "turn"], kind="stable").drop_duplicates("USUBJID")
    best = found.set_index("USUBJID").reindex(roster["USUBJID"]).set_axis(roster.index)
    return best, best["decision"].where(best["row"].notna(), criteria.never.id)
