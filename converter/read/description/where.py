"""Where clauses of specifications as conditions: rows of WhereClauses, and text such as `PARAMCD IN (A, B)`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from converter.spec.condition import Condition

COMPARATORS = {
    **{name: name for name in ("eq", "ne", "lt", "le", "gt", "ge", "in", "notin")},
    "=": "eq",
    "==": "eq",
    "!=": "ne",
    "<>": "ne",
    "<": "lt",
    "<=": "le",
    ">": "gt",
    ">=": "ge",
    "not in": "notin",
}
LISTS = frozenset({"in", "notin"})
_TOKEN = re.compile(
    r"""\s*(?:(?P<quoted>"[^"]*"|'[^']*')|(?P<sign><=|>=|<>|!=|==|=|<|>)|(?P<mark>[(),])|(?P<word>[^\s(),"'<>=!]+))"""
)
Numeric = Callable[[str], bool]
"""Tells whether values of a variable are numbers."""


def comparison(variable: str, comparator: str, values: Iterable[str], numeric: Numeric) -> Condition:
    """Make one comparison; equal to nothing is missing. Raises ValueError for a comparator that is none.

    A list of one value is equal to it.
    """
    sign = COMPARATORS.get(comparator.strip().lower())
    if not variable:
        message = "no variable"
        raise ValueError(message)
    if sign is None:
        message = f"comparator '{comparator}': expected one of EQ, NE, LT, LE, GT, GE, IN, NOTIN"
        raise ValueError(message)
    said = [_value(value, number=numeric(variable)) for value in values]
    if sign in {"eq", "ne"} and said in ([""], []):
        return Condition(variable=variable, missing=sign == "eq")
    if sign in LISTS:
        return Condition.model_validate({"variable": variable, sign: tuple(said)})
    if len(said) != 1:
        message = f"{comparator} takes one value, got {len(said)}"
        raise ValueError(message)
    return Condition.model_validate({"variable": variable, sign: said[0]})


def all_of(parts: list[Condition]) -> Condition:
    """Join comparisons that all hold."""
    return parts[0] if len(parts) == 1 else Condition.model_validate({"all": tuple(parts)})


def any_of(parts: list[Condition]) -> Condition:
    """Join conditions of which one holds."""
    return parts[0] if len(parts) == 1 else Condition.model_validate({"any": tuple(parts)})


def _value(text: str, *, number: bool) -> Any:  # noqa: ANN401 - text or a number
    if not number:
        return text
    try:
        found = float(text)
    except ValueError:
        return text
    return int(found) if found.is_integer() else found


def listed(text: str) -> list[str]:
    """Split the value of IN as a sheet has it: A, B, or "A, B", C; without the brackets around."""
    inner = text.strip().removeprefix("(").removesuffix(")")
    parts = re.findall(r'\s*(?:"([^"]*)"|([^,]+))\s*(?:,|$)', inner)
    return [quoted or plain.strip() for quoted, plain in parts]


def parsed(text: str, numeric: Numeric) -> Condition:
    """Read a where clause that is written out: `[DS.]VAR OP value`, joined by and, or; raises ValueError.

    Values are in quotes where they hold a comma, `and`, `or` or a bracket, or are blank; `and` binds closer than `or`.
    """
    clauses = _split(list(_tokens(text)), "or")
    return any_of([all_of([_comparison(part, numeric) for part in _split(clause, "and")]) for clause in clauses])


Token = tuple[str, str]


def _tokens(text: str) -> Iterator[Token]:
    position = 0
    while text[position:].strip():
        found = _TOKEN.match(text, position)
        if found is None or found.lastgroup is None:
            message = f"'{text[position:].strip()}' cannot be read"
            raise ValueError(message)
        value = found[found.lastgroup]
        yield found.lastgroup, value[1:-1] if found.lastgroup == "quoted" else value
        position = found.end()


def _split(tokens: list[Token], word: str) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for kind, text in tokens:
        if kind == "word" and text.lower() == word:
            parts.append([])
        else:
            parts[-1].append((kind, text))
    return parts


def _comparison(tokens: list[Token], numeric: Numeric) -> Condition:
    if len(tokens) < 2:  # noqa: PLR2004 - a variable and a comparator
        message = f"'{' '.join(text for _, text in tokens)}': expected a variable, a comparator and a value"
        raise ValueError(message)
    (_, variable), (_, sign), *rest = tokens
    if sign.lower() == "not" and rest and rest[0][1].lower() == "in":
        sign, rest = "notin", rest[1:]
    return comparison(variable, sign, _values(rest, many=COMPARATORS.get(sign.lower()) in LISTS), numeric)


def _values(tokens: list[Token], *, many: bool) -> list[str]:
    """Give the values of a comparison: those between commas of a list, else all words as one value."""
    if not many:
        return [" ".join(text for _, text in tokens)] if tokens else []
    inner = [token for token in tokens if token not in {("mark", "("), ("mark", ")")}]
    values: list[list[str]] = [[]]
    for kind, text in inner:
        if (kind, text) == ("mark", ","):
            values.append([])
        else:
            values[-1].append(text)
    return [" ".join(words) for words in values]
