"""Conditions as where clauses of the standard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from converter.spec.condition import Comparator, Condition, Operand, Reference, Value
from converter.spec.values.number import plain_number
from converter.write.ars import model
from converter.write.ars.model import CompoundExpression, WhereClause, WhereClauseCondition

COMPARATORS: dict[Comparator, model.Comparator] = {
    "eq": "EQ",
    "ne": "NE",
    "in": "IN",
    "notin": "NOTIN",
    "lt": "LT",
    "le": "LE",
    "gt": "GT",
    "ge": "GE",
}


class Selection(TypedDict, total=False):
    """The slots by which a set, a subset or a group says what it selects."""

    condition: WhereClauseCondition
    compound_expression: CompoundExpression
    description: str


def selection(condition: Condition | None, dataset: str, level: int = 1) -> Selection:
    """Say a condition on a dataset; `level` is that of the set, subset or group it belongs to.

    A variable that is missing equals (EQ) no value: the list of values is empty; one that is not differs from (NE) it.
    The standard compares with values only: what compares two variables is said in words, as description.
    """
    if condition is None:
        return {}
    if not _is_sayable(condition):
        return {"description": f"Selected where {condition.describe()}."}
    clause = _clause(condition, dataset, level, 1)
    if clause.compound_expression:
        return {"compound_expression": clause.compound_expression}
    return {"condition": clause.condition} if clause.condition else {}


def _is_sayable(condition: Condition) -> bool:
    if condition.variable is not None:
        return condition.comparison is not None and not isinstance(condition.comparison[1], Reference)
    parts = _parts(condition)
    return bool(parts) and all(_is_sayable(part) for part in parts)


def _parts(condition: Condition) -> tuple[Condition, ...]:
    return condition.all_ or condition.any_ or ((condition.not_,) if condition.not_ else ())


def _clause(condition: Condition, dataset: str, level: int, order: int) -> WhereClause:
    """Say a condition at its place; AND and OR of one is that one."""
    if condition.variable is not None:
        return WhereClause(level=level, order=order, condition=_comparison(condition, dataset))
    parts = _parts(condition)
    if len(parts) == 1 and not condition.not_:
        return _clause(parts[0], dataset, level, order)
    operator: model.Operator = "NOT" if condition.not_ else "AND" if condition.all_ else "OR"
    clauses = tuple(_clause(part, dataset, level + 1, number) for number, part in enumerate(parts, 1))
    compound = CompoundExpression(logical_operator=operator, where_clauses=clauses)
    return WhereClause(level=level, order=order, compound_expression=compound)


def _comparison(condition: Condition, dataset: str) -> WhereClauseCondition:
    """Say a comparison; a variable named 'ADSL.SAFFL' is of the dataset that it names."""
    comparator, operand = condition.comparison or ("eq", "")
    owner, _, variable = (condition.variable or "").rpartition(".")
    sign: model.Comparator = ("EQ" if operand else "NE") if comparator == "missing" else COMPARATORS[comparator]
    values = () if comparator == "missing" else tuple(_values(operand))
    return WhereClauseCondition(dataset=owner or dataset, variable=variable, comparator=sign, value=values)


def _values(operand: Operand) -> Iterator[str]:
    for value in operand if isinstance(operand, tuple) else (operand,):
        yield _text(value) if isinstance(value, str | int | float) else str(value)


def _text(value: Value) -> str:
    return value if isinstance(value, str) else plain_number(value)
