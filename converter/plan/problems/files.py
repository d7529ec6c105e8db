"""Files that study.yaml names are there, and none takes the place of another one in the package."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from converter.errors import InputError, Problem
from converter.spec.text.names import leads_out
from converter.spec.text.paths import inside
from converter.spec.text.yaml import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
    yield from _overwriting(files)


def _overwriting(files: StudyFiles) -> Iterator[Problem]:
    """Find documents, of define.yaml as well, that would take each other's place in the package, or that of ours."""
    study = files.study
    beside = {key: one.file for key, one in files.define.documents.items() if key not in study.documents and one.file}
    copied = {key: name for key, name in beside.items() if is_copied(files.folder, name)}
    seen: dict[str, str] = {}
    for key, path in {**study.documents, **copied}.items():
        name = PurePosixPath(path).name
        first = seen.setdefault(name.casefold(), path)
        place = (*files.place("", "documents", key), f"documents.{key}")
        if name.lower().endswith(OURS):
            yield Problem(*place, f"{name} would take the place of a file of the package", "ship it as PDF")
        elif first != path:
            yield Problem(*place, f"{path} and {first} would be one file in the package", "rename one of them")


def is_copied(folder: Path, name: str) -> bool:
    """Tell whether a document of define.yaml lies in a folder and can lie beside define.xml; else it is named alone."""
    return not leads_out(name) and not name.lower().endswith(OURS) and (folder / name).is_file()
