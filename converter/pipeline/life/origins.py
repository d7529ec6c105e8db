"""What a package says of its own making: inputs by their digests, rules and what they read, raw rows behind records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from converter.comparison.comparison import Positions
from converter.dataset import Frame
from converter.report.why.trace_file import stored_sources
from converter.write.folder.listing import Listing, listing_of

RECORDS = "*"
"""In place of a variable: the records of a dataset."""
SUPPLEMENTAL = "SUPP"

Node: TypeAlias = tuple[str, str]
"""A dataset and one of its variables, or its RECORDS."""
Digests: TypeAlias = Mapping[tuple[str, str, str], tuple[tuple[str, str], ...]]
"""By kind, dataset and variable the places and digests of what the specification says of them."""


@dataclass(frozen=True)
class Origins:
    """A package by its files: `listing` is its manifest; tables are read when asked for, empty where none is."""

    folder: Path
    listing: Listing

    @cached_property
    def rules(self) -> Frame:
        """Each rule of a variable: what it reads, and where the specification says so."""
        return self._table("trace/variables.csv", ("dataset", "variable", "table", "place", "columns", "variables"))

    @cached_property
    def digests(self) -> Digests:
        """The place and digest of each part of the specification, by kind, dataset and variable."""
        found = defaultdict[tuple[str, str, str], list[tuple[str, str]]](list)
        table = self._table("trace/digests.csv", ("kind", "dataset", "variable", "place", "digest"))
        for kind, dataset, variable, place, digest in table.itertuples(index=False, name=None):
            found[kind, dataset, variable].append((place, digest))
        return {key: tuple(each) for key, each in found.items()}

    @cached_property
    def makers(self) -> frozenset[tuple[str, str]]:
        """The datasets whose records are made by rules, and where these are said."""
        found = ((dataset, told) for (_, dataset, variable), told in self.digests.items() if variable == RECORDS)
        return frozenset((dataset, place) for dataset, told in found for place, _ in told)

    @cached_property
    def files(self) -> Mapping[str, str]:
        """The input that each raw table was read from, as the manifest names it."""
        table = self._table("ledger.csv", ("table", "file"))
        named = ((name, file.partition("[")[0]) for name, file in zip(table["table"], table["file"], strict=True))
        inputs = self.listing.inputs
        found = ((name, next((one for one in inputs if f"/{one}".endswith(f"/{file}")), file)) for name, file in named)
        return dict(found)

    def rows(self, dataset: str, records: Positions) -> Iterator[tuple[str, int]]:
        """Give the raw tables and rows that stand behind records (positions), of a dataset that was made of any."""
        try:
            frame = stored_sources(self.folder / "trace", dataset).frame
        except OSError:  # a package that was made of datasets of others has none
            return
        mine = frame[frame["record"].isin(records + 1) & frame["table"].isin(list(self.files))]
        yield from sorted(set(zip(mine["table"], mine["source_row"].tolist(), strict=True)))

    def _table(self, name: str, columns: tuple[str, ...]) -> Frame:
        path = self.folder / name
        if not path.is_file():
            return pd.DataFrame({column: pd.Series(dtype="str") for column in columns})
        return pd.read_csv(path, dtype="str", keep_default_na=False)[list(columns)]


def origins_of(package: Path) -> Origins:
    """Open a package; raises InputError where it is none of ours."""
    return Origins(package, listing_of(package))


@dataclass(frozen=True)
class Reads:
    """What values of one node rest on: raw tables, other nodes."""

    tables: frozenset[str]
    nodes: frozenset[Node]


def reads_by_node(origins: Origins) -> Mapping[Node, Reads]:
    """Say of each variable, and of the records of each dataset, which raw tables and variables they rest on."""
    tables, nodes = defaultdict[Node, set[str]](set), defaultdict[Node, set[Node]](set)
    columns = (origins.rules[name] for name in ("dataset", "variable", "table", "place", "variables"))
    for dataset, variable, table, place, read in zip(*columns, strict=True):
        records = (dataset, RECORDS)
        for node in {(dataset, variable), records}:
            tables[node] |= {table} - {""}
        nodes[dataset, variable] |= set(_read(dataset, read, records=variable == RECORDS))
        if (dataset, place) in origins.makers or not origins.digests:
            nodes[records] |= set(_read(dataset, read, records=True))
    return {node: Reads(frozenset(tables[node]), frozenset(nodes[node])) for node in tables}


def _read(dataset: str, read: str, *, records: bool) -> Iterator[Node]:
    """Give the nodes that a rule reads; records rest on what rules read of other datasets alone."""
    for owner, _, name in (one.rpartition(".") for one in read.split()):
        if owner and owner != dataset:
            yield from ((owner, name), (owner, RECORDS))
        elif not records:
            yield dataset, name


def parent_of(dataset: str) -> str:
    """Name the dataset that another one qualifies; blank where it qualifies none."""
    return dataset.removeprefix(SUPPLEMENTAL) if dataset.startswith(SUPPLEMENTAL) else ""
