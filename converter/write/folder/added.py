"""Files added to a folder of the user's: all of them or none, and never over one that is there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from converter.errors import InputError
from converter.spec.text.paths import below
from converter.write.folder.ours import refuse_package, some


def add_files(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Add files to a folder, in their order, each whole; where one cannot be added, those before it are taken away.

    The last is the one that makes the folder count, such as study.yaml: a run that is killed leaves no half that looks
    whole, and the next adds the rest. A file that is there with the same bytes stays. Raises InputError, before
    anything is written, where one is there with other bytes, or where the folder lies in a package, which holds only
    what its run wrote.
    """
    missing = {name: data for name, data in files.items() if not _is(below(folder, name), data)}
    _refuse(folder, missing)
    undo: list[Path] = []
    try:
        for name, data in missing.items():
            _folder(below(folder, name).parent, undo)
            _add(folder / name, data, undo)
    except BaseException:
        for path in reversed(undo):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        raise
    return tuple(folder / name for name in files)


def _is(path: Path, data: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def _refuse(folder: Path, missing: Mapping[str, bytes]) -> None:
    there = [name for name in missing if os.path.lexists(folder / name)]
    if there:
        message = f"{folder}: holds {some(there)} already, and they would change; move them away or name another folder"
        raise InputError(message)
    if missing:
        refuse_package(folder)


def _folder(folder: Path, undo: list[Path]) -> None:
    for one in reversed((folder, *folder.parents)):
        if not one.is_dir():
            one.mkdir()
            undo.append(one)


def _add(path: Path, data: bytes, undo: list[Path]) -> None:
    """Write a file under a name of its own, then give it its name, which fails where somebody took that meanwhile."""
    new = path.with_name(f".{token_hex(8)}.new")
    undo.append(new)
    new.write_bytes(data)
    try:
        path.hardlink_to(new)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(path):
            raise
        new.rename(path)
    undo.append(path)
    new.unlink(missing_ok=True)
