"""Call a rule, and hold it to its contract."""

from __future__ import annotations

import pandas as pd

from converter.dataset import Frame
from converter.errors import Problem, SpecError
from converter.steps import BoundRule, Mapped


def called(rule: BoundRule, rows: Frame, *others: object) -> Mapped:
    """Call a record or derive rule on rows; its answer must be a series, or Mapped, on the index of the rows.

    Raises SpecError where a function of the study fails or gives something else; ours are held to it by our tests.
    """
    answer = rule.function(rows, *others, **rule.arguments)
    mapped = answer if isinstance(answer, Mapped) else Mapped(answer)
    if not isinstance(mapped.values, pd.Series) or not mapped.values.index.equals(rows.index):
        raise _fault(rule, "expected a series on the index of the rows it was given")
    return mapped


def _fault(rule: BoundRule, message: str) -> SpecError:
    file, _, line = rule.place.rpartition(":")
    return SpecError([Problem(file, int(line), rule.name, f"function '{rule.name}' {message}")])
