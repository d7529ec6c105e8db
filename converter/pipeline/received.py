"""Datasets that others made, where the line begins with them: read, described, and ready for what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from converter.dataset import Dataset, FoundDataset
from converter.errors import InputError
from converter.issues import Issue
from converter.plan.descriptions.datasets import plain_specs
from converter.plan.descriptions.defined import defined_codelists, with_defined
from converter.plan.descriptions.found import as_datasets, found_analysis_spec
from converter.plan.descriptions.permitted import with_found, with_named, with_permitted
from converter.plan.descriptions.received import Received, received_spec
from converter.read.datasets.defined import FILE as DEFINE
from converter.read.datasets.folder import dataset_files, read_dataset, read_described
from converter.spec.dataset import DatasetSpec
from converter.spec.load import StudyFiles
from converter.spec.standards.guides import load_analysis_standard, load_standard
from converter.spec.start import Start


@dataclass(frozen=True)
class Given:
    """The datasets of a folder as the line takes them, how they are described, and what their readers tell."""

    datasets: Mapping[str, Dataset]
    described: Received
    found: Mapping[str, FoundDataset]
    issues: tuple[Issue, ...]


def read_given(start: Start, study: StudyFiles, *, heads: bool = False) -> Given:
    """Read the datasets that a study begins with, or their `heads`; raises InputError where the folder holds none."""
    return (read_tabulations if start.stage == "sdtm" else read_analyses)(Path(start.folder), study, heads=heads)


def read_tabulations(folder: Path, study: StudyFiles, *, heads: bool = False) -> Given:
    """Read the SDTM datasets of a folder, or their `heads`; raises InputError where it holds none."""
    standard = load_standard("sdtmig", study.study.standards.sdtmig, study.standards)
    named = with_named(standard, (path.stem.upper() for path in dataset_files(folder)))
    found = read_described(folder, plain_specs(named), heads=heads)
    known = with_found(with_permitted(standard, study.domains), found)
    specs = {name: with_defined(received_spec(one, known, study.domains), one) for name, one in found.items()}
    datasets = as_datasets(found, specs)
    codelists = defined_codelists(found.values())
    received = Received(tabulations=_specs(datasets), files=_files(found), codelists=codelists)
    return Given(datasets, received, found, _issues(found))


def read_analyses(folder: Path, study: StudyFiles, *, heads: bool = False) -> Given:
    """Read the analysis datasets of a folder, or their `heads`; raises InputError where it holds none.

    CSV has no types: what the guide or a define.xml knows as a number is read as one.
    """
    said = study.study.standards
    guide = load_analysis_standard("adamig", said.adamig, study.standards, f"occds-{said.occds}")
    found = read_described(folder, {}, heads=heads)
    specs = {name: found_analysis_spec(dataset, None, guide) for name, dataset in found.items()}
    if not all(dataset.attributes for dataset in found.values()):
        found = read_described(folder, specs, heads=heads)
    specs = {name: with_defined(spec, found[name]) for name, spec in specs.items()}
    datasets = as_datasets(found, specs, in_file_order=True)
    codelists = defined_codelists(found.values())
    received = Received(analyses=_specs(datasets), files=_files(found), codelists=codelists)
    return Given(datasets, received, found, _issues(found))


def _specs(datasets: Mapping[str, Dataset]) -> dict[str, DatasetSpec]:
    return {name: dataset.spec for name, dataset in datasets.items()}


def _files(found: Mapping[str, FoundDataset]) -> dict[str, str]:
    return {name: dataset.file for name, dataset in found.items()}


def _issues(found: Mapping[str, FoundDataset]) -> tuple[Issue, ...]:
    return tuple(issue for dataset in found.values() for issue in dataset.issues)


def given_files(start: Start) -> Iterator[tuple[str, Path]]:
    """Give the files of the datasets that a study begins with, and their define.xml: name and path."""
    folder = Path(start.folder)
    for path in (*dataset_files(folder), *folder.glob(DEFINE)):
        yield f"{start.stage}/{path.name}", path


def holds_sdtm(folder: Path) -> bool:
    """Tell whether a folder holds SDTM datasets: a file of DM that has what every domain of SDTM begins with.

    One that cannot be read is none: the survey of raw exports tells what is wrong with it, and the others go on.
    """
    names = [path for path in dataset_files(folder) if path.stem.upper() == "DM"]
    if len(names) != 1:
        return False
    try:
        found = read_dataset(names[0], {})
    except InputError:
        return False
    return all({"STUDYID", "DOMAIN", "USUBJID"} <= set(dataset.frame) for dataset in found)
