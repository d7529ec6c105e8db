"""SDTM that others made, where the line begins with it: read, described, and ready for analysis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from converter.dataset import Dataset, FoundDataset
from converter.issues import Issue
from converter.plan.datasets import plain_specs
from converter.plan.found import as_datasets
from converter.plan.received import Received, received_spec
from converter.read.folder import dataset_files, read_dataset, read_datasets
from converter.spec.library import load_standard
from converter.spec.load import StudyFiles


@dataclass(frozen=True)
class Tabulations:
    """The SDTM datasets of a folder as analysis reads them, how they are described, and what their readers tell."""

    datasets: Mapping[str, Dataset]
    described: Received
    found: Mapping[str, FoundDataset]
    issues: tuple[Issue, ...]


def read_tabulations(folder: Path, study: StudyFiles) -> Tabulations:
    """Read the SDTM datasets of a folder; raises InputError where it holds none."""
    standard = load_standard("sdtmig", study.study.standards.sdtmig)
    found = read_datasets(folder, plain_specs(standard))
    specs = {name: received_spec(dataset, standard, study.domains) for name, dataset in found.items()}
    datasets = as_datasets(found, specs)
    issues = tuple(issue for dataset in found.values() for issue in dataset.issues)
    files = {name: dataset.file for name, dataset in found.items()}
    described = {name: dataset.spec for name, dataset in datasets.items()}
    return Tabulations(datasets, Received(described, files), found, issues)


def tabulation_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Give the files of SDTM datasets in a folder: name and path."""
    for path in dataset_files(folder):
        yield f"sdtm/{path.name}", path


def holds_sdtm(folder: Path) -> bool:
    """Tell whether a folder holds SDTM datasets: a file of DM that has what every domain of SDTM begins with."""
    names = [path for path in dataset_files(folder) if path.stem.upper() == "DM"]
    if len(names) != 1:
        return False
    found = read_dataset(names[0], {})
    return all({"STUDYID", "DOMAIN", "USUBJID"} <= set(dataset.frame) for dataset in found)
