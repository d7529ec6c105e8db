"""The records of an ODM table: item groups with their items, those that belong to one record put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from converter.read.odm.odm_groups import OF_GROUP, Place
from converter.read.odm.odm_items import Item, items_of, kept


@dataclass(frozen=True)
class Record:
    """One record: its keys by column, its items, and all that its groups hold, also what is not kept."""

    keys: Mapping[str, str]
    items: tuple[Item, ...]
    every: tuple[Item, ...]


def records_of(groups: Sequence[Place], *, decode: bool) -> list[Record]:
    """Make records of item groups: each is one, but those of a form that its definition says do not repeat are one.

    So the sections of a form, which REDCap exports as groups, are one record. Groups of it that say different things of
    themselves, or of an item, stay records of their own. GROUPOID and GROUPREPEAT are blank where a form has several
    such groups. Source: ODM 1.3.2, ItemGroupDef (Repeating).
    """
    sections = _sections(groups)
    made: dict[int, Record] = {}
    last: dict[int, int] = {}
    parts: dict[int, set[str]] = {}
    for number, place in enumerate(groups):
        record = _record(place, decode=decode)
        if place.forms not in sections:
            made[number] = record
            continue
        keys = {name: text for name, text in record.keys.items() if name not in OF_GROUP} | dict.fromkeys(OF_GROUP, "")
        record, group, form = Record(keys, record.items, record.every), place.forms[1], id(place.form)
        first = last.get(form, number)
        if first != number and group not in parts[first] and _fits(made[first], record):
            made[first] = _together(made[first], record)
            parts[first].add(group)
        else:
            made[number], last[form], parts[number] = record, number, {group}
    return [made[number] for number in sorted(made)]


def _record(place: Place, *, decode: bool) -> Record:
    items = items_of(place.element, place.definitions, decode=decode)
    return Record(place.keys, tuple(kept(items)), items)


def _sections(groups: Sequence[Place]) -> set[tuple[str, str]]:
    """Give the groups, each with its form, of which a form has several that do not repeat."""
    single: dict[str, set[str]] = defaultdict(set)
    for place in groups:
        form, group = place.forms
        if place.form is not None and group in place.definitions.single:
            single[form].add(group)
    return {(form, group) for form, found in single.items() if len(found) > 1 for group in found}


def _fits(one: Record, other: Record) -> bool:
    """Tell whether two groups say the same of what both have: their keys, and their items."""
    values = _said(one)
    same = all(values.get(name, item) == item for name, item in _said(other).items())
    return same and all(one.keys.get(name, text) == text for name, text in other.keys.items())


def _said(record: Record) -> dict[str, tuple[str, Mapping[str, str]]]:
    return {item.name: (item.value, item.beside) for item in record.items}


def _together(one: Record, other: Record) -> Record:
    items = tuple(kept((*one.items, *other.items)))
    return Record({**one.keys, **other.keys}, items, (*one.every, *other.every))


def every_item(records: Sequence[Record]) -> Iterator[Item]:
    """Give the items that become cells, of all records."""
    return (item for record in records for item in record.items)
