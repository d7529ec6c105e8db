"""ValueListDef and WhereClauseDef elements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from converter.compute.describing.facts import DatasetFacts, Facts, Slice
from converter.compute.difference import worded
from converter.compute.xml import xml_text
from converter.errors import Problem, SpecError
from converter.issues import Issue
from converter.spec.condition import Condition
from converter.spec.dataset import DatasetSpec, ValueLevel
from converter.spec.described.where_clause import clauses_of, in_where_clause
from converter.spec.values.number import plain_number
from converter.write.define.names import YES, element, item_oid, slug, yes_no


@dataclass(frozen=True)
class Level:
    """One value-level slice to write: its place after the variables, ItemDef, method, where clauses (any holds)."""

    level: ValueLevel
    position: int
    oid: str
    method: str
    clauses: tuple[tuple[str, Condition], ...]


def levels_of(spec: DatasetSpec) -> dict[str, list[Level]]:
    """Name the value-level slices of a dataset, by variable.

    Raises SpecError for a condition that Define-XML cannot say, and for a slice that is described twice.
    """
    found: dict[str, list[Level]] = {}
    seen: set[tuple[str, str]] = set()
    oids: set[str] = set()
    for position, level in enumerate(spec.value_level, start=len(spec.variables)):
        one = _named(level, position, spec)
        said = (level.variable, worded(level.where))
        if said in seen:
            raise _problem(spec.name, f"{level.variable} where {level.where.describe()} is described twice")
        seen.add(said)
        if one.oid in oids:
            message = f"{level.variable} where {level.where.describe()} would have the OID of another slice"
            raise _problem(spec.name, message)
        oids.add(one.oid)
        found.setdefault(level.variable, []).append(one)
    return found


def _named(level: ValueLevel, position: int, spec: DatasetSpec) -> Level:
    clauses = tuple((clause_oid(spec.name, _sayable(part, spec.name)), part) for part in clauses_of(level.where))
    oid = f"{item_oid(spec.name, level.variable)}.{slug(level.where)}"
    return Level(level, position, oid, _method(level, oid, spec), clauses)


def _method(level: ValueLevel, oid: str, spec: DatasetSpec) -> str:
    """Name the method of a slice: that of its variable where it is the same."""
    if level.method == spec.by_name[level.variable].method:
        oid = item_oid(spec.name, level.variable)
    return f"MT.{oid.removeprefix('IT.')}" if level.method else ""


def clause_oid(dataset: str, condition: Condition) -> str:
    """Name the WhereClauseDef of a condition on a dataset."""
    return f"WC.{dataset}.{slug(condition)}"


def _sayable(condition: Condition, dataset: str) -> Condition:
    if not in_where_clause(condition):
        raise _problem(dataset, f"Define-XML cannot say '{condition.describe()}'; use comparisons joined by all or any")
    return condition


def _problem(dataset: str, message: str) -> SpecError:
    return SpecError([Problem("", 0, "value_level", f"{dataset}: {message}")])


def overlapping(specs: Sequence[DatasetSpec], facts: Mapping[str, DatasetFacts]) -> Iterator[Issue]:
    """Report slices of the study that hold values which one before them holds as well."""
    for spec in specs:
        for level in spec.value_level:
            found = facts[spec.name].slices.get(Slice(level.variable, level.where), Facts())
            if found.shared:
                where = f"{spec.name}.{level.variable} where {level.where.describe()}"
                message = f"{where}: also holds {found.shared} of the values of slices before it"
                hint = "leave them out of one of the slices, so that each value is described once"
                yield Issue("define-overlap", "warning", "define.xml", message, hint=hint)


def value_lists(spec: DatasetSpec) -> Iterator[etree._Element]:
    """Write the ValueListDefs of a dataset."""
    for variable, slices in levels_of(spec).items():
        made = element("def:ValueListDef", {"OID": f"VL.{spec.name}.{variable}"})
        for number, one in enumerate(slices, start=1):
            attributes = {
                "ItemOID": one.oid,
                "OrderNumber": number,
                "Mandatory": yes_no(one.level.mandatory),
                "MethodOID": one.method,
                "Role": one.level.role,
                "def:HasNoData": None if one.level.has_data else YES,
            }
            clauses = [element("def:WhereClauseRef", {"WhereClauseOID": oid}) for oid, _ in one.clauses]
            made.append(element("ItemRef", attributes, *clauses))
        yield made


def where_clauses(
    specs: Sequence[DatasetSpec], others: Iterable[tuple[str, Condition]] = ()
) -> Iterator[etree._Element]:
    """Write every WhereClauseDef once, those of `others` (dataset and condition) as well; its RangeChecks all hold."""
    slices = [(spec.name, one) for spec in specs for those in levels_of(spec).values() for one in those]
    clauses = {oid: (dataset, condition) for dataset, one in slices for oid, condition in one.clauses}
    commented = {oid for _, one in slices if one.level.where_comment for oid, _ in one.clauses}
    clauses |= {oid: one for one in others if (oid := clause_oid(*one)) not in clauses}
    for oid, (dataset_name, condition) in clauses.items():
        checks = (_range_check(part, dataset_name) for part in condition.all_ or (condition,))
        comment = f"COM.{oid}" if oid in commented else None
        yield element("def:WhereClauseDef", {"OID": oid, "def:CommentOID": comment}, *checks)


def _range_check(condition: Condition, dataset: str) -> etree._Element:
    comparator, operand = condition.comparison or ("eq", "")
    if comparator == "missing":
        comparator, operand = ("eq" if operand else "ne"), ""
    owner, _, variable = f"{dataset}.{condition.variable}".rpartition(".")
    attributes = {
        "SoftHard": "Soft",
        "def:ItemOID": item_oid(owner.rpartition(".")[2], variable),
        "Comparator": comparator.upper(),
    }
    made = element("RangeCheck", attributes)
    for value in operand if isinstance(operand, tuple) else (operand,):
        check = element("CheckValue")
        check.text = plain_number(value) if isinstance(value, int | float) else xml_text(str(value))
        made.append(check)
    return made
