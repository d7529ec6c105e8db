"""Frames as files of datasets: SAS transport and Dataset-JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from converter.compute.describing.dataset_facts import facts_of
from converter.compute.describing.describe import described
from converter.compute.sas_format import written_format
from converter.dataset import Dataset, FoundDataset, FoundVariable
from converter.errors import InputError, nearest
from converter.library.datasets import AnySpec, spec_paths
from converter.library.frames import Folder, FrameLike, data_folder
from converter.library.reading import warn
from converter.library.worded import worded
from converter.pipeline.checking.existing import described_data
from converter.pipeline.specs.specification import specification
from converter.plan.descriptions.found import as_datasets
from converter.read.datasets.folder import read_dataset
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.spec.values.epoch import source_date_epoch
from converter.write.dataset_json import write_dataset_json as write_json
from converter.write.xpt.file import write_xpt as write_transport

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
"""When a file is said to be made where neither the caller nor SOURCE_DATE_EPOCH says it: the clock is never read."""


@worded()
def write_xpt(
    frame: FrameLike,
    path: Folder,
    *,
    name: str = "",
    label: str = "",
    labels: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | None = None,
    spec: AnySpec = (),
    created: datetime | None = None,
) -> tuple[Path, ...]:
    """Write a frame as a SAS transport file, version 5, exactly or not at all; give its path, of several parts theirs.

    The dataset is called as the file is, unless `name` says otherwise. Labels and formats are those that are said here,
    else those of the frame's `attrs`, and text is as wide as its longest value; or `spec` (a study folder, a workbook
    or define.xml) gives labels, lengths, formats and the order of variables. Moments of the frame are numbers of SAS
    with a format of ISO 8601. The header bears `created`, else SOURCE_DATE_EPOCH, else 1970: the same frame gives the
    same bytes. Raises InputError naming everything that the format cannot hold.

    >>> write_xpt(frame, "ae.xpt", label="Adverse Events", labels={"AETERM": "Reported Term"})
    """
    said = _Said(name or Path(path).stem, label, labels or {}, formats or {})
    dataset = _dataset(frame, Path(path), ".xpt", said, spec)
    return _written(Path(path), lambda folder: write_transport(dataset, folder, created=_stamp(created)))


@worded()
def write_dataset_json(
    frame: FrameLike,
    path: Folder,
    *,
    name: str = "",
    label: str = "",
    labels: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | None = None,
    spec: AnySpec = (),
    created: datetime | None = None,
) -> tuple[Path, ...]:
    """Write a frame as a Dataset-JSON 1.1 file; all arguments are those of `write_xpt`.

    The study is that of the column STUDYID. Raises InputError for an infinite number, which JSON cannot say.

    >>> write_dataset_json(frame, "ae.json", spec="examples/demo")
    """
    said = _Said(name or Path(path).stem, label, labels or {}, formats or {})
    dataset = _dataset(frame, Path(path), ".json", said, spec)
    study = str(next(iter(dataset.frame.get("STUDYID", ())), ""))
    return _written(Path(path), lambda folder: write_json(dataset, folder, study=study, created=_stamp(created)))


def _stamp(created: datetime | None) -> datetime:
    return created or source_date_epoch() or UNDATED


@dataclass(frozen=True)
class _Said:
    """What a caller says of a dataset."""

    name: str
    label: str
    labels: Mapping[str, str]
    formats: Mapping[str, str]


def _dataset(frame: FrameLike, path: Path, suffix: str, said: _Said, spec: AnySpec) -> Dataset:
    """Give a frame as a dataset, described by a specification, else by what is said of it and its attributes."""
    if path.suffix.lower() != suffix:
        message = f"{path.name}: expected a file ending in {suffix}"
        raise InputError(message)
    if spec and (said.label or said.labels or said.formats):
        message = "the specification says labels and formats; say either spec, or label, labels and formats"
        raise InputError(message)
    name = said.name.upper()
    with data_folder({name: frame}) as folder:
        found = read_dataset(folder / f"{name}.parquet", {})[0]
        _refuse_unknown(found, said)
        dataset = _described(folder, name, spec) if spec else _plain(found, getattr(frame, "attrs", {}), said)
    wrong = [str(issue) for issue in found.issues if issue.severity == "error"]
    if wrong:
        raise InputError("\n".join(wrong))
    warn(map(str, found.issues))
    return dataset.with_spec(described({name: dataset.spec}, {name: facts_of(dataset)})[name])


def _described(folder: Path, name: str, spec: AnySpec) -> Dataset:
    """Describe a dataset as its specification does; raises InputError where that does not know it, or a variable."""
    with spec_paths(spec) as paths:
        plan = specification(paths, folder).plan
    parts = [part for part in described_data(folder, plan) if name in part.specs]
    if not parts:
        message = f"{name}: the specification describes no such dataset"
        raise InputError(message)
    dataset = as_datasets(parts[0].found, parts[0].specs)[name]
    strange = [one for one in map(str, parts[0].found[name].frame) if one not in dataset.frame]
    if strange:
        hint = nearest(strange[0], parts[0].specs[name].by_name)
        message = f"{name}: the specification knows no variable {', '.join(strange)}{hint and f' ({hint})'}"
        raise InputError(message)
    return dataset


def _plain(found: FoundDataset, attributes: Mapping[str, Any], said: _Said) -> Dataset:
    """Describe a dataset by what is said of it, else by its attributes."""
    spec = DatasetSpec(
        name=found.name,
        domain="",
        label=said.label or found.label,
        dataset_class="SPECIAL PURPOSE",
        structure="",
        keys=tuple(str(key) for key in attributes.get("keys") or () if key in found.frame),
        variables=tuple(_variable(one, said) for one in found.variables),
    )
    return Dataset(spec, found.frame)


def _variable(found: FoundVariable, said: _Said) -> VariableSpec:
    return VariableSpec(
        name=found.name,
        label=said.labels.get(found.name, found.label),
        type="Num" if found.type == "Num" else "Char",
        format=written_format(said.formats.get(found.name, found.format)),
    )


def _refuse_unknown(found: FoundDataset, said: _Said) -> None:
    """Refuse labels and formats of variables that the frame does not have."""
    names = [one.name for one in found.variables]
    for key, known in (("labels", said.labels), ("formats", said.formats)):
        strange = next((one for one in known if one not in names), None)
        if strange is not None:
            hint = nearest(strange, names)
            message = f"{key}: the frame has no column '{strange}'{hint and f' ({hint})'}"
            raise InputError(message)


def _written(path: Path, write: Callable[[Path], tuple[Path, ...]]) -> tuple[Path, ...]:
    """Write a dataset beside its place, then give the file its name; parts of a large one keep theirs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".converter-", dir=path.parent) as made:
        files = write(Path(made))
        if len(files) == 1:
            return (files[0].replace(path),)
        return tuple(one.replace(path.with_name(one.name)) for one in files)
