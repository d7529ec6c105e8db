"""Find and load what ships with the converter: standards, terminology packages, profiles."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from converter.errors import Problem, SpecError, nearest
from converter.spec.checks.authority import Authority
from converter.spec.checks.check import Checks, CheckSpec, Patterns
from converter.spec.checks.mends import Mend, Mends
from converter.spec.checks.rule import Rules
from converter.spec.model import WRITTEN, Model
from converter.spec.package.gate import Gate
from converter.spec.profile import Profile
from converter.spec.standards.admiral import Counterparts
from converter.spec.standards.terminology import Codelist, Package
from converter.spec.text.keys import Keys
from converter.spec.text.paths import shown
from converter.spec.text.problems import validated
from converter.spec.text.yaml import load_yaml
from converter.spec.values.sas_formats import SasFormats

M = TypeVar("M", bound=Model)
CODELIST_ENDINGS = (".json", ".yaml")
"""How the file of a codelist may end: as `converter ct import` writes it, or as people do."""
PATTERNS = "patterns"
"""The file of `specs/checks` that holds forms of text, no checks."""
HEAD = "package"
"""The file of a terminology package that is no codelist."""


@cache
def specs_folder() -> Path:
    """Give the folder of the specifications that ship with the converter: in the wheel, or beside the package."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "specs"
    return inside if inside.is_dir() else package.parent / "specs"


class PackageHead(Model):
    """`package.yaml`: publishing set, version (its date) and source of a terminology package."""

    publishing_set: str
    version: str
    source: str


def load_package(name: str, folders: tuple[Path, ...] = ()) -> Package:
    """Load the head of a terminology package such as 'sdtm-ct-2025-03-28'; its codelists are loaded one by one.

    `folders` are searched before our own. Raises SpecError where no folder holds the package.
    """
    head = read_spec(PackageHead, package_folder(name, folders) / "package.yaml")
    return Package(**head.model_dump())


def load_codelist(package: str, name: str, folders: tuple[Path, ...] = ()) -> Codelist | None:
    """Load one codelist of a package by its short name such as AESEV, or nothing where the package lacks it."""
    path = _codelist_file(package, name, folders)
    return read_spec(Codelist, path).model_copy(update={"package": package}) if path else None


def newest_codelist(packages: tuple[str, ...], name: str, folders: tuple[Path, ...] = ()) -> Codelist | None:
    """Load a codelist of several packages: that of the newest date, of one date the first that holds it."""
    dates = {one: load_package(one, folders).version for one in packages if _codelist_file(one, name, folders)}
    if not dates:
        return None
    newest = max(dates, key=lambda one: dates[one])  # the first of equal ones
    others = tuple(one for one in dates if dates[one] != dates[newest])
    found = load_codelist(newest, name, folders)
    return found.model_copy(update={"also": others}) if found and others else found


def _codelist_file(package: str, name: str, folders: tuple[Path, ...]) -> Path | None:
    """Find the file of a codelist; names that lead elsewhere, and that of the package itself, are none."""
    folder = package_folder(package, folders)
    paths = [folder / f"{name}{ending}" for ending in CODELIST_ENDINGS]
    known = Path(name).name == name and name != HEAD
    return next((path for path in paths if known and path.is_file()), None)


def codelist_names(package: str, folders: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """List the short names of a package's codelists."""
    files = shown(package_folder(package, folders), "*")
    return tuple(sorted({path.stem for path in files if path.suffix in CODELIST_ENDINGS and path.stem != HEAD}))


def load_profile(name: str) -> Profile:
    """Load an EDC profile such as 'rave'; raises SpecError where it is unknown."""
    root = specs_folder() / "profiles"
    known = [path.stem for path in root.glob("*.yaml")]
    if name not in known:
        raise SpecError([Problem("", 0, "", f"unknown profile '{name}'", nearest(name, known))])
    return read_spec(Profile, root / f"{name}.yaml")


def package_folder(name: str, folders: tuple[Path, ...] = ()) -> Path:
    """Find the folder of a terminology package; raises SpecError where it is unknown."""
    for root in folders:
        if Path(name).name == name and (root / name / "package.yaml").is_file():
            return root / name
    return _known(specs_folder() / "terminology", name, "terminology package")


def known_names(kind: str) -> tuple[str, ...]:
    """List what ships of a kind: 'standards', 'terminology' or 'profiles'."""
    return tuple(sorted(path.stem if path.is_file() else path.name for path in (specs_folder() / kind).iterdir()))


def _known(root: Path, name: str, kind: str) -> Path:
    if not (root / name).is_dir() or Path(name).name != name:
        known = [path.name for path in root.iterdir() if path.is_dir()]
        hint = nearest(name, known) or f"known: {', '.join(sorted(known))}"
        raise SpecError([Problem("", 0, "", f"unknown {kind} '{name}'", hint)])
    return root / name


def read_spec(model: type[M], path: Path) -> M:
    """Read one file as a model, or raise SpecError; what ships is read once, for it does not change."""
    return _shipped(model, path) if path.is_relative_to(specs_folder()) else _fresh(model, path)


def _fresh(model: type[M], path: Path) -> M:
    if path.suffix == ".json":
        with suppress(ValidationError):
            return model.model_validate_json(path.read_bytes(), context=WRITTEN)
    return validated(model, load_yaml(path, f"{path.parent.name}/{path.name}"))  # JSON is YAML, and this knows the line


@cache
def _shipped(model: type[M], path: Path) -> M:
    return _fresh(model, path)


def load_gate(agency: str) -> Gate:
    """Load what an agency such as 'fda' asks for first."""
    return read_spec(Gate, specs_folder() / "gates" / f"{agency}.yaml")


def load_mends() -> Mends:
    """Load what is to be done about each kind of issue: of those of the code, and of the catalogue's checks."""
    return _mends()


@cache
def _mends() -> Mends:
    written = read_spec(Mends, specs_folder() / "mends.yaml")
    return Mends(rules={**written.rules, **{spec.id: Mend(mend=spec.mend) for spec in load_checks() if spec.wrong}})


def load_keys() -> Keys:
    """Load what keys of YAML files mean that no description names."""
    return read_spec(Keys, specs_folder() / "keys.yaml")


def load_titles() -> dict[str, str]:
    """Load what each rule of issues tells of: of those of the code, and of the catalogue's checks."""
    written = read_spec(Rules, specs_folder() / "rules.yaml")
    return {**written.rules, **{spec.id: spec.title for spec in load_checks()}}


def load_sas_formats() -> SasFormats:
    """Load what the formats of SAS show."""
    return read_spec(SasFormats, specs_folder() / "formats" / "sas.yaml")


def load_checks() -> tuple[CheckSpec, ...]:
    """Load the catalogue of checks, file after file in the order of their names."""
    files = sorted(path for path in (specs_folder() / "checks").glob("*.yaml") if path.stem != PATTERNS)
    return tuple(check for path in files for check in read_spec(Checks, path).checks)


def load_authorities() -> tuple[Authority, ...]:
    """Load the rules of others, publisher after publisher."""
    return tuple(
        read_spec(Authority, path) for path in sorted((specs_folder() / "checks" / "authorities").glob("*.yaml"))
    )


def load_counterparts() -> Counterparts:
    """Load the functions of admiral and admiralonco with what serves here."""
    return read_spec(Counterparts, specs_folder() / "admiral.yaml")


def load_patterns() -> Patterns:
    """Load the forms of text that checks may ask for."""
    return read_spec(Patterns, specs_folder() / "checks" / f"{PATTERNS}.yaml")
