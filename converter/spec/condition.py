"""Conditions: a small closed model, the same one that becomes a Define-XML WhereClause."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal, Self, TypeAlias, cast

from pydantic import Field, GetJsonSchemaHandler, ModelWrapValidatorHandler, ValidationInfo, model_validator
from pydantic_core import CoreSchema

from converter.spec.model import WRITTEN, Model, Written
from converter.spec.short.condition import GROUPS, is_short, whole
from converter.spec.short.names import named
from converter.spec.short.schema import condition_schema
from converter.spec.values.number import plain_number

Value: TypeAlias = str | int | float
Comparator = Literal["eq", "ne", "in", "notin", "lt", "le", "gt", "ge", "missing"]
COMPARATORS: tuple[Comparator, ...] = ("eq", "ne", "in", "notin", "lt", "le", "gt", "ge", "missing")
SIGNS: dict[Comparator, str] = {
    "eq": "=",
    "ne": "is not",
    "in": "in",
    "notin": "not in",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
}


class Reference(Model):
    """The value of another variable of the record, to compare with: `{variable: ASTDT, ge: {variable: TRTSDT}}`."""

    variable: str

    def __str__(self) -> str:
        return self.variable


Operand: TypeAlias = Value | Reference | tuple[Value, ...] | bool


class Condition(Model):
    """One comparison of a variable with a value, or several conditions joined by all, any or not.

    In short its keys are variables: `{AESEV: SEVERE}`, `{AEENDTC: {missing: true}}`, and several keys hold together:
    `{LBTESTCD: [ALT, AST], LBSTRESN: {gt: 40, le: 200}}`. In full that is `{variable: AESEV, eq: SEVERE}`,
    `{all: [{variable: LBTESTCD, in: [ALT, AST]}, ...]}`; a column that is called as one of these words wants it. A word
    in its place is the name of a condition that study.yaml says under `conditions:`.
    """

    variable: str | None = None
    eq: Value | Reference | None = None
    ne: Value | Reference | None = None
    in_: tuple[Value, ...] | None = Field(default=None, alias="in")
    notin: tuple[Value, ...] | None = None
    lt: Value | Reference | None = None
    le: Value | Reference | None = None
    gt: Value | Reference | None = None
    ge: Value | Reference | None = None
    missing: bool | None = None
    all_: tuple[Condition, ...] | None = Field(default=None, alias="all")
    any_: tuple[Condition, ...] | None = Field(default=None, alias="any")
    not_: Condition | None = Field(default=None, alias="not")

    @model_validator(mode="after")
    def _one_meaning(self) -> Condition:
        empty = [name for name in ("in", "notin", "all", "any") if getattr(self, _field(name)) == ()]
        if empty:
            message = f"{empty[0]}: expected at least one, got []"
            raise ValueError(message)
        groups = [name for name in GROUPS if getattr(self, f"{name}_") is not None]
        tests = [name for name in COMPARATORS if self._operand(name) is not None]
        if self.variable is None and len(groups) == 1 and not tests:
            return self
        if self.variable is not None and len(tests) == 1 and not groups:
            return self
        message = (
            "a condition is either one variable with one of "
            f"{', '.join(COMPARATORS)}, or one of {', '.join(GROUPS)}; got {sorted(self.model_fields_set)}"
        )
        raise ValueError(message)

    @model_validator(mode="wrap")
    @classmethod
    def _from_short(cls, written: object, made: ModelWrapValidatorHandler[Self], told: ValidationInfo) -> Self:
        if isinstance(written, str):
            known = (told.context if isinstance(told.context, Written) else WRITTEN).conditions
            return cast("Self", named("condition", written, known, "{AGE: {ge: 18}}"))
        return whole(written, made) if isinstance(written, dict) and is_short(written) else made(written)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return condition_schema(core, handler)

    def _operand(self, comparator: Comparator) -> Operand | None:
        value: Operand | None = getattr(self, _field(comparator))
        return value

    @property
    def comparison(self) -> tuple[Comparator, Operand] | None:
        """The comparator and its operand, or nothing for a group."""
        for name in COMPARATORS:
            operand = self._operand(name)
            if operand is not None:
                return name, operand
        return None

    @property
    def variables(self) -> tuple[str, ...]:
        """Every variable the condition reads, in order of first mention."""
        if self.variable is not None:
            operand = self.comparison[1] if self.comparison else None
            return (self.variable, operand.variable) if isinstance(operand, Reference) else (self.variable,)
        parts = self.all_ or self.any_ or ((self.not_,) if self.not_ else ())
        return tuple(dict.fromkeys(name for part in parts for name in part.variables))

    def describe(self) -> str:
        """Say the condition in words, such as 'LBTESTCD in (ALT, AST) and LBSTRESN > 40'."""
        if self.not_:
            return f"not ({self.not_.describe()})"
        if parts := self.all_ or self.any_:
            word = " and " if self.all_ else " or "
            return word.join(f"({part.describe()})" if part.any_ or part.all_ else part.describe() for part in parts)
        comparator, operand = self.comparison or ("eq", "")
        if comparator == "missing":
            return f"{self.variable} is {'' if operand else 'not '}missing"
        shown = f"({', '.join(map(_worded, operand))})" if isinstance(operand, tuple) else _worded(operand)
        return f"{self.variable} {SIGNS[comparator]} {shown}"


def is_sayable(condition: Condition, variables: Collection[str]) -> bool:
    """Tell whether a WhereClauseDef can say a condition: comparisons of known variables with values, all of them."""
    parts = condition.all_ or (condition,)
    comparisons = [part.comparison for part in parts]
    plain = all(one and one[0] != "missing" and not isinstance(one[1], Reference) for one in comparisons)
    return plain and set(condition.variables) <= set(variables)


def _field(name: str) -> str:
    return f"{name}_" if name in {"in", *GROUPS} else name


def _worded(operand: object) -> str:
    return plain_number(operand) if isinstance(operand, int | float) else str(operand)
