"""ItemGroupDef and ItemDef elements, and the methods and comments they refer to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from lxml import etree

from converter.compute.describing.facts import DatasetFacts
from converter.spec.dataset import DatasetSpec, Description, Origin, VariableSpec
from converter.spec.described.description import NO_RECORDS, NO_VALUES
from converter.write.define.codelists import Codelists
from converter.write.define.names import DEF, YES, described, element, item_oid, yes_no
from converter.write.define.references import document_refs, references_of
from converter.write.define.value_list import levels_of

COUNTED = ("text", "integer", "float")
NO_DATA = "COM.NO_DATA"


def item_group(
    spec: DatasetSpec, facts: DatasetFacts, standard: str, leaf: etree._Element, domain: str
) -> etree._Element:
    """Write the ItemGroupDef of one dataset; reference data do not repeat (rule DEFINE-XML-0260 of CDISC).

    `domain` describes the domain of a dataset that is named otherwise, such as AE of SUPPAE.
    """
    made = element(
        "ItemGroupDef",
        {
            "OID": f"IG.{spec.name}",
            "Name": spec.name,
            "Domain": spec.domain,
            "SASDatasetName": spec.name,
            "Repeating": yes_no(spec.repeating and not spec.reference_data),
            "IsReferenceData": yes_no(spec.reference_data),
            "Purpose": spec.purpose,
            "def:Structure": spec.structure,
            "def:ArchiveLocationID": leaf.get("ID"),
            "def:StandardOID": standard if spec.is_standard else None,
            "def:IsNonStandard": None if spec.is_standard else YES,
            "def:HasNoData": None if facts.rows else YES,
            "def:CommentOID": f"COM.{spec.name}" if comment_of(spec, facts) else None,
        },
        described(spec.label),
    )
    made.extend(_item_ref(variable, number, spec) for number, variable in enumerate(spec.variables, start=1))
    if spec.domain and spec.name != spec.domain:
        made.append(element("Alias", {"Context": "DomainDescription", "Name": domain}))
    made.append(_class(spec))
    made.append(leaf)
    return made


def comment_of(spec: DatasetSpec, facts: DatasetFacts) -> str:
    """Give the comment of a dataset; an empty one says that it is."""
    return spec.comment or ("" if facts.rows else NO_RECORDS)


def _class(spec: DatasetSpec) -> etree._Element:
    made = element("def:Class", {"Name": spec.dataset_class})
    if spec.subclass:
        made.append(element("def:SubClass", {"Name": spec.subclass}))
    return made


def _item_ref(variable: VariableSpec, number: int, spec: DatasetSpec) -> etree._Element:
    name = variable.name
    return element(
        "ItemRef",
        {
            "ItemOID": item_oid(spec.name, name),
            "OrderNumber": number,
            "Mandatory": yes_no(variable.mandatory),
            "KeySequence": spec.keys.index(name) + 1 if name in spec.keys else None,
            "MethodOID": f"MT.{spec.name}.{name}" if variable.method else None,
            "Role": variable.role,
            "def:IsNonStandard": None if variable.is_standard else YES,
            "def:HasNoData": None if variable.has_data else YES,
        },
    )


def item_defs(spec: DatasetSpec, codelists: Codelists, documents: Collection[str]) -> Iterator[etree._Element]:
    """Write the ItemDefs of a dataset: its variables, then its value-level slices; `documents` are those there are."""
    levels = levels_of(spec)
    for position, variable in enumerate(spec.variables):
        made = _item_def(
            item_oid(spec.name, variable.name), variable.name, variable, documents, codelists.of(spec.name, position)
        )
        if variable.format:
            made.set(f"{{{DEF}}}DisplayFormat", variable.format)
        if variable.comment or not variable.has_data:
            made.set(f"{{{DEF}}}CommentOID", f"COM.{spec.name}.{variable.name}" if variable.comment else NO_DATA)
        if variable.name in levels:
            made.append(element("def:ValueListRef", {"ValueListOID": f"VL.{spec.name}.{variable.name}"}))
        yield made
    for slices in levels.values():
        for one in slices:
            made = _item_def(one.oid, one.level.variable, one.level, documents, codelists.of(spec.name, one.position))
            if one.level.format:
                made.set(f"{{{DEF}}}DisplayFormat", one.level.format)
            if one.level.comment:
                made.set(f"{{{DEF}}}CommentOID", f"COM.{one.oid.removeprefix('IT.')}")
            yield made


def _item_def(oid: str, name: str, what: Description, documents: Collection[str], codelist: str) -> etree._Element:
    counted = what.data_type in COUNTED
    made = element(
        "ItemDef",
        {
            "OID": oid,
            "Name": name,
            "SASFieldName": name,
            "DataType": what.data_type,
            "Length": what.length if counted else None,
            "SignificantDigits": what.significant_digits if what.data_type == "float" else None,
        },
    )
    if what.label:
        made.append(described(what.label))
    if codelist:
        made.append(element("CodeListRef", {"CodeListOID": codelist}))
    if what.origin:
        made.append(_origin(what.origin, documents))
    return made


def _origin(origin: Origin, documents: Collection[str]) -> etree._Element:
    made = element("def:Origin", {"Type": origin.type, "Source": origin.source})
    if origin.predecessor or origin.text:
        made.append(described(origin.predecessor or origin.text))
    made.extend(document_refs(references_of(origin), documents))
    return made


def methods(spec: DatasetSpec) -> Iterator[tuple[str, str, str]]:
    """List the methods of a dataset: identifier, name, text; a slice made as its variable is shares its method."""
    for variable in spec.variables:
        if variable.method:
            yield f"MT.{spec.name}.{variable.name}", f"{spec.name}.{variable.name}", variable.method
    for slices in levels_of(spec).values():
        for one in slices:
            name = one.oid.removeprefix("IT.")
            if one.method == f"MT.{name}":
                yield one.method, name, one.level.method


def comments(spec: DatasetSpec, facts: DatasetFacts) -> Mapping[str, str]:
    """List the comments of a dataset by identifier; that of variables without data is shared."""
    found = {f"COM.{spec.name}": comment_of(spec, facts)}
    if any(not (variable.has_data or variable.comment) for variable in spec.variables):
        found[NO_DATA] = NO_VALUES
    found |= {f"COM.{spec.name}.{variable.name}": variable.comment for variable in spec.variables}
    for slices in levels_of(spec).values():
        found |= {f"COM.{one.oid.removeprefix('IT.')}": one.level.comment for one in slices}
        found |= {f"COM.{oid}": one.level.where_comment for one in slices for oid, _ in one.clauses}
    return {oid: text for oid, text in found.items() if text}
