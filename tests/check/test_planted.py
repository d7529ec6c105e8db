"""Defects planted into a clean package: each is told, and nothing beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from converter.check.checks import ANALYSIS_CHECKS, CHECKS, check_shipment
from converter.check.define.document import check_define
from converter.check.shipment import Shipment
from converter.pipeline.checking.existing import described_data
from converter.pipeline.specs.specification import specification
from converter.spec.library import read_spec
from tests.check.planting import Bed, Beds, Plant, Told, planted, redefined, told, with_datasets
from tests.converted import Converted

HERE = Path(__file__).resolve().parent
STUDY = HERE.parent / "studies" / "recist"
BEDS = {bed.name: bed for path in sorted((HERE / "planted").glob("*.yaml")) for bed in read_spec(Beds, path).beds}
PLANTS = [(bed.name, plant) for bed in BEDS.values() for plant in bed.plants]


@pytest.fixture(scope="session")
def grown(converted: Converted, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, frozenset[Told]]:
    """Plant each bed at once, and give what is told of it and not of the clean package."""
    out = copytree(converted("recist")[1], tmp_path_factory.mktemp("clean") / "out")
    packages = {name: _shipment(out, name) for name in ("sdtm", "adam")}
    return {name: _told(bed, packages, out) for name, bed in BEDS.items()}


def _shipment(out: Path, package: str) -> Shipment:
    plan = specification(STUDY, out / package).plan
    tabulations, analyses = described_data(out / package, plan)
    if package == "sdtm":
        return tabulations
    beside, _ = described_data(out / "sdtm", plan)
    return replace(analyses, tabulations={name: one.frame for name, one in beside.found.items()})


def _told(bed: Bed, packages: Mapping[str, Shipment], out: Path) -> frozenset[Told]:
    if bed.package == "define":
        return _described(bed, packages["sdtm"], out / "sdtm")
    clean = with_datasets(packages[bed.package], bed.also)
    checks = CHECKS if bed.package == "sdtm" else ANALYSIS_CHECKS
    before, after = (
        told(check_shipment(replace(one, beside=frozenset(one.found) - {*bed.look}), checks))
        for one in (clean, planted(clean, bed.plants))
    )
    return after - before


def _described(bed: Bed, shipment: Shipment, folder: Path) -> frozenset[Told]:
    changed = folder / f"{bed.name}.xml"
    changed.write_bytes(redefined(folder / "define.xml", bed.plants))
    before, after = (told([*check_define(shipment, path)]) for path in (folder / "define.xml", changed))
    return after - before


@pytest.mark.parametrize(("bed", "plant"), PLANTS, ids=[f"{bed}: {plant.title}" for bed, plant in PLANTS])
def test_a_defect_is_told(bed: str, plant: Plant, grown: Mapping[str, frozenset[Told]]) -> None:
    assert plant.expected - grown[bed] == set()


@pytest.mark.parametrize("bed", BEDS)
def test_nothing_else_is_told(bed: str, grown: Mapping[str, frozenset[Told]]) -> None:
    assert grown[bed] - {one for plant in BEDS[bed].plants for one in plant.expected} == set()
