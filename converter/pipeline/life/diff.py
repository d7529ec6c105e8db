"""What moved between two packages of a study, and which change of an input moved it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from converter.comparison.comparison import Settings
from converter.comparison.datasets import compare_datasets
from converter.comparison.links import Links
from converter.comparison.moved import DatasetMoved, Population, moved_in, populations
from converter.dataset import FoundDataset, Frame
from converter.errors import InputError
from converter.pipeline.compared import Sides, guide_keys, write_page
from converter.pipeline.conversion import convert
from converter.pipeline.life.causes import Changes, causes_of
from converter.pipeline.life.origins import origins_of
from converter.pipeline.tell import Tell, silent
from converter.pipeline.verified import moved_between
from converter.report.life.movement import Figure, Movement
from converter.report.life.movement_page import MADE_BY, movement_page
from converter.steps import SUBJECTS as ADSL
from converter.write.folder.ours import some, strangers

STUDY = "study.yaml"
PEOPLE = ("DM", ADSL)
"""The datasets of subjects, the first that there is."""
CELL = ["DISPLAY", "ROW", "COLUMN"]
RESULT = [*CELL, "METHOD", "DATASET", "STAT", "LEVEL"]
ANSWER = ["STATN", "STATC", "SHOWN"]


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
    was, are = next((beside.people[name] for name in PEOPLE if name in beside.people), (frozenset(), frozenset()))
    figures = tuple(_figures(base, compare))
    causes, unknown = causes_of(Changes(old, new, inputs, versions), beside.datasets, figures)
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
        published=tuple(_published(base, compare)),
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


def _figures(base: Path, compare: Path) -> Iterator[Figure]:
    """Give the statistics of the displays that moved, with the subjects that came into their cell or went out of it."""
    old, new = (_results(place, "results", [*RESULT, *ANSWER]) for place in (base, compare))
    both = _beside(old, new, RESULT)
    moved = both[both["old"] != both["new"]]
    if moved.empty:
        return
    behind = [_subjects(_results(place, "records", [*CELL, "USUBJID"]), moved) for place in (base, compare)]
    for one in moved.to_dict("records"):
        cell = str(one["DISPLAY"]), str(one["ROW"]), str(one["COLUMN"])
        was, are = (side.get(cell, frozenset()) for side in behind)
        statistic = f"{one['STAT']} {one['LEVEL']}".strip()
        came, went = tuple(sorted(are - was)), tuple(sorted(was - are))
        yield Figure(*cell, str(one["DATASET"]), statistic, str(one["old"]), str(one["new"]), came, went)


def _subjects(records: Frame, moved: Frame) -> dict[tuple[str, str, str], frozenset[str]]:
    wanted = set(moved[CELL].itertuples(index=False, name=None))
    found: dict[tuple[str, str, str], set[str]] = {}
    for *cell, who in records[[*CELL, "USUBJID"]].itertuples(index=False, name=None):
        if tuple(cell) in wanted:
            found.setdefault((cell[0], cell[1], cell[2]), set()).add(who)
    return {cell: frozenset(who) for cell, who in found.items()}


def _beside(old: Frame, new: Frame, keys: list[str]) -> Frame:
    """Lay answers beside each other by their keys, the second with the same key beside the second."""
    told = [side[[*keys, "nth"]].assign(**{name: side["answer"]}) for side, name in ((old, "old"), (new, "new"))]
    return told[0].merge(told[1], how="outer", on=[*keys, "nth"], sort=False).drop(columns="nth").fillna("")


def _results(place: Path, name: str, columns: list[str]) -> Frame:
    """Read a table of results; `answer` is what is shown, and beside it the number where that says more."""
    frame = _table(place / "results" / name, columns)
    keys = [column for column in columns if column not in ANSWER]
    if set(ANSWER) <= set(columns):
        raw = frame["STATN"].where(frame["STATN"] != "", frame["STATC"])
        shown = frame["SHOWN"].where(frame["SHOWN"] != "", raw)
        frame = frame.assign(answer=shown.where(shown == raw, shown + " (" + raw + ")"))
    return frame.assign(nth=frame.groupby(keys).cumcount())


def _table(path: Path, columns: list[str]) -> Frame:
    """Read a table that is written as CSV, or as Parquet where it is long; empty where there is none."""
    if path.with_suffix(".parquet").is_file():
        return pd.read_parquet(path.with_suffix(".parquet")).astype("str")
    if path.with_suffix(".csv").is_file():
        return pd.read_csv(path.with_suffix(".csv"), dtype="str", keep_default_na=False)
    return pd.DataFrame({column: pd.Series(dtype="str") for column in columns})


def _published(base: Path, compare: Path) -> Iterator[Figure]:
    """Give the published figures whose derived value or whose agreement moved."""
    old, new = (
        _answers(_table(place / "results" / "published", ["PATH", "DERIVED", "STATUS"])) for place in (base, compare)
    )
    for path, was, now in _beside(old, new, ["PATH"]).itertuples(index=False, name=None):
        if was != now:
            yield Figure(str(path), "", "", "", "published", str(was), str(now))


def _answers(frame: Frame) -> Frame:
    answer = frame["DERIVED"] + " (" + frame["STATUS"] + ")"
    return frame[["PATH"]].assign(answer=answer, nth=frame.groupby("PATH").cumcount())
