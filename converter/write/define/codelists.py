"""CodeList elements: the terms in use, with their C-codes, and external dictionaries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from lxml import etree

from converter.compute.coded import RESULTS, has_number
from converter.compute.condition import evaluate
from converter.dataset import Dataset, Frame
from converter.spec.dataset import DataType, Description, ValueLevel, VariableSpec
from converter.spec.study import Dictionary
from converter.spec.terminology import Codelist, Term
from converter.steps import Plan
from converter.write.define.names import YES, element, slug

Key = tuple[tuple[str, ...], tuple[Term, ...], str]


@dataclass(frozen=True)
class CodelistUse:
    """One CodeList to write: its identifier and name, the codelists it is of, the terms in use, the data type."""

    oid: str
    name: str
    codelists: tuple[Codelist, ...]
    terms: tuple[Term, ...]
    data_type: str


@dataclass(frozen=True)
class Codelists:
    """Every CodeList of a document: the identifier for each place that has one, and what to write."""

    oids: Mapping[tuple[str, int], str]
    uses: tuple[CodelistUse, ...]
    dictionaries: Mapping[str, tuple[Dictionary, str]]

    def of(self, dataset: str, position: int) -> str:
        """Give the CodeList of a place: the position of a variable, or after them that of a value-level slice."""
        return self.oids.get((dataset, position), "")


def collect_codelists(datasets: Sequence[Dataset], plan: Plan) -> Codelists:
    """Collect the CodeLists of all variables and slices; equal ones are written once.

    The first set of terms of a codelist has its plain name; others are named by the place that uses them first.
    """
    seen: dict[Key, CodelistUse] = {}
    dictionaries: dict[str, tuple[Dictionary, str]] = {}
    oids: dict[tuple[str, int], str] = {}
    for dataset in datasets:
        for position, description, terms in _places(dataset, plan):
            external = _dictionary(description, plan)
            if external is not None:
                kind = _kind(description.data_type)
                oid = f"CL.{external.name.replace(' ', '_')}" + ("" if kind == "text" else f".{kind}")
                dictionaries[oid] = (external, kind)
                oids[dataset.name, position] = oid
            elif terms:
                place = f"{dataset.name}.{_place(description)}"
                oids[dataset.name, position] = _use(description, terms, seen, plan, place).oid
    return Codelists(oids, tuple(seen.values()), dictionaries)


def _place(description: Description) -> str:
    if isinstance(description, ValueLevel):
        return f"{description.variable}.{slug(description.where)}"
    return description.name if isinstance(description, VariableSpec) else ""


def _places(dataset: Dataset, plan: Plan) -> Iterator[tuple[int, Description, tuple[Term, ...]]]:
    """Go through variables, then slices, with the terms that each uses."""
    spec, frame = dataset.spec, dataset.frame
    for position, variable in enumerate(spec.variables):
        values = _values(frame[variable.name]) if variable.codelists else []
        coded = [] if _has_numbers(values, variable.name) else values
        yield position, variable, _terms(coded, variable, plan, _decodes(frame, variable.name))
    for position, level in enumerate(spec.value_level, start=len(spec.variables)):
        values = _values(frame.loc[evaluate(level.where, frame), level.variable]) if level.codelists else []
        yield position, level, _terms(values, level, plan, {})


def _decodes(frame: Frame, name: str) -> Mapping[str, str]:
    """Pair the values of a code with those of its name in the data: --TESTCD with --TEST, TSPARMCD with TSPARM."""
    label = name.removesuffix("CD")
    if label == name or label not in frame or pd.api.types.is_numeric_dtype(frame[label]):
        return {}
    pairs = frame[[name, label]].drop_duplicates(name)
    return dict(zip(pairs[name], pairs[label], strict=True))


def _values(values: pd.Series) -> list[str]:
    if pd.api.types.is_numeric_dtype(values):
        return []
    return sorted(value for value in values.unique() if value)


def _has_numbers(values: list[str], name: str) -> bool:
    """Tell whether a result variable holds numbers: then its codelist belongs to the slices that hold text."""
    return name.endswith(RESULTS) and bool(has_number(pd.Series(values, dtype="str")).any())


def _kind(data_type: DataType | None) -> str:
    return data_type if data_type in {"integer", "float"} else "text"


def _dictionary(description: Description, plan: Plan) -> Dictionary | None:
    named = description.dictionary or (description.described if isinstance(description, VariableSpec) else "")
    return plan.study.dictionaries.get(named)


def _terms(values: Sequence[str], description: Description, plan: Plan, decodes: Mapping[str, str]) -> tuple[Term, ...]:
    """Find each used value among the codelists; one that none has is an extension, decoded as the data do."""
    known: dict[str, Term] = {}
    for name in reversed(description.codelists):
        known |= plan.codelists[name].by_value if name in plan.codelists else {}
    extended = (Term(value=value, decode=decodes.get(value, ""), extended=True) for value in values)
    return tuple(known.get(term.value, term) for term in extended)


def _use(
    description: Description, terms: tuple[Term, ...], seen: dict[Key, CodelistUse], plan: Plan, place: str
) -> CodelistUse:
    kind = _kind(description.data_type)
    key = (description.codelists, terms, kind)
    if key not in seen:
        known = tuple(plan.codelists[name] for name in description.codelists if name in plan.codelists)
        oid = f"CL.{'_'.join(description.codelists)}" + ("" if kind == "text" else f".{kind}")
        name = ", ".join(codelist.label or codelist.name for codelist in known) or oid
        first = all((codelists, data_type) != (key[0], kind) for codelists, _, data_type in seen)
        names = (oid, name) if first else (f"{oid}.{place}", f"{name} ({place})")
        seen[key] = CodelistUse(*names, known, terms, kind)
    return seen[key]


def codelist_elements(codelists: Codelists, standards: Mapping[str, str]) -> Iterator[etree._Element]:
    """Write every CodeList; `standards` gives the identifier of each terminology package."""
    for use in codelists.uses:
        yield _codelist(use, standards)
    for oid, (dictionary, kind) in sorted(codelists.dictionaries.items()):
        attributes = {"Dictionary": dictionary.name, "Version": dictionary.version, "href": dictionary.href}
        external = element("ExternalCodeList", attributes)
        yield element("CodeList", {"OID": oid, "Name": f"{dictionary.name} dictionary", "DataType": kind}, external)


def _codelist(use: CodelistUse, standards: Mapping[str, str]) -> etree._Element:
    published = next((codelist for codelist in use.codelists if codelist.package), None)
    made = element(
        "CodeList",
        {
            "OID": use.oid,
            "Name": use.name,
            "DataType": use.data_type,
            "def:StandardOID": standards.get(published.package) if published else None,
            "def:IsNonStandard": None if published else YES,
        },
    )
    decoded = any(term.decode for term in use.terms)
    made.extend(_item(term, number, decoded, use) for number, term in enumerate(use.terms, start=1))
    if len(use.codelists) == 1 and use.codelists[0].code:
        made.append(_alias(use.codelists[0].code))
    return made


def _item(term: Term, number: int, decoded: bool, use: CodelistUse) -> etree._Element:
    published = any(codelist.package for codelist in use.codelists)
    attributes = {
        "CodedValue": term.value,
        "OrderNumber": number,
        "def:ExtendedValue": YES if term.extended and published else None,
    }
    made = element("CodeListItem" if decoded else "EnumeratedItem", attributes)
    if decoded:
        words = element("TranslatedText", {"xml:lang": "en"})
        words.text = term.decode or term.value
        made.append(element("Decode", {}, words))
    if term.code:
        made.append(_alias(term.code))
    return made


def _alias(code: str) -> etree._Element:
    return element("Alias", {"Context": "nci:ExtCodeID", "Name": code})
