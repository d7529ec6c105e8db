"""The author is wrong: problems in a specification, all of them at once."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from converter.visible import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in a specification: where it stands, what is wrong, how to mend it."""

    file: str
    line: int
    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        parts = [part for part in (place, self.path, self.message) if part]
        return one_line(": ".join(parts) + (f" ({self.hint})" if self.hint else ""))


class SpecError(Exception):
    """The specification cannot be carried out; `problems` lists every reason found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        count = len(self.problems)
        head = f"the specification has {count} problem{'' if count == 1 else 's'}:"
        super().__init__("\n".join([head, *map(str, self.problems)]))


class InputError(Exception):
    """A file or folder that the run needs is absent, unreadable, or refused as unsafe."""


class LedgerError(Exception):
    """Raw rows are unaccounted for: the run must not ship."""


STOPPED = "stopped; what was there before is as it was, run again to go on"
"""What is said where the user stops a run."""
MENDS: Mapping[int, str] = {
    errno.ENOSPC: "free space there, or name a folder on another disk",
    errno.EDQUOT: "free space there, or name a folder on another disk",
    errno.EACCES: "ask for the right to it, or name another place",
    errno.EPERM: "ask for the right to it, or name another place",
    errno.EROFS: "name a folder that may be written",
    errno.ENOENT: "see that it is there and that nobody moves it, and run again",
    errno.ENOTDIR: "name a folder, not a file",
    errno.EISDIR: "name a file, not a folder",
    errno.EEXIST: "something is in the way there: move it away, or name another folder",
    errno.ENOTEMPTY: "something is in the way there: move it away, or name another folder",
    errno.ENAMETOOLONG: "name a shorter path",
    errno.ELOOP: "a link leads back to itself: remove it, or name another place",
    errno.EMFILE: "raise the limit of open files (ulimit -n), and run again",
    errno.EXDEV: "name a folder that lies on one disk",
}
"""What to do about what the operating system says."""


def told(error: OSError) -> str:
    """Word what the operating system refused: where, what, and what to do."""
    reason = error.strerror or str(error) or type(error).__name__
    mend = MENDS.get(error.errno or 0, "mend that, and run again")
    return ": ".join([*([str(error.filename)] if error.filename is not None else []), f"{reason}; {mend}"])


def nearest(name: str, known: Iterable[str]) -> str:
    """Name the known name closest to a misspelt one, as a hint, or nothing."""
    by_upper = {candidate.upper(): candidate for candidate in sorted(known)}
    close = get_close_matches(name.upper(), by_upper, n=1, cutoff=0.6)
    return f"did you mean '{by_upper[close[0]]}'?" if close else ""
