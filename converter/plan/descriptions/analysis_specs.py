"""Describe each analysis dataset: what the study, the standard, the predecessor and the steps say of its variables."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from converter.plan.descriptions.label import label_fault
from converter.spec.condition import Condition
from converter.spec.dataset import DatasetSpec, Origin, ValueLevel, VariableSpec, supplemental_of
from converter.spec.standards.analysis_standard import structure_of, variable_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from converter.spec.analysis import Analysis
    from converter.spec.dataset import Description
    from converter.spec.standards.analysis_standard import AnalysisStandard, Structure
    from converter.steps import AnalysisStep

Path = tuple[str | int, ...]
Wrong = tuple[Path, str, str]

SPONSOR = "Sponsor"
PARAMETER, RESULTS = "PARAMCD", ("AVAL", "AVALC")
BY_PARAMETER = "Made with the analysis value; see its methods by PARAMCD."
BY_VALUE = "By parameter, as each of its values says."
OTHERS = "Of parameters with a method of their own, see that of the analysis value by PARAMCD."
LISTS = ("eq", "ne", "in", "notin")
"""Comparisons that say which parameters a step is about."""
NAME = re.compile(r"[A-Z_][A-Z0-9_]{0,7}")
NAMED = "expected at most 8 capital letters, digits and underscores, no digit first"
ONCE = "SUBJECT LEVEL ANALYSIS DATASET"


@dataclass(frozen=True)
class Made:
    """How one step makes one variable: copied from a predecessor, assigned, or derived by a method."""

    step: AnalysisStep
    origin: Origin
    parameter: str


def analysis_spec(
    analysis: Analysis,
    steps: Sequence[AnalysisStep],
    others: Mapping[str, DatasetSpec],
    standard: AnalysisStandard,
) -> tuple[DatasetSpec, tuple[Wrong, ...]]:
    """Describe one analysis dataset, and say what nobody describes; `others` are the datasets that it reads.

    Variables stand in the order in which the steps make them.
    """
    made = _made(steps)
    structure = structure_of(standard, analysis.class_)
    names = [name for name in made if name not in analysis.helpers]
    variables = tuple(_variable(name, made[name], analysis, others, structure) for name in names)
    spec = DatasetSpec(
        name=analysis.dataset,
        domain="",
        label=analysis.label,
        dataset_class=analysis.class_,
        subclass=analysis.subclass,
        structure=analysis.structure,
        keys=analysis.keys,
        repeating=analysis.class_ != ONCE,
        purpose="Analysis",
        standard=f"{standard.name} {standard.version}",
        comment=analysis.comment,
        variables=variables,
        value_level=(*analysis.value_level, *_by_parameter(made, names)),
        value_level_by=analysis.value_level_by,
    )
    return spec, tuple(_mislabelled(spec))


def _made(steps: Sequence[AnalysisStep]) -> dict[str, list[Made]]:
    """Say of each variable how each step makes it, in the order in which variables first appear."""
    found: dict[str, list[Made]] = defaultdict(list)
    for step in steps:
        constants = step.rule.arguments.get("set_values") or {}
        for name in step.makes:
            found[name].append(Made(step, _origin(name, step, constants), str(constants.get(PARAMETER, ""))))
    return found


def _origin(name: str, step: AnalysisStep, constants: Mapping[str, object]) -> Origin:
    if name in step.predecessors:
        return Origin(type="Predecessor", predecessor=step.predecessors[name])
    if name in constants or step.rule.name == "derive_vars_constant":
        return Origin(type="Assigned", source=SPONSOR)
    return Origin(type="Derived", source=SPONSOR)


def _variable(
    name: str,
    made: Sequence[Made],
    analysis: Analysis,
    others: Mapping[str, DatasetSpec],
    structure: Structure,
) -> VariableSpec:
    known, before = variable_of(structure, name), _predecessor(made, others)
    origin, method = _origin_and_method(name, made)
    codelists = (known.codelist,) if known and known.codelist else before.codelists if before else ()
    kind = known.type if known else before.type if isinstance(before, VariableSpec) else "Char"
    described = VariableSpec(
        name=name,
        label=(known.label if known else "") or (before.label if before else ""),
        type=kind,
        core="Req" if known and known.core == "Req" else "Perm",
        codelists=(PARAMETER,) if name == PARAMETER else codelists,
        dictionary=before.dictionary if before else "",
        described=before.described if isinstance(before, VariableSpec) else "",
        origin=origin,
        method=method,
        mandatory=bool(known and known.core == "Req"),
        is_standard=known.is_standard if known else True,
    )
    change = analysis.variables.get(name)
    said = {key: getattr(change, key) for key in change.model_fields_set} if change else {}
    return described.model_copy(update=said)


def _origin_and_method(name: str, made: Sequence[Made]) -> tuple[Origin, str]:
    """Give the one origin of a variable, and the methods of the steps that derive it.

    What steps do that make the records of one parameter is said by the parameter, not of the variable as a whole.
    """
    origins = list(dict.fromkeys(one.origin for one in made))
    if len(origins) == 1 and origins[0].type != "Derived":
        return origins[0], ""
    derived = [one for one in made if one.origin.type == "Derived"] or list(made)
    if len(derived) > 1 and all(one.parameter for one in made if one.origin.type != "Assigned"):
        method = BY_PARAMETER if name not in RESULTS else BY_VALUE
    else:
        common = [one for one in made if one.origin.type != "Assigned" and not (name and one.parameter)]
        apart = [OTHERS] if name and common and any(one.parameter for one in derived) else []
        told = common or [one for one in made if one.origin.type != "Assigned"]
        method = " ".join(dict.fromkeys([*map(_told, told), *apart]))
    return Origin(type="Derived", source=SPONSOR), method


def _told(made: Made) -> str:
    """Say how a step makes a variable that other steps make as well."""
    return f"Copied from {made.origin.predecessor}." if made.origin.type == "Predecessor" else made.step.rule.method


def _predecessor(made: Sequence[Made], others: Mapping[str, DatasetSpec]) -> Description | None:
    """Find the description of the variable that is copied: of a dataset, or of a supplemental qualifier."""
    name = next((one.origin.predecessor for one in made if one.origin.predecessor), "")
    dataset, _, variable = name.partition(".")
    if dataset in others and variable in others[dataset].by_name:
        return others[dataset].by_name[variable]
    beside = others.get(supplemental_of(others, dataset))
    if beside is None or variable in beside.by_name:
        return beside.by_name[variable] if beside else None
    return next((level for level in beside.value_level if level.where.eq == variable), None)


def _by_parameter(made: Mapping[str, Sequence[Made]], names: Iterable[str]) -> Iterator[ValueLevel]:
    """Describe the analysis value of each parameter that a step of its own makes, and what later steps do to it."""
    for result in (name for name in RESULTS if name in names):
        for parameter in dict.fromkeys(one.parameter for one in made[result] if one.parameter):
            first = next(number for number, one in enumerate(made[result]) if one.parameter == parameter)
            steps = [one for one in made[result][first:] if _concerns(one, parameter)]
            origin, method = _origin_and_method("", steps)
            where = Condition(variable=PARAMETER, eq=parameter)
            yield ValueLevel(variable=result, where=where, origin=origin, method=method)


def _concerns(made: Made, parameter: str) -> bool:
    """Tell whether a step makes or changes values of a parameter, as far as its condition speaks of parameters."""
    if made.parameter or made.step.makes_rows:
        return made.parameter == parameter
    where = made.step.rule.arguments.get("where")
    parts = (where.all_ or (where,)) if isinstance(where, Condition) else ()
    return all(_admits(part, parameter) for part in parts if part.variable == PARAMETER)


def _admits(condition: Condition, parameter: str) -> bool:
    comparator, operand = condition.comparison or ("missing", False)
    listed = operand if isinstance(operand, tuple) else (operand,)
    return (parameter in listed) != (comparator in {"ne", "notin"}) if comparator in LISTS else True


def _mislabelled(spec: DatasetSpec) -> Iterator[Wrong]:
    """Find names that XPT v5 does not hold, and labels that are missing or longer than it holds."""
    message, hint = label_fault(spec.label)
    if message:
        yield ("label",), message, hint
    if not NAME.fullmatch(spec.name):
        yield ("dataset",), f"the name {spec.name} does not fit XPT v5", NAMED
    for variable in spec.variables:
        name, (wrong, _) = f"{spec.name}.{variable.name}", label_fault(variable.label)
        if not NAME.fullmatch(variable.name):
            yield ("steps",), f"the name of variable '{variable.name}' does not fit XPT v5", NAMED
        elif not variable.label:
            message = f"{name} has no label in the standard or of a predecessor"
            yield ("variables",), message, f"say `{variable.name}: {{label: ...}}` under variables:"
        elif wrong:
            hint = f"say another one: `{variable.name}: {{label: ...}}`"
            yield ("variables", variable.name), f"{name}: {wrong}", hint
