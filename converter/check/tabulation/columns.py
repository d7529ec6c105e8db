"""Variables and their attributes against the standard and the spec."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.check.shipment import Shipment
from converter.check.tally import counted
from converter.compute.conditions.condition import is_missing
from converter.compute.describing.data_type import byte_width
from converter.dataset import FoundDataset, FoundVariable, Frame
from converter.errors import nearest
from converter.issues import Issue, Severity
from converter.spec.dataset import DatasetSpec

NAME, LABEL = 8, 40


def check_datasets(shipment: Shipment) -> Iterator[Issue]:
    """Report datasets that neither the standard nor the study knows."""
    for dataset in shipment.own():
        if dataset.name not in shipment.specs:
            hint = nearest(dataset.name, [*shipment.specs, *shipment.plan.standard.datasets])
            yield _issue("dataset-unknown", "error", dataset, "", "no such dataset in the standard or the study", hint)


def check_filled(shipment: Shipment) -> Iterator[Issue]:
    """Report datasets without records, and variables without a value on any record."""
    for dataset in shipment.own():
        filled = shipment.usual(filled_variables, dataset)["variable"]
        if filled.empty:
            message = "the dataset has no record"
            yield _issue("dataset-empty", "warning", dataset, "", message, "leave out a dataset without records")
            continue
        spec = shipment.specs.get(dataset.name)
        asked = {one.name: one.core for one in spec.variables} if spec else {}
        for name in (one.name for one in dataset.variables if asked.get(one.name, "Req") != "Req"):
            if name in dataset.frame and name not in set(filled):
                yield _issue("variable-empty", "note", dataset, name, "no record has a value", "")


def filled_variables(_: Shipment, dataset: FoundDataset) -> Frame:
    """Name the variables that have a value on some record."""
    names = [str(name) for name in dataset.frame if not is_missing(dataset.frame[name]).all()]
    return counted(pd.DataFrame({"variable": names}, dtype="str"))


def check_columns(shipment: Shipment) -> Iterator[Issue]:
    """Report required and expected variables that are missing, unknown variables, and variables out of order."""
    for dataset, spec in shipment.known():
        names, known = [variable.name for variable in dataset.variables], spec.by_name
        yield from _missing(dataset, spec, names)
        for name in (name for name in names if name not in known):
            message = "not a variable of the dataset in the standard or the study"
            yield _issue("variable-unknown", "error", dataset, name, message, nearest(name, known))
        order = [variable.name for variable in spec.variables if variable.name in names]
        present = [name for name in names if name in known]
        if present != order:
            first = next(name for name, wanted in zip(present, order, strict=True) if name != wanted)
            hint = f"the standard's order begins {', '.join(order[:6])}"
            yield _issue(
                "variable-order", "warning", dataset, first, "the variables are not in the standard's order", hint
            )


def _missing(dataset: FoundDataset, spec: DatasetSpec, names: list[str]) -> Iterator[Issue]:
    for variable in spec.variables:
        if variable.name in names or variable.core not in {"Req", "Exp"}:
            continue
        severity: Severity = "error" if variable.core == "Req" else "warning"
        word = "required" if variable.core == "Req" else "expected"
        message = f"the {word} variable is missing"
        yield _issue(
            "variable-missing", severity, dataset, variable.name, message, "add it, empty if nothing was collected"
        )


def check_attributes(shipment: Shipment) -> Iterator[Issue]:
    """Report names, labels, types and widths that differ from the standard, or that XPT v5 cannot hold."""
    widths = _widths(shipment)
    for dataset, spec in shipment.known():
        if dataset.attributes and dataset.label != spec.label:
            message = f"the dataset label is '{dataset.label}', expected '{spec.label}'"
            yield _issue("dataset-label", "warning", dataset, "", message, "")
        for variable in dataset.variables:
            if len(variable.name) > NAME:
                yield _issue("variable-name", "error", dataset, variable.name, "longer than 8 characters", "")
            if dataset.attributes and variable.name in spec.by_name:
                yield from _differences(dataset, variable, spec)
                yield from _width(dataset, variable, widths)


def _differences(dataset: FoundDataset, variable: FoundVariable, spec: DatasetSpec) -> Iterator[Issue]:
    wanted = spec.by_name[variable.name]
    if variable.label != wanted.label:
        message = f"the label is '{variable.label}', expected '{wanted.label}'"
        yield _issue("variable-label", "warning", dataset, variable.name, message, "take the standard's label")
    if len(variable.label.encode()) > LABEL:
        yield _issue("variable-label-long", "error", dataset, variable.name, "the label is longer than 40 bytes", "")
    if variable.type != wanted.type:
        message = f"the type is {variable.type}, expected {wanted.type}"
        yield _issue("variable-type", "error", dataset, variable.name, message, "")


def _widths(shipment: Shipment) -> dict[str, int]:
    """Find the width each text variable needs over all datasets of the shipment."""
    needed: dict[str, int] = {}
    for dataset in shipment.found.values():
        found = shipment.usual(text_widths, dataset)
        for name, width in zip(found["variable"], found["width"], strict=True):
            needed[name] = max(int(width), needed.get(name, 1))
    return needed


def text_widths(_: Shipment, dataset: FoundDataset) -> Frame:
    """Give the width of the longest value of each text variable, at least 1."""
    texts = [v.name for v in dataset.variables if v.type == "Char" and v.name in dataset.frame]
    widths = [max(byte_width(dataset.frame[name]), 1) for name in texts]
    return counted(pd.DataFrame({"variable": texts, "width": widths}))


def _width(dataset: FoundDataset, variable: FoundVariable, needed: dict[str, int]) -> Iterator[Issue]:
    longest = needed.get(variable.name, variable.length)
    if variable.type == "Char" and variable.length > longest and "QVAL" not in dataset.frame:
        message = f"is {variable.length} bytes wide; its longest value in any dataset has {longest}"
        yield _issue("variable-width", "note", dataset, variable.name, message, "trim the width to the longest value")


def _issue(rule: str, severity: Severity, dataset: FoundDataset, variable: str, message: str, hint: str) -> Issue:
    return Issue(rule=rule, severity=severity, place=dataset.name, variable=variable, message=message, hint=hint)
