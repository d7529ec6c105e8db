"""Files that study.yaml names are there, and none takes the place of another one in the package."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from converter.errors import InputError, Problem
from converter.spec.names import alike
from converter.spec.paths import inside
from converter.spec.yaml import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.spec.load import StudyFiles

OURS = (".xpt", ".xml", ".xsl", ".csv", ".json", ".ndjson", ".sas7bdat")
"""Endings of what we write beside the documents, and of what is read as a dataset there."""


def file_problems(files: StudyFiles) -> Iterator[Problem]:
    """Find documents and published figures that are not in the study's folder, and documents that would overwrite."""
    study = files.study
    named: dict[tuple[str, ...], str] = {("documents", key): name for key, name in study.documents.items()}
    if study.published:
        said = {"figures": study.published.figures, "left_out": study.published.left_out}
        named |= {("published", key): name for key, name in said.items() if name}
    for path, name in named.items():
        try:
            inside(files.folder, name)
        except InputError as error:
            yield Problem(*files.place("", *path), dotted(path), str(error))
    shipped = {PurePosixPath(name).name: key for key, name in study.documents.items()}
    for name, key in shipped.items():
        if name.lower().endswith(OURS):
            message = f"{name} would take the place of a file of the package"
            yield Problem(*files.place("", "documents", key), f"documents.{key}", message, "ship it as PDF")
    for name, first in alike(PurePosixPath(name).name for name in study.documents.values()):
        key = shipped[name]
        message = f"{name} and {first} would be one file in the package"
        yield Problem(*files.place("", "documents", key), f"documents.{key}", message, "rename one of them")
