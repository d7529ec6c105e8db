"""Specifications of others into a study folder, a study's out as a workbook or define.xml, and what differs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from converter.compute.difference import aligned
from converter.compute.tree import residue, tree_of
from converter.errors import InputError
from converter.issues import Issue
from converter.pipeline.edits.applied import applied
from converter.pipeline.edits.diff import edits_of
from converter.pipeline.edits.edit import Compared, Edit, adds
from converter.pipeline.specs.defined import BOTH, defined_bytes
from converter.pipeline.specs.specification import defines_of, read_files, told_notes
from converter.plan.completed import completed, made_by
from converter.plan.descriptions.said import submission_of
from converter.plan.descriptions.submission import STUDY, study_data
from converter.plan.make import make_plan
from converter.read.description.workbook.file import submission_of_sheets
from converter.read.description.workbook.places import place_text
from converter.read.description.workbook.sheets import sheets_in_memory
from converter.report.answers.imported import imported_text
from converter.spec.described.columns import load_columns
from converter.spec.described.description import Submission
from converter.spec.load import load_study
from converter.write.folder.added import add_files
from converter.write.folder.whole import write_text
from converter.write.study_yaml import yaml_text
from converter.write.workbook.file import workbook_bytes
from converter.write.workbook.greyed import greyed
from converter.write.workbook.sheets import Cells, sheets_of

TOLD = "import.md"
"""The file of a study that says what an import read and what it did not keep."""


@dataclass(frozen=True)
class Imported:
    """What an import wrote, what it told, and what a study that was there says otherwise, which stays as it is."""

    paths: tuple[Path, ...]
    issues: tuple[Issue, ...]
    left: tuple[Edit, ...] = ()


def import_spec(files: Sequence[Path], to: Path) -> Imported:
    """Write a study folder that describes what specifications of others do, and `import.md` that tells of it.

    A folder that holds a study already gets what it lacks: datasets, codelists, dictionaries, documents; nothing that
    it says is changed, and what the specifications say otherwise is told. Raises InputError or SpecError.
    """
    if (to / STUDY).exists():
        return _extended(files, to)
    submission, notes = read_files(files)
    data, more = study_data(submission)
    issues = tuple(told_notes([*notes, (files[0].name, more)]))
    head = f"Imported from {', '.join(path.name for path in files)}; what was not kept is told in {TOLD}."
    texts = {name: yaml_text(one, head if name == STUDY else "") for name, one in data.items()}
    texts[TOLD] = imported_text([path.name for path in files], submission, issues, to.name)
    last = {STUDY: texts.pop(STUDY)}  # it makes the folder a study
    return Imported(add_files(to, {name: text.encode() for name, text in {**texts, **last}.items()}), issues)


def _extended(files: Sequence[Path], to: Path) -> Imported:
    study = load_study(to)
    read, notes = read_files(files, study=to)
    whole = submission_of(study, make_plan(study))
    submission = aligned(read, whole)
    data, more = study_data(submission)
    issues = tuple(told_notes([*notes, (files[0].name, more)]))
    said = all(path.suffix.lower() != ".xml" for path in files)
    edits = tuple(edits_of(Compared(study, whole, submission, data, of_data=said)))
    done = tuple(applied(study, [one for one in edits if adds(one)], override_made=False))
    left = (*(one for one in edits if not adds(one)), *(one for one in done if one.kind == "told"))
    text = imported_text([path.name for path in files], submission, issues, to.name, list(map(str, left)))
    before = (to / TOLD).read_text(encoding="utf-8") + "\n" if (to / TOLD).is_file() else ""
    write_text(to / TOLD, before + text)
    paths = dict.fromkeys(to / one.file for one in done if one.kind != "told")
    return Imported((*paths, to / TOLD), issues, left)


Kind = Literal["", "sdtm", "adam"]
"""The datasets that are meant: all, those of SDTM, or those of analysis."""


def export_spec(study: Path, to: Path, kind: Kind = "", package: Path | None = None) -> Path:
    """Write what a study says of its datasets as a workbook in the form of Pinnacle 21 (.xlsx) or a define.xml.

    `package` is one that was made of the study: lengths, data types, slices and terms come from its define.xml where
    the study does not say them. Cells of what rules make are grey. Raises InputError where the file is there already or
    of another form, and where a define.xml of it needs data.
    """
    files = load_study(study)
    plan = make_plan(files)
    if to.suffix.lower() == ".xml":
        made = defined_bytes(plan, kind, files) if package is None else _shipped(package, kind).read_bytes()
        return add_files(to.parent, {to.name: made})[0]
    if to.suffix.lower() != ".xlsx":
        message = f"{to.name}: expected a file ending in .xlsx or .xml"
        raise InputError(message)
    submission = submission_of(files, plan)
    if package is not None:
        submission = completed(submission, read_files(defines_of(package))[0], made_by(plan))
    submission = of_kind(submission, kind)
    sheets = with_rest(sheets_of(submission), submission)
    made = workbook_bytes(sheets, tuple(greyed(sheets, files)), files.study.study.created)
    return add_files(to.parent, {to.name: made})[0]


def _shipped(package: Path, kind: Kind) -> Path:
    """Give the define.xml of a package; raises InputError where there are two and none is chosen, or none of a kind."""
    found = [path for path in defines_of(package) if not kind or path.parent.name == kind]
    if len(found) != 1:
        raise InputError(BOTH if found else f"{package}: no define.xml of {kind}")
    return found[0]


def of_kind(submission: Submission, kind: Kind) -> Submission:
    """Leave out the datasets of another kind."""
    purpose = {"sdtm": "Tabulation", "adam": "Analysis"}.get(kind)
    kept = {name: one for name, one in submission.datasets.items() if purpose in {None, one.purpose}}
    return submission.model_copy(update={"datasets": kept})


def with_rest(sheets: dict[str, Cells], submission: Submission) -> dict[str, Cells]:
    """Add the sheet More: what the sheets, read again, do not say of the submission, and what they say in its place."""
    read = sheets_in_memory(sheets, load_columns())
    again = submission_of_sheets(read, "", submission.study.created)
    rest = residue(tree_of(submission), tree_of(again))
    rows: Cells = [[place_text(path[:-1]), path[-1], _json(value), _json(got)] for path, value, got in rest]
    return {**sheets, "More": [["Place", "Field", "Value", "Cells"], *rows]} if rows else sheets


def _json(value: object) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)
