"""Call a rule, and hold it to its contract."""

from __future__ import annotations

import pandas as pd

from converter.dataset import Frame
from converter.errors import Problem, SpecError
from converter.steps import BoundRule, Mapped

STUDY_FUNCTION_ERRORS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def called(rule: BoundRule, rows: Frame, *others: object) -> Mapped:
    """Call a record or derive rule on rows; its answer must be a series, or Mapped, on the index of the rows.

    Raises SpecError where a function of the study fails or gives something else.
    """
    answer = _answer(rule, rows, *others)
    mapped = answer if isinstance(answer, Mapped) else Mapped(answer)
    if not isinstance(mapped.values, pd.Series) or not mapped.values.index.equals(rows.index):
        raise _fault(rule, "expected a series on the index of the rows it was given")
    return mapped


def _answer(rule: BoundRule, rows: Frame, *others: object) -> Mapped | pd.Series:
    """Call the function; only a study's own may fail, ours are held to their contract by our tests."""
    if rule.function.__module__ != "study_methods":
        return rule.function(rows, *others, **rule.arguments)  # type: ignore[no-any-return]
    try:
        return rule.function(rows, *others, **rule.arguments)  # type: ignore[no-any-return]
    except STUDY_FUNCTION_ERRORS as error:
        raise _fault(rule, f"failed with {type(error).__name__}: {error}") from error


def _fault(rule: BoundRule, message: str) -> SpecError:
    file, _, line = rule.place.rpartition(":")
    return SpecError([Problem(file, int(line), rule.name, f"function '{rule.name}' {message}")])
