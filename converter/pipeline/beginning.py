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
from converter.spec.names import plain_name
from converter.spec.terminology import Package
from converter.write.terminology import write_package
from converter.write.whole import write_text


def init(raw: Path, to: Path, study: str, *, today: date) -> tuple[str, ...]:
    """Survey raw exports and write a first study specification to a new folder; raises InputError.

    Exports outside the folder are not named in it: who converts them says where they lie.
    """
    if (to / "study.yaml").exists():
        message = f"{to}: already holds a study.yaml; name a new folder"
        raise InputError(message)
    inner = relative_path(raw, to)
    inner = "" if inner.startswith("..") else inner
    files = first_spec(survey(raw), study, inner, today.isoformat(), load_standard("sdtmig", "3.4"))
    (to / "sdtm").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        write_text(to / name, text)
    return tuple(files)


def import_terminology(file: Path, to: Path, name: str = "") -> tuple[Package, Path]:
    """Import an official terminology package to a folder that a study pins it from; raises InputError."""
    package = read_nci_package(file, name)
    folder = to / f"{package.publishing_set.lower()}-ct-{package.version}"
    for written in (folder.name, *package.codelists):
        try:
            plain_name(written)
        except ValueError as error:
            message = f"{file}: {error}"
            raise InputError(message) from error
    write_package(package, folder)
    return package, folder
