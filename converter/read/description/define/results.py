"""Displays and results of analyses of a define.xml (Analysis Results Metadata 1.0)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from converter.read.description.define.elements import attribute, described
from converter.read.description.define.items import condition_of
from converter.read.description.define.parts import Parts, references
from converter.spec.condition import Condition
from converter.spec.described.results_metadata import DescribedDisplay, DescribedResult, ResultDataset


def displays_of(metadata: etree._Element, parts: Parts) -> Iterator[DescribedDisplay]:
    """Describe each display once; what leads nowhere is told."""
    seen: set[str] = set()
    for one in metadata.iterfind("{*}AnalysisResultDisplays/{*}ResultDisplay"):
        name = one.get("Name") or one.get("OID", "").removeprefix("RD.")
        if name in seen or not name:
            parts.tell(one, "ResultDisplay: stands twice, or has no name; the first is kept", name, lost=True)
            continue
        seen.add(name)
        parts.put(one, "displays", name)
        results = tuple(_result(each, name, parts) for each in one.iterfind("{*}AnalysisResult"))
        documents = tuple(references(one, parts))
        yield DescribedDisplay(name=name, title=described(one), documents=documents, results=results)


def _result(element: etree._Element, display: str, parts: Parts) -> DescribedResult:
    name = element.get("OID", "").removeprefix(f"AR.{display}.")
    parts.put(element, "displays", display, name)
    datasets = element.find("{*}AnalysisDatasets")
    documentation, code = element.find("{*}Documentation"), element.find("{*}ProgrammingCode")
    parameter = element.get("ParameterOID", "")
    return DescribedResult(
        id=name,
        description=described(element),
        reason=element.get("AnalysisReason", ""),
        purpose=element.get("AnalysisPurpose", ""),
        parameter=_variable(parameter, "", element, parts) if parameter else "",
        datasets=() if datasets is None else tuple(_datasets(datasets, parts)),
        join="" if datasets is None else parts.comment(attribute(datasets, "CommentOID"), datasets),
        documentation="" if documentation is None else described(documentation),
        documents=() if documentation is None else tuple(references(documentation, parts)),
        context="" if code is None else code.get("Context", ""),
        code="" if code is None else (code.findtext("{*}Code") or "").strip(),
        programs=() if code is None else tuple(references(code, parts)),
    )


def _datasets(element: etree._Element, parts: Parts) -> Iterator[ResultDataset]:
    for one in element.iterfind("{*}AnalysisDataset"):
        oid = one.get("ItemGroupOID", "")
        dataset = parts.groups.get(oid, "")
        if not dataset:
            parts.tell(one, "AnalysisDataset: the dataset is not defined; not kept", oid, lost=True)
            continue
        items = [each.get("ItemOID", "") for each in one.iterfind("{*}AnalysisVariable")]
        named = (_variable(item, dataset, one, parts) for item in items)
        yield ResultDataset(dataset=dataset, where=_where(one, dataset, parts), variables=tuple(filter(None, named)))


def _variable(oid: str, dataset: str, element: etree._Element, parts: Parts) -> str:
    """Name a variable, with its dataset where that is another one than `dataset`."""
    owners = parts.owners.get(oid, [])
    if not owners:
        parts.tell(element, "AnalysisVariable or ParameterOID: of no dataset; not kept", oid, lost=True)
        return ""
    own = next((name for name in owners if name.startswith(f"{dataset}.")), owners[0])
    return own.removeprefix(f"{dataset}.")


def _where(element: etree._Element, dataset: str, parts: Parts) -> Condition | None:
    if element.find("{*}WhereClauseRef") is None:
        return None
    try:
        return condition_of(element, dataset, parts)[0]
    except ValueError as error:
        parts.tell(element, f"WhereClauseRef: {error}; the selection is not kept", dataset, lost=True)
        return None
