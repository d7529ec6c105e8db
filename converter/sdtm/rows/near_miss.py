"""Values that a condition misses only by their case or blanks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from converter.compute.terms.terms import without_case
from converter.spec.condition import Condition, Reference
from converter.spec.model import Model
from converter.spec.standards.terminology import Codelist

if TYPE_CHECKING:
    from converter.dataset import Frame


def near_misses(conditions: Iterable[Condition], frame: Frame) -> Iterator[tuple[str, str, pd.Series]]:
    """Give column, operand and mask of values that differ only in case or blanks from a text the conditions name.

    A value that one of the conditions names itself is none; columns that are not there, or are numbers, have none.
    """
    for column, operands in _texts(conditions).items():
        if column not in frame or pd.api.types.is_numeric_dtype(frame[column]):
            continue
        values = frame[column].str.strip()
        others = pd.Series(values[~values.isin(operands)].unique(), dtype="str")
        folded = others.map(without_case)
        for operand in operands:
            missed = others[folded == without_case(operand)]
            if len(missed):
                yield column, operand, values.isin(missed)


def conditions_in(value: Any) -> Iterator[Condition]:  # noqa: ANN401 - an argument of any type
    """List the conditions among the arguments of a rule, nested ones included; no term of a codelist has any."""
    if isinstance(value, Condition):
        yield value
    elif isinstance(value, Model) and not isinstance(value, Codelist):
        yield from conditions_in(vars(value))
    elif isinstance(value, dict | tuple | list):
        for item in value.values() if isinstance(value, dict) else value:
            if not isinstance(item, str):
                yield from conditions_in(item)


def _texts(conditions: Iterable[Condition]) -> dict[str, list[str]]:
    """List the texts that conditions compare each column with for equality."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for condition in conditions:
        parts = condition.all_ or condition.any_ or ((condition.not_,) if condition.not_ else ())
        for column, inner in _texts(parts).items():
            found[column] |= dict.fromkeys(inner)
        comparator, operand = condition.comparison or ("", "")
        if condition.variable and comparator in {"eq", "ne", "in", "notin"} and not isinstance(operand, Reference):
            named = operand if isinstance(operand, tuple) else (operand,)
            found[condition.variable] |= {
                text.strip(): None for text in named if isinstance(text, str) and text.strip()
            }
    return {column: list(known) for column, known in found.items()}
