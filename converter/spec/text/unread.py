"""Files of a study that look like specifications and that nothing reads: a mistake that would pass in silence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from converter.errors import Problem, nearest
from converter.spec.text.paths import is_hidden, shown
from converter.spec.text.yaml import Document

FOLDERS = ("sdtm", "adam", "results", "criteria", "standards", "checks")
"""Folders of a study in which every file is a specification."""
KNOWN = (*FOLDERS, "raw", "terminology")
ENDING = ".yaml"


def unread_files(folder: Path) -> Iterator[Problem]:
    """Find files beside the specifications of a study that are not read: ae.yml, AE.yaml beside ae.yaml, sdmt/ae.yaml.

    A README and what is hidden are for people.
    """
    for path in sorted(folder.iterdir()):
        if path.name.lower() in {"study.yaml", "study.yml"} and path.name != "study.yaml":
            yield Problem(path.as_posix(), 0, "", "is not read", "the file of a study is called study.yaml")
        elif path.is_dir() and path.name not in KNOWN and any(path.glob("*.y*ml")):
            hint = nearest(path.name, FOLDERS)
            if hint:
                yield Problem(path.as_posix(), 0, "", f"no file of this folder is read ({hint})", "rename or move it")
    for name in FOLDERS:
        if (folder / name).is_dir():
            yield from _unread_in(folder / name)


def _unread_in(folder: Path) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        if is_hidden(path.name) or path.stem.upper() == "README":
            continue
        if (path / "standard.yaml").is_file():  # a guide is a folder
            continue
        if path.is_dir() or path.suffix != ENDING:
            kind = "folder" if path.is_dir() else "file"
            hint = f"a specification is called {path.stem.lower()}{ENDING}; move the {kind} out of {folder.name}/"
            yield Problem(path.as_posix(), 0, "", f"this {kind} is not read", hint)
            continue
        first = seen.setdefault(path.stem.upper(), path.name)
        if first != path.name:
            message = f"{first} and {path.name} describe the same"
            yield Problem(path.as_posix(), 0, "", message, "keep one of them")


def unnamed_criteria(folder: Path, documents: list[Document]) -> Iterator[Problem]:
    """Find criteria of the study that no step names."""
    said = {text for document in documents for text in _texts(document.data)}
    names = [path.stem for path in shown(folder / "criteria", f"*{ENDING}")]
    for name in names:
        if name not in said:
            path = (folder / "criteria" / f"{name}{ENDING}").as_posix()
            yield Problem(path, 0, "", "no step names these criteria", f"say `criteria: {name}`, or delete the file")


def _texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)
