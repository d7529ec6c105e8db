"""The ranges of subjects in which a study is made: bounds by USUBJID, or one range and the reason for it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from converter.plan.scope import Scope, datasets_read, scopes, sorted_anew
from converter.steps import Plan, RecordsStep


@dataclass(frozen=True)
class Ranges:
    """Where ranges of subjects begin: range 0 has what is before the first bound, and rows without a subject.

    `why` is the sentence that says why a study that is large enough has one range all the same.
    """

    bounds: tuple[str, ...] = ()
    why: str = ""

    def __len__(self) -> int:
        return len(self.bounds) + 1

    def of(self, subjects: pd.Series) -> npt.NDArray[np.int64]:
        """Give the number of the range of each USUBJID."""
        codes, distinct = pd.factorize(subjects)
        numbers = np.array([bisect_right(self.bounds, str(one)) for one in distinct], dtype=np.int64)
        return numbers[codes] if len(numbers) else np.zeros(len(subjects), dtype=np.int64)


def ranges_of(plan: Plan, subjects: Collection[str], wanted: int) -> Ranges:
    """Cut a study into so many ranges of its subjects; one where a step looks at all of them."""
    number = min(wanted, max(len(subjects), 1))
    if number == 1:
        return Ranges()
    why = next(_reasons(plan), "")
    return Ranges(why=why) if why else Ranges(_quantiles(sorted(subjects), number))


def _quantiles(subjects: Sequence[str], number: int) -> tuple[str, ...]:
    """Name the subjects with which all ranges but the first begin."""
    return tuple(subjects[len(subjects) * one // number] for one in range(1, number))


def _reasons(plan: Plan) -> Iterator[str]:
    """Say why a study cannot be made in ranges."""
    known = scopes(plan)
    yield from (one.why for one in known if one.extent == "study")
    yield from _copies(plan, known)
    anew = sorted_anew(plan)
    for name in anew:
        if name in plan.analysis.specs:
            yield f"{name}: its keys do not begin with USUBJID, so records of several subjects may stand side by side"
    for step in (one for one in (*plan.steps, *plan.analysis.steps) if not isinstance(one, RecordsStep)):
        for name in datasets_read(step):
            if name in anew:  # a range cannot number its records
                yield f"{step.rule.place}: {step.dataset} reads {name}, whose keys do not begin with USUBJID"


def _copies(plan: Plan, known: Sequence[Scope]) -> Iterator[str]:
    """Name what a step of one subject reads of a raw table, or of a dataset made of one, that is not of subjects."""
    mapped = {step.dataset for step in plan.steps if isinstance(step, RecordsStep)}
    for one in known:
        for name in one.copied if one.extent != "once" else ():
            if name in plan.sources or name in mapped:
                yield f"{one.place}: {one.dataset} reads all of {name}"
