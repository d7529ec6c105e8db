"""One analysis dataset of a study: the steps that make its rows and variables, in the order in which they run."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from converter.errors import nearest
from converter.spec.dataset import ValueLevel
from converter.spec.domain import Defaults, RuleCall, Status, VariableChange, refuse_described, refuse_rules
from converter.spec.model import Model
from converter.spec.short.dataset import NOTES
from converter.spec.standards.standard import DatasetClass
from converter.spec.text.names import Name

BASIC = "BASIC DATA STRUCTURE"
VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,7}")
OF_PARAMETER = ("PARAM", "PARAMN", "PARCAT1", "PARCAT1N", "PARCAT2", "PARAMTYP", "AVALU", "DTYPE", NOTES)
"""What is mostly said of a parameter."""
SUBJECTS = "ADSL"
"""The dataset of subjects."""
ADSL = {
    "label": "Subject-Level Analysis Dataset",
    "class": "SUBJECT LEVEL ANALYSIS DATASET",
    "structure": "One record per subject",
    "keys": ("STUDYID", "USUBJID"),
}
"""What the guide says of it, where a study does not. Source: ADaMIG 1.3, sections 2.3.1 and 3.2."""


def _of_parameter(name: str) -> str:
    if name != NOTES and not VARIABLE.fullmatch(name):
        near = f"; {hint}" if (hint := nearest(name, OF_PARAMETER)) else ""
        message = f"expected variables such as PARAM and PARCAT1, or notes, got '{name}'{near}"
        raise ValueError(message)
    return name


def _has_name(parameter: dict[str, str | int | float]) -> dict[str, str | int | float]:
    if "PARAM" not in parameter:
        message = "expected PARAM, what the parameter is called"
        raise ValueError(message)
    return parameter


Parameter: TypeAlias = Annotated[
    dict[Annotated[str, AfterValidator(_of_parameter)], str | int | float],
    AfterValidator(_has_name),
    Field(json_schema_extra={"required": ["PARAM"]}),
]
"""The variables of a parameter and the value of each, and `notes`."""


class Analysis(Model):
    """One ADaM dataset, as `adam/adxx.yaml` says it.

    `steps` run in the order in which they are written: those that make rows add them to the rows made so far, the
    others add variables. `helpers` are variables that steps need and that are not shipped. `variables` says what the
    standard, the predecessor and the steps do not, such as labels (a text is a label); of a dataset that is described
    only it is the whole list, in its order. A step may say the label of what it makes itself:
    `new_var: {CRSFL: Cytokine Release Syndrome Flag}`, `variables: {AGEGR1: {from: group, label: Age Group}}`.
    `defaults` has arguments that all steps of a rule share; a step says another one, or `~` for none. `parameters` of
    the basic data structure are said by their code, `{OS: {PARAM: Overall Survival (Months), PARCAT1: SURVIVAL}}`, so
    that a step says `set_values: OS`; `notes` of one
    are not shipped. Label, class, structure and keys of ADSL are those of the guide unless it says others.
    """

    may_be_empty = frozenset({"keys", "steps"})

    dataset: Name
    status: Status = "made"
    label: str
    class_: DatasetClass = Field(alias="class")
    subclass: str = ""
    structure: str
    keys: tuple[str, ...]
    repeating: bool | None = None
    reference_data: bool | None = None
    has_data: bool = True
    standard: str = ""
    is_standard: bool | None = None
    notes: dict[str, str] = {}
    comment: str = ""
    parameters: dict[str, Parameter] = {}
    defaults: Defaults = {}
    steps: tuple[RuleCall, ...] = ()
    helpers: tuple[str, ...] = ()
    variables: dict[str, VariableChange] = {}
    value_level_by: tuple[str, ...] = ()
    value_level: tuple[ValueLevel, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _as_in_guide(cls, written: object) -> object:
        return {**ADSL, **written} if isinstance(written, dict) and written.get("dataset") == SUBJECTS else written

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        known = handler(core)
        full = handler.resolve_ref_schema(known)
        full["required"] = [name for name in full["required"] if name not in ADSL]
        full["if"] = {"properties": {"dataset": {"const": SUBJECTS}}}
        full["else"] = {"required": list(ADSL)}
        return known

    @model_validator(mode="after")
    def _makes_rows(self) -> Analysis:
        if self.status == "described":
            refuse_rules(self, ("steps", "helpers", "defaults", "parameters"))
            return self
        refuse_described(self, ("repeating", "reference_data", "standard", "is_standard"))
        if not self.steps:
            message = "steps: expected at least one, that makes rows"
            raise ValueError(message)
        if not self.keys:
            message = "keys: expected the variables that tell the records apart, such as [STUDYID, USUBJID]"
            raise ValueError(message)
        if self.parameters and self.class_ != BASIC:
            message = f"parameters: are those of a dataset of class {BASIC}, got {self.class_}"
            raise ValueError(message)
        return self
