"""What checks of ranges give to each other, on disk and back: counts, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import numpy as np
from pydantic import TypeAdapter

from converter.check.gathered import Found
from converter.dataset import Frame
from converter.issues import Issue
from converter.pipeline.stages.disk.forms import load_json, save_json
from converter.pipeline.stages.disk.frames import load_frame, save_frames

FOUND = TypeAdapter(dict[str, tuple[Issue, ...]])
Columns: TypeAlias = tuple[tuple[str, str], ...]
"""The names and types of columns."""


def save_tallies(tallies: Mapping[tuple[str, str], Frame], folder: Path) -> None:
    """Write counts by the name of their tally and of the dataset: one file for those of the same columns."""
    alike: dict[Columns, list[Frame]] = {}
    said = []
    for (tally, name), counts in tallies.items():
        typed = _typed(counts)
        columns = tuple((str(column), str(kind)) for column, kind in typed.dtypes.items())
        alike.setdefault(columns, []).append(typed)
        said.append((tally, name, [*alike].index(columns), len(typed)))
    for number, frames in enumerate(alike.values()):
        save_frames(frames, folder / f"{number:05d}.parquet")
    save_json(said, folder / "tallies.json")


def _typed(counts: Frame) -> Frame:
    """Give counts of nothing, whose columns may have no type, the one that they have here: text."""
    unknown = [name for name in counts if counts[name].dtype == np.object_]
    return counts.astype(dict.fromkeys(unknown, "str")) if unknown else counts


def load_tallies(folder: Path) -> dict[tuple[str, str], Frame]:
    """Read what `save_tallies` wrote."""
    said = load_json(folder / "tallies.json")
    files = [
        load_frame(folder / f"{number:05d}.parquet") for number in range(1 + max((s[2] for s in said), default=-1))
    ]
    begun = [0] * len(files)
    tallies = {}
    for tally, name, number, count in said:
        rows = files[number].iloc[begun[number] : begun[number] + count]
        tallies[tally, name] = rows.reset_index(drop=True)
        begun[number] += count
    return tallies


def save_found(found: Found, folder: Path) -> None:
    """Write what checks found in a range."""
    (folder / "issues.json").write_bytes(FOUND.dump_json(dict(found.issues)))
    save_json(found.variables, folder / "variables.json")


def load_found(folder: Path) -> Found:
    """Read what `save_found` wrote."""
    variables = {name: tuple(names) for name, names in load_json(folder / "variables.json").items()}
    return Found(FOUND.validate_json((folder / "issues.json").read_bytes()), variables)
