"""How a study begins: a first specification from raw exports, terminology."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from converter.draft import first_adsl, first_study
from converter.errors import InputError
from converter.pipeline.package import relative_path
from converter.pipeline.received import holds_sdtm
from converter.pipeline.tell import Tell, silent
from converter.plan.descriptions.datasets import plain_specs
from converter.read.datasets.folder import read_datasets
from converter.read.nci_terminology import read_nci_package
from converter.read.survey import survey
from converter.spec.standards.guides import load_standard
from converter.spec.standards.terminology import Package
from converter.spec.text.kinds import identifier
from converter.spec.text.names import plain_name
from converter.write.folder.added import add_files
from converter.write.terminology import write_package

STUDY = "study.yaml"


def init(raw: Path, to: Path, study: str, *, today: date, tell: Tell = silent) -> tuple[str, ...]:
    """Survey raw exports and write a first specification of `study`, whole or not at all; raises InputError.

    Of a folder of SDTM datasets, which has DM with STUDYID, DOMAIN and USUBJID, it is one that begins with them: ADSL.
    Files that are there are never changed: where one would be, nothing is written. Exports outside the folder are not
    named in it: who converts them says where they lie. `tell` hears of each export that could not be read, or not as it
    is; the others go on.
    """
    try:
        identifier(study)
    except ValueError as error:
        message = f"--study: {error}"
        raise InputError(message) from error
    if (to / STUDY).exists():
        message = f"{to}: already holds a {STUDY}; name a new folder"
        raise InputError(message)
    inner = relative_path(raw, to)
    inner = "" if inner.startswith("..") else inner
    if holds_sdtm(raw):
        files = _of_sdtm(raw, study, inner, today)
    else:
        surveyed = survey(raw)
        for line in surveyed.told:
            tell(line)
        files = first_study(surveyed, study, inner, today.isoformat(), load_standard("sdtmig", "3.4"))
    last = sorted(files, key=lambda name: name == STUDY)  # what makes a folder a study comes last
    add_files(to, {name: files[name].encode("utf-8") for name in last})
    return tuple(files)


def _of_sdtm(folder: Path, study: str, inner: str, today: date) -> dict[str, str]:
    """Write a first specification that begins with SDTM."""
    found = read_datasets(folder, plain_specs(load_standard("sdtmig", "3.4")))
    known = {name: [str(variable) for variable in dataset.frame] for name, dataset in found.items()}
    supplemental = found["SUPPDM"].frame if "SUPPDM" in found else None
    qualifiers = sorted(set(supplemental["QNAM"])) if supplemental is not None and "QNAM" in supplemental else []
    return first_adsl(known, qualifiers, study, inner, today.isoformat())


def import_terminology(file: Path, to: Path, name: str = "", tell: Tell = silent) -> tuple[Package, Path]:
    """Import an official terminology package to a folder that a study pins it from; raises InputError."""
    package = read_nci_package(file, name, tell)
    folder = to / f"{package.publishing_set.lower()}-ct-{package.version}"
    for written in (folder.name, *package.codelists):
        try:
            plain_name(written)
        except ValueError as error:
            message = f"{file}: {error}"
            raise InputError(message) from error
    write_package(package, folder)
    return package, folder
