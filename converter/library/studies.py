"""A study of a program: a folder, or its files as Python objects; raw tables of it may be frames."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from converter.errors import InputError, SpecError, nearest
from converter.library.frames import Folder, Frames
from converter.library.worded import worded
from converter.pipeline.inputs import published_files, shared_files, study_files
from converter.spec.load import StudyFiles, load_study
from converter.spec.text.paths import below, inside
from converter.spec.text.yaml import load_yaml
from converter.write.study_yaml import yaml_text

STUDY = "study.yaml"
FileData: TypeAlias = Mapping[str, Any] | str | bytes
"""A file of a study: what a YAML file says, text such as that of methods.py, or the bytes of a document."""
StudyData: TypeAlias = Mapping[str, FileData]
"""The files of a study by their name below its folder."""
AnyStudy: TypeAlias = Folder | StudyData


@worded()
def read_study(study: Folder) -> dict[str, FileData]:
    """Read the files of a study as Python objects, to change them and to convert with what they say then.

    YAML is given as mappings, lists, text and numbers, without comments and short forms as they stand; `methods.py` is
    text, documents are bytes. Folders that the study shares with others are not of it: such a study is refused.
    Raises SpecError or InputError.

    >>> files = read_study("examples/demo")
    >>> files["study.yaml"]["study"]["cutoff"] = "2024-05-31"
    >>> report = convert(files, raw="examples/demo/raw")
    """
    folder = Path(study)
    files = load_study(folder, elsewhere=True)
    if files.study.standards.folders:
        message = f"{folder}: shares {', '.join(files.study.standards.folders)} with other studies; name its folder"
        raise InputError(message)
    found: dict[str, FileData] = {}
    for name, path in _files(files).items():
        if path.suffix == ".yaml":
            found[name] = load_yaml(path).data
        else:
            found[name] = path.read_text("utf-8") if path.suffix in {".py", ".csv"} else path.read_bytes()
    return found


def _files(files: StudyFiles) -> dict[str, Path]:
    """Give every file that a study says something by: its specification, published figures, documents."""
    documents = ((name, inside(files.folder, name)) for name in files.study.documents.values())
    described = ((one.file, files.folder / one.file) for one in files.define.documents.values() if one.file)
    here = [(name, path) for name, path in described if path.is_file()]
    return dict([*study_files(files.folder), *published_files(files.study, files.folder), *documents, *here])


@contextmanager
def study_folder(study: AnyStudy) -> Iterator[Path]:
    """Give the folder of a study: the one that is named, or a temporary one with the files of its objects.

    Mistakes of such files are told by their path, as lines they have none.
    """
    if isinstance(study, str | PathLike):
        yield Path(study)
        return
    if not isinstance(study, Mapping):
        message = f"expected the folder of a study, or its files by name, got {type(study).__name__}"
        raise InputError(message)
    with TemporaryDirectory(prefix="converter-") as made:
        folder = Path(made) / "study"
        for name, data in study.items():
            _write(below(folder, name), data)
        with _told_without(folder, lined=()):
            yield folder


def _write(path: Path, data: FileData) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(data, bytes):
        path.write_bytes(data)
    else:
        path.write_text(data if isinstance(data, str) else yaml_text(data), encoding="utf-8")


@contextmanager
def _told_without(folder: Path, lined: tuple[str, ...], named: Path | None = None) -> Iterator[None]:
    """Tell problems of a temporary folder by the names of files alone, or as files of the folder that is `named`.

    Lines are told of the files in folders that are `lined`, which are those of the user.
    """
    try:
        yield
    except SpecError as error:
        raise SpecError(_moved(error, folder, lined, named)) from None
    except InputError as error:
        message = str(error).replace(f"{folder}/", f"{named}/" if named else "")
        raise InputError(message.replace(str(folder), str(named or "study"))) from None


def _moved(error: SpecError, folder: Path, lined: tuple[str, ...], named: Path | None) -> Iterator[Any]:
    for one in error.problems:
        file = one.file.removeprefix(f"{folder.as_posix()}/")
        is_mine = file.startswith(lined) if lined else False
        yield replace(one, file=f"{named.as_posix()}/{file}" if named else file, line=one.line if is_mine else 0)


@contextmanager
def study_of_frames(folder: Path, frames: Frames, *, needed: bool = True) -> Iterator[Path]:
    """Give a copy of a study whose raw tables are the Parquet files of frames, each called as its table.

    Where all are `needed`, a table without a frame is an InputError; a frame that is no table always is.
    """
    files = load_study(folder, elsewhere=True)
    tables = files.study.tables
    unknown = next((name for name in frames if name not in tables), None)
    if unknown is not None:
        hint = nearest(unknown, tables) or f"it has {', '.join(tables)}"
        message = f"raw: the study has no table '{unknown}' ({hint})"
        raise InputError(message)
    absent = [name for name in tables if name not in frames]
    if absent and needed:
        message = f"raw: no frame for {', '.join(absent)}; the study reads {', '.join(tables)}"
        raise InputError(message)
    with TemporaryDirectory(prefix="converter-") as made:
        copy = Path(made) / "study"
        for name, path in (*_files(files).items(), *shared_files(files.study.standards.folders, folder)):
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        said = load_yaml(folder / STUDY).data
        _write(copy / STUDY, {**said, **_as_parquet(said, files, frames)})
        with _told_without(copy, ("sdtm/", "adam/", "results/", "criteria/", "checks/", "methods.py"), folder):
            yield copy


READ_BY = frozenset(
    {"file", "header_row", "delimiter", "quote", "encoding", "comment", "decimal", "thousands", "sheet", "member"}
    | {"form", "catalog", "decode", "audit"}
)
"""What a table says of how its file is read."""


def _as_parquet(said: Mapping[str, Any], files: StudyFiles, frames: Frames) -> dict[str, Any]:
    """Name the files of frames in the tables of study.yaml, and in what is accepted of those tables.

    What is accepted of rows by their number is left open: a frame has other numbers than the file had.
    """
    tables = {
        name: {"file": f"{name}.parquet", **{key: one for key, one in table.items() if key not in READ_BY}}
        if name in frames
        else table
        for name, table in said.get("tables", {}).items()
    }
    named: dict[str, list[str]] = {}
    for name in frames:
        known = files.study.tables[name]
        for place in {known.file, f"{known.file}[{known.part}]"}:
            named.setdefault(place, []).append(f"{name}.parquet")
    accepted = [
        {**one, **({"place": place} if place else {})}
        for one in said.get("accepted") or ()
        for place in named.get(one.get("place", ""), [one.get("place", "")])
        if not (one.get("rows") and one.get("place", "") in named)
    ]
    return {"tables": tables, **({"accepted": accepted} if accepted else {})}
