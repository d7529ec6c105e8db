"""The sheet More: what a specification says and the form of Pinnacle 21 has no column for, so that nothing is lost."""

from __future__ import annotations

import json

from pydantic import ValidationError

from converter.compute.tree import Tree, of_tree, put, tree_of
from converter.read.description.places import BETWEEN
from converter.read.description.sheets import Row, Sheets
from converter.spec.described.description import Note, Submission


def with_more(submission: Submission, sheets: Sheets) -> Submission:
    """Give a description with what its sheet More says; a row whose place is gone, or that fits none, is told."""
    rows = sheets.of("more")
    if not rows:
        return submission
    tree = tree_of(submission)
    if all(_put(tree, row) for row in rows) and (whole := _of(tree)) is not None:
        return whole
    for row in rows:  # one of them is wrong: put in those that fit, one by one
        tree = tree_of(submission)
        with_row = _of(tree) if _put(tree, row) else None
        submission = with_row or submission
        if with_row is None:
            kind = f"{row.sheet}: its place is not there, or the value fits none; not kept"
            sheets.notes.append(Note(row.place("place"), kind, f"{row['place']}{BETWEEN}{row['field']}", lost=True))
    return submission


def _put(tree: Tree, row: Row) -> bool:
    try:
        value = json.loads(row["value"]) if row["value"] else None
    except json.JSONDecodeError:
        return False
    return put(tree, (*row["place"].split(BETWEEN), row["field"]), value)


def _of(tree: Tree) -> Submission | None:
    try:
        return of_tree(tree)
    except ValidationError:
        return None
