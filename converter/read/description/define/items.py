"""Variables and slices of their values, as a define.xml describes them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from converter.compute.difference import worded
from converter.read.description.define.codes import codelist_name, dictionary_name
from converter.read.description.define.elements import attribute, described, flag_of
from converter.read.description.define.parts import Parts, references
from converter.read.description.where import all_of, any_of, comparison
from converter.read.description.words import BY_SPONSOR, ORIGINS, SOURCES, TYPES, Said, pages_of, predecessor_of, whole
from converter.spec.condition import Condition
from converter.spec.dataset import Origin, Reference, ValueLevel
from converter.spec.described.description import ACRF, NO_VALUES
from converter.spec.domain import VariableChange

NUMBERS = ("integer", "float")


def variable_of(reference: etree._Element, item: etree._Element, parts: Parts) -> VariableChange:
    """Describe a variable as its ItemRef and its ItemDef do."""
    parts.used.add(item.get("OID", ""))
    sas = item.get("SASFieldName", item.get("Name", ""))
    if sas.upper() != item.get("Name", "").upper():
        parts.tell(item, "SASFieldName: not the name of the variable; made anew", sas)
    said = {**_described(reference, item, parts), **_beside(reference, item)}
    if said.get("comment") == NO_VALUES and said.get("has_data") is False:  # which is said by itself
        del said["comment"]
    return VariableChange(**said)


def _beside(reference: etree._Element, item: etree._Element) -> Said:
    said: Said = {}
    if reference.get("Role"):
        said["role"] = reference.get("Role", "")
    if attribute(item, "DisplayFormat"):
        said["format"] = attribute(item, "DisplayFormat")
    if flag_of(reference, "HasNoData"):
        said["has_data"] = False
    return said


def list_of(item: etree._Element) -> str:
    """Give the identifier of the value list of a variable, blank where it has none."""
    named = item.find("{*}ValueListRef")
    return "" if named is None else named.get("ValueListOID", "")


def slices_of(item: etree._Element, variable: str, dataset: str, parts: Parts) -> Iterator[ValueLevel]:
    """Describe each slice of a variable's values; one whose condition cannot be read is told and left out."""
    named, oid = item.find("{*}ValueListRef"), list_of(item)
    if named is not None and oid not in parts.lists:
        parts.tell(named, "ValueListRef: the value list is not defined; not kept", oid, lost=True)
        return
    for reference in parts.lists[oid].iterfind("{*}ItemRef") if oid else ():
        of_slice = parts.items.get(reference.get("ItemOID", ""))
        if of_slice is None:
            parts.tell(reference, "ItemRef: the item is not defined; not kept", reference.get("ItemOID", ""), lost=True)
            continue
        parts.used.add(of_slice.get("OID", ""))
        try:
            where, comment = condition_of(reference, dataset, parts)
        except ValueError as error:
            parts.tell(reference, f"WhereClauseRef: {error}; the slice is not kept", f"{dataset}.{variable}", lost=True)
            continue
        _tell_odd(reference, of_slice, variable, parts)
        said = {**_described(reference, of_slice, parts), **_beside(reference, of_slice)}
        parts.put(of_slice, "datasets", dataset, "value_level", f"{variable} where {worded(where)}")
        yield ValueLevel(variable=variable, where=where, **said, **({"where_comment": comment} if comment else {}))


def _tell_odd(reference: etree._Element, item: etree._Element, variable: str, parts: Parts) -> None:
    name = item.get("Name", "")
    if name.upper() != variable:
        parts.tell(item, "ItemDef of a slice: not named as its variable; named anew", name)
    if reference.get("KeySequence"):
        parts.tell(reference, "KeySequence of a slice: not kept", variable, lost=True)


def condition_of(reference: etree._Element, dataset: str, parts: Parts) -> tuple[Condition, str]:
    """Read the condition of a slice, any of several clauses, and its comment; raises ValueError."""
    oids = [one.get("WhereClauseOID", "") for one in reference.iterfind("{*}WhereClauseRef")]
    unknown = [oid for oid in oids if oid not in parts.clauses]
    if unknown or not oids:
        message = f"where clause {unknown[0]} is not defined" if unknown else "no where clause"
        raise ValueError(message)
    clauses = [parts.clauses[oid] for oid in oids]
    comments = [text for one in clauses if (text := parts.comment(attribute(one, "CommentOID"), one))]
    return any_of([_clause(one, dataset, parts) for one in clauses]), " ".join(dict.fromkeys(comments))


