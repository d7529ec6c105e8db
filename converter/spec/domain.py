"""One SDTM domain of a study: which raw records become its rows, and how each variable gets its value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, TypeAlias, get_args

from pydantic import ConfigDict, Field, model_validator

from converter.spec.condition import Condition
from converter.spec.dataset import Description, ValueLevel
from converter.spec.model import Model
from converter.spec.short.text import or_text, text_as
from converter.spec.standards.standard import DatasetClass

Status = Literal["made", "described"]
"""Whether a dataset is made by rules, or described only: made elsewhere, checked and described by us."""
GeneralClass = Literal["EVENTS", "INTERVENTIONS", "FINDINGS", "FINDINGS ABOUT"]
"""The general observation classes: the model says which variables a domain of theirs has."""
RuleCall: TypeAlias = dict[str, Any]
"""One rule and its arguments, such as `{assign: {column: AETERM}}`; bound and type-checked when the plan is made."""
Defaults: TypeAlias = dict[str, dict[str, Any]]
"""Arguments by rule that every call of the file has, unless it says another one, or nothing (`unit: ~`)."""


class SetAside(Model):
    """Rows that are kept out of the domain, with the reason."""

    when: Condition
    reason: str


class Join(Model):
    """Columns of another raw table, brought to each row by equal keys; several matches keep the first or the last.

    `by` maps the columns of this table to those of the other; `columns` maps new names to the other's columns.
    """

    table: str
    by: dict[str, str]
    columns: dict[str, str]
    where: Condition | None = None
    order: tuple[str, ...] = ()
    keep: Literal["first", "last"] = "first"


class NotDone(Model):
    """Where an item was not done: it makes a row though it has no result, and `column` is NOT DONE there."""

    when: Condition
    column: str = "STATUS"


class Unpivot(Model):
    """One row for each item of a wide record: `items` maps the item's name to the columns it fills.

    `{name: ITEM, items: {SYSBP: {RESULT: SYS_RAW, UNIT: SYS_U}}}` gives columns ITEM, RESULT and UNIT. Items whose
    `required` columns are all blank give no row, but where they were `not_done`; without required columns each item
    gives one. Of these rows those that meet `where` stay.
    """

    may_be_empty = frozenset({"required"})

    name: str = "ITEM"
    items: dict[str, dict[str, str]]
    required: tuple[str, ...]
    not_done: NotDone | None = None
    where: Condition | None = None

    @property
    def made(self) -> tuple[str, ...]:
        """The columns that it makes: the name of the item, what items fill, and the status."""
        status = (self.not_done.column,) if self.not_done else ()
        return tuple(dict.fromkeys((self.name, *(new for item in self.items.values() for new in item), *status)))

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns that its conditions read, of the table or made."""
        conditions = (*((self.not_done.when,) if self.not_done else ()), *((self.where,) if self.where else ()))
        return tuple(name for one in conditions for name in one.variables)

    @model_validator(mode="after")
    def _required_are_filled(self) -> Unpivot:
        made = {column for item in self.items.values() for column in item}
        unknown = sorted(set(self.required) - made)
        if unknown:
            message = f"required names columns that no item fills: {', '.join(unknown)}"
            raise ValueError(message)
        if self.not_done and not self.required:
            message = "not_done says which items without a result make a row; without required: each item makes one"
            raise ValueError(message)
        if self.not_done and self.not_done.column in {*made, self.name}:
            message = f"not_done makes the column '{self.not_done.column}', which items make as well"
            raise ValueError(message)
        return self


class Records(Model):
    """The rows one raw table gives to the domain, and the rule of each variable that is read from it."""

    table: str
    where: Condition | None = None
    set_aside: tuple[SetAside, ...] = ()
    join: tuple[Join, ...] = ()
    unpivot: Unpivot | None = None
    map: dict[str, RuleCall] = {}


class VariableChange(Description):
    """What a study says of a variable beyond the standard. A text is its label.

    `values` are those that it may have; `notes` are for people, by what they are about, and never shipped.
    """

    type: Literal["Char", "Num"] | None = None
    format: str = ""
    role: str = ""
    values: tuple[str, ...] = ()
    has_data: bool = True
    notes: dict[str, str] = {}

    _short = model_validator(mode="before")(text_as("label"))
    model_config = ConfigDict(json_schema_extra=or_text)


