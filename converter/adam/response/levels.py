"""The response of each assessment: progression first, else what puts the tables together, else the lowest level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from converter.adam.response.features import with_features
from converter.compute.conditions.decide import decide, taken
from converter.compute.conditions.judged import NONE, met_by
from converter.dataset import Frame
from converter.spec.endpoints.decision import Decision
from converter.spec.endpoints.response import CLASS, LEVEL, ResponseCriteria

NO_RANK = float("inf")


@dataclass(frozen=True)
class Answer:
    """What one table says of the assessments that it decides: positions in its decisions, on the index of those."""

    decisions: Sequence[Decision]
    position: pd.Series


@dataclass(frozen=True)
class Answered:
    """`said` has `response`, `rule` and `kind` of each assessment, and what each table says (`LEVEL.target`).

    `deciding` are the answers that decided, `others` those of tables that did not.
    """

    said: Frame
    deciding: tuple[Answer, ...]
    others: tuple[Answer, ...]


def classified(points: Frame, criteria: ResponseCriteria) -> Frame:
    """Add CLASS, what was measurable at baseline, and every feature that later decisions read."""
    points = with_features(points, _read(criteria.classes), criteria)
    points = points.assign(**{CLASS: taken(decide(points, criteria.classes), criteria.classes, "class")})
    return with_features(points, [name for name in criteria.reads if _is_of_subject(name, criteria)], criteria)


def _is_of_subject(name: str, criteria: ResponseCriteria) -> bool:
    """Tell whether it is a component or value of the subject that is known before any response."""
    base = name.partition(".")[0]
    known = base in criteria.components or base in criteria.values
    return known and not criteria.of_each(base) and not criteria.is_late(base)


def answered(points: Frame, criteria: ResponseCriteria) -> Answered:
    """Answer assessments that have everything which decisions read of them."""
    worse = decide(points, criteria.progression)
    first = Answer(criteria.progression, worse[worse != NONE])
    tables = {name: _levels(points, name, criteria) for name in criteria.levels}
    levels = pd.DataFrame(
        {
            f"{LEVEL}.{name}": taken(one.position, one.decisions, "response").reindex(points.index).fillna("")
            for name, one in tables.items()
        },
        index=points.index,
    )
    open_ = worse == NONE
    if criteria.overall:
        position = decide(pd.concat([points, levels], axis="columns")[open_], criteria.overall)
        deciding, others = [Answer(criteria.overall, position)], list(tables.values())
    else:
        deciding, others = _lowest(tables, open_, criteria)
    said = pd.concat([_progressed(first, criteria), *map(_said, deciding)]).reindex(points.index)
    return Answered(pd.concat([said, levels], axis="columns"), (first, *deciding), tuple(others))


def _lowest(
    tables: dict[str, Answer], open_: pd.Series, criteria: ResponseCriteria
) -> tuple[list[Answer], list[Answer]]:
    """Give the answers of the tables where they are the lowest, the first of equal ones, and where they are not."""
    deciding, others = [], []
    lowest = pd.Series(NO_RANK, index=open_.index)
    ranks = {name: _ranks(one, open_.index, criteria) for name, one in tables.items()}
    for rank in ranks.values():
        lowest = lowest.where(lowest <= rank, rank)
    for name, one in tables.items():
        decides = open_ & (ranks[name] == lowest)
        own = decides[one.position.index]
        deciding.append(Answer(one.decisions, one.position[own]))
        others.append(Answer(one.decisions, one.position[~own]))
        open_ = open_ & ~decides
    return deciding, others


def _levels(points: Frame, name: str, criteria: ResponseCriteria) -> Answer:
    table = criteria.levels[name]
    rows = points[met_by(table.when, points)]
    return Answer(table.decisions, decide(rows, table.decisions))


def _ranks(answer: Answer, index: pd.Index, criteria: ResponseCriteria) -> pd.Series:
    ranks = taken(answer.position, answer.decisions, "response").map(criteria.ranks).astype("float64")
    return ranks.reindex(index).fillna(NO_RANK)


def _progressed(answer: Answer, criteria: ResponseCriteria) -> Frame:
    return _said(answer).assign(response=pd.Series(criteria.progressed, index=answer.position.index, dtype="str"))


def _said(answer: Answer) -> Frame:
    return pd.DataFrame(
        {
            "rule": taken(answer.position, answer.decisions, "id"),
            "response": taken(answer.position, answer.decisions, "response").astype("str").fillna(""),
            "kind": taken(answer.position, answer.decisions, "kind").astype("str").fillna(""),
        }
    )


def _read(decisions: Sequence[Decision]) -> tuple[str, ...]:
    return tuple(name for one in decisions if one.when for name in one.when.variables)
