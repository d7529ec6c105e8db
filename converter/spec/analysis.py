"""One analysis dataset of a study: the steps that make its rows and variables, in the order in which they run."""

from __future__ import annotations

from pydantic import Field, model_validator

from converter.spec.dataset import ValueLevel
from converter.spec.domain import RuleCall, Status, VariableChange, refuse_described, refuse_rules
from converter.spec.model import Model
from converter.spec.names import Name
from converter.spec.standard import DatasetClass


class Analysis(Model):
    """One ADaM dataset, as `adam/adxx.yaml` says it.

    `steps` run in the order in which they are written: those that make rows add them to the rows made so far, the
    others add variables. `helpers` are variables that steps need and that are not shipped. `variables` says what the
    standard, the predecessor and the steps do not, such as labels; of a dataset that is described only it is the whole
    list, in its order.
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
    steps: tuple[RuleCall, ...] = ()
    helpers: tuple[str, ...] = ()
    variables: dict[str, VariableChange] = {}
    value_level_by: tuple[str, ...] = ()
    value_level: tuple[ValueLevel, ...] = ()

    @model_validator(mode="after")
    def _makes_rows(self) -> Analysis:
        if self.status == "described":
            refuse_rules(self, ("steps", "helpers"))
            return self
        refuse_described(self, ("repeating", "reference_data", "standard", "is_standard"))
        if not self.steps:
            message = "steps: expected at least one, that makes rows"
            raise ValueError(message)
        if not self.keys:
            message = "keys: expected the variables that tell the records apart, such as [STUDYID, USUBJID]"
            raise ValueError(message)
        return self
