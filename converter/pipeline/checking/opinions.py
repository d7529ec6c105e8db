"""Second opinions: reports of other validators beside our own check, and CDISC CORE run where the user has it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from converter.errors import InputError
from converter.issues import Issue
from converter.pipeline.checking.rule import function_checks
from converter.read.opinions.read import read_opinion
from converter.report.opinions import Compared, compared
from converter.spec.checks.answers import answers_of
from converter.spec.library import load_authorities, load_checks

LINES = 5
"""Last lines of what an engine wrote that are told where it fails."""
EXECUTABLES = ("core", "core.exe", "core.py")
"""What the engine is called in the folder of a release, or of its source."""


def with_opinions(ours: Sequence[Issue], theirs: Iterable[Issue]) -> Compared:
    """Compare our issues with those of other validators, record by record."""
    functions = {one.name: one.rules for one in function_checks()}
    return compared(ours, [*theirs], answers_of(load_authorities(), load_checks()), functions)


def read_opinions(files: Iterable[Path]) -> tuple[Issue, ...]:
    """Read the reports of other validators; raises InputError for a file that is none."""
    return tuple(issue for file in files for issue in read_opinion(file))


def run_core(engine: Path, data: Path, standard: str, version: str) -> tuple[Issue, ...]:
    """Run CDISC CORE on the datasets of a folder, and read its report; nothing is fetched, nor written to `data`.

    `engine` is its executable, its `core.py`, or the folder of either; a `core.py` is run by the Python of the virtual
    environment beside it, else by `python3`. Raises InputError where there is none, and where it fails or leaves no
    report.
    """
    command = core_command(engine)
    with TemporaryDirectory() as made:
        report = Path(made) / "core"
        asked = [*command, "validate", "-s", standard, "-v", version.replace(".", "-"), "-d", str(data.resolve())]
        asked += ["-of", "JSON", "-o", str(report), "-p", "disabled"]
        try:
            done = subprocess.run(  # noqa: S603 - the user names the engine to run
                asked, cwd=_folder(engine), capture_output=True, text=True, check=False, errors="replace"
            )
        except OSError as error:
            message = f"{engine}: CDISC CORE cannot be started: {error.strerror}"
            raise InputError(message) from error
        written = report.with_suffix(".json")
        if done.returncode or not written.is_file():
            raise InputError(_failed(engine, done))
        return read_opinion(written)


def core_command(engine: Path) -> list[str]:
    """Give the command that starts the engine; raises InputError where it is not there."""
    path = next((engine / name for name in EXECUTABLES if (engine / name).is_file()), engine)
    if not path.is_file():
        names = ", ".join(EXECUTABLES)
        message = f"{engine}: no CDISC CORE there; expected its executable, its core.py, or a folder with {names}"
        raise InputError(message)
    if path.suffix != ".py":
        if not os.access(path, os.X_OK):
            message = f"{path}: may not be executed; `chmod +x` makes it so"
            raise InputError(message)
        return [str(path.resolve())]
    here = path.resolve().parent
    pythons = (here / name / "bin" / "python" for name in (".venv", "venv", "env"))
    return [str(next((one for one in pythons if one.is_file()), Path("python3"))), str(path.resolve())]


def _folder(engine: Path) -> Path:
    """Give the folder in which the engine looks for its rules."""
    return engine.resolve() if engine.is_dir() else engine.resolve().parent


def _failed(engine: Path, done: subprocess.CompletedProcess[str]) -> str:
    said = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()][-LINES:]
    why = f"ended with exit code {done.returncode}" if done.returncode else "left no report"
    return f"{engine}: CDISC CORE {why}" + (f": {' | '.join(said)}" if said else "")
