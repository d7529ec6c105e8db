"""The items of one ODM item group: values, what stands beside them, and what contradicts itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from converter.issues import Issue
from converter.read.header import free_name

REMOVED = "Remove"
UNIT, DECODE = "UNIT", "DECODE"
OWN = {
    *("ItemOID", "Value", "IsNull", "TransactionType", "MeasurementUnitOID"),
    *("AuditRecordID", "SignatureID", "AnnotationID"),
}
"""The attributes of an item that ODM 1.3.2 knows; every other one is a column beside it."""
_OF_XML = ("{http://www.w3.org/XML/1998/namespace}", "{http://www.w3.org/2001/XMLSchema-instance}")


@dataclass(frozen=True)
class Definitions:
    """What a MetaDataVersion says of items: units by OID, the unit and the codes of an item, groups that stand once."""

    units: Mapping[str, str] = field(default_factory=dict)
    item_units: Mapping[str, str] = field(default_factory=dict)
    decodes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    single: Collection[str] = frozenset()

    def over(self, other: Definitions) -> Definitions:
        """Give these definitions with those of another, which count first."""
        return Definitions(
            {**self.units, **other.units},
            {**self.item_units, **other.item_units},
            {**self.decodes, **other.decodes},
            {*self.single, *other.single},
        )


@dataclass(frozen=True)
class Item:
    """One item: its ItemOID, its value, what stands beside it (unit, decode, attributes), what is odd (the rule)."""

    name: str
    value: str
    said: str
    beside: Mapping[str, str]
    rule: str


@dataclass(frozen=True)
class Columns:
    """The columns of a table's items by ItemOID, and those beside them by ItemOID and what they hold."""

    items: Mapping[str, str]
    beside: Mapping[tuple[str, str], str]

    def row(self, items: Iterable[Item]) -> dict[str, str]:
        """Give the values of items by column."""
        row: dict[str, str] = {}
        for item in items:
            row[self.items[item.name]] = item.value
            row |= {self.beside[item.name, what]: text for what, text in item.beside.items()}
        return row


def columns_of(items: Iterable[Item], keys: Collection[str]) -> Columns:
    """Name the column of each item, and those beside it, so that none has the name of a key or of another item."""
    found = list(items)
    names = sorted({item.name for item in found})
    taken = {*names, *keys}
    columns = {name: free_name(name, taken, 2) if name in keys else name for name in names}
    taken |= set(columns.values())
    beside: dict[tuple[str, str], str] = {}
    for name, what in sorted({(item.name, what) for item in found for what in item.beside}):
        beside[name, what] = free_name(f"{columns[name]}_{what}", taken, 1)
        taken.add(beside[name, what])
    return Columns(columns, beside)


def renamed_items(file: str, columns: Columns) -> Iterator[Issue]:
    """Report items that are called as a key, and what is beside them where its column would be called as an item."""
    given = [column for name, column in columns.items.items() if column != name]
    given += [column for (name, what), column in columns.beside.items() if column != f"{columns.items[name]}_{what}"]
    named = ", ".join(f"'{column}'" for column in given)
    if named:
        message = "items are called as a key, or as what stands beside another item"
        hint = "use these names in the specification; the raw file stays as it is"
        yield Issue("header-repeated", "warning", file, message, written=f"what stands twice is {named}", hint=hint)


def items_of(group: etree._Element, definitions: Definitions, *, decode: bool) -> tuple[Item, ...]:
    """Read the items of a group: ItemData with a Value, or typed ItemData with text.

    The first of two values of an item is kept. An item that is removed or null is blank; one that is null and has a
    value, is repeated, or has no name, is told. With `decode` a code has its meaning beside it.
    """
    read: list[Item] = []
    seen: dict[str, tuple[str, str]] = {}
    for item in item_elements(group):
        name, said = item.get("ItemOID", ""), _value(item)
        rule = _oddity(item, name, said, seen)
        value = "" if rule in {"item-removed", "null-contradiction"} else said
        codes = definitions.decodes.get(name, {}) if decode and value else {}
        if codes and value not in codes:
            rule = rule or "code-undefined"
        beside = dict(_beside(item, name, value, definitions)) | ({DECODE: codes.get(value, "")} if codes else {})
        read.append(Item(name, value, said, beside, rule))
        if name and rule not in {"item-repeated", "item-removed"}:
            seen[name] = said, _unit(item)
    return tuple(read)


def kept(items: Iterable[Item]) -> Iterator[Item]:
    """Give the items that become cells: those with a name, each once, one that was removed where there is no other."""
    seen: set[str] = set()
    for item in sorted(items, key=lambda item: item.rule == "item-removed"):
        if item.name and item.name not in seen:
            seen.add(item.name)
            yield item


def item_elements(group: etree._Element) -> Iterator[etree._Element]:
    """Give the items that stand directly in an element."""
    return (child for child in group if local_name(child).startswith("ItemData"))


def local_name(element: etree._Element) -> str:
    """Give the name of an element without its namespace; blank for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def added(element: etree._Element, own: Collection[str]) -> Iterator[tuple[str, str]]:
    """Give what a system adds to an element of ODM: each attribute that is not its own, by its name in capitals."""
    for name in map(str, element.keys()):
        if name not in own and not name.startswith(_OF_XML):
            yield name.rpartition("}")[2].upper(), element.get(name, "")


def _value(item: etree._Element) -> str:
    """Give the value of an item: its attribute, else its text, else that of its elements Value (ODM 2)."""
    said = item.get("Value")
    if said is not None:
        return said
    parts = [part.text or "" for part in item.iterfind("{*}Value")]
    return "; ".join(parts) if parts else (item.text or "").strip()


def _oddity(item: etree._Element, name: str, value: str, seen: Mapping[str, tuple[str, str]]) -> str:
    if not name:
        return "item-unnamed"
    if item.get("TransactionType") == REMOVED:
        return "item-removed"
    if name in seen:
        return "item-repeated" if (value, _unit(item)) != seen[name] else ""
    if item.get("IsNull") == "Yes":
        return "null-contradiction" if value else ""
    has_place = item.get("Value") is not None or local_name(item) != "ItemData" or len(item)
    return "" if value or has_place else "item-valueless"


def _unit(item: etree._Element) -> str:
    """Give the OID of the unit that an item names, in an element of its own or, as some systems do, an attribute."""
    reference = item.find("{*}MeasurementUnitRef") if len(item) else None
    said: str = (item if reference is None else reference).get("MeasurementUnitOID", "")
    return said


def _beside(item: etree._Element, name: str, value: str, definitions: Definitions) -> Iterator[tuple[str, str]]:
    """Give what is beside the value of an item: its unit, also where its definition has one only, and attributes."""
    unit = _unit(item)
    if unit:
        yield UNIT, definitions.units.get(unit, unit)
    elif value and name in definitions.item_units:
        yield UNIT, definitions.item_units[name]
    yield from added(item, OWN)