class Supplemental(Model):
    """A non-standard variable of SUPP--: its label, origin (QORIG) and evaluator. A text is its label.

    `idvar` names the variable that links it to its records, such as AEGRPID, blank where it is of the subject; unless
    it is said that is --SEQ.
    """

    label: str
    idvar: str | None = None
    origin: str = "CRF"
    evaluator: str = ""
    codelists: tuple[str, ...] = ()
    comment: str = ""

    _short = model_validator(mode="before")(text_as("label"))
    model_config = ConfigDict(json_schema_extra=or_text)


def refuse_rules(dataset: Model, keys: Iterable[str]) -> None:
    """Raise ValueError for rules of a dataset that is described only."""
    rules = [key for key in keys if getattr(dataset, key)]
    if rules:
        message = f"a described dataset has no {rules[0]}:; delete `status: described` where rules make it"
        raise ValueError(message)
    if not getattr(dataset, "variables", {}):
        message = "variables: expected every variable of a described dataset, in its order"
        raise ValueError(message)


def refuse_described(dataset: Model, keys: Iterable[str]) -> None:
    """Raise ValueError for what only a described dataset says, in one that rules make."""
    said = [key for key in keys if key in dataset.model_fields_set]
    if said:
        message = f"{said[0]}: is said of a described dataset (status: described); of one that is made rules tell it"
        raise ValueError(message)


class Domain(Model):
    """One domain, as `sdtm/xx.yaml` says it.

    A domain of the sponsor's own, which no guide has, is described by its `label` and its general observation `class`;
    a part of a domain, such as QSCG, may have a `label` of its own.
    `map` has the rules that all `records` share; one of them that has a rule of its own for a variable keeps that.
    `defaults` has arguments that all calls of a rule share: `{datetime: {formats: [DD-MON-YYYY]}}`.
    `build` makes all rows of the domain by one rule (trial design, SE, SV, RELREC) in place of `records`; `derive` adds
    variables to the rows, in the order their inputs require; `variables` overrides what the standard says.
    Of a domain that is described only, `variables` is the whole list, in its order; `part_of` is the value of DOMAIN
    where that is not its name, and `standard` names another guide than the study's.
    """

    domain: str
    status: Status = "made"
    label: str = ""
    class_: DatasetClass | None = Field(default=None, alias="class")
    subclass: str = ""
    part_of: str = ""
    repeating: bool | None = None
    reference_data: bool | None = None
    has_data: bool = True
    standard: str = ""
    is_standard: bool | None = None
    notes: dict[str, str] = {}
    comment: str = ""
    structure: str = ""
    keys: tuple[str, ...] = ()
    defaults: Defaults = {}
    map: dict[str, RuleCall] = {}
    records: tuple[Records, ...] = ()
    build: RuleCall = {}
    derive: dict[str, RuleCall] = {}
    supplemental: dict[str, Supplemental] = Field(default={})
    variables: dict[str, VariableChange] = {}
    value_level_by: tuple[str, ...] = ()
    value_level: tuple[ValueLevel, ...] = ()

    @model_validator(mode="after")
    def _made_or_described(self) -> Domain:
        if self.status == "made":
            refuse_described(self, ("subclass", "part_of", "repeating", "reference_data", "standard", "is_standard"))
            if self.class_ and self.class_ not in get_args(GeneralClass):
                message = f"class: expected one of {', '.join(get_args(GeneralClass))}, got {self.class_}"
                raise ValueError(message)
        else:
            refuse_rules(self, ("map", "records", "build", "derive", "supplemental", "defaults"))
        return self

    @model_validator(mode="after")
    def _rows_from_one_side(self) -> Domain:
        if self.build and self.records:
            message = "rows come either from records or from one build rule, not from both"
            raise ValueError(message)
        if self.map and not self.records:
            message = "map: says what all records share, and there are none"
            raise ValueError(message)
        if any(not (records.map or self.map) for records in self.records):
            message = "records without map: expected a rule for one variable at least"
            raise ValueError(message)
        return self

    @property
    def mapped(self) -> frozenset[str]:
        """The variables that are mapped from raw tables."""
        return frozenset({*self.map, *(variable for records in self.records for variable in records.map)})
