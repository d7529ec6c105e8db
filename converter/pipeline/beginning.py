"""How a study begins: a first specification from raw exports, terminology."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from converter.errors import InputError
from converter.pipeline.conversion import Tell, silent
from converter.pipeline.package import relative_path
from converter.read.nci_terminology import read_nci_package
from converter.read.survey import survey
from converter.report.first_spec import first_spec
from converter.spec.library import load_standard
from converter.spec.terminology import Package
from converter.write.terminology import write_package
from converter.write.whole import write_text


def init(raw: Path, to: Path, study: str, *, today: date, tell: Tell = silent) -> tuple[str, ...]:
    """Survey raw exports and write a first study specification to a new folder; raises InputError.

    `tell` hears of each file that could not be read, or not as it is; the others go on.
    """
    if (to / "study.yaml").exists():
        message = f"{to}: already holds a study.yaml; name a new folder"
        raise InputError(message)
    surveyed = survey(raw)
    for line in surveyed.told:
        tell(line)
    standard = load_standard("sdtmig", "3.4")
    files = first_spec(surveyed, study, relative_path(raw, to), today.isoformat(), standard)
    (to / "sdtm").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        write_text(to / name, text)
    return tuple(files)


def import_terminology(file: Path, to: Path, name: str = "") -> tuple[Package, Path]:
    """Import an official terminology package to a folder that a study pins it from; raises InputError."""
    package = read_nci_package(file, name)
    folder = to / f"{package.publishing_set.lower()}-ct-{package.version}"
    write_package(package, folder)
    return package, folder
