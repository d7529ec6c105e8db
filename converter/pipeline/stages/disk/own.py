"""A folder that a user names for what the converter keeps: new, empty or ours, and of one run at a time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from converter.errors import InputError
from converter.write.folder.run import one_run


@dataclass(frozen=True)
class Mark:
    """The file that says that a folder is ours.

    It has a name and a form; `keeps` words what the folder holds, `option` names the folder.
    """

    file: str
    schema: str
    keeps: str
    option: str

    @property
    def content(self) -> bytes:
        """What the file holds."""
        return json.dumps({"schema": self.schema}).encode()

    def found(self, folder: Path) -> bytes:
        """Give what the file of a folder holds, nothing where there is none."""
        return (folder / self.file).read_bytes() if (folder / self.file).is_file() else b""


@contextmanager
def own_folder(folder: Path, mark: Mark) -> Iterator[None]:
    """Hold a folder for this run alone; nothing is made or marked yet.

    Raises InputError where another run works there, and for a folder that holds anything else.
    """
    with one_run(folder):
        if folder.exists() and not _is_ours(folder, mark):
            message = f"{folder}: holds other things than {mark.keeps}; name a folder of its own with {mark.option}"
            raise InputError(message)
        yield


def make_own(folder: Path, mark: Mark) -> None:
    """Make a folder that is held, where it is not there, and mark it."""
    folder.mkdir(exist_ok=True)
    if mark.found(folder) != mark.content:
        (folder / mark.file).write_bytes(mark.content)


def remove(place: Path) -> None:
    """Remove a file, a link or a folder with all that it holds; nothing where nothing is there."""
    if place.is_symlink() or place.is_file():
        place.unlink()
    elif place.exists():
        shutil.rmtree(place)


def _is_ours(folder: Path, mark: Mark) -> bool:
    """Tell whether a folder is empty, bears our mark, or holds no more than the mark that a run had begun."""
    if not folder.is_dir():
        return False
    alone = all(one.name == mark.file for one in folder.iterdir())
    return mark.content.startswith(mark.found(folder)) if alone else mark.found(folder) == mark.content
