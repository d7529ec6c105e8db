"""The guides of SDTM that ship, compared with CDISC's published metadata where they are at hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from converter.spec.library import codelist_names, load_codelist, load_standard
from converter.spec.standard import StandardDataset, StandardVariable

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "standards"
CT = "sdtm-ct-2025-03-28"
GUIDES = {"3.4": 63}
"""How many datasets each guide has."""
RETIRED = {
    "C85495": "MSRESCAT",
    "C89973": "MITEST",
    "C89974": "MITESTCD",
    "C96780": "TUIDRS",
    "C114116": "MOTEST",
    "C114117": "MOTESTCD",
}
"""Codelists that guides name and the terminology no longer has."""
needs_standards = pytest.mark.skipif(
    not SHARED.is_dir(),
    reason="the published metadata (shared/standards) lie outside the repository",
)
every_guide = pytest.mark.parametrize("version", GUIDES)


@every_guide
def test_a_guide_has_all_its_datasets(version: str) -> None:
    assert len(load_standard("sdtmig", version).datasets) == GUIDES[version]


@every_guide
def test_every_key_is_a_variable_and_every_codelist_ships_or_is_retired(version: str) -> None:
    known = {*codelist_names(CT), *RETIRED.values()}
    for name, dataset in load_standard("sdtmig", version).datasets.items():
        assert set(dataset.keys) <= set(dataset.variables), name
        assert {c for v in dataset.variables.values() for c in v.codelists} <= known, name


def _published(version: str, kind: str) -> Iterator[dict[str, str]]:
    with (SHARED / f"sdtmig-{version}-{kind}.csv").open(encoding="utf-8") as stream:
        yield from csv.DictReader(stream)


@needs_standards
@every_guide
def test_the_datasets_are_those_that_cdisc_published(version: str) -> None:
    published = {
        row["Dataset Name"]: (_class(row["Class"]), row["Dataset Label"], row["Structure"].strip(" ."))
        for row in _published(version, "datasets")
    }
    datasets = load_standard("sdtmig", version).datasets.values()
    assert {d.dataset: (d.dataset_class, d.label, d.structure) for d in datasets} == published


@needs_standards
@every_guide
def test_the_variables_are_those_that_cdisc_published_in_their_order(version: str) -> None:
    lists = {load.code: load.name for load in (load_codelist(CT, name) for name in codelist_names(CT)) if load}
    published: dict[str, list[tuple[str, ...]]] = {}
    for row in _published(version, "variables"):
        codes = row["CDISC CT Codelist Code(s)"].replace("\n", " ").replace(";", " ").replace(",", " ").split()
        named = " ".join({**lists, **RETIRED}[code] for code in codes)
        facts = (row["Variable Label"], row["Type"], row["Role"], row["Core"])
        said = (row["Described Value Domain(s)"], row["Value List"].replace("; ", ";"))
        published.setdefault(row["Dataset Name"], []).append((row["Variable Name"], *facts, named, *said))
    datasets = load_standard("sdtmig", version).datasets
    assert {name: [*_ours(dataset)] for name, dataset in datasets.items()} == published


def _class(published: str) -> str:
    return published.upper().replace("-", " ")


def _ours(dataset: StandardDataset) -> Iterator[tuple[str, ...]]:
    return (_facts(name, variable) for name, variable in dataset.variables.items() if variable.in_guide)


def _facts(name: str, said: StandardVariable) -> tuple[str, ...]:
    listed = " ".join(said.codelists)
    return (name, said.label, said.type, said.role, said.core, listed, said.described, ";".join(said.values))
