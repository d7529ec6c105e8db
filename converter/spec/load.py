"""Load a study folder: every YAML file of it, every mistake of every file, in one go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from converter.errors import InputError, Problem, SpecError
from converter.spec.analysis import Analysis
from converter.spec.checks.check import Checks
from converter.spec.described.description import DefineFile
from converter.spec.display import Display
from converter.spec.domain import Domain
from converter.spec.model import WRITTEN, Model, Written
from converter.spec.short.dataset import spelled_out
from converter.spec.short.named import named_conditions
from converter.spec.short.shells import with_shell
from converter.spec.study import Study
from converter.spec.text.names import leads_out
from converter.spec.text.paths import shown
from converter.spec.text.problems import problems_of
from converter.spec.text.unread import unnamed_criteria, unread_files
from converter.spec.text.yaml import Document, dotted, load_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

RESULTS = "results/"
"""Before the names of displays among the documents: a display may be called as a dataset is."""
DEFINE = "define.yaml"
"""The file of a study with what a define.xml holds beside datasets."""
CHECKS = "checks"
"""The folder of a study with checks of its own, and changes of ours."""
STANDARDS = "standards"
"""The folder of a study with datasets, variables and guides that it adds to the standards."""
M = TypeVar("M", bound=Model)
Filled = Callable[[Document], tuple[Document, tuple[Problem, ...]]]
"""What fills in a file all that it says in short, and tells what is wrong with that."""


@dataclass(frozen=True)
class StudyFiles:
    """A study as its folder says it: the models, the documents that know each line, what its names stand for."""

    folder: Path
    study: Study
    domains: Mapping[str, Domain]
    documents: Mapping[str, Document]
    analyses: Mapping[str, Analysis] = field(default_factory=dict)
    displays: Mapping[str, Display] = field(default_factory=dict)
    names: Written = WRITTEN
    define: DefineFile = field(default_factory=DefineFile)
    checks: Mapping[str, Checks] = field(default_factory=dict)

    def place(self, dataset: str, *path: str | int) -> tuple[str, int]:
        """Tell the file and line at which a path of a dataset's specification stands (`dataset` blank: study.yaml)."""
        document = self.documents[dataset]
        return document.file, document.line(path)

    def result_place(self, display: str, *path: str | int) -> tuple[str, int]:
        """Tell the file and line at which a path of a display stands."""
        return self.place(f"{RESULTS}{display}", *path)

    @property
    def standards(self) -> tuple[Path, ...]:
        """The folders of standards that the study brings along: those it shares with others, then its own."""
        own = self.folder / STANDARDS
        return (*(self.folder / name for name in self.study.standards.folders), *((own,) if own.is_dir() else ()))

    def relative(self, file: str) -> str:
        """Name a file of the study below the study's folder, wherever that folder lies."""
        return Path(file).relative_to(self.folder).as_posix()


def load_study(folder: Path, *, elsewhere: bool = False) -> StudyFiles:
    """Load `study.yaml` and the YAML of `sdtm/`, `adam/`, `results/` and `checks/` of a study folder.

    Where the data lie `elsewhere`, in a folder that is named at the time, those that the study names are not used, and
    may lead anywhere.
    Raises SpecError with every problem of every file, or InputError where the folder is not a study.
    """
    if not (folder / "study.yaml").is_file():
        other = next((path.name for path in sorted(folder.glob("[sS][tT][uU][dD][yY].*")) if path.is_file()), "")
        hint = f"rename {other}" if other else "`converter init` writes a first one from raw exports"
        what = "no study.yaml in this folder" if folder.is_dir() else "no such folder"
        message = f"{folder}: {what}; {hint}"
        raise InputError(message)
    problems: list[Problem] = [*unread_files(folder)]
    documents: dict[str, Document] = {}
    study, names = _study(folder / "study.yaml", documents, problems)
    domains = _each(folder / "sdtm", Domain, "domain", documents, problems, names)
    analyses = _each(folder / "adam", Analysis, "dataset", documents, problems, names)
    written: dict[str, Document] = {}
    displays = _each(folder / "results", Display, "display", written, problems, names, filled=_display)
    documents |= {f"{RESULTS}{name}": document for name, document in written.items()}
    define = DefineFile()
    if (folder / DEFINE).is_file():
        define = _load(folder / DEFINE, DefineFile, DEFINE, documents, problems, names) or define
    checks = _checks(folder / CHECKS, documents, problems, names)
    problems += unnamed_criteria(folder, list(documents.values()))
    if study is not None:
        problems += _absent(study, folder, documents[""])
    if study is not None and not elsewhere:
        problems += _leading_out(study, documents[""])
    if study is None or problems:
        raise SpecError(problems)
    return StudyFiles(folder, study, domains, documents, analyses, displays, names, define, checks)


