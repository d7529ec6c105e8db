"""Where a package may lie: in a folder of its own, apart from what it is made from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from converter.errors import InputError
from converter.write.folder.ours import some, strangers


def refuse_overlap(out: Path, inputs: Mapping[str, Path], option: str = "--out") -> None:
    """Refuse a folder that is, holds, or lies inside a folder of inputs; raises InputError naming both.

    `inputs` are folders by what they are called, such as 'the study folder', `option` is how another place for `out` is
    named. Links are followed, and where both paths exist the file system says whether they are the same.
    """
    for called, folder in inputs.items():
        if how := _overlap(real(out), real(folder)):
            message = f"{out}: {how} {called} {folder}; name a folder apart from it with {option}"
            raise InputError(message)


def _overlap(out: Path, source: Path) -> str:
    if _same(out, source):
        return "is"
    if _within(out, source):
        return "lies inside"
    return "holds" if _within(source, out) else ""


def refuse_place(out: Path) -> None:
    """Refuse a place that cannot be replaced as a whole: a file, a mount point, home, the working folder, one above it.

    Raises InputError that says what to name instead.
    """
    above = next((folder for folder in (out, *out.parents) if folder.exists()), out)
    if out.is_symlink():
        message = f"{out}: is a link that leads nowhere; remove it, or name another folder"
    elif not above.is_dir():
        message = f"{above}: is a file; name a folder for the package"
    elif _within(real(Path()), out):
        message = f"{out}: is or holds the folder you work in; name a folder below it, such as {out / 'out'}"
    elif _same(out, real(Path(os.path.expanduser("~")))):  # noqa: PTH111 - that of pathlib fails without a home
        message = f"{out}: is your home; name a folder below it, such as {out / 'out'}"
    elif os.path.ismount(out):
        message = f"{out}: is a mount point and cannot be replaced as a whole; name a folder below it: {out / 'out'}"
    elif out.exists() and not os.access(out, os.W_OK | os.X_OK):
        message = f"{out}: is a folder you may not write to; ask for the right, or name another folder"
    else:
        return
    raise InputError(message)


def refuse_strangers(out: Path) -> None:
    """Refuse a folder that is neither empty nor a package as a run of ours left it; raises InputError naming the rest.

    A file of a package that somebody has edited or removed is somebody's work: it is not replaced either.
    """
    found = strangers(out) if out.exists() else ()
    if found:
        message = (
            f"{out}: holds what no earlier run wrote or left so: {some(found)}; move it away, or name an empty or new "
            "folder; nothing was read or written"
        )
        raise InputError(message)


def real(path: Path) -> Path:
    """Give a path without links and dots, whether it exists or not."""
    return Path(os.path.realpath(path))


def _within(inner: Path, outer: Path) -> bool:
    return any(_same(one, outer) for one in (inner, *inner.parents))


def _same(one: Path, other: Path) -> bool:
    """Tell whether two paths are one, also where case or a second mount makes them look different."""
    return one == other or (one.exists() and other.exists() and one.samefile(other))
