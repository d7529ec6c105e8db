"""The guides of SDTM that ship, compared with CDISC's published metadata where they are at hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from converter.spec.library import codelist_names, load_codelist
from converter.spec.standards.guides import load_standard
from converter.spec.standards.standard import StandardDataset

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "standards"
CT = "sdtm-ct-2025-03-28"
GUIDES = {"3.1.2": 32, "3.1.3": 35, "3.2": 46, "3.3": 59, "3.4": 63}
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
Facts = dict[str, str]
ERRATA: dict[tuple[str, str, str], Facts] = {
    # in the published metadata of 3.2 types and roles of IS are shifted, and cells are empty
    ("3.2", "IS", "ISSEQ"): {"type": "Num"},
    ("3.2", "IS", "ISGRPID"): {"type": "Char"},
    ("3.2", "IS", "ISTESTCD"): {"role": "Topic"},
    ("3.2", "IS", "ISTEST"): {"role": "Synonym Qualifier"},
    ("3.2", "TR", "TRMETHOD"): {"type": "Char"},
    ("3.1.3", "TR", "TRMETHOD"): {"type": "Char"},
    ("3.2", "PR", "PRLNKGRP"): {"core": "Perm"},
    ("3.2", "FA", "FALAT"): {"core": "Perm"},
    # milestones have terms of their own, of which the published metadata of these versions name no list
    **{(version, "DS", "DSDECOD"): {"codelists": "NCOMPLT PROTMLST"} for version in ("3.1.2", "3.1.3", "3.2")},
    # a total dose is a number in the model
    ("3.2", "EC", "ECDOSTOT"): {"type": "Num"},
    # they name the codelist of names of tests (C103330) for the codes, which are those of C74559
    ("3.1.3", "SC", "SCTESTCD"): {"codelists": "SCTESTCD"},
    ("3.1.2", "SC", "SCTESTCD"): {"codelists": "SCTESTCD"},
    # names of dictionaries that these guides say in their notes only
    ("3.3", "LB", "LBLOINC"): {"described": "LOINC"},
    ("3.2", "LB", "LBLOINC"): {"described": "LOINC"},
    ("3.1.3", "LB", "LBLOINC"): {"described": "LOINC"},
    ("3.1.2", "LB", "LBLOINC"): {"described": "LOINC"},
    ("3.1.3", "AE", "AEDECOD"): {"described": "MedDRA"},
    ("3.1.2", "AE", "AEDECOD"): {"described": "MedDRA"},
}
"""Where we say otherwise than the published metadata, and why."""
ISO = "ISO 8601"
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
    published: dict[str, list[Facts]] = {}
    for row in _published(version, "variables"):
        place = (version, row["Dataset Name"], row["Variable Name"])
        facts = {**_facts(row, {**lists, **RETIRED}), **ERRATA.get(place, {})}
        published.setdefault(row["Dataset Name"], []).append(facts)
    datasets = load_standard("sdtmig", version).datasets
    assert {name: [*_ours(dataset, version)] for name, dataset in datasets.items()} == published


def _class(published: str) -> str:
    return published.upper().replace("-", " ")


def _facts(row: Mapping[str, str], lists: Mapping[str, str]) -> Facts:
    codes = row["CDISC CT Codelist Code(s)"].replace("\n", " ").replace(";", " ").replace(",", " ").split()
    return {
        "name": row["Variable Name"],
        "label": row["Variable Label"],
        "type": row["Type"],
        "role": row["Role"],
        "core": row["Core"],
        "codelists": " ".join(lists[code] for code in codes),
        "described": row["Described Value Domain(s)"],
        "values": row["Value List"].replace("; ", ";"),
    }


def _ours(dataset: StandardDataset, version: str) -> Iterator[Facts]:
    for name, said in dataset.variables.items():
        if said.in_guide:
            # guides before 3.4 say ISO 8601 where we say what of it
            plain = ISO if version != "3.4" and said.described.startswith(ISO) else said.described
            lists = {"codelists": " ".join(said.codelists), "described": plain, "values": ";".join(said.values)}
            yield {"name": name, "label": said.label, "type": said.type, "role": said.role, "core": said.core, **lists}
