"""Conditions as where clauses that are written out."""

from __future__ import annotations

from converter.spec.condition import Condition
from converter.spec.values.number import plain_number

WORDS = ("and", "or")


def where_text(condition: Condition) -> str:
    """Write a condition as a where clause: `VSTESTCD IN (HEIGHT, WEIGHT) and (VSPOS EQ A or DM.COUNTRY EQ DE)`."""
    if condition.any_:
        return " or ".join(map(where_text, condition.any_))
    if condition.all_:
        return " and ".join(f"({where_text(part)})" if part.any_ else where_text(part) for part in condition.all_)
    comparator, operand = condition.comparison or ("eq", "")
    if comparator == "missing":
        return f'{condition.variable} {"EQ" if operand else "NE"} ""'
    if isinstance(operand, tuple):
        return f"{condition.variable} {comparator.upper()} ({', '.join(map(_value, operand))})"
    return f"{condition.variable} {comparator.upper()} {_value(operand)}"


def _value(value: object) -> str:
    text = plain_number(value) if isinstance(value, int | float) else str(value)
    plain = text and text.lower() not in WORDS and not any(sign in text for sign in "\"'“(),<>=! \n")
    if plain:
        return text
    return '"' + text.replace('"', '""') + '"'
