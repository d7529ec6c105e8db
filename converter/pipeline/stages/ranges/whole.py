"""A study that is made in ranges: how it is described, where its parts lie, and who makes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from shutil import rmtree

from converter.pipeline.stages.specified import Specified
from converter.pipeline.stages.workers import Crew, Function, T, run_all
from converter.steps import Plan


@dataclass(frozen=True)
class Whole:
    """A study to be made: how it is described, its plan, and who makes it.

    `parts` is a folder, not there yet or empty, for what ranges are made of and what they make; `named` is the one that
    a user has named for it, if there is one.
    """

    specified: Specified
    plan: Plan
    parts: Path
    crew: Crew
    named: Path | None = None

    def run(self, function: Function[T], tasks: Sequence[T]) -> str:
        """Do all tasks, by those who make the study; gives what the first fails with, if one does."""
        return run_all(function, tasks, self.plan, self.crew)


def appear(place: Path, make: Callable[[Path], None]) -> None:
    """Make a folder, and let it appear whole; where another run was sooner, its folder stays.

    `make` gives the same for whoever makes it, so it makes no difference which run it is of.
    """
    if place.exists():
        return
    new = place.with_name(f".{place.name}.{token_hex(8)}")
    new.mkdir(parents=True)
    make(new)
    try:
        new.rename(place)
    except OSError:
        if not place.exists():
            raise
        rmtree(new)
