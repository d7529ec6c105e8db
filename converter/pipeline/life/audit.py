"""An audit log: one line of JSON for each run, each with the hash of the line before it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from getpass import getuser
from importlib.metadata import version
from pathlib import Path
from platform import node, python_version
from typing import Any

from filelock import FileLock

from converter.errors import InputError
from converter.report.life.audited import Audited, Broken
from converter.spec.text.paths import files_below
from converter.write.folder.listing import listing_of
from converter.write.folder.ours import MANIFEST, listed, refuse_package, sha256

SCHEMA = "converter.audit/1"
FIRST = "0" * 64
"""In place of the hash of a line before the first."""
MADE = frozenset({0, 4})
"""The exit codes of runs that wrote what they were asked for."""
OUT, WRITTEN = "out", ("out", "html")
"""The argument that names the package that a command wrote, and those that name anything that one writes."""


def begin_audit(file: Path) -> None:
    """Make sure that a run can be written to a log; raises InputError where it is none, broken, or in a package."""
    refuse_package(file.parent)
    if file.exists() and (found := audit(file)).broken:
        message = f"{file}: line {found.broken.line} {found.broken.why}; nothing is written to a log that is broken"
        raise InputError(message)


def write_audit(
    file: Path, began: datetime, command: str, arguments: Mapping[str, object], code: int, said: str = ""
) -> None:
    """Add the entry of a run: who, when, version, command, arguments, inputs and outputs with SHA-256, exit code.

    `said` is the message with which it failed. Inputs and outputs are those of the package that it wrote, else the
    files and folders that its arguments name, as they are when it ends. Raises InputError for a log in a package.
    """
    refuse_package(file.parent)
    inputs, outputs = _files(arguments, code)
    entry = {
        "schema": SCHEMA,
        "began": began.isoformat(timespec="seconds"),
        "when": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "who": getuser(),
        "host": node(),
        "version": version("converter"),
        "python": python_version(),
        "folder": str(Path.cwd()),
        "command": command,
        "arguments": {name: _plain(value) for name, value in arguments.items()},
        "inputs": inputs,
        "outputs": outputs,
        "code": code,
        "said": said,
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(file.with_name(f".{file.name}.lock")):
        before = _last(file)
        _append(file, {**entry, "number": before[0] + 1, "previous": before[1]})


def audit(file: Path) -> Audited:
    """Verify an audit log: every line is whole, the next after the one before, and as it was written.

    Raises InputError for a file that cannot be read. Lines taken off the end leave a whole chain: keep the last hash,
    or the number of entries, where nobody who writes the log can change it.
    """
    if not file.is_file():
        message = f"{file}: no such audit log"
        raise InputError(message)
    previous, number = FIRST, 0
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            why, own = _checked(line, number, previous)
            if why:
                return Audited(number - 1, previous, Broken(number, why))
            previous = own
    return Audited(number, previous)


def _checked(line: bytes, number: int, previous: str) -> tuple[str, str]:
    """Say why a line is not the next one of a log, and give its hash."""
    try:
        entry = json.loads(line)
    except ValueError:
        return "is no JSON", ""
    if not isinstance(entry, dict) or entry.get("schema") != SCHEMA:
        return "is no entry of an audit log", ""
    own = entry.pop("hash", "")
    if own != _hash(entry) or line != _line({**entry, "hash": own}):
        return "was changed after it was written", ""
    if entry.get("number") != number or entry.get("previous") != previous:
        return "does not follow the line before it: lines were taken out, added or moved", ""
    return "", str(own)


def _last(file: Path) -> tuple[int, str]:
    found = audit(file) if file.exists() else Audited(0, FIRST)
    if found.broken:
        message = f"{file}: line {found.broken.line} {found.broken.why}; the run is not written to it"
        raise InputError(message)
    return found.entries, found.last


def _append(file: Path, entry: Mapping[str, object]) -> None:
    with file.open("ab") as log:
        log.write(_line({**entry, "hash": _hash(entry)}))
        log.flush()
        os.fsync(log.fileno())


def _line(entry: Mapping[str, object]) -> bytes:
    return f"{json.dumps(entry, ensure_ascii=True, sort_keys=True)}\n".encode("ascii")


def _hash(entry: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(entry, ensure_ascii=True, sort_keys=True).encode("ascii")).hexdigest()


def _plain(value: object) -> Any:  # noqa: ANN401 - what JSON holds
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _files(arguments: Mapping[str, object], code: int) -> tuple[dict[str, str], dict[str, str]]:
    """Give inputs and outputs of a run with their digests: of a package that was written, what its manifest lists."""
    out = arguments.get(OUT)
    named = dict(_named(value for name, value in arguments.items() if name not in WRITTEN))
    if isinstance(out, Path) and code in MADE and listed(out) is not None:
        made = listing_of(out)
        return {**named, **made.inputs}, {**made.outputs, MANIFEST: sha256(out / MANIFEST)}
    return named, dict(_named(arguments.get(name) for name in WRITTEN)) if code in MADE else {}


def _named(values: Iterable[object]) -> Iterator[tuple[str, str]]:
    """Give each file and folder that arguments name with a digest: of a package that of its manifest."""
    for value in values:
        for path in value if isinstance(value, Sequence) and not isinstance(value, str) else [value]:
            if isinstance(path, Path) and path.is_file():
                yield str(path), sha256(path)
            elif isinstance(path, Path) and path.is_dir():
                whole = listed(path) is not None
                yield str(path), sha256(path / MANIFEST) if whole else _folder(path)


def _folder(path: Path) -> str:
    told = [(name, sha256(path / name)) for name in files_below(path)]
    return hashlib.sha256(json.dumps(told).encode("ascii")).hexdigest()
