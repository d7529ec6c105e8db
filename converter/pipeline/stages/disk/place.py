"""Where the parts of a study lie while it is made: beside the package, or in a folder that all workers see."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from converter.pipeline.stages.disk.own import Mark, make_own, own_folder, remove
from converter.visible import visible

MARK = Mark("parts.json", "converter.parts/1", "parts of a study", "--parts")
_LOG = logging.getLogger(__name__)


@contextmanager
def parts_folder(folder: Path) -> Iterator[Path]:
    """Give a new folder in one that a user has named, for this run alone; what was made is removed at the end.

    What workers of an earlier run, who did not know that it had ended, have left is removed: it lies apart, since the
    folder of each run has a name of its own. Raises InputError where another run works there, and for a folder that
    holds anything else.
    """
    folder = folder.absolute()
    new = not folder.exists()
    with own_folder(folder, MARK):
        make_own(folder, MARK)
        for left in folder.glob("run-*"):
            remove(left)
        here = folder / f"run-{token_hex(8)}"
        here.mkdir()
        try:
            yield here
        finally:
            _leave(folder, here, new=new)


def _leave(folder: Path, here: Path, *, new: bool) -> None:
    """Remove what was made; where a worker that is late still writes, it stays until the next run."""
    try:
        remove(here)
        (folder / MARK.file).unlink()
        if new:
            folder.rmdir()
    except OSError as error:
        _LOG.warning(visible(f"{folder}: parts of a study stay there: {error.strerror}; the next run removes them"))
