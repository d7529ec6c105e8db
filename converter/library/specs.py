"""Specifications of a program: drafted of raw data, taken from workbooks and define.xml and given as such, compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from os import PathLike
from pathlib import Path
from typing import Literal, get_args

from converter.errors import InputError
from converter.library.frames import Folder, Frames, data_folder
from converter.library.studies import AnyStudy, study_folder
from converter.library.worded import worded
from converter.pipeline.beginning import import_terminology as import_package
from converter.pipeline.beginning import init
from converter.pipeline.edits.diff import diff_spec as diff_files
from converter.pipeline.edits.edit import Edit
from converter.pipeline.specs.interchange import Imported
from converter.pipeline.specs.interchange import export_spec as export_file
from converter.pipeline.specs.interchange import import_spec as import_files
from converter.pipeline.specs.schema import write_schemas as write_schema_files
from converter.pipeline.specs.terminology import compare_terminology as compare_packages
from converter.report.summary import as_html
from converter.spec.standards.terminology_change import Change

Kind = Literal["", "sdtm", "adam"]


@dataclass(frozen=True, repr=False)
class Drafted:
    """A first specification: the paths of its files, and a line for each export that was not read, or not as it is."""

    paths: tuple[Path, ...]
    told: tuple[str, ...]

    def __repr__(self) -> str:
        return "\n".join([*map(str, self.paths), *self.told])

    def _repr_html_(self) -> str:
        return as_html(repr(self))


@worded()
def draft_study(raw: Folder | Frames, to: Folder, study: str = "STUDY01", *, today: date | None = None) -> Drafted:
    """Survey raw exports, or SDTM, and write a first specification to the new folder `to`, as `converter init` does.

    `raw` is their folder, or frames by name. `today` is the day that files of the study are stamped with (default: this
    day). Nothing that is there is changed. Raises InputError.

    >>> draft_study("exports", "study", "ABC-101").paths
    """
    told: list[str] = []
    with data_folder(raw) as folder:
        files = init(folder, Path(to), study, today=today or datetime.now(tz=UTC).date(), tell=told.append)
    return Drafted(tuple(Path(to) / name for name in files), tuple(told))


@worded()
def import_spec(files: Folder | Sequence[Folder], to: Folder) -> Imported:
    """Write a study folder that describes what workbooks or define.xml do, as `converter spec import` does.

    Gives the paths that were written, and what was taken otherwise or not kept as issues. Raises InputError or
    SpecError.

    >>> import_spec(["sdtm.xlsx", "adam.xlsx"], "study").issues
    """
    named = [files] if isinstance(files, str | PathLike) else files
    return import_files([Path(one) for one in named], Path(to))


@worded()
def export_spec(study: AnyStudy, to: Folder, kind: Kind = "") -> Path:
    """Write what a study says of its datasets as a workbook (.xlsx) or define.xml, as `converter spec export` does.

    `kind` takes the datasets of SDTM or of ADaM alone. Raises InputError or SpecError.

    >>> export_spec("examples/demo", "demo.xlsx")
    """
    if kind not in get_args(Kind):
        message = f"kind: expected 'sdtm', 'adam' or nothing, got {kind!r}"
        raise InputError(message)
    with study_folder(study) as folder:
        return export_file(folder, Path(to), kind)


@worded()
def diff_spec(study: AnyStudy, file: Folder, *, apply: bool = False, override_made: bool = False) -> tuple[Edit, ...]:
    """Give what a workbook or define.xml says otherwise than a study, as edits of its files, as `spec diff` does.

    `apply` makes them, of a study in a folder; what rules say of what they make only with `override_made`. Raises
    InputError or SpecError.

    >>> [str(edit) for edit in diff_spec("study", "sdtm.xlsx")]
    """
    if apply and isinstance(study, Mapping):
        message = "edits are applied to the files of a study: name its folder"
        raise InputError(message)
    with study_folder(study) as folder:
        return diff_files(folder, Path(file), apply=apply, override_made=override_made)


@worded()
def import_terminology(file: Folder, to: Folder, name: str = "") -> Path:
    """Import a terminology package of NCI EVS to a folder such as STUDY/terminology, as `converter ct import` does.

    Gives its folder, by whose name a study pins it. Raises InputError.

    >>> import_terminology("SDTM Terminology.txt", "study/terminology").name
    """
    return import_package(Path(file), Path(to), name)[1]


@worded()
def compare_terminology(
    old: str, new: str, study: AnyStudy | None = None, data: Folder | Frames | None = None
) -> tuple[Change, ...]:
    """Give every change from one terminology package to another, as `converter ct compare` does.

    With a `study` each change tells where a value that it concerns is in use: in its specification, or in `data`.
    Raises SpecError or InputError.

    >>> compare_terminology("sdtm-ct-2025-03-28", "sdtm-ct-2025-09-26", "examples/demo")
    """
    if study is None:
        if data is not None:
            message = "data need the study that describes them"
            raise InputError(message)
        return compare_packages(old, new)
    with study_folder(study) as folder:
        if data is None:
            return compare_packages(old, new, folder)
        with data_folder(data) as datasets:
            return compare_packages(old, new, folder, datasets)


@worded()
def write_schemas(to: Folder, kind: str = "", *, study: Folder | None = None) -> tuple[Path, ...]:
    """Write the JSON Schema of one kind of YAML file, or of every kind, for an editor, as `converter schema` does.

    Raises InputError for an unknown kind, and where something is in the way.

    >>> write_schemas(".vscode")
    """
    return write_schema_files(Path(to), kind, study=Path(study) if study is not None else None)
