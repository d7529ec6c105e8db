"""The author is wrong: problems in a specification, all of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from converter.visible import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable


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
        super().__init__("\n".join(str(problem) for problem in self.problems))


class InputError(Exception):
    """A file or folder that the run needs is absent, unreadable, or refused as unsafe."""


class LedgerError(Exception):
    """Raw rows are unaccounted for: the run must not ship."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Name the known name closest to a misspelt one, as a hint, or nothing."""
    by_upper = {candidate.upper(): candidate for candidate in sorted(known)}
    close = get_close_matches(name.upper(), by_upper, n=1, cutoff=0.6)
    return f"did you mean '{by_upper[close[0]]}'?" if close else ""
