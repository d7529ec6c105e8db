"""The response of each assessment: progression first, else the lowest level that one of the tables gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from converter.adam.response.features import with_features
from converter.compute.decide import decide, taken
from converter.compute.judged import NONE, met_by
from converter.dataset import Frame
from converter.spec.decision import Decision
from converter.spec.response import CLASS, ResponseCriteria

NO_RANK = float("inf")


@dataclass(frozen=True)
class Answer:
    """What one table says of the assessments that it decides: positions in its decisions, on the index of those."""

    decisions: Sequence[Decision]
    position: pd.Series


def classified(points: Frame, criteria: ResponseCriteria) -> Frame:
    """Add CLASS, what was measurable at baseline, and every feature that later decisions read."""
    points = with_features(points, _read(criteria.classes), criteria)
    points = points.assign(**{CLASS: taken(decide(points, criteria.classes), criteria.classes, "class")})
    tables = [table.when.variables for table in criteria.levels.values() if table.when]
    return with_features(points, [*_read(criteria.decisions), *(name for one in tables for name in one)], criteria)


def answered(points: Frame, criteria: ResponseCriteria) -> tuple[Frame, tuple[Answer, ...], tuple[Answer, ...]]:
    """Give `response`, `rule` and `kind` (of progression) of each assessment, the answers that decided, the others."""
    worse = decide(points, criteria.progression)
    deciding = [Answer(criteria.progression, worse[worse != NONE])]
    others = []
    lowest = pd.Series(NO_RANK, index=points.index)
    tables = {name: _levels(points, name, criteria) for name in criteria.levels}
    ranks = {name: _ranks(one, points, criteria) for name, one in tables.items()}
    for rank in ranks.values():
        lowest = lowest.where(lowest <= rank, rank)
    open_ = worse == NONE
    for name, one in tables.items():
        decides = open_ & (ranks[name] == lowest)
        own = decides[one.position.index]
        deciding.append(Answer(one.decisions, one.position[own]))
        others.append(Answer(one.decisions, one.position[~own]))
        open_ &= ~decides
    said = pd.concat([_said(one) for one in deciding]).reindex(points.index)
    progressed = said["kind"] != ""
    said = said.assign(response=said["response"].mask(progressed, criteria.progressed))
    return said, tuple(deciding), tuple(others)


def _levels(points: Frame, name: str, criteria: ResponseCriteria) -> Answer:
    table = criteria.levels[name]
    rows = points[met_by(table.when, points)]
    return Answer(table.decisions, decide(rows, table.decisions))


def _ranks(answer: Answer, points: Frame, criteria: ResponseCriteria) -> pd.Series:
    ranks = taken(answer.position, answer.decisions, "response").map(criteria.ranks).astype("float64")
    return ranks.reindex(points.index).fillna(NO_RANK)


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
