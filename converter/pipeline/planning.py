"""Plan a study without its data: whether its specification is right."""

from __future__ import annotations

from pathlib import Path

from converter.errors import InputError
from converter.plan import make_plan
from converter.spec.load import load_study
from converter.steps import Plan


def planned(study_folder: Path) -> Plan:
    """Plan a study without its data: raises SpecError with everything that is wrong with its specification.

    A folder that is no study raises InputError.
    """
    if not (study_folder / "study.yaml").is_file() and any(study_folder.glob("*.*")):
        message = f"{study_folder}: holds no study.yaml; say which study describes its datasets: --spec STUDY"
        raise InputError(message)
    return make_plan(load_study(study_folder))
