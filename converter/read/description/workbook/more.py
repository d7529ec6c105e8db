"""The sheet More: what a specification says and the form of Pinnacle 21 has no column for, so that nothing is lost."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from converter.compute.tree import Trail, Tree, at, of_tree, put, tree_of
from converter.read.description.workbook.places import BETWEEN, place_path
from converter.read.description.workbook.sheets import Row, Sheets
from converter.spec.described.description import Note, Submission

GONE = "its place is not there, or the value fits none; not kept"
EDITED = "cells say otherwise since it was written; the cells are taken"


def with_more(submission: Submission, sheets: Sheets) -> Submission:
    """Give a description with what its sheet More says.

    A row whose place is gone, or that fits none, is told, and one whose cells a person has edited since.
    """
    tree = tree_of(submission)
    rows = sheets.of("more")
    edited = [row for row in rows if _edited(tree, row)]
    sheets.notes += [_note(row, EDITED) for row in edited]
    rows = [row for row in rows if row not in edited]
    if not rows:
        return submission
    if all(_put(tree, row) for row in rows) and (whole := _of(tree)) is not None:
        return whole
    for row in rows:  # one of them is wrong: put in those that fit, one by one
        tree = tree_of(submission)
        with_row = _of(tree) if _put(tree, row) else None
        submission = with_row or submission
        if with_row is None:
            sheets.notes.append(_note(row, GONE, lost=True))
    return submission


def _note(row: Row, kind: str, *, lost: bool = False) -> Note:
    return Note(row.place("place"), f"{row.sheet}: {kind}", f"{row['place']}{BETWEEN}{row['field']}", lost=lost)


def _edited(tree: Tree, row: Row) -> bool:
    """Tell whether the cells of a row say another thing than when it was written, as its column Cells has it."""
    path = _path(row)
    if "cells" not in row.letters or at(tree, path[:-1]) is None:
        return False
    try:
        return bool(at(tree, path) != _value(row, "cells"))
    except json.JSONDecodeError:
        return False


def _put(tree: Tree, row: Row) -> bool:
    try:
        return put(tree, _path(row), _value(row, "value"))
    except json.JSONDecodeError:
        return False


def _path(row: Row) -> Trail:
    return (*place_path(row["place"]), row["field"])


def _value(row: Row, field: str) -> Any:  # noqa: ANN401 - as JSON has it
    return json.loads(row[field]) if row[field] else None


def _of(tree: Tree) -> Submission | None:
    try:
        return of_tree(tree)
    except ValidationError:
        return None
