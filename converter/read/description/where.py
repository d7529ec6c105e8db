"""Where clauses of specifications as conditions: rows of WhereClauses, and text such as `PARAMCD IN (A, B)`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from converter.spec.condition import Condition

COMPARATORS = {
    **{name: name for name in ("eq", "ne", "lt", "le", "gt", "ge", "in", "notin")},
    "=": "eq",
    "==": "eq",
    "!=": "ne",
    "<>": "ne",
    "^=": "ne",
    "~=": "ne",
    "≠": "ne",
    "≤": "le",
    "≥": "ge",
    "<": "lt",
    "<=": "le",
    ">": "gt",
    ">=": "ge",
    "not in": "notin",
}
LISTS = frozenset({"in", "notin"})
NOTHING = frozenset({"missing", "null", "blank", "empty"})
"""What a variable is that has no value: `IS NULL`, `IS NOT MISSING`, `missing(AVAL)`."""
NOT = frozenset({"not", "^", "~"})
NAME = re.compile(r"(?:[A-Z_][A-Z0-9_]*\.)?[A-Z_][A-Z0-9_]*")
"""A variable, or one of a dataset."""
JOINS = {"or": frozenset({"or", "|", "||"}), "and": frozenset({"and", "&", "&&"})}
"""What joins comparisons; signs do where a comparison follows, since values may hold them: Ear & labyrinth."""
_TOKEN = re.compile(
    r"""\s*(?:"(?P<double>(?:[^"]|"")*)"|'(?P<single>(?:[^']|'')*)'|“(?P<curly>[^”]*)”|\u2018(?P<high>[^\u2019]*)\u2019|
    (?P<sign><=|>=|<>|!=|\^=|~=|==|=|<|>|≠|≤|≥)|(?P<mark>[(),])|
    (?P<word>[^\s(),"'<>=!“\u2018≠≤≥](?:(?![\^~]=)[^\s(),"<>=!≠≤≥])*))""",
    re.VERBOSE,
)
QUOTED = frozenset({"double", "single", "curly", "high"})
Numeric = Callable[[str], bool]
"""Tells whether values of a variable are numbers."""


def comparison(variable: str, comparator: str, values: Iterable[str], numeric: Numeric) -> Condition:
    """Make one comparison; equal to nothing is missing, which is a point where the variable is a number.

    A list of one value is equal to it. Raises ValueError for a comparator that is none, and too few or many values.
    """
    sign = COMPARATORS.get(comparator.strip().lower())
    if not variable:
        message = "no variable"
        raise ValueError(message)
    variable = variable.upper()
    if not NAME.fullmatch(variable):
        message = f"'{variable}' is no variable"
        raise ValueError(message)
    if sign is None:
        message = f"comparator '{comparator}': expected one of EQ, NE, LT, LE, GT, GE, IN, NOTIN"
        raise ValueError(message)
    said = [_value(value, number=numeric(variable)) for value in values]
    if sign in {"eq", "ne"} and said == [""]:
        return Condition(variable=variable, missing=sign == "eq")
    if sign in LISTS and said:
        return Condition.model_validate({"variable": variable, sign: tuple(said)})
    if len(said) != 1:
        message = f"{comparator} takes {'values' if sign in LISTS else 'one value'}, got {len(said) or 'none'}"
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
    if text == ".":
        return ""
    try:
        found = float(text)
    except ValueError:
        return text
    if not math.isfinite(found):
        return text
    return int(found) if found.is_integer() else found


def listed(text: str) -> list[str]:
    """Split the value of IN as a sheet has it: A, B, or "A, B", C; without the brackets around."""
    inner = text.strip().removeprefix("(").removesuffix(")")
    parts = re.findall(r'\s*(?:"([^"]*)"|([^,]+))\s*(?:,|$)', inner)
    return [quoted or plain.strip() for quoted, plain in parts]


class Token(NamedTuple):
    """A word, a sign, a bracket or comma, or quoted text without its quotes; and where it stands."""

    kind: str
    text: str
    start: int
    end: int

    def is_mark(self, mark: str) -> bool:
        """Tell whether it is a bracket or a comma."""
        return (self.kind, self.text) == ("mark", mark)


def parsed(text: str, numeric: Numeric) -> Condition:
    """Read a where clause that is written out: `[DS.]VAR OP value`, joined by and, or; raises ValueError.

    Values are in quotes where they hold a comma, `and`, `or`, a comparator or a bracket, or are blank; `and` binds
    closer than `or`, and brackets closer than both. Square brackets around all of it say nothing, as does `where`.
    """
    text = _bare(text)
    return _condition(list(_tokens(text)), text, numeric)


def _bare(text: str) -> str:
    """Give a clause without the square brackets around it, and without the word `where` before it."""
    text = re.sub(r"(\bin\s*)\[([^\[\]]*)\]", r"\1(\2)", text.strip().removesuffix(";"), flags=re.IGNORECASE)
    found = re.fullmatch(r"\s*(?:where\s+)?\[([^\[\]]*)\]\s*", text, re.IGNORECASE)
    inner = found[1] if found else text
    found = re.fullmatch(r"\s*where\s+([\[(]*[\w.]+\s*)(.*)", inner, re.IGNORECASE | re.DOTALL)
    return f"{found[1]}{found[2]}" if found and found[1].strip().lower() not in COMPARATORS else inner


def _condition(tokens: list[Token], text: str, numeric: Numeric) -> Condition:
    if _is_bracketed(tokens):
        return _condition(tokens[1:-1], text, numeric)
    for word, joined in (("or", any_of), ("and", all_of)):
        parts = _split(tokens, word)
        if len(parts) > 1:
            return joined([_condition(part, text, numeric) for part in parts])
    return _comparison(tokens, text, numeric)


def _tokens(text: str) -> Iterator[Token]:
    position = 0
    while text[position:].strip():
        found = _TOKEN.match(text, position)
        if found is None or found.lastgroup is None:
            message = f"'{text[position:].strip()}' cannot be read"
            raise ValueError(message)
        kind, value = found.lastgroup, found[found.lastgroup]
        value = (
            value.replace('""', '"') if kind == "double" else value.replace("''", "'") if kind == "single" else value
        )
        yield Token("quoted" if kind in QUOTED else kind, value, found.start() + _blanks(found[0]), found.end())
        position = found.end()


def _blanks(text: str) -> int:
    return len(text) - len(text.lstrip())


def _is_bracketed(tokens: list[Token]) -> bool:
    """Tell whether the bracket that opens first closes last."""
    depths = list(_depths(tokens))
    return bool(tokens) and tokens[0].is_mark("(") and depths[-1] == 0 and all(depths[:-1])


def _depths(tokens: list[Token]) -> Iterator[int]:
    """Give the number of brackets that are open after each token."""
    depth = 0
    for one in tokens:
        depth += one.is_mark("(") - one.is_mark(")")
        yield depth


def _split(tokens: list[Token], word: str) -> list[list[Token]]:
    """Split where a word joins, outside of brackets."""
    parts: list[list[Token]] = [[]]
    for number, (one, depth) in enumerate(zip(tokens, _depths(tokens), strict=True)):
        if depth == 0 and one.kind == "word" and one.text.lower() in JOINS[word] and _joins(tokens[number:]):
            parts.append([])
        else:
            parts[-1].append(one)
    return parts


def _joins(tokens: list[Token]) -> bool:
    """Tell whether the first token joins: a word does, a sign where what follows compares."""
    rest = [one for one in tokens[1:] if not one.is_mark("(")]
    compares = len(rest) > 1 and rest[1].text.lower() in {*COMPARATORS, "not", "is"}
    return tokens[0].text.isalpha() or compares or _asked(tokens[1:]) is not None


def _asked(tokens: list[Token]) -> tuple[str, bool] | None:
    """Give the variable of which `missing(VAR)` or `not missing(VAR)` stands first, and whether it has no value."""
    negated = bool(tokens) and tokens[0].text.lower() in NOT
    words = tokens[negated : negated + 4]
    if len(words) < 4 or not (words[1].is_mark("(") and words[3].is_mark(")")):  # noqa: PLR2004 - missing ( VAR )
        return None
    name = words[0].text.lower()
    if name[:1] in NOT:
        negated, name = True, name[1:]
    return (words[2].text, not negated) if name in NOTHING else None


def _comparison(tokens: list[Token], text: str, numeric: Numeric) -> Condition:
    asked = _asked(tokens)
    if asked is not None and tokens[-1].is_mark(")") and sum(one.kind == "word" for one in tokens) <= 3:  # noqa: PLR2004
        return comparison(asked[0], "eq" if asked[1] else "ne", [""], numeric)
    if len(tokens) < 2:  # noqa: PLR2004 - a variable and a comparator
        message = f"'{_written(tokens, text)}': expected a variable, a comparator and a value"
        raise ValueError(message)
    variable, sign, rest = tokens[0].text, tokens[1].text.lower(), tokens[2:]
    if sign == "not" and rest and rest[0].text.lower() == "in":
        sign, rest = "notin", rest[1:]
    if sign == "is" and rest and rest[-1].text.lower() in NOTHING:
        return comparison(variable, "eq" if len(rest) == 1 else "ne", [""], numeric)
    shown = sign.upper() if sign.isalpha() else sign
    values = _listed(rest, text) if COMPARATORS.get(sign) in LISTS else _single(rest, text)
    return comparison(variable, shown, values, numeric)


def _single(tokens: list[Token], text: str) -> list[str]:
    """Give the value of a comparison as it is written, or as its quotes hold it."""
    if _is_bracketed(tokens):
        return _single(tokens[1:-1], text)
    if len(tokens) == 1:
        return [tokens[0].text]
    inside = [
        one.text.lower() in COMPARATORS and (one.text.lower() not in LISTS or after.is_mark("("))
        for one, after in pairwise(tokens)
    ]
    if any(inside[1:]) or any(one.kind == "sign" for one in tokens):
        message = f"'{_written(tokens, text)}': a value that holds a comparator wants quotes"
        raise ValueError(message)
    return [_written(tokens, text)] if tokens else []


def _listed(tokens: list[Token], text: str) -> list[str]:
    """Give the values of a list: between commas, or one quoted text after the other; what is blank is none."""
    bracketed = _is_bracketed(tokens)
    if not bracketed and tokens and (tokens[0].is_mark("(") or tokens[-1].is_mark(")")):
        message = f"'{_written(tokens, text)}': brackets that open and close around the whole list were expected"
        raise ValueError(message)
    inner = tokens[1:-1] if bracketed else tokens
    values: list[list[Token]] = [[]]
    for one in inner:
        last = values[-1][-1:]
        if one.is_mark(",") or (one.kind == "quoted" and last and last[0].kind == "quoted"):
            values.append([])
        if not one.is_mark(","):
            values[-1].append(one)
    return [value for words in values if words for value in _single(words, text)]


def _written(tokens: list[Token], text: str) -> str:
    return " ".join(text[tokens[0].start : tokens[-1].end].split()) if tokens else ""