def _study(path: Path, documents: dict[str, Document], problems: list[Problem]) -> tuple[Study | None, Written]:
    """Load study.yaml, and the conditions that it names for all files."""
    try:
        document = load_yaml(path)
    except SpecError as error:
        problems += error.problems
        return None, WRITTEN
    documents[""] = document
    names, wrong = named_conditions(document)
    study, found = problems_of(Study, document, names)
    problems += [*wrong, *found]
    return study, names


def _absent(study: Study, folder: Path, document: Document) -> Iterator[Problem]:
    """Find shared folders of standards that are not there; they lie where the study lies, so no path is absolute."""
    for number, name in enumerate(study.standards.folders):
        path = ("standards", "folders", number)
        if leads_out(name.replace("../", "")) or not (folder / name).is_dir():
            message = f"'{name}': no such folder; expected one such as ../standards, seen from the study's folder"
            yield Problem(document.file, document.line(path), dotted(path), message)


def _leading_out(study: Study, document: Document) -> Iterator[Problem]:
    """Refuse folders outside: a specification that somebody sent does not choose what of this machine is read."""
    start = study.from_
    said = {"raw": (study.raw, "raw:FOLDER"), "from": (start.folder, f"{start.stage}:FOLDER") if start else ("", "")}
    for key, (folder, named) in said.items():
        if leads_out(folder):
            message = f"'{folder}' leads out of the study's folder"
            hint = f"leave it out, and say --from {named} on the command line"
            yield Problem(document.file, document.line((key,)), key, message, hint)


def _each(
    folder: Path,
    model: type[M],
    key: str,
    documents: dict[str, Document],
    problems: list[Problem],
    names: Written,
    *,
    filled: Filled = spelled_out,
) -> dict[str, M]:
    """Load every file of a folder; each describes the dataset that its `key` and its file name."""
    found: dict[str, M] = {}
    for path in shown(folder, "*.yaml"):
        loaded = _load(path, model, path.stem.upper(), documents, problems, names, filled=filled)
        if loaded is not None:
            name = str(getattr(loaded, key))
            problems += _misnamed(path, key, name, documents)
            found[name] = loaded
    return found


def _display(document: Document) -> tuple[Document, tuple[Problem, ...]]:
    """Give a display as if it said everything itself: what it takes from its shell, and what it says once."""
    whole, unknown = with_shell(document)
    filled, wrong = spelled_out(whole)
    return filled, (*unknown, *wrong)


def _checks(folder: Path, documents: dict[str, Document], problems: list[Problem], names: Written) -> dict[str, Checks]:
    """Load every file of checks, by its name."""
    files = sorted(folder.glob("*.yaml"))
    found = {path.stem: _load(path, Checks, f"{CHECKS}/{path.stem}", documents, problems, names) for path in files}
    return {name: checks for name, checks in found.items() if checks is not None}


def _load(
    path: Path,
    model: type[M],
    name: str,
    documents: dict[str, Document],
    problems: list[Problem],
    names: Written,
    *,
    filled: Filled = spelled_out,
) -> M | None:
    try:
        document = load_yaml(path)
    except SpecError as error:
        problems += error.problems
        return None
    documents[name], unknown = filled(document)
    loaded, found = problems_of(model, documents[name], names)
    problems += [*unknown, *found]
    return loaded


def _misnamed(path: Path, key: str, name: str, documents: Mapping[str, Document]) -> list[Problem]:
    if path.stem.upper() == name:
        return []
    document = documents[path.stem.upper()]
    message = f"the file of {key} {name} is called {path.name}; expected {name.lower()}.yaml"
    if path.stem.upper() == name.upper():
        message = f"expected {name.upper()}, got '{name}'"
    return [Problem(document.file, document.line((key,)), key, message)]
