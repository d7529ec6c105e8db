"""Defects planted into a clean package: cells, attributes, records and nodes of define.xml, as YAML lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

import pandas as pd
from lxml import etree

from converter.check.shipment import Shipment
from converter.compute.numbers.numbers import number_text
from converter.dataset import FoundDataset, FoundVariable, Frame
from converter.issues import Issue
from converter.plan.descriptions.datasets import found_spec, plain_specs
from converter.spec.dataset import DatasetSpec
from converter.spec.model import Model

Told: TypeAlias = tuple[str, str, str]
"""What an issue tells: its rule, its dataset, and the number of the record or else the variable."""


class Edit(Model):
    """One change of a dataset: values of a record, a record more or less, a variable with its attributes."""

    at: int = 0
    set: dict[str, Any] = {}
    again: int = 0
    records: tuple[dict[str, Any], ...] = ()
    without: tuple[int, ...] = ()
    all: dict[str, Any] = {}
    drop: str = ""
    variable: str = ""
    attributes: dict[str, Any] = {}
    label: str | None = None
    gone: bool = False


class Node(Model):
    """One change of define.xml: attributes of the first node that an XPath finds, or the node taken out."""

    xpath: str
    set: dict[str, str] = {}
    remove: bool = False


class Plant(Model):
    """A defect: what it is, the changes by dataset, and what must be told of it.

    `finds` are rules, told of the record that is changed, or with dataset and record or variable: `arm-name DM 3`.
    """

    title: str
    edits: dict[str, tuple[Edit, ...]] = {}
    define: tuple[Node, ...] = ()
    finds: tuple[str, ...]

    @property
    def expected(self) -> frozenset[Told]:
        """What must be told."""
        dataset, edit = next(((name, edits[0]) for name, edits in self.edits.items()), ("define.xml", Edit()))
        place = str(edit.at) if edit.at else edit.variable or edit.drop
        return frozenset(_expected(one, dataset, place) for one in self.finds)


def _expected(text: str, dataset: str, place: str) -> Told:
    rule, *others = text.split(" ")
    return (rule, others[0], others[1] if len(others) > 1 else "") if others else (rule, dataset, place)


class Bed(Model):
    """Defects that do not touch each other, planted together in one kind of package; `look` are all datasets told of.

    `with` are datasets that the package gets before, clean.
    """

    name: str
    package: Literal["sdtm", "adam", "define"]
    look: tuple[str, ...] = ()
    also: dict[str, tuple[dict[str, Any], ...]] = {}
    plants: tuple[Plant, ...]


class Beds(Model):
    """A file of planted defects."""

    beds: tuple[Bed, ...]


def with_datasets(shipment: Shipment, also: Mapping[str, Sequence[Mapping[str, Any]]]) -> Shipment:
    """Add datasets to a shipment: their records, and blank what else the standard expects in them."""
    plain = plain_specs(shipment.plan.standard)
    found = {name: _made(plain[name], records) for name, records in also.items()}
    specs = {name: found_spec(one, None, plain[name]) for name, one in found.items()}
    return replace(shipment, found={**shipment.found, **found}, specs={**shipment.specs, **specs})


def _made(spec: DatasetSpec, records: Sequence[Mapping[str, Any]]) -> FoundDataset:
    named = {name for record in records for name in record}
    known = [one for one in spec.variables if one.core in {"Req", "Exp"} or one.name in named]
    types = {**{one.name: one.type for one in known}, **dict.fromkeys(sorted(named - set(spec.by_name)), "Char")}
    fixed = {"STUDYID": "STX01", "DOMAIN": spec.domain}
    columns = {
        name: pd.Series(
            [record.get(name, fixed.get(name, "") if kind == "Char" else None) for record in records],
            dtype="str" if kind == "Char" else "float64",
        )
        for name, kind in types.items()
    }
    labels = {one.name: one.label for one in known}
    described = tuple(
        FoundVariable(name, labels.get(name, ""), kind, 1 if kind == "Char" else 8, "") for name, kind in types.items()
    )
    return FoundDataset(spec.name, spec.label, f"{spec.name.lower()}.xpt", pd.DataFrame(columns), described)


def planted(shipment: Shipment, plants: Sequence[Plant]) -> Shipment:
    """Change datasets of a shipment by all plants; numbers of records stay those of the clean one."""
    found = dict(shipment.found)
    for name, edit in ((name, edit) for plant in plants for name, edits in plant.edits.items() for edit in edits):
        if edit.gone:
            del found[name]
        else:
            found[name] = _edited(found[name], edit)
    return replace(shipment, found=found)


def _edited(dataset: FoundDataset, edit: Edit) -> FoundDataset:
    frame = _records(dataset.frame, edit)
    variables = tuple(one for one in dataset.variables if one.name != edit.drop)
    if edit.variable:
        changed = next((one for one in variables if one.name == edit.variable), None)
        new = replace(changed or FoundVariable(edit.variable, "", "Char", 8, ""), **edit.attributes)
        variables = tuple(new if one is changed else one for one in variables) if changed else (*variables, new)
        if new.type == "Char" and frame[new.name].dtype != "str":
            frame[new.name] = number_text(frame[new.name])
    frame = frame.drop(columns=[edit.drop]) if edit.drop else frame
    return replace(dataset, frame=frame, variables=variables, label=dataset.label if edit.label is None else edit.label)


def _records(frame: Frame, edit: Edit) -> Frame:
    frame = frame.copy()
    for name, value in edit.all.items():
        frame[name] = pd.Series(value, index=frame.index, dtype="str" if isinstance(value, str) else "float64")
    if edit.at:
        for name, value in edit.set.items():
            assert name in frame, f"there is no {name}"
            frame.loc[edit.at - 1, name] = float("nan") if value is None else value
    if edit.again:
        frame.loc[len(frame)] = frame.loc[edit.again - 1]
    for record in edit.records:
        blank = {name: "" if frame[name].dtype == "str" else float("nan") for name in frame}
        frame.loc[len(frame)] = blank | {"STUDYID": frame["STUDYID"].iloc[0]} | record
    return frame.drop(index=[at - 1 for at in edit.without])


def redefined(path: Path, plants: Sequence[Plant]) -> bytes:
    """Change a define.xml by all plants."""
    tree = etree.parse(path)
    for node in (node for plant in plants for node in plant.define):
        found = tree.getroot().find(node.xpath)
        assert found is not None, f"nothing at {node.xpath}"
        for name, value in node.set.items():
            found.set(name, value)
        parent = found.getparent()
        if node.remove and parent is not None:
            parent.remove(found)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")


def told(issues: Sequence[Issue]) -> frozenset[Told]:
    """Give what issues tell, record by record; of those that are about no record, what they are about."""
    return frozenset((issue.rule, issue.place, place) for issue in issues for place in _places(issue))


def _places(issue: Issue) -> Sequence[str]:
    about = issue.variable or issue.value or (issue.message if issue.place == "define.xml" else "")
    return [str(row) for row in issue.rows] or [about.partition(" ")[0].rstrip(":")]
