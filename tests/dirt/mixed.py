"""The small example with some of its raw tables shipped in other formats, so that every reader is examined."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import yaml

from tests.dirt.formats import FORMS
from tests.dirt.grid import Grid, read_grid

TABLES = ("ae", "vs", "ex", "lb")
"""The tables that are written anew."""
ORDERS = (
    (".xlsx", ".xml", ".xpt", ".json"),
    (".xml", ".xpt", ".json", ".xlsx"),
    (".json", ".xlsx", ".xml", ".xpt"),
)
"""What the tables are shipped as, in turn: the events never as XPT, which holds ASCII alone, nor the laboratory's
results as ODM, where their column SITE is a key."""


def mixed(example: Path, folder: Path, order: int) -> Mapping[str, Grid]:
    """Copy a study, write some of its tables in other formats, and give their grids, numbered as each format does."""
    shutil.copytree(example, folder)
    path = folder / "study.yaml"
    study = yaml.safe_load(path.read_text(encoding="utf-8"))
    grids = {}
    for table, suffix in zip(TABLES, ORDERS[order % len(ORDERS)], strict=True):
        said = study["tables"][table]
        raw = folder / study["raw"] / said["file"]
        grids[table] = _renumbered(read_grid(raw.read_bytes(), said.pop("delimiter", ","), "utf-8"), suffix)
        raw.unlink()
        raw = raw.with_suffix(suffix)
        raw.write_bytes(FORMS[suffix].write(grids[table], table))
        named = {column: FORMS[suffix].named(column) for column in grids[table].columns}
        rename = {column: name for column, name in named.items() if column != name}
        for accepted in study["accepted"]:
            accepted["place"] = raw.name if accepted["place"] == said["file"] else accepted["place"]
        study["tables"][table] = {**said, "file": raw.name, **FORMS[suffix].settings(table), "rename": rename}
        domain = folder / "sdtm" / f"{table}.yaml"
        text = domain.read_text(encoding="utf-8")
        domain.write_text(
            text.replace("formats: [DD-MON-YYYY]", "formats: [DD-MON-YYYY, YYYY-MM-DD]"), encoding="utf-8"
        )
    path.write_text(yaml.safe_dump(study, sort_keys=False), encoding="utf-8")
    return grids


def _renumbered(grid: Grid, suffix: str) -> Grid:
    first = FORMS[suffix].first
    lines = tuple(replace(line, origin=number) for number, line in enumerate(grid.lines, start=first))
    return replace(grid, lines=lines, suffix=suffix, first=first)
