"""What slices of values and datasets of a study refer to elsewhere: variables of other datasets, further standards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.errors import Problem, nearest
from converter.spec.text.yaml import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from converter.spec.analysis import Analysis
    from converter.spec.dataset import DatasetSpec
    from converter.spec.domain import Domain
    from converter.spec.load import StudyFiles


def level_problems(specs: Mapping[str, DatasetSpec], files: StudyFiles) -> Iterator[Problem]:
    """Find conditions of slices on another dataset (DM.COUNTRY) that the study does not describe with that variable.

    A define.xml describes SDTM or ADaM: the other dataset is of the same kind.
    """
    for name, one in _every(files):
        kind = specs[name].purpose if name in specs else ""
        known = {key: spec.by_name for key, spec in specs.items() if spec.purpose == kind}
        for number, level in enumerate(one.value_level):
            for variable in (each for each in level.where.variables if "." in each):
                owner, _, plain = variable.rpartition(".")
                if plain not in known.get(owner, {}):
                    path = ("value_level", number, "where")
                    hint = nearest(plain, known[owner]) if owner in known else nearest(owner, known)
                    message = f"no dataset beside {name} has the variable {variable}"
                    yield Problem(*files.place(name, *path), dotted(path), message, hint)


def _every(files: StudyFiles) -> Iterator[tuple[str, Domain | Analysis]]:
    yield from files.domains.items()
    yield from files.analyses.items()


def standard_problems(files: StudyFiles) -> Iterator[Problem]:
    """Find standards of datasets (`standard:`) that neither study.yaml nor define.yaml names."""
    said = files.study.standards
    known = [f"SDTMIG {said.sdtmig}", f"ADaMIG {said.adamig}", f"ADaM-OCCDSIG {said.occds}"]
    known += [f"{one.name} {one.version}".strip() for one in files.define.standards if one.type == "IG"]
    for name, one in _every(files):
        if one.standard and one.standard not in known:
            hint = nearest(one.standard, known) or "name it under standards: of define.yaml"
            yield Problem(*files.place(name, "standard"), "standard", f"unknown standard '{one.standard}'", hint)
