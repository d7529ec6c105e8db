"""Variables and slices of their values, as rows of a workbook describe them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from converter.read.description.where import all_of, comparison, listed, parsed
from converter.read.description.words import (
    BY_SPONSOR,
    NUMBERS,
    ORIGINS,
    SOURCES,
    TYPES,
    Said,
    flag,
    origin_words,
    predecessor_of,
    whole,
)
from converter.read.description.workbook.parts import Documents, pages_in
from converter.read.description.workbook.sheets import Row, Sheets
from converter.spec.condition import Condition
from converter.spec.dataset import Origin, ValueLevel
from converter.spec.described.description import ACRF, Note
from converter.spec.domain import VariableChange

NOTED = ("core", "common")
"""Columns that Define-XML does not know, kept as notes."""


class Known:
    """What rows refer to by name: codelists, dictionaries, methods, comments, where clauses; and what nobody uses."""

    def __init__(self, sheets: Sheets, documents: Documents) -> None:
        self.sheets = sheets
        self.documents = documents
        self.used: set[tuple[str, str]] = set()

    @cached_property
    def _rows(self) -> Mapping[str, Mapping[str, Row]]:
        kinds = ("codelists", "dictionaries", "methods", "comments")
        return {kind: {row["id"].lower(): row for row in reversed(self.sheets.of(kind)) if row["id"]} for kind in kinds}

    @cached_property
    def clauses(self) -> Mapping[str, list[Row]]:
        """The rows of each where clause."""
        found: dict[str, list[Row]] = {}
        for row in self.sheets.of("where_clauses"):
            if row["id"]:
                found.setdefault(row["id"].lower(), []).append(row)
        return found

    def named(self, kind: str, name: str) -> Row | None:
        """Give the row that a name refers to, and remember that it is used."""
        row = self._rows[kind].get(name.lower())
        if row is not None:
            self.used.add((kind, name.lower()))
        return row

    def tell(self, row: Row, field: str, kind: str, *, value: str = "", lost: bool = False) -> None:
        """Tell something of a cell."""
        self.sheets.notes.append(Note(row.place(field), f"{row.sheet} {kind}", value or row[field], lost=lost))

    def tell_unused(self) -> None:
        """Tell which methods and comments nothing refers to: they are not kept."""
        for kind in ("methods", "comments"):
            for name, row in self._rows[kind].items():
                if (kind, name) not in self.used:
                    self.tell(row, "id", "ID: nothing refers to it; not kept", lost=True)


def described_variable(row: Row, known: Known) -> VariableChange:
    """Describe a variable as its row does."""
    said = _described(row, known)
    said |= {name: text for name in ("role", "format") if (text := row[name])}
    if row["assigned_value"]:
        said["values"] = (row["assigned_value"],)
    if flag(row["has_no_data"]):
        said["has_data"] = False
    notes = {**row.others, **{name.capitalize(): row[name] for name in NOTED if row[name]}}
    return VariableChange(**said, **({"notes": notes} if notes else {}))


def sliced(row: Row, dataset: str, variables: Mapping[str, VariableChange], known: Known) -> ValueLevel | None:
    """Describe a slice as its row does; one whose condition cannot be read is told and left out."""
    try:
        where, comment = _where(row, dataset, variables, known)
    except ValueError as error:
        known.tell(row, "where", f"Where Clause: {error}; the row is not kept", lost=True)
        return None
    said = _described(row, known)
    said.pop("type", None)
    said |= {name: text for name in ("role", "format") if (text := row[name])}
    if flag(row["has_no_data"]):
        said["has_data"] = False
    if comment:
        said["where_comment"] = comment
    if row.others:
        said["notes"] = dict(row.others)
    return ValueLevel(variable=row["variable"].upper(), where=where, **said)


def _where(row: Row, dataset: str, variables: Mapping[str, VariableChange], known: Known) -> tuple[Condition, str]:
    """Read the condition of a slice: by its name in WhereClauses, else as it is written out; and its comment."""

    def numeric(name: str) -> bool:
        return name in variables and variables[name].data_type in NUMBERS

    rows = known.clauses.get(row["where"].lower())
    if rows is None:
        return parsed(row["where"], numeric), ""
    blank = next((one for one in rows if not one["variable"]), None)
    if blank is not None:
        message = f"{blank.place('variable')} names no variable"
        raise ValueError(message)
    parts = []
    for one in rows:
        own = not one["dataset"] or one["dataset"].upper() == dataset
        name = one["variable"].upper() if own else f"{one['dataset']}.{one['variable']}".upper()
        many = one["comparator"].lower() in {"in", "notin", "not in"}
        values = listed(one["value"]) if many else [one["value"].strip('"')]
        parts.append(comparison(name, one["comparator"], values, numeric))
    return all_of(parts), comment_of(rows[0], known)


def _described(row: Row, known: Known) -> Said:
    """Give what variables and slices have in common."""
    said: Said = {"label": row["label"]} if row["label"] else {}
    said |= _type(row, known)
    for field, least in (("length", 1), ("significant_digits", 0)):
        number = whole(row[field])
        if number is not None and number >= least:
            said[field] = number
        elif row[field]:
            known.tell(row, field, f"{field.replace('_', ' ').title()}: expected a whole number; not kept", lost=True)
    mandatory = flag(row["mandatory"])
    if mandatory is not None:
        said["mandatory"] = mandatory
    said |= _codes(row, known)
    origin = _origin(row, known)
    if origin is not None:
        said["origin"] = origin
    if row["method"]:
        said["method"] = _method(row, known)
    comment = comment_of(row, known)
    if comment:
        said["comment"] = comment
    return said


def _type(row: Row, known: Known) -> Said:
    if not row["data_type"]:
        return {}
    found = TYPES.get(row["data_type"].lower())
    if found is None:
        known.tell(row, "data_type", "Data Type: not one of Define-XML; not kept", lost=True)
    return dict(found or {})


def _codes(row: Row, known: Known) -> Said:
    """Give the codelist or the dictionary that a row names; a name that leads nowhere is kept, and told."""
    name = row["codelist"].strip("()* ")
    if not name:
        return {}
    if (found := known.named("dictionaries", name)) is not None:
        return {"dictionary": found["id"]}
    if (found := known.named("codelists", name)) is not None:
        return {"codelists": (found["id"],)}
    known.tell(row, "codelist", "Codelist: not in Codelists or Dictionaries; a published one where there is one")
    return {"codelists": (name,)}


def _origin(row: Row, known: Known) -> Origin | None:
    """Give the origin of a row in the words of Define-XML 2.1."""
    if not row["origin"]:
        if row["predecessor"]:
            return Origin(type="Predecessor", **predecessor_of(row["predecessor"]))
        if row["pages"]:
            known.tell(row, "pages", "Pages: without an origin; not kept", lost=True)
        return None
    word, pages, predecessor = origin_words(row["origin"])
    found = dict(ORIGINS.get(word.lower(), {}))
    if not found:
        known.tell(row, "origin", "Origin: not one of Define-XML 2.1; taken as Other")
        found = {"type": "Other", "text": row["origin"]}
    source = SOURCES.get(row["source"].lower())
    if source:
        found["source"] = source
    elif row["source"]:
        known.tell(row, "source", "Source: not one of Define-XML 2.1; not kept", lost=True)
    elif found["type"] in BY_SPONSOR:
        found["source"] = "Sponsor"
    found |= predecessor_of(row["predecessor"] or predecessor)
    return Origin.model_validate({**found, **pages_in(row["pages"] or pages, ACRF)})


def _method(row: Row, known: Known) -> str:
    """Give the text of the method that a row names; text in place of a name is the method."""
    found = known.named("methods", row["method"])
    if found is None:
        known.tell(row, "method", "Method: not in Methods; taken as the text of the method")
        return row["method"]
    return found["description"] or found["name"] or row["method"]


def comment_of(row: Row, known: Known) -> str:
    """Give the text of the comment that a row names; text in place of a name is the comment."""
    if not row["comment"]:
        return ""
    found = known.named("comments", row["comment"])
    if found is None:
        known.tell(row, "comment", "Comment: not in Comments; taken as the text of the comment")
        return row["comment"]
    return found["description"] or row["comment"]
