"""Plan a study without its data: whether its specification is right."""

from __future__ import annotations

from pathlib import Path

from converter.errors import InputError
from converter.pipeline.received import read_tabulations
from converter.plan import make_plan
from converter.spec.load import load_study
from converter.steps import Plan


def planned(study_folder: Path, sdtm: Path | None = None) -> Plan:
    """Plan a study without its data: raises SpecError with everything that is wrong with its specification.

    A study that makes no SDTM is planned with that of others, in the folder `sdtm`, else where study.yaml says that it
    lies: its variables are read, not its values. A folder that is no study raises InputError.
    """
    if not (study_folder / "study.yaml").is_file() and any(study_folder.glob("*.*")):
        message = f"{study_folder}: holds no study.yaml; say which study describes its datasets: --spec STUDY"
        raise InputError(message)
    study = load_study(study_folder, elsewhere=sdtm is not None)
    said = study.study.from_
    folder = sdtm or (study_folder / said.folder if said and said.stage == "sdtm" else None)
    if study.domains or folder is None:
        return make_plan(study)
    return make_plan(study, read_tabulations(folder, study, heads=True).described)
