"""Parameters computed from others by a formula."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd
from pydantic import GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from converter.adam.dates.interval import with_constants
from converter.adam.groups import ByMissing, grouping, keyed, lacking, named_keys, own_name, without_group
from converter.adam.matching import matched, taken
from converter.adam.trace import lineage_of
from converter.adam.unusable import told
from converter.compute.conditions.subject import holds
from converter.compute.numbers.formula import work_out
from converter.compute.numbers.rounding import round_half_away
from converter.compute.units.units import convert_units
from converter.dataset import Frame
from converter.errors import nearest
from converter.spec.condition import Condition
from converter.spec.model import Model
from converter.spec.short.schema import TEXT, or_short
from converter.spec.study import Study
from converter.spec.values.formula import Formula
from converter.steps import Built, Finding, NewVariable, Variable


class Component(Model):
    """What a name of a formula stands for: `value` of the parameter `paramcd`, or of the records `where` says.

    A blank `paramcd` is the name itself, a blank `value` that of the rule. With `unit` the number is converted to it
    from the unit that `unit_var` says. `by` are some of the variables of the rule's: [USUBJID] of what is measured once
    of a subject and counts in all groups, such as height.
    """

    paramcd: str = ""
    by: tuple[Variable, ...] = ()
    where: Condition | None = None
    value: Variable = ""
    unit: str = ""
    unit_var: Variable = ""

    @model_validator(mode="after")
    def _whole(self) -> Component:
        if bool(self.unit) != bool(self.unit_var):
            message = "unit and unit_var go together: the unit that the formula expects, and the variable that says it"
            raise ValueError(message)
        if self.paramcd and self.where:
            message = "a component is named by paramcd or by where, not by both"
            raise ValueError(message)
        return self

    def __str__(self) -> str:
        which = self.where.describe() if self.where else self.paramcd
        said = [self.value or "value", f"of {which}" if which else "", f"in {self.unit}" if self.unit else ""]
        said.append(f"of the same {', '.join(self.by)}" if self.by else "")
        return " ".join(part for part in said if part)


class Calculation(Model):
    """A formula, and what its names stand for where they are not the codes of parameters."""

    text: Formula
    components: dict[str, Component] = {}

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, written: object) -> object:
        return {"text": written} if isinstance(written, str) else written

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return or_short(core, handler, TEXT)

    @model_validator(mode="after")
    def _known(self) -> Calculation:
        unknown = [name for name in self.components if name not in self.text.names]
        if unknown:
            hint = nearest(unknown[0], self.text.names)
            message = f"'{unknown[0]}' is not in the formula {self.text}{f' ({hint})' if hint else ''}"
            raise ValueError(message)
        if self.text.names and all(one in self.components and self.components[one].by for one in self.text.names):
            message = f"every component of {self.text} has a by: of its own, so nothing makes groups"
            raise ValueError(message)
        return self

    def __str__(self) -> str:
        said = "; ".join(f"{name}: {component}" for name, component in self.components.items())
        return f"{self.text}{f' ({said})' if said else ''}"


def derive_param_computed(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    formula: Calculation,
    by: tuple[Variable, ...],
    set_values: dict[NewVariable, str | float],
    keep: tuple[Variable, ...] = (),
    param_var: Variable = "PARAMCD",
    value: Variable = "AVAL",
    new_var: NewVariable = "AVAL",
    where: Condition | None = None,
    digits: int | None = None,
    by_missing: ByMissing = "no group",
    study: Study,
) -> Built:
    """{formula}, of the records of the same {by}.

    A name of the formula is the AVAL of the parameter with that code, unless its `components` say what it stands for,
    and in which unit; units are converted by the study's table. One record for each group that has one number of every
    component, with what `keep` names of the record of the first one; `digits` rounds half away from zero. Groups that
    lack a component (`computed-incomplete`, a note), have several records of one (`computed-several`), a number in a
    unit that the table does not convert (`computed-unit`), or divide by 0 or have a negative number under a root
    (`computed-undefined`) get no record; records that lack one of `by` count for nothing (`by-missing`), unless
    `by_missing` makes a missing value a group of its own. A component with a `by` of its own counts in all groups of
    that. The records of all components stand behind the new one. Source: admiral, derive_param_computed (with
    constant_parameters and constant_by_vars).
    """
    chosen = rows[holds(where, rows, datasets)]
    components = _components(formula, param_var, value)
    keys = {name: one.by or by for name, one in components.items()}
    needed = {name: grouping(key, by_missing) for name, key in keys.items()}
    parts, findings = _parts(chosen, datasets, components, keys, needed, param_var, study)
    own = [name for name, one in components.items() if not one.by]
    groups = pd.concat([parts[name][list(by)] for name in own]).drop_duplicates(ignore_index=True)
    labels = pd.DataFrame({name: matched(groups, part, keys[name], needed[name]) for name, part in parts.items()})
    answer = work_out(formula.text, {name: taken(part, labels[name], "_number") for name, part in parts.items()})
    answer = answer if digits is None else round_half_away(answer, digits)
    whole = labels.notna().all(axis="columns")
    made = whole & answer.notna()
    kept = {name: taken(chosen, labels[own[0]], name) for name in keep}
    frame = groups.assign(**kept, **{new_var: answer})[made].reset_index(drop=True)
    others = chosen.drop(index=_once(parts, own))
    ungrouped = without_group(others, grouping(by, by_missing))
    findings += (*_incomplete(groups, labels), *_undefined(groups[whole & ~made], by), *ungrouped)
    lineage = _lineage(labels[made].reset_index(drop=True), own_name(rows, datasets))
    return Built(with_constants(frame, set_values), lineage, findings)


def _once(parts: Mapping[str, Frame], own: Sequence[str]) -> list[Hashable]:
    """List the records of components that count in all groups of a `by` of their own."""
    return list(dict.fromkeys(label for name, part in parts.items() if name not in own for label in part.index))


def _parts(
    rows: Frame,
    datasets: Mapping[str, Frame],
    components: Mapping[str, Component],
    keys: Mapping[str, Sequence[str]],
    needed: Mapping[str, Sequence[str]],
    param_var: str,
    study: Study,
) -> tuple[dict[str, Frame], tuple[Finding, ...]]:
    """Give the records of each component, one for each of its `keys`, and findings for those that do not count."""
    parts: dict[str, Frame] = {}
    findings: tuple[Finding, ...] = ()
    for name, component in components.items():
        usable = keyed(rows, needed[name]) & rows[component.value].notna()
        part = rows[holds(component.where, rows, datasets) & usable]
        several = part.duplicated(list(keys[name]), keep=False)
        parts[name], lost = _numbers(part[~several], component, name, param_var, study)
        findings += (*_several(part[several], keys[name], name), *lost)
    return parts, findings


def _components(formula: Calculation, param_var: str, value: str) -> dict[str, Component]:
    """Give what each name of the formula stands for, with its records and value said."""
    found = {name: formula.components.get(name, Component()) for name in formula.text.names}
    return {
        name: one.model_copy(
            update={
                "where": one.where or Condition(variable=param_var, eq=one.paramcd or name),
                "value": one.value or value,
            }
        )
        for name, one in found.items()
    }


def _numbers(
    part: Frame, component: Component, name: str, param_var: str, study: Study
) -> tuple[Frame, tuple[Finding, ...]]:
    """Give the records of a component with their number in the unit that the formula expects, as `_number`."""
    numbers = part[component.value]
    if not component.unit:
        return part.assign(_number=numbers), ()
    units, standard = part[component.unit_var], pd.Series(component.unit, index=part.index, dtype="str")
    converted = convert_units(numbers, units, standard, part[param_var], study.units)
    lost = (part["USUBJID"] + " " + name + " in " + units.replace("", "no unit"))[converted.unconverted]
    message = f"the study's units: do not convert this to {component.unit}, so the number does not count"
    findings = told("computed-unit", "error", lost.drop_duplicates(), message, "add the conversion to units:")
    return part.assign(_number=converted.values)[~converted.unconverted], findings


def _several(part: Frame, by: Sequence[str], name: str) -> tuple[Finding, ...]:
    groups = (named_keys(part, by) + " " + name).astype("str").drop_duplicates()
    message = "several records of the component in the group, so none counts"
    return told("computed-several", "error", groups, message, "narrow the component by where:, or the groups by by:")


def _incomplete(groups: Frame, labels: Frame) -> tuple[Finding, ...]:
    open_ = labels.isna().any(axis="columns")
    values = (groups["USUBJID"] + " " + lacking(labels, [str(name) for name in labels]))[open_].drop_duplicates()
    return told("computed-incomplete", "note", values, "a component is not there, so there is no record")


def _undefined(groups: Frame, by: Sequence[str]) -> tuple[Finding, ...]:
    return told(
        "computed-undefined",
        "warning",
        named_keys(groups, by),
        "divided by 0, or a root of a negative number, so there is no record",
    )


def _lineage(labels: Frame, table: str) -> Frame:
    """Give the lineage of new rows: the record of each component, `labels` has one column for each."""
    parts = [pd.DataFrame({"row": labels.index, "table": table, "source_row": labels[name]}) for name in labels]
    return lineage_of(parts)
