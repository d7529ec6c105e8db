"""Displays that are described only, as Analysis Results Metadata 1.0: what a define.xml of others said of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from lxml import etree

from converter.compute.xml import xml_text
from converter.spec.condition import Condition
from converter.spec.dataset import DatasetSpec, Reference
from converter.spec.described.results_metadata import DescribedDisplay, DescribedResult, ResultDataset
from converter.spec.described.where_clause import clauses_of, in_where_clause
from converter.steps import Plan
from converter.write.define.names import described, element, item_oid
from converter.write.define.references import document_refs
from converter.write.define.value_list import clause_oid


def displays_in(plan: Plan, specs: Sequence[DatasetSpec]) -> list[DescribedDisplay]:
    """Give the described displays that the study does not make, whose datasets are all in a define.xml.

    Variables that it has not are left out, and selections that no where clause says, as `unwritten_displays` tells.
    """
    known = {spec.name: spec.by_name for spec in specs}
    others = (one for one in plan.define.displays if one.name not in plan.results.displays)
    return [_written(one, known) for one in others if _datasets_of(one) <= set(known)]


def _written(display: DescribedDisplay, known: Mapping[str, Collection[str]]) -> DescribedDisplay:
    results = (
        result.model_copy(
            update={
                "parameter": result.parameter if _is_known(result.parameter, "", known) else "",
                "datasets": tuple(_said(one, known) for one in result.datasets),
            }
        )
        for result in display.results
    )
    return display.model_copy(update={"results": tuple(results)})


def _said(one: ResultDataset, known: Mapping[str, Collection[str]]) -> ResultDataset:
    variables = tuple(name for name in one.variables if _is_known(name, one.dataset, known))
    clauses = clauses_of(one.where) if one.where else ()
    said = all(
        in_where_clause(each) and all(_is_known(v, one.dataset, known) for v in each.variables) for each in clauses
    )
    return one.model_copy(update={"variables": variables, "where": one.where if said else None})


def _is_known(name: str, dataset: str, known: Mapping[str, Collection[str]]) -> bool:
    owner, _, variable = name.rpartition(".")
    return variable in known.get(owner or dataset, ())


def _datasets_of(display: DescribedDisplay) -> set[str]:
    """Name the datasets of a display; one of a result that has none is nowhere, as the schema wants one."""
    nowhere = {""} if not all(one.datasets for one in display.results) or not display.results else set()
    return {name for name, _ in _selections(display)} | nowhere


def selected_in(displays: Sequence[DescribedDisplay]) -> Iterator[tuple[str, Condition]]:
    """Give every clause that a described result selects records by, with its dataset."""
    for display in displays:
        for name, condition in _selections(display):
            yield from ((name, one) for one in (clauses_of(condition) if condition else ()))


def _selections(display: DescribedDisplay) -> Iterator[tuple[str, Condition | None]]:
    yield from ((one.dataset, one.where) for result in display.results for one in result.datasets)


def joins_in(displays: Sequence[DescribedDisplay]) -> dict[str, str]:
    """Give the comments on how datasets of a result are joined, by identifier."""
    return {f"COM.{_result_oid(display, one)}": one.join for display in displays for one in display.results if one.join}


def display_element(display: DescribedDisplay, documents: Collection[str]) -> etree._Element:
    """Write a display, with its results."""
    return element(
        "arm:ResultDisplay",
        {"OID": f"RD.{display.name}", "Name": display.name},
        described(display.title or display.name),
        *document_refs(display.documents, documents),
        *(_result(display, one, documents) for one in display.results),
    )


def _result_oid(display: DescribedDisplay, result: DescribedResult) -> str:
    return f"AR.{display.name}.{result.id}"


def _result(display: DescribedDisplay, result: DescribedResult, documents: Collection[str]) -> etree._Element:
    oid = _result_oid(display, result)
    attributes = {
        "OID": oid,
        "ParameterOID": _item(result.parameter, "") if result.parameter else "",
        "AnalysisReason": result.reason,
        "AnalysisPurpose": result.purpose,
    }
    datasets = (made for one in result.datasets for made in _datasets(one))
    comment = {"def:CommentOID": f"COM.{oid}" if result.join else ""}
    made = element("arm:AnalysisResult", attributes, described(result.description or result.id))
    made.append(element("arm:AnalysisDatasets", comment, *datasets))
    if result.documentation or result.documents:
        words = [described(result.documentation)] if result.documentation else []
        made.append(element("arm:Documentation", {}, *words, *document_refs(result.documents, documents)))
    if result.code or result.programs:
        made.append(element("arm:ProgrammingCode", {"Context": result.context}, *_program(result, documents)))
    return made


def _program(result: DescribedResult, documents: Collection[str]) -> Iterator[etree._Element]:
    if result.code:
        code = element("arm:Code")
        code.text = xml_text(result.code)
        yield code
    yield from document_refs(result.programs, documents)


def _datasets(one: ResultDataset) -> Iterator[etree._Element]:
    """Write a dataset, once for each clause of which one holds: the schema has no more than one in it."""
    for clause in clauses_of(one.where) if one.where else (None,):
        made = element("arm:AnalysisDataset", {"ItemGroupOID": f"IG.{one.dataset}"})
        if clause is not None:
            made.append(element("def:WhereClauseRef", {"WhereClauseOID": clause_oid(one.dataset, clause)}))
        made.extend(element("arm:AnalysisVariable", {"ItemOID": _item(name, one.dataset)}) for name in one.variables)
        yield made


def _item(name: str, dataset: str) -> str:
    """Name the item of a variable, of its own dataset or of the one that it names."""
    owner, _, variable = name.rpartition(".")
    return item_oid(owner or dataset, variable)


def documents_in(displays: Sequence[DescribedDisplay]) -> Mapping[str, Reference]:
    """Give every document that described displays refer to, by its name."""
    found = [*(each for one in displays for each in one.documents)]
    results = [result for one in displays for result in one.results]
    found += [each for result in results for each in (*result.documents, *result.programs)]
    return {one.document: one for one in found}
