"""What WhereClauseDefs of Define-XML can say of a slice of values."""

from __future__ import annotations

from itertools import chain, product

from converter.spec.condition import Condition, is_sayable


def clauses_of(condition: Condition) -> tuple[Condition, ...]:
    """Give the clauses of which one holds where a condition does; all comparisons of a clause hold.

    `(A or B) and C` is `A and C` or `B and C`: Define-XML joins comparisons by and, clauses by or, and has no brackets.
    """
    if condition.any_:
        return tuple(chain.from_iterable(map(clauses_of, condition.any_)))
    if condition.all_:
        return tuple(map(_together, product(*map(clauses_of, condition.all_))))
    return (condition,)


def _together(parts: tuple[Condition, ...]) -> Condition:
    flat = tuple(chain.from_iterable(part.all_ or (part,) for part in parts))
    return flat[0] if len(flat) == 1 else Condition.model_validate({"all": flat})


def in_where_clause(condition: Condition) -> bool:
    """Tell whether one clause can say a condition: comparisons with values, or with nothing, which all hold.

    That a variable has no value is EQ with an empty CheckValue, that it has one NE, as examples of CDISC write it.
    """
    parts = condition.all_ or (condition,)
    return all(_is_missing(part) or is_sayable(part, part.variables) for part in parts)


def _is_missing(condition: Condition) -> bool:
    return condition.comparison is not None and condition.comparison[0] == "missing"
