"""Call a rule, and hold it to its contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from converter.compute.mistyped import TYPE_ERRORS, mistyped, types_of
from converter.dataset import Frame
from converter.errors import Problem, SpecError
from converter.steps import BoundRule, Mapped


def called(rule: BoundRule, rows: Frame, datasets: Mapping[str, Frame] | None = None) -> Mapped:
    """Call a record or derive rule on rows; its answer must be a series, or Mapped, on the index of the rows.

    `datasets` are those that a derive rule reads. Raises SpecError where text stands in place of numbers, such as a
    number compared with a word, and where a function of the study fails or gives something else; ours are held to it by
    our tests.
    """
    answer = _answer(rule, rows, datasets)
    mapped = answer if isinstance(answer, Mapped) else Mapped(answer)
    if not isinstance(mapped.values, pd.Series) or not mapped.values.index.equals(rows.index):
        raise _fault(rule, "expected a series on the index of the rows it was given")
    return mapped


def _answer(rule: BoundRule, rows: Frame, datasets: Mapping[str, Frame] | None) -> Any:  # noqa: ANN401 - as it comes
    try:
        return rule.function(rows, *([] if datasets is None else [datasets]), **rule.arguments)
    except TYPE_ERRORS as error:
        if not mistyped(error):
            raise
        reads = types_of(rule.variables, rows, datasets or {})
        raise _fault(rule, f"failed with {type(error).__name__}: {error} ({reads})") from error


def _fault(rule: BoundRule, message: str) -> SpecError:
    file, _, line = rule.place.rpartition(":")
    return SpecError([Problem(file, int(line), rule.name, f"function '{rule.name}' {message}")])
