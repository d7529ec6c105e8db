"""Outputs appear whole or not at all."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from converter.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = "manifest.json"


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """Give a new folder beside `out` to write to; when the block ends well it takes the place of `out`.

    A run that fails or is killed leaves the previous package as it was. A folder that is not one of our packages (it
    has files but no manifest.json) is refused with InputError and never replaced.
    """
    out = out.resolve()
    recover(out)
    if out.is_file():
        message = f"{out}: is a file; name a folder for the package"
        raise InputError(message)
    if out.exists() and any(out.iterdir()) and not (out / MARK).is_file():
        message = f"{out}: holds files that no earlier run wrote; name an empty or new folder"
        raise InputError(message)
    new, old = _beside(out, "new"), _beside(out, "old")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        yield new
        if out.exists():
            out.rename(old)
        new.rename(out)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def recover(out: Path) -> None:
    """Put a previous package back that a run killed between its two renames left under its old name."""
    old = _beside(out, "old")
    if old.is_dir() and not out.exists():
        old.rename(out)


def _beside(out: Path, word: str) -> Path:
    return out.with_name(f".{out.name}.{word}")


def write_text(path: Path, text: str) -> Path:
    """Write a text file whole or not at all, as UTF-8 with line feeds."""
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(text.encode("utf-8"))
    return new.replace(path)
