"""Specifications of others into a study folder, a study's out as a workbook or define.xml, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from converter.errors import InputError
from converter.issues import Issue
from converter.pipeline.specification import read_files, told_notes
from converter.plan.submission import STUDY, study_data
from converter.report.imported import imported_text
from converter.write.added import add_files
from converter.write.study_yaml import yaml_text

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
