"""The items of one ODM item group: values, units, and what contradicts itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from converter.issues import Issue
from converter.read.header import free_name

REMOVED = "Remove"
UNIT = "_UNIT"


@dataclass(frozen=True)
class Odd:
    """Something in an item that is told: the rule, the item, the value that was found."""

    rule: str
    item: str
    value: str


@dataclass(frozen=True)
class Items:
    """The values of an item group by column, and what is odd in it."""

    values: dict[str, str]
    odd: tuple[Odd, ...]


@dataclass(frozen=True)
class Columns:
    """The columns of a file's items, and of the units beside them, by ItemOID."""

    items: Mapping[str, str]
    units: Mapping[str, str]


def columns_of(items: Iterable[str], keys: Collection[str]) -> Columns:
    """Name the column of each item, and that of its unit, so that none has the name of a key or of another item."""
    names = sorted(set(items))
    taken = {*names, *keys}
    columns = {name: free_name(name, taken, 2) if name in keys else name for name in names}
    taken |= set(columns.values())
    return Columns(columns, {name: free_name(f"{columns[name]}{UNIT}", taken, 1) for name in names})


def renamed_items(file: str, columns: Columns, shown: Collection[str]) -> Iterator[Issue]:
    """Report items that are called as a key, and units whose column would be called as an item, of those `shown`."""
    given = [column for name, column in columns.items.items() if column != name]
    given += [unit for name, unit in columns.units.items() if unit != f"{columns.items[name]}{UNIT}"]
    named = ", ".join(f"'{column}'" for column in given if column in shown)
    if named:
        message = "items are called as a key, or as the unit of another item"
        hint = "use these names in the specification; the raw file stays as it is"
        yield Issue("header-repeated", "warning", file, message, written=f"what stands twice is {named}", hint=hint)


def items_of(group: etree._Element, units: Mapping[str, str], columns: Columns) -> Items:
    """Read the items of a group: ItemData with a Value, or typed ItemData with text; a unit goes to a column beside it.

    The first of two values of an item is kept. An item that is removed or null is blank; one that is null and has a
    value, is repeated, or has no name, is told.
    """
    values: dict[str, str] = {}
    seen: dict[str, str] = {}
    odd: list[Odd] = []
    for item in item_elements(group):
        name, value = item.get("ItemOID", ""), _value(item)
        rule = _oddity(item, name, value, seen)
        if rule:
            odd.append(Odd(rule, name, value))
        if rule == "item-repeated" or not name:
            continue
        seen[name] = values[columns.items[name]] = "" if rule in {"item-removed", "null-contradiction"} else value
        if _unit(item):
            values[columns.units[name]] = units.get(_unit(item), _unit(item))
    return Items(values, tuple(odd))


def item_elements(group: etree._Element) -> Iterator[etree._Element]:
    """Give the items that stand directly in an element."""
    return (child for child in group if local_name(child).startswith("ItemData"))


def local_name(element: etree._Element) -> str:
    """Give the name of an element without its namespace; blank for a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _value(item: etree._Element) -> str:
    """Give the value of an item: its attribute, else its text, else that of its elements Value (ODM 2)."""
    said = item.get("Value")
    if said is not None:
        return said
    parts = [part.text or "" for part in item.iterfind("{*}Value")]
    return "; ".join(parts) if parts else (item.text or "").strip()


def _oddity(item: etree._Element, name: str, value: str, seen: Mapping[str, str]) -> str:
    if not name:
        return "item-unnamed"
    if item.get("TransactionType") == REMOVED:
        return "item-removed"
    if name in seen:
        return "item-repeated" if value != seen[name] else ""
    if item.get("IsNull") == "Yes":
        return "null-contradiction" if value else ""
    has_place = item.get("Value") is not None or local_name(item) != "ItemData" or len(item)
    return "" if value or has_place else "item-valueless"


def _unit(item: etree._Element) -> str:
    reference = item.find("{*}MeasurementUnitRef")
    return item.get("MeasurementUnitOID", "") if reference is None else reference.get("MeasurementUnitOID", "")
