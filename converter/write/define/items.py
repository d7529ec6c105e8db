"""ItemGroupDef, ItemDef, ValueListDef and WhereClauseDef elements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from converter.dataset import Dataset
from converter.errors import Problem, SpecError
from converter.spec.condition import Condition
from converter.spec.dataset import DatasetSpec, Description, Origin, ValueLevel, VariableSpec
from converter.write.define.codelists import Codelists
from converter.write.define.names import YES, described, element, item_oid, slug, yes_no

COUNTED = ("text", "integer", "float")


@dataclass(frozen=True)
class Level:
    """One value-level slice to write: its description, its ItemDef, and its where clauses (any of them holds)."""

    level: ValueLevel
    position: int
    oid: str
    clauses: tuple[tuple[str, Condition], ...]


def levels_of(dataset: Dataset) -> dict[str, list[Level]]:
    """Name the value-level slices of a dataset, by variable; raises SpecError for a condition Define-XML cannot say."""
    spec, found = dataset.spec, dict[str, list[Level]]()
    for position, level in enumerate(spec.value_level, start=len(spec.variables)):
        alternatives = level.where.any_ or (level.where,)
        clauses = tuple((f"WC.{spec.name}.{slug(_sayable(part, spec.name))}", part) for part in alternatives)
        oid = f"{item_oid(spec.name, level.variable)}.{clauses[0][0].removeprefix(f'WC.{spec.name}.')}"
        found.setdefault(level.variable, []).append(Level(level, position, oid, clauses))
    return found


def _sayable(condition: Condition, dataset: str) -> Condition:
    parts = condition.all_ or (condition,)
    if any(part.comparison is None or part.comparison[0] == "missing" for part in parts):
        message = f"{dataset}: Define-XML cannot say '{condition.describe()}'; use comparisons joined by all or any"
        raise SpecError([Problem("", 0, "value_level", message)])
    return condition


def item_group(dataset: Dataset, standard: str, codelists: Codelists, leaf: etree._Element) -> etree._Element:
    """Write the ItemGroupDef of one dataset."""
    del codelists
    spec = dataset.spec
    empty = dataset.frame.empty
    made = element(
        "ItemGroupDef",
        {
            "OID": f"IG.{spec.name}",
            "Name": spec.name,
            "Domain": spec.domain,
            "SASDatasetName": spec.name,
            "Repeating": yes_no(spec.repeating),
            "IsReferenceData": yes_no(spec.reference_data),
            "Purpose": spec.purpose,
            "def:Structure": spec.structure,
            "def:ArchiveLocationID": leaf.get("ID"),
            "def:StandardOID": standard if spec.is_standard else None,
            "def:IsNonStandard": None if spec.is_standard else YES,
            "def:HasNoData": YES if empty else None,
            "def:CommentOID": f"COM.{spec.name}" if comment_of(dataset) else None,
        },
        described(spec.label),
    )
    made.extend(_item_ref(variable, number, spec) for number, variable in enumerate(spec.variables, start=1))
    if spec.name != spec.domain:
        made.append(element("Alias", {"Context": "DomainDescription", "Name": spec.label}))
    made.append(_class(spec))
    made.append(leaf)
    return made


def comment_of(dataset: Dataset) -> str:
    """Give the comment of a dataset; an empty one says that it is."""
    return dataset.spec.comment or ("No records were collected." if dataset.frame.empty else "")


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


def item_defs(dataset: Dataset, codelists: Codelists, acrf: str) -> Iterator[etree._Element]:
    """Write the ItemDefs of a dataset: its variables, then its value-level slices."""
    spec, levels = dataset.spec, levels_of(dataset)
    for position, variable in enumerate(spec.variables):
        made = _item_def(
            item_oid(spec.name, variable.name), variable.name, variable, acrf, codelists.of(spec.name, position)
        )
        if variable.format:
            made.set("{http://www.cdisc.org/ns/def/v2.1}DisplayFormat", variable.format)
        if variable.comment:
            made.set("{http://www.cdisc.org/ns/def/v2.1}CommentOID", f"COM.{spec.name}.{variable.name}")
        if variable.name in levels:
            made.append(element("def:ValueListRef", {"ValueListOID": f"VL.{spec.name}.{variable.name}"}))
        yield made
    for slices in levels.values():
        for one in slices:
            made = _item_def(one.oid, one.level.variable, one.level, acrf, codelists.of(spec.name, one.position))
            if one.level.comment:
                made.set("{http://www.cdisc.org/ns/def/v2.1}CommentOID", f"COM.{one.oid.removeprefix('IT.')}")
            yield made


def _item_def(oid: str, name: str, what: Description, acrf: str, codelist: str) -> etree._Element:
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
        made.append(_origin(what.origin, acrf))
    return made


def _origin(origin: Origin, acrf: str) -> etree._Element:
    made = element("def:Origin", {"Type": origin.type, "Source": origin.source})
    if origin.predecessor:
        made.append(described(origin.predecessor))
    if origin.pages and acrf:
        pages = element("def:PDFPageRef", {"Type": "PhysicalRef", "PageRefs": " ".join(map(str, origin.pages))})
        made.append(element("def:DocumentRef", {"leafID": acrf}, pages))
    return made


def value_lists(dataset: Dataset) -> Iterator[etree._Element]:
    """Write the ValueListDefs of a dataset."""
    for variable, slices in levels_of(dataset).items():
        made = element("def:ValueListDef", {"OID": f"VL.{dataset.name}.{variable}"})
        for number, one in enumerate(slices, start=1):
            method = f"MT.{one.oid.removeprefix('IT.')}" if one.level.method else None
            attributes = {
                "ItemOID": one.oid,
                "OrderNumber": number,
                "Mandatory": yes_no(one.level.mandatory),
                "MethodOID": method,
            }
            clauses = [element("def:WhereClauseRef", {"WhereClauseOID": oid}) for oid, _ in one.clauses]
            made.append(element("ItemRef", attributes, *clauses))
        yield made


def where_clauses(datasets: Sequence[Dataset]) -> Iterator[etree._Element]:
    """Write every WhereClauseDef once; its RangeChecks hold together."""
    written: set[str] = set()
    for dataset in datasets:
        for slices in levels_of(dataset).values():
            for oid, condition in (clause for one in slices for clause in one.clauses):
                if oid not in written:
                    written.add(oid)
                    checks = (_range_check(part, dataset.name) for part in condition.all_ or (condition,))
                    yield element("def:WhereClauseDef", {"OID": oid}, *checks)


def _range_check(condition: Condition, dataset: str) -> etree._Element:
    comparator, operand = condition.comparison or ("eq", "")
    owner, _, name = (condition.variable or "").rpartition(".")
    attributes = {
        "SoftHard": "Soft",
        "def:ItemOID": item_oid(owner or dataset, name),
        "Comparator": comparator.upper(),
    }
    made = element("RangeCheck", attributes)
    for value in operand if isinstance(operand, tuple) else (operand,):
        check = element("CheckValue")
        check.text = str(value)
        made.append(check)
    return made


def methods(dataset: Dataset) -> Iterator[tuple[str, str, str]]:
    """List the methods of a dataset: identifier, name, text."""
    for variable in dataset.spec.variables:
        if variable.method:
            yield f"MT.{dataset.name}.{variable.name}", f"{dataset.name}.{variable.name}", variable.method
    for slices in levels_of(dataset).values():
        for one in slices:
            if one.level.method:
                name = one.oid.removeprefix("IT.")
                yield f"MT.{name}", name, one.level.method


def comments(dataset: Dataset) -> Mapping[str, str]:
    """List the comments of a dataset by identifier."""
    found = {f"COM.{dataset.name}": comment_of(dataset)}
    found |= {f"COM.{dataset.name}.{variable.name}": variable.comment for variable in dataset.spec.variables}
    for slices in levels_of(dataset).values():
        found |= {f"COM.{one.oid.removeprefix('IT.')}": one.level.comment for one in slices}
    return {oid: text for oid, text in found.items() if text}
