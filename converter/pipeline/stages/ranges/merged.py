"""What ranges of subjects made, put together to what the whole study would have made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

import pandas as pd

from converter.compute.continued import continuations, continued_variable
from converter.dataset import Frame
from converter.issues import Issue, with_cells
from converter.pipeline.stages.disk.forms import load_findings, load_issues, load_told
from converter.pipeline.stages.disk.frames import load_frame
from converter.pipeline.stages.ranges.anew import sort_anew
from converter.pipeline.stages.ranges.chain import FATES, MADE
from converter.pipeline.stages.ranges.parts import Part, StoredDataset, said_of
from converter.pipeline.stages.ranges.unlike import UnlikeWholeError, refuse_issues
from converter.plan.scope import scopes, sorted_anew
from converter.sdtm.found import told
from converter.spec.dataset import DatasetSpec, VariableSpec, supplemental_of
from converter.steps import Plan, RecordsStep, Told

ANEW = "anew"
"""The folder among the parts for what is sorted anew."""


@dataclass(frozen=True)
class Merged:
    """The datasets that ranges made of one package, in parts, in the order of the whole study, and their issues.

    `before` counts the records of each dataset before each range; `moved` has the new position of each record of a
    dataset that was sorted anew, on the one that it had.
    """

    datasets: Mapping[str, StoredDataset]
    issues: tuple[Issue, ...]
    before: Sequence[Mapping[str, int]]
    moved: Mapping[str, pd.Series] = field(default_factory=dict)


def merged_sdtm(plan: Plan, parts: Path, count: int) -> Merged:
    """Put the SDTM datasets of so many ranges together; raises UnlikeWholeError."""
    folders = _folders(parts, count, "sdtm")
    said = [said_of(folder) for folder in folders]
    made = {plan.specs[name].qualifies or name for part in said for name in part}
    order = [name for parent in sorted(made) for name in (parent, supplemental_of(plan.specs, parent)) if name]
    once = _once(plan)
    before = _before(said, once)
    raw = frozenset(number for number, step in enumerate(plan.steps) if isinstance(step, RecordsStep))
    datasets = _datasets(order, folders, said, before, plan.specs, raw, once)
    keys = {name: said for name, said in sorted_anew(plan).items() if name in datasets}
    anew = {name: sort_anew(datasets[name], said, parts / ANEW / name) for name, said in keys.items()}
    datasets |= {name: one for name, (one, _) in anew.items()}
    findings = reduce(add, [load_findings(folder / "found.json") for folder in folders])
    of_rows = told(findings, plan)
    found = (*of_rows, *(issue for number, folder in enumerate(folders) for issue in _issues(folder, number, once)))
    refuse_issues(found, datasets)
    return Merged(datasets, found, before, {name: moved for name, (_, moved) in anew.items()})


def merged_adam(plan: Plan, parts: Path, count: int, sdtm: Merged) -> Merged:
    """Put the analysis datasets of so many ranges together; raises UnlikeWholeError."""
    folders = _folders(parts, count, "adam")
    said = [said_of(folder) for folder in folders]
    once = _once(plan)
    own = _before(said, once)
    before = [{**one, **more} for one, more in zip(sdtm.before, own, strict=True)]
    names = [*plan.analysis.datasets]
    datasets = _datasets(names, folders, said, before, plan.analysis.specs, frozenset(), once)
    issues = [
        _moved(issue, before[number].get(issue.place, 0))
        for number, folder in enumerate(folders)
        for issue in _issues(folder, number, once)
    ]
    return Merged(datasets, tuple(issues), before)


def fates_of(parts: Path, count: int) -> Iterator[Frame]:
    """Give what became of the raw rows of each range."""
    for folder in _folders(parts, count, "sdtm"):
        yield load_frame(folder / FATES)


def told_of(parts: Path, count: int, sdtm: Merged) -> Iterator[Told]:
    """Give what was told of the records of all ranges, by their numbers in the whole."""
    for number, folder in enumerate(_folders(parts, count, "sdtm")):
        for one in load_told(folder / "told.json"):
            before, moved = sdtm.before[number].get(one.dataset, 0), sdtm.moved.get(one.dataset)
            rows = (row + before for row in one.rows)
            yield replace(one, rows=frozenset(rows if moved is None else (int(moved[row - 1]) + 1 for row in rows)))


def _folders(parts: Path, count: int, package: str) -> list[Path]:
    return [parts / MADE / f"{number:05d}" / package for number in range(count)]


def _once(plan: Plan) -> set[str]:
    """Name the datasets that are not of subjects, and what qualifies them: each range makes them, and one is taken."""
    made = {one.dataset for one in scopes(plan) if one.extent == "once"}
    return made | {supplemental_of(plan.specs, name) for name in made}


def _datasets(
    names: Iterable[str],
    folders: Sequence[Path],
    said: Sequence[Mapping[str, Any]],
    before: Sequence[Mapping[str, int]],
    specs: Mapping[str, DatasetSpec],
    raw: frozenset[int],
    once: Collection[str],
) -> dict[str, StoredDataset]:
    found: dict[str, StoredDataset] = {}
    for name in names:
        having = [number for number, part in enumerate(said) if name in part]
        alone = name in once
        having = having[:1] if alone else having
        if having:
            spec = merged_spec(specs[name], [said[number][name] for number in having])
            parts = [Part(one, folders[one], said[one][name]["records"], before[one]) for one in having]
            found[name] = StoredDataset(spec, parts, raw, alone)
    return found


def _before(said: Sequence[Mapping[str, Any]], once: Collection[str]) -> list[dict[str, int]]:
    """Count the records of each dataset before each range."""
    counts: dict[str, int] = {}
    before: list[dict[str, int]] = []
    for part in said:
        before.append(dict(counts))
        for name, one in part.items():
            if name not in once:
                counts[name] = counts.get(name, 0) + one["records"]
    return before


def merged_spec(spec: DatasetSpec, said: Sequence[Mapping[str, Any]]) -> DatasetSpec:
    """Describe a dataset by what its parts have: their variables in the order of the specification, with their types.

    A part without records says nothing of types. Raises UnlikeWholeError where parts differ in them.
    """
    telling = [one for one in said if one["records"]] or said
    found: dict[str, list[list[Any]]] = {}
    for one in said:
        for variable in one["variables"]:
            found.setdefault(variable[0], [])
    for one in telling:
        for variable in one["variables"]:
            found[variable[0]].append(variable)
    variables = tuple(_variables(spec, found))
    keys = {key for one in said for key in one["keys"]}
    return spec.model_copy(update={"variables": variables, "keys": tuple(key for key in spec.keys if key in keys)})


def _variables(spec: DatasetSpec, found: Mapping[str, list[list[Any]]]) -> Iterator[VariableSpec]:
    for variable in spec.variables:
        if variable.name in found:
            yield _variable(variable, found[variable.name], spec)
        for name in continuations(variable.name, found):
            yield _variable(continued_variable(name, spec.by_name), found[name], spec)


def _variable(variable: VariableSpec, told: Sequence[Sequence[Any]], spec: DatasetSpec) -> VariableSpec:
    kinds = {(kind, shown) for _, kind, shown, _ in told}
    if len(kinds) > 1:
        message = f"{spec.name}.{variable.name} is text in some ranges of subjects, a number in others"
        raise UnlikeWholeError(message)
    if not kinds:
        return variable
    ((kind, shown),) = kinds
    mandatory = all(one for *_, one in told)
    return variable.model_copy(update={"type": kind, "format": shown, "mandatory": mandatory})


def _issues(folder: Path, number: int, once: Collection[str]) -> Iterator[Issue]:
    """Give the issues of one range; what is not of subjects is told by the first."""
    for issue in load_issues(folder / "issues.json"):
        if number == 0 or issue.place not in once:
            yield issue


def _moved(issue: Issue, by: int) -> Issue:
    cells = (cell._replace(row=cell.row + by) if cell.row else cell for cell in issue.occurrences())
    return with_cells(issue, cells) if by else issue
