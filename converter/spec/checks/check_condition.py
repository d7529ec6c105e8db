"""What a check asks of a record: the conditions of mappings, and more that only checks can ask."""

from __future__ import annotations

from typing import Any, Literal, Self, TypeAlias, cast

from pydantic import Field, GetJsonSchemaHandler, ModelWrapValidatorHandler, ValidationInfo, model_validator
from pydantic_core import CoreSchema

from converter.spec.condition import Condition, Value
from converter.spec.model import WRITTEN, Model, Written
from converter.spec.short.condition import Words, is_short, whole
from converter.spec.short.names import named
from converter.spec.short.schema import condition_schema

Take = Literal["only", "least", "most", "count", "previous", "next"]
Keys: TypeAlias = tuple[str, ...] | dict[str, str]
COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge", "before", "after")
"""Comparisons whose operand may be another value of the data."""
TESTS = (*COMPARISONS, "in", "notin", "missing", "matches", "starts", "ends", "contains", "longer")
GROUPS = ("all", "any", "not", "exists", "repeated", "several")
WORDS = Words(TESTS, GROUPS, ("ignore_case",))
"""What is no variable in a condition that is written in short."""


class Other(Model):
    """A value to compare with: another variable of the record, or (`of`) of a record of another dataset.

    The record is found `by` variables of the same name, or by a mapping of ours to theirs, among those `where` holds.
    Where there are several it is the one value they all have (`only`), the least or the most of them, or their number
    (`count`); `previous` and `next` are the neighbours of the record itself, in the order of `order`. What is not found
    is no answer.
    """

    variable: str
    of: str = ""
    by: Keys = ()
    where: CheckCondition | None = None
    take: Take = "only"
    order: tuple[str, ...] = ()


class Computed(Model):
    """A value to compare with that a function makes: `{compute: {difference: {value: AVAL, less: BASE}}}`."""

    compute: dict[str, dict[str, str | float | Other]]

    @model_validator(mode="after")
    def _one_function(self) -> Computed:
        if len(self.compute) != 1:
            message = f"expected one function, got {sorted(self.compute)}"
            raise ValueError(message)
        return self


class Records(Model):
    """Records of another dataset: `{exists: {of: DS, by: [USUBJID], where: {variable: DSDECOD, eq: DEATH}}}`."""

    of: str
    by: Keys = ()
    where: CheckCondition | None = None


class Several(Model):
    """A variable that has several values where it should have one: all but the most frequent one `within` a group."""

    variable: str
    within: tuple[str, ...]


Operand: TypeAlias = Value | Other | Computed


class CheckCondition(Model):
    """One comparison of a variable, or several conditions joined by all, any or not, or a question about records.

    Beside what a condition of a mapping knows: `matches` a pattern of `specs/checks/patterns.yaml`; `starts`, `ends`,
    `contains`, `longer` (than so many characters); `before` and `after`, of dates in ISO 8601, certainly; `ignore_case`
    of letters; operands that stand in other records or are computed; `exists`, `repeated` and `several`.
    In short its keys are variables, as in mappings: `{AESER: "Y", AESDTH: {missing: true}}`; a word in its place is the
    name of a condition of study.yaml.
    """

    variable: str | None = None
    eq: Operand | None = None
    ne: Operand | None = None
    lt: Operand | None = None
    le: Operand | None = None
    gt: Operand | None = None
    ge: Operand | None = None
    before: Operand | None = None
    after: Operand | None = None
    in_: tuple[Value, ...] | None = Field(default=None, alias="in")
    notin: tuple[Value, ...] | None = None
    missing: bool | None = None
    matches: str | None = None
    starts: str | None = None
    ends: str | None = None
    contains: str | None = None
    longer: int | None = None
    ignore_case: bool = False
    all_: tuple[CheckCondition, ...] | None = Field(default=None, alias="all")
    any_: tuple[CheckCondition, ...] | None = Field(default=None, alias="any")
    not_: CheckCondition | None = Field(default=None, alias="not")
    exists: Records | None = None
    repeated: tuple[str, ...] | None = None
    several: Several | None = None

    @model_validator(mode="after")
    def _one_meaning(self) -> CheckCondition:
        tests = [name for name in TESTS if self.asked(name) is not None]
        groups = [name for name in GROUPS if self.asked(name) is not None]
        plain = self.variable is not None and len(tests) == 1 and not groups
        if plain or (self.variable is None and len(groups) == 1 and not tests):
            return self
        message = (
            f"a condition is either one variable with one of {', '.join(TESTS)}, or one of {', '.join(GROUPS)}; "
            f"got {sorted(self.model_fields_set)}"
        )
        raise ValueError(message)

    @model_validator(mode="wrap")
    @classmethod
    def _from_short(cls, written: object, made: ModelWrapValidatorHandler[Self], told: ValidationInfo) -> Self:
        if isinstance(written, str):
            known = (told.context if isinstance(told.context, Written) else WRITTEN).conditions
            said = named("condition", written, known, "{AGE: {ge: 18}}")
            return made(cast("Condition", said).model_dump(by_alias=True, exclude_none=True))
        return whole(written, made, WORDS) if isinstance(written, dict) and is_short(written, WORDS) else made(written)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return condition_schema(core, handler, WORDS)

    def asked(self, name: str) -> Any:  # noqa: ANN401 - a YAML value
        """Give what stands under a test or a group, by its name in YAML."""
        return getattr(self, f"{name}_" if name in {"in", "all", "any", "not"} else name)

    @property
    def test(self) -> str:
        """The name of the test, blank for a group."""
        return next((name for name in TESTS if self.asked(name) is not None), "")

    @property
    def parts(self) -> tuple[CheckCondition, ...]:
        """The conditions that a group joins."""
        return self.all_ or self.any_ or ((self.not_,) if self.not_ else ())

    @property
    def variables(self) -> tuple[str, ...]:
        """Every variable of the record itself that the condition reads, in order of first mention."""
        names = [self.variable] if self.variable else []
        operand = self.asked(self.test) if self.test in COMPARISONS else None
        names += _read_by(operand)
        names += _own(self.exists.by) if self.exists else []
        names += [*(self.repeated or ())]
        names += [self.several.variable, *self.several.within] if self.several else []
        names += [name for part in self.parts for name in part.variables]
        return tuple(dict.fromkeys(names))

    @property
    def others(self) -> tuple[Other | Records, ...]:
        """Every look at other records, in order."""
        operand = self.asked(self.test) if self.test in COMPARISONS else None
        found: list[Other | Records] = [one for one in _operands(operand) if one.of]
        found += [self.exists] if self.exists else []
        found += [one for part in self.parts for one in part.others]
        return tuple(found)

    @property
    def each(self) -> tuple[CheckCondition, ...]:
        """The condition and all that it joins."""
        return (self, *(one for part in self.parts for one in part.each))


def _operands(operand: object) -> list[Other]:
    if isinstance(operand, Other):
        return [operand]
    if isinstance(operand, Computed):
        return [one for arguments in operand.compute.values() for one in arguments.values() if isinstance(one, Other)]
    return []


def _read_by(operand: object) -> list[str]:
    """Name the variables of the record that an operand reads."""
    names: list[str] = []
    if isinstance(operand, Computed):
        names = [one for arguments in operand.compute.values() for one in arguments.values() if isinstance(one, str)]
    for one in _operands(operand):
        beside = one.take in {"previous", "next"}
        names += _own(one.by) if one.of else []
        names += [one.variable] if beside or not one.of else []
        names += [*one.order] if beside else []
    return names


def _own(by: Keys) -> list[str]:
    """Name the variables of the record itself by which others are found."""
    return [*by]
