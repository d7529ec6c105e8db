"""Which folders are ours: those whose manifest lists every file in them, each as it was written."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, Field, ValidationError

from converter.errors import InputError

MANIFEST = "manifest.json"
SHOWN = 5
"""How many names a message shows of a folder that is not ours."""


class _Output(BaseModel):
    file: str
    sha256: str


class _Manifest(BaseModel):
    form: str = Field(alias="schema", pattern=r"^converter\.manifest/[0-9]+$")
    outputs: tuple[_Output, ...]


def listed(folder: Path) -> Mapping[str, str] | None:
    """Give the SHA-256 of each file that a folder's manifest lists, or nothing where it has no manifest of ours."""
    path = folder / MANIFEST
    if path.is_symlink() or not path.is_file():
        return None
    try:
        manifest = _Manifest.model_validate_json(path.read_bytes())
    except ValidationError:
        return None
    return {output.file: output.sha256 for output in manifest.outputs}


def refuse_package(folder: Path) -> None:
    """Refuse to add files to a package, or to a folder in one: it holds only what its run wrote. Raises InputError."""
    real = folder.resolve()
    package = next((one for one in (real, *real.parents) if listed(one) is not None), None)
    if package:
        message = f"{folder}: lies in the package {package}, which holds only what its run wrote; name another folder"
        raise InputError(message)


def strangers(folder: Path, *, whole: bool = True) -> tuple[str, ...]:
    """Tell everything in a folder that no run wrote or left so: other files, folders and links, changed and lost files.

    An empty folder has none. Lost files are told only where the folder should be `whole`.
    """
    known = listed(folder)
    if known is None:
        return tuple(name for name, _ in _entries(folder, frozenset()))
    seen = {name: plain for name, plain in _entries(folder, _folders(known)) if name != MANIFEST}
    foreign = [name for name, plain in seen.items() if not (plain and name in known)]
    ours = [name for name, plain in seen.items() if plain and name in known]
    changed = [f"{name} (changed)" for name in ours if sha256(folder / name) != known[name]]
    lost = [f"{name} (lost)" for name in known if whole and name not in seen]
    return (*foreign, *changed, *lost)


def _folders(names: Iterable[str]) -> frozenset[str]:
    """Give the folders that files lie in, as they are named below a package."""
    return frozenset(parent.as_posix() for name in names for parent in PurePosixPath(name).parents) - {"."}


def _entries(folder: Path, folders: frozenset[str], below: str = "") -> Iterator[tuple[str, bool]]:
    """Give each entry of a folder and whether it is a plain file; only `folders` below it are entered."""
    with os.scandir(folder / below) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        name = f"{below}{entry.name}"
        if not entry.is_dir(follow_symlinks=False):
            yield name, entry.is_file(follow_symlinks=False)
        elif name in folders:
            yield from _entries(folder, folders, f"{name}/")
        else:
            yield f"{name}/", False


def sha256(path: Path) -> str:
    """Give the SHA-256 of a file as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def some(names: Iterable[str]) -> str:
    """Name the first of many, and how many more there are."""
    every = list(names)
    more = f" and {len(every) - SHOWN} more" if len(every) > SHOWN else ""
    return ", ".join(every[:SHOWN]) + more


def discard(folder: Path) -> tuple[str, ...]:
    """Remove a folder of ours as its manifest lists it; where it holds anything else, tell that instead.

    A folder without manifest is what a run had begun to write, and nobody else has seen: it is removed as it is.
    """
    known = listed(folder)
    if known is None:
        shutil.rmtree(folder)
        return ()
    if stay := strangers(folder, whole=False):
        return stay
    for name in known:
        (folder / name).unlink(missing_ok=True)
    for name in sorted(_folders(known), reverse=True):
        if (folder / name).is_dir():
            (folder / name).rmdir()
    (folder / MANIFEST).unlink()
    folder.rmdir()
    return ()
