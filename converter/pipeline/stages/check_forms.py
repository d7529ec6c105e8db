"""What checks of ranges give to each other, on disk and back: counts, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from converter.check.gathered import Found
from converter.dataset import Frame
from converter.issues import Issue
from converter.pipeline.stages.forms import load_json, save_json
from converter.pipeline.stages.frames import load_frame, save_frame

FOUND = TypeAdapter(dict[str, tuple[Issue, ...]])


def save_tallies(tallies: Mapping[tuple[str, str], Frame], folder: Path) -> None:
    """Write counts by the name of their tally and of the dataset."""
    for number, counts in enumerate(tallies.values()):
        unknown = [name for name in counts if counts[name].dtype == np.object_]  # of nothing: it is text, as we have it
        texts = dict.fromkeys(unknown, "str")
        save_frame(counts.astype(texts).reset_index(drop=True), folder / f"{number:05d}.parquet")
    save_json([*tallies], folder / "tallies.json")


def load_tallies(folder: Path) -> dict[tuple[str, str], Frame]:
    """Read what `save_tallies` wrote."""
    said = load_json(folder / "tallies.json")
    return {(tally, name): load_frame(folder / f"{number:05d}.parquet") for number, (tally, name) in enumerate(said)}


def save_found(found: Found, folder: Path) -> None:
    """Write what checks found in a range."""
    (folder / "issues.json").write_bytes(FOUND.dump_json(dict(found.issues)))
    save_json(found.variables, folder / "variables.json")


def load_found(folder: Path) -> Found:
    """Read what `save_found` wrote."""
    variables = {name: tuple(names) for name, names in load_json(folder / "variables.json").items()}
    return Found(FOUND.validate_json((folder / "issues.json").read_bytes()), variables)
