"""Where the parts of datasets lie, on disk and back: what tells a worker, or a later run, of a package in parts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from converter.pipeline.stages.disk.forms import load_json, load_specs, save_json, save_specs
from converter.pipeline.stages.ranges.parts import Part, StoredDataset

SPECS, LAYOUT = "specs.json", "layout.json"
"""The files of a layout: what describes the datasets, and where their parts lie."""


def save_layout(datasets: Mapping[str, StoredDataset], folder: Path, below: Path) -> None:
    """Write what describes datasets, and where their parts lie, by paths below a folder that all parts share."""
    save_specs({name: one.spec for name, one in datasets.items()}, folder / SPECS)
    said = {
        name: {
            "parts": [
                [part.number, part.folder.relative_to(below).as_posix(), part.records, part.before]
                for part in one.parts
            ],
            "raw": sorted(one.raw),
            "once": one.once,
        }
        for name, one in datasets.items()
    }
    save_json(said, folder / LAYOUT)


def load_layout(folder: Path, below: Path) -> dict[str, StoredDataset]:
    """Read what `save_layout` wrote; the parts lie below a folder."""
    specs = load_specs(folder / SPECS)
    return {
        name: StoredDataset(
            specs[name],
            [Part(number, below / place, records, before) for number, place, records, before in one["parts"]],
            frozenset(one["raw"]),
            one["once"],
        )
        for name, one in load_json(folder / LAYOUT).items()
    }
