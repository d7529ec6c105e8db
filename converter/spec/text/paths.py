"""Paths from specifications stay inside their folder."""

from __future__ import annotations

from os import walk
from pathlib import Path, PurePosixPath

from converter.errors import InputError, nearest


def inside(folder: Path, name: str) -> Path:
    """Give the file `name` below a folder; raises InputError where it climbs out, is absolute, or is not there."""
    relative = PurePosixPath(name)
    root = folder.resolve()
    try:
        path = (root / relative).resolve()
    except (RuntimeError, OSError, ValueError) as error:
        message = f"'{name}' is refused: {error}"
        raise InputError(message) from error
    if relative.is_absolute() or "\\" in name or not path.is_relative_to(root):
        message = f"'{name}' is refused: a file must lie inside {folder.name or folder}"
        raise InputError(message)
    if not path.is_file():
        present = (
            [file.relative_to(root).as_posix() for file in root.rglob("*") if file.is_file()] if root.is_dir() else []
        )
        count = f"the folder has {len(present)} files" if root.is_dir() else "there is no such folder"
        hint = nearest(name, present) or count
        message = f"no file '{name}' in {folder.name or folder} ({hint})"
        raise InputError(message)
    return path


def files_below(folder: Path) -> list[str]:
    """List every file below a folder; one that cannot be looked into raises OSError, where rglob leaves it out."""

    def fails(error: OSError) -> None:
        raise error

    walked = ((Path(at), names) for at, _, names in walk(folder, onerror=fails))
    return sorted((at / name).relative_to(folder).as_posix() for at, names in walked for name in names)


def is_hidden(name: str) -> bool:
    """Tell by its name a file that a system or a program keeps for itself: ._dm.csv of a Mac, ~$dm.xlsx of Office."""
    return PurePosixPath(name).name.startswith((".", "~$"))


def shown(folder: Path, pattern: str) -> list[Path]:
    """List the files of a folder that fit a pattern and are not hidden, in order of name."""
    return sorted(path for path in folder.glob(pattern) if not is_hidden(path.name))


def below(folder: Path, name: str) -> Path:
    """Give the place of a file to write below a folder; raises InputError where its name would lead out of it.

    The last line of defence of every writer: a name that a specification or an input gave is never a way out.
    """
    path = folder / name
    climbs = PurePosixPath(name).is_absolute() or "\\" in name or "\0" in name or ".." in PurePosixPath(name).parts
    if climbs or not path.name or not path.resolve().is_relative_to(folder.resolve()) or path == folder:
        message = f"{name!r} is refused: a file is only written inside {folder.name or folder}"
        raise InputError(message)
    return path


def regular(path: Path) -> Path:
    """Give back the path of a file; raises InputError for a folder, a pipe or a device."""
    if path.exists() and not path.is_file():
        message = f"{path.name}: cannot be read: it is {'a folder' if path.is_dir() else 'no regular file'}"
        raise InputError(message)
    return path
