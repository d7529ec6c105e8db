"""Analysis datasets against the guide: the variables of a structure, their types, labels and fixed values."""

from __future__ import annotations

from collections.abc import Iterator

from converter.check.analysis.shared import guide_variable, structure
from converter.check.shipment import Shipment, offending
from converter.compute.conditions.condition import is_missing
from converter.compute.numbers.numbers import number_text
from converter.dataset import FoundDataset
from converter.errors import nearest
from converter.issues import Issue, Severity
from converter.spec.dataset import DatasetSpec
from converter.spec.standards.analysis_standard import AnalysisVariable


def check_structure(shipment: Shipment) -> Iterator[Issue]:
    """Report variables that the structure of an analysis dataset requires, or the study describes, and that it lacks.

    Of a name such as TRTxxP one variable is enough.
    """
    for dataset, spec in shipment.known():
        own = structure(shipment, spec)
        names = [variable.name for variable in dataset.variables]
        templates = {known.template for name in names if (known := guide_variable(shipment, spec, name))}
        for name, variable in own.variables.items() if own else ():
            if variable.core == "Req" and name not in templates:
                message = f"the structure {own.name if own else ''} requires the variable"
                yield _about("analysis-variable-missing", "error", dataset, name, message, nearest(name, names))
        said = shipment.plan.analysis.specs.get(dataset.name)
        for name in said.by_name if said else ():
            if name not in names:
                message = "the study describes the variable, the dataset lacks it"
                yield _about("analysis-variable-absent", "warning", dataset, name, message, nearest(name, names))


def check_guide(shipment: Shipment) -> Iterator[Issue]:
    """Report types and labels that differ from the guide's, and values that the guide does not allow.

    A label in braces is the study's to write; a variable copied from ADSL keeps the guide's word on it there.
    """
    for dataset, spec in shipment.known():
        for found in dataset.variables:
            wanted, said = guide_variable(shipment, spec, found.name), spec.by_name.get(found.name)
            if wanted is None:
                continue
            label = said.label if said else found.label  # one that is not the study's is told already
            if dataset.attributes and found.type != wanted.type:
                message = f"the type is {found.type}, the guide has {wanted.type} ({wanted.template})"
                yield _about("analysis-type", "error", dataset, found.name, message, "")
            elif dataset.attributes and wanted.label and found.label != wanted.label and found.label == label:
                message = f"the label is '{found.label}', the guide has '{wanted.label}' ({wanted.template})"
                hint = "take the guide's label, and say what is special in comment:"
                yield _about("analysis-label", "warning", dataset, found.name, message, hint)
            if wanted.values and found.name in dataset.frame:
                yield from _values(dataset, wanted)
        yield from _empty(dataset, spec, shipment)


def _values(dataset: FoundDataset, wanted: AnalysisVariable) -> Iterator[Issue]:
    values = dataset.frame[wanted.name]
    text = number_text(values) if values.dtype == "float64" else values
    yield from offending(
        dataset,
        ~text.isin(wanted.values) & ~is_missing(values),
        rule="analysis-value",
        severity="error",
        message=f"expected {' or '.join(wanted.values)} ({wanted.template})",
        variable=wanted.name,
    )


def _empty(dataset: FoundDataset, spec: DatasetSpec, shipment: Shipment) -> Iterator[Issue]:
    """Report required variables without a value, where the spec does not say already that they are required."""
    for found in dataset.variables:
        wanted = guide_variable(shipment, spec, found.name)
        own = structure(shipment, spec)
        said = spec.by_name.get(found.name)
        required = wanted and own and wanted.core == "Req" and wanted.template in own.variables
        if required and found.name in dataset.frame and not (said and said.core == "Req"):
            yield from offending(
                dataset,
                is_missing(dataset.frame[found.name]),
                rule="value-required",
                severity="error",
                message="the required variable has no value",
                variable=found.name,
            )


def _about(rule: str, severity: Severity, dataset: FoundDataset, variable: str, message: str, hint: str) -> Issue:
    return Issue(rule=rule, severity=severity, place=dataset.name, variable=variable, message=message, hint=hint)
