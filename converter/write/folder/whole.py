"""Outputs appear whole or not at all."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from converter.errors import InputError
from converter.visible import visible
from converter.write.folder.exchange import exchange
from converter.write.folder.full import full_is
from converter.write.folder.ours import discard, listed, some, strangers
from converter.write.folder.place import real, refuse_place, refuse_strangers
from converter.write.folder.run import GONE, NEW, OLD, PARTS, RUN, begin, one_run, work_folders

_LOG = logging.getLogger(__name__)


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """Give a new folder to write to; when the block ends well it takes the place of `out`, in one step where it can.

    A run that fails or is killed leaves the previous package as it was, and what it leaves beside `out` is mended by
    the next. Raises InputError before the block begins where another run writes to `out`, or where `out` is anything
    else than a new or empty folder or a package as an earlier run left it: nothing that is not ours is ever removed.
    """
    out = real(out)
    refuse_place(out)
    with one_run(out):
        try:
            with full_is(out):
                work = begin(out)
                mend(out, but=work)
                refuse_strangers(out)
                (work / NEW).mkdir()
                yield work / NEW
                _take_place(work, out)
        finally:
            for told in mend(out):
                _LOG.warning(visible(told))


def mend(out: Path, but: Path | None = None) -> tuple[str, ...]:
    """Put back a previous package that a run moved aside and did not replace, and remove what runs have left.

    Only who holds the right to write `out` may call it: then every work folder but his own is that of a dead run. Gives
    a sentence for each thing that stays, and why.
    """
    try:
        works = work_folders(out)
    except OSError as error:
        return (f"{out.parent}: what earlier runs left there stays: {error.strerror}",)
    return tuple(told for work in works if work != but for told in _cleared(work, out))


def _cleared(work: Path, out: Path) -> Iterator[str]:
    try:
        _put_back(work, out)
        for name in (GONE, NEW):
            if (work / name).is_dir() and (stay := discard(work / name)):
                yield f"{work / name}: stays, since it holds what no run wrote: {some(stay)}; move that away"
        if (work / PARTS).exists():
            shutil.rmtree(work / PARTS)
        if {path.name for path in work.iterdir()} <= {RUN}:
            (work / RUN).unlink(missing_ok=True)
            work.rmdir()
    except OSError as error:
        held = ", and holds the previous package" if (work / OLD).is_dir() else ""
        yield f"{work}: left by a run that ended{held}: {error.strerror}; the next run tries again"


def _put_back(work: Path, out: Path) -> None:
    """Put what was moved aside back where nothing has taken its place; where a package has, it may go."""
    old = work / OLD
    if not old.is_dir():
        return
    if out.is_dir() and not any(out.iterdir()):
        out.rmdir()
    if not out.exists():
        old.rename(out)
    elif listed(out) is not None:
        old.rename(work / GONE)


def _take_place(work: Path, out: Path) -> None:
    """Let the new folder take the place of `out`; raises InputError where somebody has changed that meanwhile."""
    new, old = work / NEW, work / OLD
    if not out.exists():
        new.rename(out)
        return
    shutil.copymode(out, new)
    at_once = exchange(new, out)
    if not at_once:
        out.rename(old)
    try:
        _refuse_changed(new if at_once else old, out)
    except BaseException:
        exchange(new, out) if at_once else old.rename(out)
        raise
    if not at_once:
        new.rename(out)


def _refuse_changed(old: Path, out: Path) -> None:
    if found := strangers(old):
        message = f"{out}: changed while the run went on: {some(found)}; move that away and run again"
        raise InputError(message)


def write_text(path: Path, text: str) -> Path:
    """Write a text file whole or not at all, as UTF-8 with line feeds."""
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(text.encode("utf-8"))
    return new.replace(path)
