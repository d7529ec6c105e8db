"""The items of one ODM item group: values, units, and what contradicts itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

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


def items_of(group: etree._Element, units: Mapping[str, str], keys: Collection[str]) -> Items:
    """Read the items of a group: ItemData with a Value, or typed ItemData with text; a unit goes to a column beside it.

    The first of two values of an item is kept. An item that is removed or null is blank; one that is null and has a
    value, is repeated, has no name, or the name of a key is told.
    """
    values: dict[str, str] = {}
    odd: list[Odd] = []
    for item in item_elements(group):
        name, value = item.get("ItemOID", ""), _value(item)
        rule = _oddity(item, name, value, values)
        if rule:
            odd.append(Odd(rule, name, value))
        if rule == "item-repeated" or not name:
            continue
        column = f"{name} 2" if name in keys else name
        values[column] = "" if rule in {"item-removed", "null-contradiction"} else value
        if _unit(item):
            values[f"{column}{UNIT}"] = units.get(_unit(item), _unit(item))
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
