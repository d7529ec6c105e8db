"""Look at an installation: Python, libraries, fonts, folders, and a self test that converts a small bundled study."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from importlib.util import find_spec
from pathlib import Path
from platform import platform, python_version
from tempfile import TemporaryDirectory

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from converter.errors import InputError, LedgerError, SpecError
from converter.pipeline.conversion import convert
from converter.read.sas.sas import read_sas_dataset
from converter.report.life.installation import Found
from converter.report.tables import csv_text

NAME = "converter"
SELF_TEST = Path(__file__).parent / "selftest"
EXPECTED = "expected.json"
"""The files that the self test gives, each with the SHA-256 of what it holds."""
PINS = "constraints.txt"
EXTRAS = {
    "results": "tables, figures and their statistics",
    "submission": "annotated CRF and guides as PDF and DOCX",
    "cluster": "workers on other machines",
}
"""What the libraries of each extra are for."""


def doctor(folder: Path) -> tuple[Found, ...]:
    """Look at the installation, and at a folder that packages are to be written to.

    A library in range, but of another version than the tests were run with, is told as such.
    """
    return (_converter(), _python(), *_libraries(), _fonts(), _folder("folder", folder), _temporary(), self_tested())


def _converter() -> Found:
    return Found(NAME, "passed", f"{version(NAME)} in {Path(__file__).parents[2]}")


def _python() -> Found:
    wanted, there = metadata(NAME)["Requires-Python"], python_version()
    fits = SpecifierSet(wanted).contains(there, prereleases=True)
    return Found("Python", "passed" if fits else "failed", f"{there} ({wanted} wanted) on {platform()}")


def _libraries() -> Iterator[Found]:
    """Compare each library with the range that the converter needs, and with the version of the tests."""
    pins = _pins()
    told = set()
    for wanted in map(Requirement, requires(NAME) or ()):
        extra = next((name for name in ("", *EXTRAS) if wanted.marker is None or _asks(wanted.marker, name)), None)
        if extra is not None and wanted.name not in told:
            told.add(wanted.name)
            yield library(wanted, pins.get(wanted.name.lower(), ""), extra)


def _asks(marker: Marker, extra: str) -> bool:
    return marker.evaluate({"extra": extra})


def library(wanted: Requirement, pin: str, extra: str = "") -> Found:
    """Compare one library with the range that is wanted, and with the version of the tests.

    One of an `extra` may be missing: who does not do what it is for does without.
    """
    try:
        there = version(wanted.name)
    except PackageNotFoundError:
        if extra:
            return Found(wanted.name, "absent", f"not installed; of the extra {extra}: {EXTRAS[extra]}")
        return Found(wanted.name, "failed", f"not installed ({wanted.specifier} wanted)")
    if not wanted.specifier.contains(there, prereleases=True):
        return Found(wanted.name, "failed", f"{there} ({wanted.specifier} wanted)")
    if there == pin:
        return Found(wanted.name, "passed", there)
    return Found(wanted.name, "differs", f"{there}; tested with {pin or 'none'}")


def _pins() -> Mapping[str, str]:
    """Read the versions that the tests were run with: in the wheel, or beside the package."""
    package = Path(__file__).parents[2]
    path = next((one for one in (package / PINS, package.parent / PINS) if one.is_file()), None)
    lines = path.read_text(encoding="utf-8").splitlines() if path else []
    parts = (line.partition("==") for line in lines if "==" in line and not line.startswith("#"))
    return {name.lower(): pin for name, _, pin in parts}


def _fonts() -> Found:
    if find_spec("matplotlib") is None:
        return Found("fonts", "absent", "come with matplotlib, which is not installed; no figure can be drawn")
    from matplotlib.font_manager import findfont  # noqa: PLC0415 - half a second, of which no other command knows
    from matplotlib.rcsetup import defaultParams  # noqa: PLC0415

    name = defaultParams["font.sans-serif"][0][0]
    try:
        return Found("fonts", "passed", f"{name}: {findfont(name, fallback_to_default=False)}")
    except ValueError:
        return Found("fonts", "failed", f"{name} is not there; figures would have other letters")


def _folder(what: str, folder: Path) -> Found:
    """Tell whether a file can be written to a folder, and taken away again."""
    try:
        with TemporaryDirectory(prefix=".converter-doctor-", dir=folder) as place:
            (Path(place) / "file").write_bytes(b"written")
    except OSError as error:
        return Found(what, "failed", f"{folder}: {error.strerror}")
    return Found(what, "passed", f"{folder.resolve()} can be written to")


def _temporary() -> Found:
    try:
        with TemporaryDirectory(prefix="converter-doctor-") as place:
            return _folder("temporary files", Path(place).parent)
    except OSError as error:
        return Found("temporary files", "failed", str(error.strerror))


def self_tested() -> Found:
    """Convert the bundled study, and compare what its transport files hold with what is expected."""
    expected = json.loads((SELF_TEST / EXPECTED).read_text(encoding="utf-8"))
    try:
        made = self_test()
    except (SpecError, InputError, LedgerError, OSError) as error:
        return Found("self test", "failed", str(error).partition("\n")[0])
    other = sorted(name for name in {*made, *expected} if made.get(name) != expected.get(name))
    if other:
        return Found("self test", "failed", f"other values than expected: {', '.join(other)}")
    return Found("self test", "passed", f"{len(made)} datasets of the bundled study, as expected")


def self_test() -> dict[str, str]:
    """Convert the bundled study in a temporary folder; give its transport files with the SHA-256 of what they hold.

    Their headers bear a time that SOURCE_DATE_EPOCH may say, so values count, as they are read back.
    """
    with TemporaryDirectory(prefix="converter-doctor-") as place:
        out = Path(place) / "out"
        convert(SELF_TEST, out)
        files = sorted((out / "sdtm").glob("*.xpt"))
        return {path.name: hashlib.sha256(_held(path).encode("utf-8")).hexdigest() for path in files}


def _held(path: Path) -> str:
    return csv_text(read_sas_dataset(path).frame)
