"""Analysis Results Metadata 1.0: every display and result, with its datasets, variables, selection and method."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from lxml import etree
from pydantic import BaseModel

from converter.compute.xml import xml_text
from converter.spec.condition import Condition, is_sayable
from converter.spec.dataset import DatasetSpec
from converter.spec.display import Display, DisplayRow
from converter.steps import SUBJECTS, Plan, ResultStep
from converter.write.define.described_results import display_element, displays_in
from converter.write.define.names import described, element, item_oid
from converter.write.define.value_list import clause_oid
from converter.write.result_steps import program

PARAMETER = "PARAMCD"
KEYS = frozenset({"STUDYID", "USUBJID"})


def results_metadata(
    plan: Plan, specs: Sequence[DatasetSpec], files: Collection[str], documents: Collection[str]
) -> etree._Element | None:
    """Make the arm:AnalysisResultDisplays of displays whose datasets are described; nothing where there are none.

    Displays of `files` refer to their file, which is the leaf of their name. After those that are made stand those of
    other names that are described only, which refer to `documents`.
    """
    known = {spec.name: spec.by_name for spec in specs}
    displays = [
        _display(plan.results.displays[name], steps, known, files) for name, steps in _described(plan, known).items()
    ]
    others = displays_in(plan, specs)
    displays += [display_element(one, documents) for one in others]
    return element("arm:AnalysisResultDisplays", {}, *displays) if displays else None


def selected(plan: Plan, specs: Sequence[DatasetSpec]) -> Iterator[tuple[str, Condition]]:
    """Give every condition that a result selects records by and that a WhereClauseDef can say, with its dataset."""
    known = {spec.name: spec.by_name for spec in specs}
    for name, steps in _described(plan, known).items():
        for step in steps:
            for dataset, condition in _selections(step, plan.results.displays[name]).items():
                if condition is not None and is_sayable(condition, known[dataset]):
                    yield dataset, condition


def _described(plan: Plan, known: Collection[str]) -> dict[str, list[ResultStep]]:
    """List the steps of each display that reads none but known datasets."""
    found: dict[str, list[ResultStep]] = {}
    for step in plan.results.steps:
        found.setdefault(step.display, []).append(step)
    return {
        name: steps
        for name, steps in found.items()
        if all(set(_selections(step, plan.results.displays[name])) <= set(known) for step in steps)
    }


def _display(
    display: Display, steps: Sequence[ResultStep], known: Mapping[str, Collection[str]], files: Collection[str]
) -> etree._Element:
    rows = {row.id: row for row in display.rows}
    results = (_result(step, display, rows[step.row], known) for step in steps)
    attributes = {"OID": f"RD.{display.display}", "Name": display.display}
    shown = [element("def:DocumentRef", {"leafID": f"LF.{display.display}"})] if display.display in files else []
    return element("arm:ResultDisplay", attributes, described(display.title), *shown, *results)


def _result(
    step: ResultStep, display: Display, row: DisplayRow, known: Mapping[str, Collection[str]]
) -> etree._Element:
    dataset = step.dataset
    attributes = {
        "OID": f"AR.{display.display}.{row.id}",
        "ParameterOID": item_oid(dataset, PARAMETER) if PARAMETER in known[dataset] else "",
        "AnalysisReason": display.reason,
        "AnalysisPurpose": display.purpose,
    }
    selections = _selections(step, display)
    parts = (_dataset(name, condition, step, known[name]) for name, condition in selections.items())
    columns = "; ".join(column.named for column in display.columns_of(row))
    told = f"{step.rule.method} Population: {display.population.label}. Columns: {columns}."
    return element(
        "arm:AnalysisResult",
        attributes,
        described(titled(row, display)),
        element("arm:AnalysisDatasets", {}, *parts),
        element("arm:Documentation", {}, described(told)),
        _code(step),
    )


def titled(row: DisplayRow, display: Display) -> str:
    """Name a result by its label below the headings that it stands under; one without a label by its display."""
    position = display.rows.index(row)
    above: list[str] = []
    indent = row.indent
    for one in reversed(display.rows[:position]):
        if one.result is None and one.indent < indent:
            above.insert(0, one.label)
            indent = one.indent
    return ": ".join([*above, row.label or display.title])


def _dataset(name: str, condition: Condition | None, step: ResultStep, variables: Collection[str]) -> etree._Element:
    made = element("arm:AnalysisDataset", {"ItemGroupOID": f"IG.{name}"})
    if condition is not None and is_sayable(condition, variables):
        made.append(element("def:WhereClauseRef", {"WhereClauseOID": clause_oid(name, condition)}))
    read = (one.rpartition(".") for one in step.rule.variables)
    for variable in dict.fromkeys(variable for owner, _, variable in read if (owner or SUBJECTS) == name):
        if variable not in KEYS:
            made.append(element("arm:AnalysisVariable", {"ItemOID": item_oid(name, variable)}))
    return made


def _code(step: ResultStep) -> etree._Element:
    code = element("arm:Code")
    code.text = xml_text(program(step))
    return element("arm:ProgrammingCode", {"Context": "converter"}, code)


def _selections(step: ResultStep, display: Display) -> dict[str, Condition | None]:
    """Give the datasets that a result reads, ADSL with the population; a dataset read twice by its first selection."""
    found: dict[str, Condition | None] = {SUBJECTS: display.population.where}
    for name, condition in _reads(step.rule.arguments):
        found.setdefault(name, condition)
    return found


def _reads(value: object) -> Iterator[tuple[str, Condition | None]]:
    """Find every `dataset` with the `where` beside it among arguments."""
    if isinstance(value, Mapping):
        if isinstance(value.get("dataset"), str):
            where = value.get("where")
            yield value["dataset"], where if isinstance(where, Condition) else None
        for item in value.values():
            yield from _reads(item)
    elif isinstance(value, BaseModel) and not isinstance(value, Condition):
        yield from _reads({name: getattr(value, name) for name in type(value).model_fields})
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _reads(item)
