"""Every form of a specification that is read, by the ending of its file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from converter.errors import InputError
from converter.read.description.define.file import read_define
from converter.read.description.oak import read_oak
from converter.read.description.workbook.file import read_workbook
from converter.spec.described.columns import Columns
from converter.spec.described.description import Note, Submission

Reader = Callable[[Path, Columns], tuple[Submission, tuple[Note, ...]]]
DESCRIPTIONS: Mapping[str, Reader] = {".xlsx": read_workbook, ".xml": read_define, ".csv": read_oak}
"""The reader of each form."""


def read_submission(path: Path, columns: Columns) -> tuple[Submission, tuple[Note, ...]]:
    """Read a specification, and tell what of it is taken otherwise or not kept, each with its place.

    `columns` are the names that sheets and columns may have. Raises InputError for a file that is no specification.
    """
    if not path.exists():
        message = f"{path}: no such file or folder"
        raise InputError(message)
    reader = DESCRIPTIONS.get(path.suffix.lower())
    if reader is None:
        message = (
            f"{path.name}: no specification: expected a study folder, or a file ending in {', '.join(DESCRIPTIONS)}"
        )
        raise InputError(message)
    return reader(path, columns)
