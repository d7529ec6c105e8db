"""Responses that read earlier ones: all first assessments of all subjects, then all second ones, and so on."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from converter.adam.response.features import made
from converter.adam.response.levels import Answer, Answered, answered
from converter.compute.conditions.look import looked, pairs
from converter.dataset import Frame
from converter.spec.endpoints.look import OF_LOOK, OF_PAIR, THIS, Look
from converter.spec.endpoints.response import ResponseCriteria

KEYS = ("USUBJID", "ADT")


def answered_in_turn(points: Frame, criteria: ResponseCriteria) -> tuple[Frame, Answered]:
    """Answer every assessment; give the assessments with what their looks saw, and `PR.group`, the group of the end.

    `points` are the assessments after the start with every feature that is read (`classified`), numbered by N. Without
    looks that is one pass, else as many as the longest series has assessments.
    """
    if not criteria.looks:
        return points, answered(points, criteria)
    earlier, passes, rows = _unanswered(points.iloc[:0], criteria), [], []
    turns = [turn for _, turn in points.groupby("N")] or [points]
    for turn in turns:
        own = _with_late(_with_looks(turn, earlier, criteria), criteria)
        answer = answered(own, criteria)
        known = answer.said.rename(columns={"response": "RESPONSE", "kind": "KIND"}).drop(columns="rule")
        earlier = pd.concat([earlier, pd.concat([own, known], axis="columns")[earlier.columns]])
        passes.append(answer)
        rows.append(own)
    return pd.concat(rows).reindex(points.index), _joined(passes, points.index)


def _unanswered(points: Frame, criteria: ResponseCriteria) -> Frame:
    """Give the columns of an answered assessment that looks read, of no rows."""
    blank = pd.Series(dtype="str")
    said = dict.fromkeys(("RESPONSE", "KIND", *(f"LEVEL.{name}" for name in criteria.levels)), blank)
    late = {
        name: blank if one.kind == "text" else pd.Series(dtype="float64")
        for name, one in criteria.values.items()
        if criteria.is_late(name)
    }
    known = points.assign(**said, **late)
    return known[[*KEYS, "group", *(name for name in _read(criteria) if name in known)]]


def _read(criteria: ResponseCriteria) -> dict[str, None]:
    """Name what looks read of earlier assessments, in conditions or of the end."""
    conditions = (name for look in criteria.looks.values() for name in look.reads if not name.startswith(f"{THIS}."))
    asked = (*(one.when for one in criteria.decisions), *(table.when for table in criteria.levels.values()))
    names = [name for one in asked if one for name in one.variables]
    names += [name for value in criteria.values.values() for name in value.reads]
    ends = (name.partition(".")[2] for name in names if name.partition(".")[0] in criteria.looks)
    return dict.fromkeys(name for name in (*conditions, *ends) if name not in OF_LOOK)


def _with_looks(turn: Frame, earlier: Frame, criteria: ResponseCriteria) -> Frame:
    """Add what each look of these assessments sees of the earlier ones."""
    own = [name for look in criteria.looks.values() for name in look.reads if name.startswith(f"{THIS}.")]
    rows = turn[[*KEYS, *dict.fromkeys(name.removeprefix(f"{THIS}.") for name in own)]]
    near = pairs(rows, earlier, ["USUBJID"], ["ADT"], Look(toward="earlier"), own=False)
    near = near[["n", "k", *OF_PAIR, *(name for name in earlier if name not in KEYS), *dict.fromkeys(own)]]
    seen = [looked(name, look, near, turn.index) for name, look in criteria.looks.items()]
    return pd.concat([turn, *seen], axis="columns")


def _with_late(turn: Frame, criteria: ResponseCriteria) -> Frame:
    """Add the values that are made of a look."""
    for name, value in criteria.values.items():
        if criteria.is_late(name):
            turn = turn.assign(**{name: made(value, turn)})
    return turn


def _joined(passes: Sequence[Answered], index: pd.Index) -> Answered:
    """Put the answers of all passes together."""
    said = pd.concat([one.said for one in passes]).reindex(index)
    deciding = [_table(tables) for tables in zip(*(one.deciding for one in passes), strict=True)]
    others = [_table(tables) for tables in zip(*(one.others for one in passes), strict=True)]
    return Answered(said, tuple(deciding), tuple(others))


def _table(answers: Sequence[Answer]) -> Answer:
    return Answer(answers[0].decisions, pd.concat([one.position for one in answers]))
