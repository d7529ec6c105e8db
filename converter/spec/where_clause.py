"""What a WhereClauseDef of Define-XML can say of a slice of values."""

from __future__ import annotations

from converter.spec.condition import Condition, is_sayable


def in_where_clause(condition: Condition) -> bool:
    """Tell whether one clause can say a condition: comparisons with values, or with nothing, which all hold.

    That a variable has no value is EQ with an empty CheckValue, that it has one NE, as examples of CDISC write it.
    """
    parts = condition.all_ or (condition,)
    return all(_is_missing(part) or is_sayable(part, part.variables) for part in parts)


def _is_missing(condition: Condition) -> bool:
    return condition.comparison is not None and condition.comparison[0] == "missing"
