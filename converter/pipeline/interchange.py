"""Specifications of others into a study folder, a study's out as a workbook or define.xml, and what differs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from converter.compute.tree import residue, tree_of
from converter.errors import InputError
from converter.issues import Issue
from converter.pipeline.defined import defined_bytes
from converter.pipeline.specification import read_files, told_notes
from converter.plan.make import make_plan
from converter.plan.said import submission_of
from converter.plan.submission import STUDY, study_data
from converter.read.description.places import BETWEEN
from converter.read.description.sheets import sheets_in_memory
from converter.read.description.workbook import submission_of_sheets
from converter.report.imported import imported_text
from converter.spec.columns import load_columns
from converter.spec.description import Submission
from converter.spec.load import load_study
from converter.write.added import add_files
from converter.write.sheets import Cells, sheets_of
from converter.write.study_yaml import yaml_text
from converter.write.workbook import workbook_bytes

TOLD = "import.md"
"""The file of a study that says what an import read and what it did not keep."""


@dataclass(frozen=True)
class Imported:
    """What an import wrote, and what it told."""

    paths: tuple[Path, ...]
    issues: tuple[Issue, ...]


def import_spec(files: Sequence[Path], to: Path) -> Imported:
    """Write a study folder that describes what specifications of others do, and `import.md` that tells of it.

    A folder that holds a study already is refused: `spec diff` shows what differs. Raises InputError or SpecError.
    """
    if (to / STUDY).exists():
        message = f"{to}: is a study already; `converter spec diff {to} FILE` shows what differs from it"
        raise InputError(message)
    submission, notes = read_files(files)
    data, more = study_data(submission)
    issues = tuple(told_notes([*notes, (files[0].name, more)]))
    head = f"Imported from {', '.join(path.name for path in files)}; what was not kept is told in {TOLD}."
    texts = {name: yaml_text(one, head if name == STUDY else "") for name, one in data.items()}
    texts[TOLD] = imported_text([path.name for path in files], submission, issues, to.name)
    last = {STUDY: texts.pop(STUDY)}  # it makes the folder a study
    return Imported(add_files(to, {name: text.encode() for name, text in {**texts, **last}.items()}), issues)


Kind = Literal["", "sdtm", "adam"]
"""The datasets that are meant: all, those of SDTM, or those of analysis."""


def export_spec(study: Path, to: Path, kind: Kind = "") -> Path:
    """Write what a study says of its datasets as a workbook in the form of Pinnacle 21 (.xlsx) or a define.xml.

    Raises InputError where the file is there already or of another form, and where a define.xml of it needs data.
    """
    files = load_study(study)
    plan = make_plan(files)
    if to.suffix.lower() == ".xml":
        return add_files(to.parent, {to.name: defined_bytes(plan, kind)})[0]
    if to.suffix.lower() != ".xlsx":
        message = f"{to.name}: expected a file ending in .xlsx or .xml"
        raise InputError(message)
    submission = of_kind(submission_of(files, plan), kind)
    sheets = with_rest(sheets_of(submission), submission)
    return add_files(to.parent, {to.name: workbook_bytes(sheets, (), files.study.study.created)})[0]


def of_kind(submission: Submission, kind: Kind) -> Submission:
    """Leave out the datasets of another kind."""
    purpose = {"sdtm": "Tabulation", "adam": "Analysis"}.get(kind)
    kept = {name: one for name, one in submission.datasets.items() if purpose in {None, one.purpose}}
    return submission.model_copy(update={"datasets": kept})


def with_rest(sheets: dict[str, Cells], submission: Submission) -> dict[str, Cells]:
    """Add the sheet More: what the sheets, read again, do not say of the submission."""
    read = sheets_in_memory(sheets, load_columns())
    again = submission_of_sheets(read, "", submission.study.created)
    rest = residue(tree_of(submission), tree_of(again))
    rows: Cells = [[BETWEEN.join(path[:-1]), path[-1], _json(value)] for path, value in rest]
    return {**sheets, "More": [["Place", "Field", "Value"], *rows]} if rows else sheets


def _json(value: object) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)
