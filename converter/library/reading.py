"""Files as frames: datasets of every form that is read, and the raw tables of a study."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from converter.compute.labelled import labelled_as_found
from converter.dataset import FoundDataset
from converter.errors import InputError
from converter.library.frames import Folder
from converter.library.studies import AnyStudy, study_folder
from converter.library.worded import worded
from converter.plan import make_plan
from converter.read.datasets.folder import read_dataset, read_described
from converter.read.table import reader_of
from converter.spec.load import load_study
from converter.spec.text.paths import inside
from converter.steps import Source


@worded()
def read_xpt(path: Folder) -> pd.DataFrame:
    """Read a SAS transport file (version 5 or 8) of one dataset as a frame.

    Text is never missing, numbers are float64 (a special missing value is a NaN that `write_xpt` writes back), numeric
    dates are days since 1960. `attrs` has name, label, labels, formats and lengths. What the reader has to tell of the
    file is a UserWarning. Raises InputError.

    >>> read_xpt("dm.xpt").attrs["labels"]["AGE"]
    """
    return _one(Path(path), (".xpt",))


@worded()
def read_dataset_json(path: Folder) -> pd.DataFrame:
    """Read a Dataset-JSON 1.1 file (.json or .ndjson) as a frame, as `read_xpt` does.

    >>> read_dataset_json("dataset-json/ae.json").attrs["keys"]
    """
    return _one(Path(path), (".json", ".ndjson"))


@worded()
def read_datasets(data: Folder) -> dict[str, pd.DataFrame]:
    """Read every dataset of a folder (XPT, sas7bdat, Dataset-JSON, Dataset-XML, Parquet, CSV) as frames by name.

    What was split for its size is put together; labels that a file lacks are those of a define.xml beside it. Frames
    are as those of `read_xpt`. Raises InputError.

    >>> read_datasets("out/demo/sdtm")["AE"]
    """
    return {name: _told(found) for name, found in read_described(Path(data), {}).items()}


@worded()
def read_raw(study: AnyStudy, raw: Folder | None = None) -> dict[str, pd.DataFrame]:
    """Read the raw tables of a study as frames by their name in study.yaml; `raw` is their folder, if not the study's.

    Every cell is the text that was collected; the index has the number of each row in its file, and `attrs` the file.
    What the readers have to tell is a UserWarning. Raises SpecError or InputError.

    >>> read_raw("examples/demo")["ae"]
    """
    if raw is None and isinstance(study, Mapping):
        message = "a study of Python objects lies in no folder: say where its raw exports are, by raw"
        raise InputError(message)
    with study_folder(study) as folder:
        files = load_study(folder, elsewhere=raw is not None)
        at = Path(raw) if raw is not None else folder / files.study.raw
        return {name: _collected(source, at) for name, source in make_plan(files).sources.items()}


def _collected(source: Source, folder: Path) -> pd.DataFrame:
    """Read one raw table with the columns that its file has."""
    frame, issues = reader_of(source)(inside(folder, source.table.file), table=source.table, profile=source.profile)
    warn(str(replace(issue, place=source.place)) for issue in issues)
    frame.attrs = {"name": source.name, "file": source.place}
    return frame


def _one(path: Path, suffixes: tuple[str, ...]) -> pd.DataFrame:
    """Read the one dataset of a file."""
    if path.suffix.lower() not in suffixes:
        message = f"{path.name}: expected a file ending in {' or '.join(suffixes)}; read_datasets reads a whole folder"
        raise InputError(message)
    found = read_dataset(path, {})
    if len(found) != 1:
        message = f"{path.name}: holds {len(found)} datasets ({', '.join(one.name for one in found)}), expected one"
        raise InputError(message)
    return _told(found[0])


def _told(found: FoundDataset) -> pd.DataFrame:
    warn(map(str, found.issues))
    return labelled_as_found(found)


def warn(told: Iterable[str]) -> None:
    """Tell of a file or a frame what no report is there to hold, as warnings of Python."""
    for one in told:
        warnings.warn(one, UserWarning, stacklevel=4)
