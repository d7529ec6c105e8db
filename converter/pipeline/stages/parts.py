"""The datasets of a study that was made in ranges of subjects: parts on disk, which are read one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from converter.dataset import TRACE_COLUMNS, Dataset, Frame, Making
from converter.pipeline.stages.forms import load_dataset, load_json
from converter.spec.dataset import DatasetSpec


@dataclass(frozen=True)
class Parts:
    """One dataset in parts: its description, and the folder of each part with the records before it.

    `before` counts the records of each dataset before each part, for the lineage names records by their numbers;
    `raw` are the steps whose sources are rows of raw tables, numbered in the whole as they are. `keys`: the dataset is
    not in the order of subjects, and is sorted by these anew.
    """

    spec: DatasetSpec
    folders: Sequence[Path]
    before: Sequence[Mapping[str, int]]
    raw: frozenset[int] = frozenset()
    keys: tuple[str, ...] = ()

    def whole(self) -> Dataset:
        """Give all of the dataset, in memory."""
        return self._sorted[0] if self.keys else self._joined()

    @property
    def positions(self) -> pd.Series | None:
        """The position of each record as the parts have them one below the other; None where it is the same."""
        return self._sorted[1] if self.keys else None

    @cached_property
    def _sorted(self) -> tuple[Dataset, pd.Series]:
        return _sorted(self._joined(), self.keys)

    def _each(self) -> Iterator[Dataset]:
        for folder, before in zip(self.folders, self.before, strict=True):
            part = load_dataset(self.spec.name, folder, self.spec)
            lineage = _numbered(part.lineage, before, self.raw)
            yield Dataset(self.spec, _completed(part.frame, self.spec), lineage, part.making)

    def _joined(self) -> Dataset:
        parts = list(self._each())
        starts = _starts(parts)
        lineages = [one.lineage.assign(row=one.lineage["row"] + at) for one, at in zip(parts, starts, strict=True)]
        frame = pd.concat([one.frame for one in parts], ignore_index=True)
        lineage = pd.concat(lineages, ignore_index=True)
        return Dataset(self.spec, frame, lineage, making_of([one.making for one in parts]))


def _starts(parts: Sequence[Dataset]) -> list[int]:
    starts, count = [], 0
    for part in parts:
        starts.append(count)
        count += len(part.frame)
    return starts


def _numbered(lineage: Frame, before: Mapping[str, int], raw: frozenset[int]) -> Frame:
    """Let sources that are records of datasets have their numbers in the whole; 0 is none."""
    moved = lineage["table"].map(before).fillna(0).astype("int64")
    own = lineage["step"].isin(raw) | (lineage["source_row"] == 0)
    return lineage.assign(source_row=lineage["source_row"] + moved.mask(own, 0))


def _completed(frame: Frame, spec: DatasetSpec) -> Frame:
    """Give the variables of the whole; one that the part lacks is blank or missing."""
    blank = {"Char": pd.Series("", index=frame.index, dtype="str"), "Num": pd.Series(float("nan"), index=frame.index)}
    columns = {one.name: frame[one.name] if one.name in frame else blank[one.type] for one in spec.variables}
    return pd.DataFrame(columns, index=frame.index)


def making_of(parts: Sequence[Making]) -> Making:
    """Put together what steps did with the records of parts."""
    gave: dict[int, tuple[str, ...]] = {}
    for part in parts:
        for step, names in part.gave.items():
            gave[step] = tuple(dict.fromkeys((*gave.get(step, ()), *names)))
    keys = sorted({key for part in parts for key in part.only})
    only = {key: pd.concat([_marks(part, key) for part in parts], ignore_index=True) for key in keys}
    made_by = pd.concat([part.made_by for part in parts], ignore_index=True)
    return Making(made_by, dict(sorted(gave.items())), only)


def _marks(part: Making, key: tuple[int, str]) -> pd.Series:
    """Mark the records of a part of which a step set a variable: where it set all there were, those made before it."""
    return part.only[key] if key in part.only else part.made_by < key[0]


def _sorted(dataset: Dataset, keys: Sequence[str]) -> tuple[Dataset, pd.Series]:
    """Sort a dataset by keys, what is equal in the order in which it was made; give also where each record went."""
    order = dataset.frame.assign(_made=dataset.making.made_by).sort_values(
        [*keys, "_made"], kind="stable", na_position="first"
    )
    positions = pd.Series(range(len(order)), index=order.index, dtype="int64").sort_index()
    lineage = dataset.lineage.assign(row=dataset.lineage["row"].map(positions).astype("int64"))
    lineage = lineage.sort_values(["row", "step", "table", "source_row"], kind="stable", ignore_index=True)
    frame = order.drop(columns="_made").reset_index(drop=True)
    making = dataset.making.moved(positions)
    return replace(dataset, frame=frame, lineage=lineage[list(TRACE_COLUMNS)], making=making), positions


def said_of(folder: Path) -> Mapping[str, Any]:
    """Give what is written of the datasets of one part: keys, variables, records."""
    said: Mapping[str, Any] = load_json(folder / "frames" / "datasets.json")
    return said
