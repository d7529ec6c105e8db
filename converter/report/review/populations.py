"""How the subjects of a study come down to its populations: how many each has, whom it leaves out, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from converter.dataset import AnyDataset, Frame
from converter.report.review.columns import Body
from converter.spec.dataset import DatasetSpec
from converter.steps import Plan

SUBJECTS = "ADSL"
YES = "Y"


@dataclass(frozen=True)
class _Population:
    """One population: its flag, its label, the variable that says why a subject is not in it, who is in it."""

    flag: str
    label: str
    reason: str
    place: str
    members: frozenset[int]


def populations_body(datasets: Mapping[str, AnyDataset], plan: Plan) -> list[Body]:
    """Give each population of ADSL with its number of subjects, the population it is part of, and those left out.

    A population is a flag that a step makes together with a variable of reasons. It is part of the smallest one before
    it that has all its subjects, the first of equal ones; the whole before all is every subject, named by a blank.
    """
    if SUBJECTS not in datasets:
        return []
    frame = datasets[SUBJECTS].frame
    made: list[_Population] = [_Population("", "All subjects", "", "", frozenset(frame.index))]
    bodies: list[Body] = [{"flag": "", "label": "All subjects of ADSL", "n": len(frame), "part": None, "out": []}]
    for one in _populations(frame, datasets[SUBJECTS].spec, plan):
        whole = min(
            (other for other in made if other.members >= one.members),
            key=lambda other: (len(other.members), not other.flag),
        )
        out = _left_out(frame.loc[sorted(whole.members - one.members)], one)
        body = {"flag": one.flag, "label": one.label, "n": len(one.members), "part": whole.flag, "out": out}
        bodies.append({**body, "reason": one.reason, "place": one.place})
        made.append(one)
    return bodies


def _populations(frame: Frame, spec: DatasetSpec, plan: Plan) -> Iterator[_Population]:
    for step in plan.analysis.steps:
        flag, reason = (str(step.rule.arguments.get(name) or "") for name in ("new_var", "reason_var"))
        if step.dataset == SUBJECTS and flag in frame and reason in frame:
            members = frozenset(frame.index[frame[flag] == YES])
            yield _Population(flag, spec.by_name[flag].label.removesuffix(" Flag"), reason, step.rule.place, members)


def _left_out(subjects: Frame, population: _Population) -> list[Body]:
    """Count the subjects left out by their reason, most first."""
    reasons: pd.Series = subjects[population.reason].replace("", "no reason given").value_counts(sort=False)
    return [
        {"why": str(why), "n": int(n)} for why, n in sorted(reasons.items(), key=lambda one: (-one[1], str(one[0])))
    ]
