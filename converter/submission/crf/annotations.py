"""What is annotated at each column of the raw tables: the variables that the mapping fills from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from converter.spec.dataset import QNAM, QVAL, Origin, supplemental_of
from converter.spec.domain import Records
from converter.steps import BoundRule, DeriveStep, Plan, RecordsStep
from converter.submission.crf.codes import codes_of

NOT_SUBMITTED = "[NOT SUBMITTED]"
VENDOR = "Vendor"
COLLECTED = "Collected"
OF_A_TEST = ("ORRES", "ORRESU", "STRESC", "STRESN", "STRESU", "ORNRLO", "ORNRHI", "STNRLO", "STNRHI", "STAT", "REASND")
"""How variables end whose values are those of one test."""

Cell: TypeAlias = tuple[str, str]
"""A raw table and a column of it."""
Target: TypeAlias = tuple[str, str, str]
"""A dataset, a variable, and the test or qualifier that the value is of (blank: any)."""


@dataclass(frozen=True, order=True)
class Annotation:
    """One annotation: its dataset (blank: none takes the column), what it says, the variables that it stands for."""

    dataset: str
    text: str
    targets: tuple[Target, ...] = ()


def annotations_of(plan: Plan) -> dict[Cell, tuple[Annotation, ...]]:
    """Give the annotations of each column of the forms, in the order of the mapping.

    Tables of vendors are no forms: their data were not collected on one.
    """
    found: dict[Cell, dict[Annotation, None]] = {}
    for step in plan.steps:
        if isinstance(step, RecordsStep):
            for cell, annotation in _of_records(step, plan):
                if is_form(cell[0], plan):
                    found.setdefault(cell, {})[annotation] = None
    return {cell: _decided(every) for cell, every in found.items()}


def is_form(table: str, plan: Plan) -> bool:
    """Tell whether a raw table is what a form collected, and no file of a vendor."""
    origin = plan.study.tables[table].origin
    return origin is None or origin.source != VENDOR


def _decided(every: Iterable[Annotation]) -> tuple[Annotation, ...]:
    """Leave what selects records away where a variable of the same dataset is filled."""
    filled = {one.dataset for one in every if one.targets}
    return tuple(one for one in every if one.targets or one.dataset not in filled)


def _of_records(step: RecordsStep, plan: Plan) -> Iterator[tuple[Cell, Annotation]]:
    records = step.records
    copies = _copies(step.dataset, plan)
    for variable, rule in step.rules.items():
        for column in rule.columns:
            for cell, item in _cells(column, records):
                annotation = _annotation(step, variable, rule, item, copies.get(variable, ()), plan)
                if annotation is not None:
                    yield cell, annotation
    for column in _selecting(records):
        for cell, _ in _cells(column, records):
            yield cell, Annotation(step.dataset, f"Selects records of {step.dataset}")


def _copies(dataset: str, plan: Plan) -> dict[str, tuple[str, ...]]:
    """Give the variables that are collected as they stand in another one, such as VSSTRESC from VSORRES."""
    spec = plan.specs[dataset].by_name
    found: dict[str, tuple[str, ...]] = {}
    derived = (step for step in plan.steps if isinstance(step, DeriveStep) and step.dataset == dataset)
    for step in derived:
        if step.variable in spec and _is_collected(spec[step.variable].origin):
            for one in step.rule.variables:
                found[one] = (*found.get(one, ()), step.variable)
    return found


def _annotation(
    step: RecordsStep, variable: str, rule: BoundRule, item: str, copies: tuple[str, ...], plan: Plan
) -> Annotation | None:
    """Say what a column fills; a name of an item and what nobody ships are nothing to annotate."""
    dataset, spec = step.dataset, plan.specs[step.dataset].by_name
    if item and rule.columns == (_item(step.records),):
        return None
    codes = codes_of(step, item)
    supplemental = supplemental_of(plan.specs, dataset)
    if variable in plan.domains[dataset].supplemental and supplemental:
        return _qualifier(supplemental, variable, plan)
    if variable not in spec:
        return None
    names = (variable, *(one for one in copies if one != variable))
    origin = spec[variable].origin or rule.origin
    made = "" if _is_collected(origin) else f" ({origin.type.lower()})"
    test = _test(dataset, plan) if codes and variable.endswith(OF_A_TEST) else ""
    when = f" when {test} = {' or '.join(codes)}" if test else ""
    targets = [(dataset, one, each) for one in names for each in (*codes, "")]
    tested = [(dataset, test, "")] if test else []
    return Annotation(dataset, f"{' / '.join(names)}{when}{made}", tuple(dict.fromkeys([*targets, *tested])))


def _qualifier(supplemental: str, variable: str, plan: Plan) -> Annotation:
    """Say a qualifier as guides do: QVAL where QNAM is its name, or a variable of a dataset NS-- that has it."""
    if QNAM not in plan.specs[supplemental].by_name:
        return Annotation(supplemental, variable, ((supplemental, variable, ""),))
    text = f'{supplemental}.{QVAL} when {supplemental}.{QNAM} = "{variable}"'
    return Annotation(supplemental, text, ((supplemental, QVAL, variable), (supplemental, QVAL, "")))


def _is_collected(origin: Origin | None) -> bool:
    return origin is not None and origin.type == COLLECTED


def _test(dataset: str, plan: Plan) -> str:
    """Name the variable that holds the code of a test; blank where the dataset has none."""
    spec = plan.specs[dataset]
    return next((name for name in (f"{spec.prefix}TESTCD",) if name in spec.by_name), "")


def _item(records: Records) -> str:
    return records.unpivot.name if records.unpivot else ""


def _cells(column: str, records: Records) -> Iterator[tuple[Cell, str]]:
    """Give the raw cells behind a column that a rule reads, each with the item that it belongs to."""
    unpivot = records.unpivot
    if unpivot is not None and any(column in filled for filled in unpivot.items.values()):
        for item, filled in unpivot.items.items():
            if column in filled:
                for cell, _ in _joined(filled[column], records):
                    yield cell, item
    elif unpivot is None or column not in unpivot.made:
        yield from _joined(column, records)


def _joined(column: str, records: Records) -> Iterator[tuple[Cell, str]]:
    for join in records.join:
        if column in join.columns:
            yield (join.table, join.columns[column]), ""
            return
    yield (records.table, column), ""


def _selecting(records: Records) -> Iterator[str]:
    """Name the columns that decide which rows become records."""
    conditions = [one.when for one in records.set_aside]
    conditions += [records.where] if records.where else []
    conditions += [records.unpivot.where] if records.unpivot and records.unpivot.where else []
    yield from dict.fromkeys(name for one in conditions for name in one.variables)


def datasets_of(annotations: Iterable[Annotation]) -> Mapping[str, None]:
    """Name the datasets of some annotations, in their order."""
    return dict.fromkeys(one.dataset for one in annotations if one.dataset)
