"""How a study begins: a first specification from raw exports, terminology."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from converter.errors import InputError
from converter.pipeline.package import relative_path
from converter.read.nci_terminology import read_nci_package
from converter.read.survey import survey
from converter.report.first_spec import first_spec
from converter.spec.library import load_standard
from converter.spec.terminology import Package
from converter.write.added import add_files
from converter.write.terminology import write_package

STUDY = "study.yaml"


def init(raw: Path, to: Path, study: str, *, today: date) -> tuple[str, ...]:
    """Survey raw exports and write a first study specification, whole or not at all; raises InputError.

    Files that are there are never changed: where one would be, nothing is written. Exports outside the folder are not
    named in it: who converts them says where they lie.
    """
    if (to / STUDY).exists():
        message = f"{to}: already holds a {STUDY}; name a new folder"
        raise InputError(message)
    inner = relative_path(raw, to)
    inner = "" if inner.startswith("..") else inner
    files = first_spec(survey(raw), study, inner, today.isoformat(), load_standard("sdtmig", "3.4"))
    last = sorted(files, key=lambda name: name == STUDY)  # what makes a folder a study comes last
    add_files(to, {name: files[name].encode("utf-8") for name in last})
    return tuple(files)


def import_terminology(file: Path, to: Path, name: str = "") -> tuple[Package, Path]:
    """Import an official terminology package to a folder that a study pins it from; raises InputError."""
    package = read_nci_package(file, name)
    folder = to / f"{package.publishing_set.lower()}-ct-{package.version}"
    write_package(package, folder)
    return package, folder
