"""The pilot's SDTM as published, checked: each kind of finding is judged once, and nothing else is found."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from converter.pipeline.existing import check

HERE = Path(__file__).resolve().parent
REAL = HERE.parents[2] / "shared" / "real" / "pilot-sdtm"
JUDGED = yaml.safe_load((HERE / "pilot" / "judged.yaml").read_text(encoding="utf-8"))


def test_each_kind_of_finding_is_judged() -> None:
    if not REAL.is_dir():
        pytest.skip("the published pilot data (shared/real) lie outside the repository")
    report = check(REAL, HERE / "pilot")
    assert {issue.rule for issue in report.issues} == set(JUDGED["findings"])
