"""What an agency asks of a submission, as data with its sources: names, sizes, formats, and criteria in their order."""

from __future__ import annotations

from functools import cache
from typing import Literal

from converter.errors import Problem, SpecError, nearest
from converter.spec.library import read_spec, specs_folder
from converter.spec.model import Model

Asks = Literal[
    "tagging file",
    "start date",
    "tags",
    "files",
    "define",
    "names",
    "formats",
    "sizes",
    "pages",
    "origins",
    "findings",
    "reasons",
    "answers",
]
Weight = Literal["reject", "explain"]
AGENCIES = ("fda", "pmda")


class Names(Model):
    """The characters that names may have, and how many: a file with its ending, a dataset without, a folder, a path."""

    characters: str
    file: int
    folder: int
    dataset: int
    path: int


class Criterion(Model):
    """One thing that is asked for: without it a submission is rejected, or an explanation is wanted.

    `files` are those that the folder of a study must hold, by folder; they are asked of folders that there are.
    """

    id: str
    severity: Weight
    asks: Asks
    title: str
    files: dict[str, tuple[str, ...]] = {}


class Agency(Model):
    """One agency: how names are written, how large datasets may be, which formats a folder takes, its criteria.

    `splits` tells whether parts of a larger dataset may lie in a folder beside it.
    """

    agency: str
    dated: str
    sources: dict[str, str]
    names: Names
    dataset_bytes: int
    splits: bool
    formats: dict[str, tuple[str, ...]]
    criteria: tuple[Criterion, ...]


@cache
def load_agency(name: str) -> Agency:
    """Load what an agency such as 'fda' asks for; raises SpecError for one that is not known."""
    if name not in AGENCIES:
        hint = nearest(name, AGENCIES) or f"known: {', '.join(AGENCIES)}"
        raise SpecError([Problem("", 0, "", f"unknown agency '{name}'", hint)])
    return read_spec(Agency, specs_folder() / "agencies" / f"{name}.yaml")