def _clause(clause: etree._Element, dataset: str, parts: Parts) -> Condition:
    checks = [_check(one, dataset, parts) for one in clause.iterfind("{*}RangeCheck")]
    if not checks:
        message = "a where clause without a comparison"
        raise ValueError(message)
    return all_of(checks)


def _check(check: etree._Element, dataset: str, parts: Parts) -> Condition:
    oid = attribute(check, "ItemOID")
    owners = parts.owners.get(oid, [])
    if not owners:
        message = f"the item {oid} is of no dataset"
        raise ValueError(message)
    own = next((name.partition(".")[2] for name in owners if name.startswith(f"{dataset}.")), owners[0])
    number = parts.items[oid].get("DataType") in NUMBERS
    values = [(one.text or "").strip() for one in check.iterfind("{*}CheckValue")]
    return comparison(own, check.get("Comparator", ""), values, lambda _: number)


def _described(reference: etree._Element, item: etree._Element, parts: Parts) -> Said:
    """Give what variables and slices have in common."""
    said: Said = {"label": text} if (text := described(item)) else {}
    said |= _type(item, parts)
    for field, name, least in (("length", "Length", 1), ("significant_digits", "SignificantDigits", 0)):
        number = whole(item.get(name, ""))
        if number is not None and number >= least:
            said[field] = number
        elif item.get(name):
            parts.tell(item, f"{name}: expected a whole number; not kept", item.get(name, ""), lost=True)
    mandatory = flag_of(reference, "Mandatory")
    if mandatory is None and reference.get("Mandatory"):
        parts.tell(reference, "Mandatory: expected Yes or No; not kept", reference.get("Mandatory", ""), lost=True)
    if mandatory is not None:
        said["mandatory"] = mandatory
    said |= _codes(item, parts)
    origin = _origin(item, parts)
    if origin is not None:
        said["origin"] = origin
    if method := parts.method(reference.get("MethodOID", ""), reference):
        said["method"] = method
    if comment := parts.comment(attribute(item, "CommentOID"), item):
        said["comment"] = comment
    return said


def _type(item: etree._Element, parts: Parts) -> Said:
    text = item.get("DataType", "")
    found = TYPES.get(text.lower())
    if text and found is None:
        parts.tell(item, "DataType: not one of Define-XML; not kept", text, lost=True)
    return dict(found or {})


def _codes(item: etree._Element, parts: Parts) -> Said:
    named = item.find("{*}CodeListRef")
    if named is None:
        return {}
    oid = named.get("CodeListOID", "")
    known = parts.codelists.get(oid)
    if known is None:
        parts.tell(named, "CodeListRef: the codelist is not defined; not kept", oid, lost=True)
        return {}
    parts.used.add(oid)
    if known.find("{*}ExternalCodeList") is not None:
        return {"dictionary": dictionary_name(oid)}
    return {"codelists": (codelist_name(oid),)}


def _origin(item: etree._Element, parts: Parts) -> Origin | None:
    """Give the origin in the words of 2.1; of several the first."""
    every = item.findall("{*}Origin")
    if not every:
        return None
    if len(every) > 1:
        parts.tell(every[1], "Origin: more than one; the first is kept", every[1].get("Type", ""), lost=True)
    element = every[0]
    said = element.get("Type", "")
    found = dict(ORIGINS.get(said.lower(), {}))
    if not found:
        parts.tell(element, "Origin: not one of Define-XML 2.1; taken as Other", said)
        found = {"type": "Other", "text": said}
    source = SOURCES.get(element.get("Source", "").lower())
    if source:
        found["source"] = source
    elif found["type"] in BY_SPONSOR:
        found["source"] = "Sponsor"
    text = described(element)
    if text:
        found |= predecessor_of(text) if found["type"] == "Predecessor" else {"text": text}
    return Origin.model_validate({**found, **_pages(element, parts)})


def _pages(element: etree._Element, parts: Parts) -> Said:
    """Give the pages of the annotated CRF as numbers where they are; else the documents and the places in them."""
    said = tuple(references(element, parts))
    if len(said) == 1 and said[0].document == ACRF and "pages" in (short := pages_of(said[0].pages, ACRF)):
        return {"pages": tuple(short["pages"])}
    return {"documents": tuple(Reference(document=one.document, pages=one.pages) for one in said)} if said else {}
