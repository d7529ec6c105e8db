"""CodeList elements: the terms in use, with their C-codes, and external dictionaries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from converter.compute.describing.beside import is_beside
from converter.compute.describing.facts import MOST_CODES, DatasetFacts, Facts, Slice
from converter.compute.xml import xml_text
from converter.issues import Issue
from converter.spec.dataset import DatasetSpec, DataType, Description, ValueLevel, VariableSpec
from converter.spec.standards.terminology import Codelist, Term
from converter.spec.study import Dictionary
from converter.spec.values.number import plain_number
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

    @property
    def comment(self) -> str:
        """What is said of the codelist."""
        return " ".join(one.comment for one in self.codelists if one.comment)


@dataclass(frozen=True)
class Codelists:
    """Every CodeList of a document: the identifier for each place that has one, and what to write."""

    oids: Mapping[tuple[str, int], str]
    uses: tuple[CodelistUse, ...]
    dictionaries: Mapping[str, tuple[Dictionary, str]]

    def of(self, dataset: str, position: int) -> str:
        """Give the CodeList of a place: the position of a variable, or after them that of a value-level slice."""
        return self.oids.get((dataset, position), "")


def collect_codelists(specs: Sequence[DatasetSpec], facts: Mapping[str, DatasetFacts], plan: Plan) -> Codelists:
    """Collect the CodeLists of all variables and slices; equal ones are written once.

    The first set of terms of a codelist has its plain name; others are named by the place that uses them first.
    """
    seen: dict[Key, CodelistUse] = {}
    dictionaries: dict[str, tuple[Dictionary, str]] = {}
    oids: dict[tuple[str, int], str] = {}
    for spec in specs:
        for position, (description, found) in enumerate(_places(spec, facts[spec.name])):
            terms = _terms(found.codes or {}, description, plan) if description.codelists else ()
            external = _dictionary(description, plan)
            if external is not None:
                kind = _kind(description.data_type)
                oid = f"CL.{external.name.replace(' ', '_')}" + ("" if kind == "text" else f".{kind}")
                dictionaries[oid] = (external, kind)
                oids[spec.name, position] = oid
            elif terms:
                place = f"{spec.name}.{_place(description)}"
                oids[spec.name, position] = _use(description, terms, seen, plan, place).oid
    return Codelists(oids, tuple(seen.values()), dictionaries)


def unlisted(specs: Sequence[DatasetSpec], facts: Mapping[str, DatasetFacts], plan: Plan) -> Iterator[Issue]:
    """Report coded variables and slices with more codes in use than a CodeList has: they get none."""
    for spec in specs:
        for description, found in _places(spec, facts[spec.name]):
            words = isinstance(description, ValueLevel) or not found.numeric
            if description.codelists and found.codes is None and words and _dictionary(description, plan) is None:
                message = f"{spec.name}.{_place(description)} has more than {MOST_CODES:,} codes, and no CodeList"
                hint = "name the dictionary that the codes are of (dictionary:), or a codelist that has fewer"
                yield Issue("define-codelist", "warning", "define.xml", message, hint=hint)


def _place(description: Description) -> str:
    if isinstance(description, ValueLevel):
        return f"{description.variable}.{slug(description.where)}"
    return description.name if isinstance(description, VariableSpec) else ""


def _places(spec: DatasetSpec, facts: DatasetFacts) -> Iterator[tuple[Description, Facts]]:
    """Go through variables, then slices, with what is known of their values."""
    for variable in spec.variables:
        yield variable, facts.variables.get(variable.name, Facts())
    for level in spec.value_level:
        # the codes of a slice on another dataset are among those of its variable
        known = facts.variables.get(level.variable) if is_beside(level) else None
        yield level, known or facts.slices.get(Slice(level.variable, level.where), Facts())


def _kind(data_type: DataType | None) -> str:
    return data_type if data_type in {"integer", "float"} else "text"


def _dictionary(description: Description, plan: Plan) -> Dictionary | None:
    named = description.dictionary or (description.described if isinstance(description, VariableSpec) else "")
    return plan.study.dictionaries.get(named)


def _terms(codes: Mapping[str, str], description: Description, plan: Plan) -> tuple[Term, ...]:
    """Find each used value among the codelists; one that none has is an extension, decoded as the data do.

    A codelist that is said whole has all its terms, whether they are used or not.
    """
    lists = [plan.codelists[name] for name in description.codelists if name in plan.codelists]
    known: dict[str, Term] = {}
    for codelist in reversed(lists):
        known |= codelist.by_value
    whole = {term.value: term for codelist in lists if codelist.whole for term in codelist.terms}
    others = (Term(value=value, decode=codes[value], extended=True) for value in sorted(codes) if value not in whole)
    return (*whole.values(), *(known.get(term.value, term) for term in others))


def _use(
    description: Description, terms: tuple[Term, ...], seen: dict[Key, CodelistUse], plan: Plan, place: str
) -> CodelistUse:
    kind = _kind(description.data_type)
    key = (description.codelists, terms, kind)
    if key not in seen:
        known = tuple(plan.codelists[name] for name in description.codelists if name in plan.codelists)
        oid = f"CL.{'_'.join(description.codelists)}"
        oid += "" if kind == "text" or oid.endswith(f".{kind}") else f".{kind}"
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
            "def:CommentOID": f"COM.{use.oid}" if use.comment else None,
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
        "Rank": None if term.rank is None else plain_number(term.rank),
        "OrderNumber": number,
        "def:ExtendedValue": YES if term.extended and published else None,
    }
    made = element("CodeListItem" if decoded else "EnumeratedItem", attributes)
    if decoded:
        words = element("TranslatedText", {"xml:lang": "en"})
        words.text = xml_text(term.decode or term.value)
        made.append(element("Decode", {}, words))
    if term.code:
        made.append(_alias(term.code))
    return made


def _alias(code: str) -> etree._Element:
    return element("Alias", {"Context": "nci:ExtCodeID", "Name": code})
