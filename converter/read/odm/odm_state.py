"""Transactional ODM files brought to the last state of their data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import cast

from lxml import etree

from converter.issues import Issue
from converter.read.odm.odm_groups import LEVELS, REFERENCES
from converter.read.odm.odm_items import REMOVED, local_name

TYPE = "TransactionType"
MUST_BE, MUST_NOT_BE = ("Update", REMOVED), ("Insert",)
"""Transactions of what is there already, and of what is not. Source: ODM 1.3.2, 2.11 Transactions."""


@dataclass
class Entity:
    """Something that transactions change: its element in the last state, and what it holds, by key."""

    element: etree._Element
    parts: dict[Hashable, Entity] = field(default_factory=dict)


@dataclass
class Told:
    """How many transactions of each type there were, and how many of them cannot be."""

    done: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)


def last_state(root: etree._Element, file: str) -> tuple[etree._Element, tuple[Issue, ...]]:
    """Give the data of a transactional file as they are after its last transaction; another file stays as it is.

    Transactions count in the order of the file. A child without a type has that of its parent; the data of a subject
    without one are an Upsert. What is updated, and the file does not hold, is taken as it is said; what is inserted
    twice, or stands twice in one element without a type, has its last values; all are told. Source: ODM
    1.3.2, Transactions.
    """
    if root.get("FileType") != "Transactional":
        return root, ()
    state = root.makeelement(root.tag, nsmap=cast("Mapping[str, str]", root.nsmap))
    studies: dict[str, Entity] = {}
    data: dict[tuple[str, str], etree._Element] = {}
    told = Told()
    for child in root:
        if local_name(child) != "ClinicalData":
            state.append(deepcopy(child))
            continue
        study, version = child.get("StudyOID", ""), child.get("MetaDataVersionOID", "")
        if (study, version) not in data:
            data[study, version] = etree.SubElement(
                state, child.tag, {str(name): str(text) for name, text in child.attrib.items()}
            )
        of_study = studies.setdefault(study, Entity(data[study, version]))
        of_study.element = data[study, version]
        for part in child:
            _apply(part, of_study, "Upsert", told)
    return state, tuple(_issues(file, told))


def _apply(said: etree._Element, parent: Entity, inherited: str, told: Told) -> None:
    """Apply one transaction, and those within it, to what the parent holds."""
    name = local_name(said)
    if name in REFERENCES:
        _put(parent, (name,), said)
    if not name.startswith("ItemData") and (name not in LEVELS or name in REFERENCES):
        return
    kind, key = said.get(TYPE, inherited), _identity(said, name)
    there = parent.parts.get(key)
    _count(said.get(TYPE, ""), there, told)
    if kind == REMOVED:
        _remove(parent, key)
    elif name.startswith("ItemData"):
        if there is None or kind != "Context":
            _put(parent, key, said)
    else:
        entity = _merged(said, parent, key, there)
        told.wrong["without a type"] += _twice(said)
        for part in said:
            _apply(part, entity, kind, told)


def _identity(said: etree._Element, name: str) -> Hashable:
    """Give what an element is known by among those beside it: its keys; an item without one by itself."""
    if name.startswith("ItemData"):
        return ("ItemData", said.get("ItemOID") or said)
    level = LEVELS[name]
    return (name, said.get(level.oid, ""), said.get(level.repeat, "") if level.repeat else "")


def _twice(said: etree._Element) -> int:
    """Count the parts of one element that have no type of their own and are known by the same as one before them."""
    named = ((part, local_name(part)) for part in said if not part.get(TYPE))
    keys = Counter(
        _identity(part, name)
        for part, name in named
        if name.startswith("ItemData") or (name in LEVELS and name not in REFERENCES)
    )
    return sum(count - 1 for count in keys.values())


def _merged(said: etree._Element, parent: Entity, key: Hashable, there: Entity | None) -> Entity:
    """Give an entity with the attributes that are said of it; one that has moved to other definitions goes there."""
    entity = there or Entity(etree.SubElement(parent.element, said.tag))
    entity.element.attrib.update({name: value for name, value in said.attrib.items() if name != TYPE})
    if entity.element.getparent() is not parent.element:
        parent.element.append(entity.element)
    parent.parts[key] = entity
    return entity


def _put(parent: Entity, key: Hashable, said: etree._Element) -> None:
    """Put an element in the place of the one with its key."""
    made = deepcopy(said)
    if TYPE in made.attrib:
        del made.attrib[TYPE]
    made.tail = None
    if key in parent.parts:
        parent.element.replace(parent.parts[key].element, made)
    else:
        parent.element.append(made)
    parent.parts[key] = Entity(made)


def _remove(parent: Entity, key: Hashable) -> None:
    there = parent.parts.pop(key, None)
    holder = None if there is None else there.element.getparent()
    if there is not None and holder is not None:
        holder.remove(there.element)


def _count(kind: str, there: Entity | None, told: Told) -> None:
    if kind:
        told.done[kind] += 1
        told.wrong[kind] += kind in (MUST_BE if there is None else MUST_NOT_BE)


def _issues(file: str, told: Told) -> Iterator[Issue]:
    done = ", ".join(f"{count} {kind}" for kind, count in sorted(told.done.items()))
    message = f"the file is transactional ({done or 'of no type'}): the data are read as its last transaction left them"
    yield Issue("odm-transactional", "note", file, message)
    wrong = ", ".join(f"{count} {kind}" for kind, count in sorted(told.wrong.items()) if count)
    if wrong:
        yield Issue(
            rule="odm-transaction",
            severity="error",
            place=file,
            message=f"transactions of what is not there, or inserted twice: {wrong}",
            written="the last value is read",
            hint="have the file exported with all of its transactions, or as a snapshot",
        )
