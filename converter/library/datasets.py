"""Datasets of a program: checked, described in a define.xml, their issues written as lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import TypeAlias

from converter.library.frames import Folder, Frames, data_folder
from converter.library.studies import StudyData, study_folder
from converter.library.worded import worded
from converter.pipeline.checking.existing import check
from converter.pipeline.checking.existing import define as describe_data
from converter.pipeline.checking.lists import write_lists as write_lists_of
from converter.pipeline.tell import Tell, silent
from converter.report.report import Report

AnySpec: TypeAlias = Folder | Sequence[Folder] | StudyData
"""What describes datasets: a study folder, a workbook or define.xml, several of these, or a study's files by name."""


@worded()
def check_datasets(
    data: Folder | Frames,
    spec: AnySpec = (),
    *,
    standard: str = "",
    sdtm: Folder | Frames | None = None,
    tell: Tell = silent,
) -> Report:
    """Check SDTM or ADaM datasets, as `converter check` does: a folder, or frames by the name of the dataset.

    `spec` is a study folder, a workbook or define.xml, several of these, or a study as Python objects; without it they
    are checked against the guide `standard`, such as sdtmig-3.4, else the one that the data name. `sdtm` are the
    datasets behind those of analysis. Labels and formats of frames are those of their `attrs`. Raises SpecError or
    InputError.

    >>> check_datasets({"DM": dm, "AE": ae}, standard="sdtmig-3.4").issue_table()
    """
    with spec_paths(spec) as paths, data_folder(data) as folder:
        if sdtm is None:
            return check(folder, paths, standard=standard, tell=tell)
        with data_folder(sdtm) as beside:
            return check(folder, paths, sdtm=beside, standard=standard, tell=tell)


@worded()
def define(data: Folder | Frames, spec: AnySpec, out: Folder) -> Report:
    """Write Define-XML 2.1 of SDTM or ADaM datasets to the folder `out`, as `converter define` does.

    `data` is their folder, or frames by name, which define.xml says to lie beside it as transport files (see
    `write_xpt`). `spec` is as in `check_datasets`. Nothing that is there is changed. Raises SpecError or InputError.

    >>> define({"DM": dm}, "examples/demo", "out/sdtm").issues
    """
    with spec_paths(spec) as paths, data_folder(data) as folder:
        return describe_data(folder, paths, Path(out), transport=isinstance(data, Mapping))


@worded()
def write_lists(report: Report, to: Folder) -> dict[str, Path]:
    """Write the lists of a report, as `check --out` does: to a folder, or one of them to a .csv, .txt or .json file.

    Gives the path of each. Raises InputError where something is in the way that is no such list.

    >>> write_lists(check_datasets("sdtm"), "issues.csv")
    """
    return write_lists_of(report, Path(to))


@contextmanager
def spec_paths(spec: AnySpec) -> Iterator[tuple[Path, ...]]:
    """Give the study folder or the files of a specification; of Python objects a temporary folder."""
    if isinstance(spec, Mapping):
        with study_folder(spec) as folder:
            yield (folder,)
    else:
        yield (Path(spec),) if isinstance(spec, str | PathLike) else tuple(map(Path, spec))
