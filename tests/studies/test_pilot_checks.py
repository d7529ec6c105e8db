"""The pilot as published, checked by every guide: each kind of finding is judged once, and nothing else is found."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from converter.pipeline.checking.existing import check

HERE = Path(__file__).resolve().parent
PUBLISHED = HERE.parents[2] / "shared" / "real"
REAL = PUBLISHED / "pilot-sdtm"
PHARMAVERSE = PUBLISHED / "pharmaverse" / "expected"
JUDGED = yaml.safe_load((HERE / "pilot" / "judged.yaml").read_text(encoding="utf-8"))


def test_each_kind_of_finding_is_judged() -> None:
    if not REAL.is_dir():
        pytest.skip("the published pilot data (shared/real) lie outside the repository")
    report = check(REAL, HERE / "pilot")
    assert {issue.rule for issue in report.issues} == set(JUDGED["findings"])


@pytest.mark.parametrize("version", ["3.1.2", "3.1.3", "3.2", "3.3"])
def test_an_older_guide_finds_no_other_kind(version: str) -> None:
    if not REAL.is_dir():
        pytest.skip("the published pilot data (shared/real) lie outside the repository")
    report = check(REAL, standard=f"sdtmig-{version}")
    assert {issue.rule for issue in report.issues} <= set(JUDGED["findings"])


def test_each_kind_of_finding_on_the_sdtm_of_pharmaverse_is_judged() -> None:
    if not PHARMAVERSE.is_dir():
        pytest.skip("the data that pharmaverse publishes (shared/real) lie outside the repository")
    reports = [check(PHARMAVERSE, standard=f"sdtmig-{version}") for version in ("3.4", "3.2")]
    found = {issue.rule for report in reports for issue in report.issues}
    assert found - set(JUDGED["findings"]) == set(JUDGED["pharmaverse"])


@pytest.mark.parametrize("version", ["1.1", "1.2", "1.3"])
def test_each_kind_of_finding_on_the_published_adsl_is_judged(version: str) -> None:
    if not REAL.is_dir():
        pytest.skip("the published pilot data (shared/real) lie outside the repository")
    report = check(REAL / "expected", sdtm=REAL, standard=f"adamig-{version}")
    assert {issue.rule for issue in report.issues} == set(JUDGED["analysis"])
