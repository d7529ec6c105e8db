"""What a range of subjects cannot know, and would make of its rows what the whole study does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from converter.compute.written import as_kind
from converter.dataset import AnyDataset, Frame
from converter.issues import Issue
from converter.plan.scope import scopes
from converter.steps import Plan

CONTINUED = 6
"""So many letters of a long name stay in that of its continuation: AETERMXY goes on in AETERM10."""
UNKNOWN = "unknown"


class UnlikeWholeError(Exception):
    """Something was found that can only be judged with all subjects together; the text says what."""


def kinds_of(plan: Plan, raw: Mapping[str, Frame], datasets: Mapping[str, AnyDataset]) -> dict[str, list[str]]:
    """Tell of each text that a step sorts by what its values are: numbers, dates, words; none where there are none.

    Of one that its dataset does not ship nothing is known.
    """
    frames = {**raw, **{name: one.frame for name, one in datasets.items()}}
    names = dict.fromkeys(name for scope in scopes(plan) for name in scope.sorted_by)
    found: dict[str, list[str]] = {}
    for name in names:
        dataset, _, column = name.rpartition(".")
        frame = frames.get(dataset)
        if frame is not None and len(frame):
            found[name] = _kinds(frame[column]) if column in frame else [UNKNOWN]
    return found


def _kinds(values: pd.Series) -> list[str]:
    if pd.api.types.is_numeric_dtype(values):
        return ["number"]
    left = pd.Series(values.unique(), dtype="str")
    left = left[left.str.strip() != ""]
    found: list[str] = []
    for kind in ("number", "date"):
        read = as_kind(left, kind).notna()
        found += [kind] if read.any() else []
        left = left[~read]
    return [*found, "text"] if len(left) else found


def refuse_kinds(plan: Plan, said: Sequence[Mapping[str, Sequence[str]]]) -> None:
    """Refuse ranges in which texts are sorted as numbers, or dates, and not in the whole study."""
    for name in dict.fromkeys(name for scope in scopes(plan) for name in scope.sorted_by):
        ranges = [frozenset(one.get(name, ())) for one in said]
        known = frozenset[str]().union(*ranges)
        if UNKNOWN in known:
            message = f"{name} is sorted by and not shipped, so it is not known whether it is text of one kind"
            raise UnlikeWholeError(message)
        if len(known) > 1 and any(one in ({"number"}, {"date"}) for one in ranges):
            message = f"{name} is sorted by, and is text of several kinds, but of one kind in some ranges of subjects"
            raise UnlikeWholeError(message)


def refuse_issues(issues: Iterable[Issue], datasets: Mapping[str, Any]) -> None:
    """Refuse ranges that tell what depends on all rows of a table or dataset."""
    long: dict[str, set[str]] = defaultdict(set)
    for issue in issues:
        if issue.rule == "join-order":
            message = f"{issue.place}: rows are ordered by {issue.variable}, which is neither numbers nor dates"
            raise UnlikeWholeError(message)
        if issue.place in datasets and issue.rows:
            message = f"{issue.place}: {issue.rule} is told by the rows of the whole study"
            raise UnlikeWholeError(message)
        if issue.rule == "text-too-long" and len(issue.variable) > CONTINUED:
            long[issue.variable[:CONTINUED]].add(issue.variable)
    several = next((sorted(names) for names in long.values() if len(names) > 1), [])
    if several:
        message = f"{' and '.join(several)} hold long text, whose continuations are named by both"
        raise UnlikeWholeError(message)


def read_of_subjects(plan: Plan) -> frozenset[str]:
    """Name the datasets of which steps of analysis take the subject's value."""
    names = (name for step in plan.analysis.steps for name in step.rule.of_subject)
    return frozenset(name.rpartition(".")[0] for name in names)
