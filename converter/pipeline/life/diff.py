"""What moved between two packages of a study, and which change of an input moved it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from converter.comparison.comparison import Settings, Side
from converter.comparison.datasets import compare_datasets
from converter.comparison.links import Links
from converter.comparison.moved import DatasetMoved, Population, moved_in, populations
from converter.dataset import FoundDataset
from converter.errors import InputError
from converter.pipeline.conversion import convert
from converter.pipeline.life.causes import Changes, causes_of
from converter.pipeline.life.compared import Sides, guide_keys, write_page
from converter.pipeline.life.figures import moved_figures, moved_published
from converter.pipeline.life.origins import origins_of
from converter.pipeline.life.verified import moved_between
from converter.pipeline.tell import Tell, silent
from converter.report.life.movement import Movement
from converter.report.life.movement_page import MADE_BY, movement_page
from converter.steps import SUBJECTS as ADSL
from converter.write.folder.ours import some, strangers

STUDY = "study.yaml"
PEOPLE = ("DM", ADSL)
"""The datasets of subjects, the first that there is."""


def diff(old: Path, new: Path, first: int = 20, tell: Tell = silent) -> Movement:
    """Tell what moved from one package to another, and which change of an input moved it.

    Each side is a package that `convert` wrote, or a study folder, which is converted in a temporary place. `first`
    values of each variable are kept. Raises InputError where a side is neither, and what `convert` raises.
    """
    with ExitStack() as stack:
        base, compare = (_package(side, stack, tell) for side in (old, new))
        return _moved((str(old), str(new)), base, compare, first)


def write_movement(movement: Movement, path: Path) -> None:
    """Write what moved as one HTML page; raises InputError where a file is there that is none, or in a package."""
    write_page(movement_page(movement), path, MADE_BY, "page of what moved")


def _package(side: Path, stack: ExitStack, tell: Tell) -> Path:
    if not side.is_dir():
        message = f"{side}: no such folder"
        raise InputError(message)
    if not (side / STUDY).is_file():
        origins_of(side)
        if changed := strangers(side):
            message = f"{side}: is not as it was written: {some(changed)}; convert again"
            raise InputError(message)
        return side
    tell(f"convert {side}")
    place = Path(stack.enter_context(TemporaryDirectory(prefix="converter-diff-"))) / "package"
    convert(side, place)
    return place


@dataclass
class _Beside:
    """The datasets of two packages, one after the other: what moved in each, and who their subjects are."""

    datasets: list[DatasetMoved] = field(default_factory=list)
    people: dict[str, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    flags: tuple[Population, ...] = ()
    links: Links = field(default_factory=Links)

    def add(self, one: FoundDataset, other: FoundDataset, first: int) -> None:
        _refuse_other(one, other)
        before, now = self.links.followed(one, other)
        found = compare_datasets(before, now, Settings(first=first), guide_keys(one.name))
        self.links.learn(one, other, found)
        self.datasets.append(moved_in(before, now, found))
        self._meet(one, other)

    def add_alone(self, one: FoundDataset, side: Side, first: int) -> None:
        """Tell a dataset of one side as a whole: all its records are gone, or added."""
        nothing = replace(one, frame=one.frame.iloc[:0])
        both = (one, nothing) if side == "base" else (nothing, one)
        found = compare_datasets(*both, Settings(first=first), guide_keys(one.name))
        self.datasets.append(moved_in(*both, found, whole="gone" if side == "base" else "new"))
        if one.name == "DM":
            self._meet(*both)

    def _meet(self, one: FoundDataset, other: FoundDataset) -> None:
        if one.name in PEOPLE:
            self.people[one.name] = _people(one), _people(other)
        if one.name == ADSL:
            self.flags = tuple(populations(one, other))


def _moved(named: tuple[str, str], base: Path, compare: Path, first: int) -> Movement:
    old, new = origins_of(base), origins_of(compare)
    inputs = moved_between(old.listing.inputs, new.listing.inputs)
    versions = moved_between(old.listing.versions, new.listing.versions)
    sides, beside = Sides(base, compare), _Beside()
    for pair in sides.pairs():
        beside.add(*pair, first)
    for side, alone in sides.alone.items():
        for one in alone.values():
            beside.add_alone(one, side, first)
    was, are = next((beside.people[name] for name in PEOPLE if name in beside.people), (frozenset(), frozenset()))
    figures, parts = moved_figures(base, compare)
    causes, unknown = causes_of(Changes(old, new, inputs, versions), beside.datasets, figures, parts)
    return Movement(
        *named,
        sizes=(len(was), len(are)),
        inputs=inputs,
        versions=versions,
        datasets=tuple(sorted(beside.datasets, key=lambda one: one.name)),
        only=(sides.only["base"], sides.only["compare"]),
        subjects=(tuple(sorted(was - are)), tuple(sorted(are - was))),
        populations=beside.flags,
        figures=figures,
        parts=parts,
        published=tuple(moved_published(base, compare)),
        causes=causes,
        unknown=unknown,
    )


def _refuse_other(one: FoundDataset, other: FoundDataset) -> None:
    """Refuse packages of two studies: no record of one is a record of the other."""
    studies = [set(side.frame["STUDYID"].astype("str")) if "STUDYID" in side.frame else set() for side in (one, other)]
    if all(studies) and not studies[0] & studies[1]:
        names = (", ".join(sorted(each)) for each in studies)
        message = f"{one.name}: OLD is of study {next(names)}, NEW of {next(names)}; compare tells datasets apart"
        raise InputError(message)


def _people(found: FoundDataset) -> frozenset[str]:
    return frozenset(found.frame["USUBJID"].astype("str")) if "USUBJID" in found.frame else frozenset()
