"""Load a study folder: every YAML file of it, every mistake of every file, in one go."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from converter.errors import InputError, Problem, SpecError
from converter.spec.domain import Domain
from converter.spec.model import Model
from converter.spec.study import Study
from converter.spec.yaml import Document, load_yaml, problems_of

if TYPE_CHECKING:
    from collections.abc import Mapping

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class StudyFiles:
    """A study as its folder says it: the models, and the documents that know each line."""

    folder: Path
    study: Study
    domains: Mapping[str, Domain]
    documents: Mapping[str, Document]

    def place(self, domain: str, *path: str | int) -> tuple[str, int]:
        """Tell the file and line at which a path of a domain's specification stands (`domain` blank: study.yaml)."""
        document = self.documents[domain]
        return document.file, document.line(path)

    def relative(self, file: str) -> str:
        """Name a file of the study below the study's folder, wherever that folder lies."""
        return Path(file).relative_to(self.folder).as_posix()


def load_study(folder: Path) -> StudyFiles:
    """Load `study.yaml` and `sdtm/*.yaml` of a study folder.

    Raises SpecError with every problem of every file, or InputError where the folder is not a study.
    """
    if not (folder / "study.yaml").is_file():
        message = f"{folder}: no study.yaml in this folder; `converter init` writes a first one from raw exports"
        raise InputError(message)
    problems: list[Problem] = []
    documents: dict[str, Document] = {}
    study = _load(folder / "study.yaml", Study, "", documents, problems)
    domains: dict[str, Domain] = {}
    for path in sorted((folder / "sdtm").glob("*.yaml")):
        domain = _load(path, Domain, path.stem.upper(), documents, problems)
        if domain is not None:
            problems += _misnamed(path, domain, documents[path.stem.upper()])
            domains[domain.domain] = domain
    if study is None or problems:
        raise SpecError(problems)
    return StudyFiles(folder, study, domains, documents)


def _load(path: Path, model: type[M], name: str, documents: dict[str, Document], problems: list[Problem]) -> M | None:
    try:
        document = load_yaml(path)
    except SpecError as error:
        problems += error.problems
        return None
    documents[name] = document
    loaded, found = problems_of(model, document)
    problems += found
    return loaded


def _misnamed(path: Path, domain: Domain, document: Document) -> list[Problem]:
    if path.stem.upper() == domain.domain:
        return []
    message = f"the file of domain {domain.domain} is called {path.name}; expected {domain.domain.lower()}.yaml"
    return [Problem(document.file, document.line(("domain",)), "domain", message)]
