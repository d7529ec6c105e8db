"""The CDISC pilot as pharmaverse publishes it: every comparable cell of DM, EX, DS and AE is reproduced."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from converter.pipeline import convert

HERE = Path(__file__).resolve().parent
REAL = HERE.parents[2] / "shared" / "real" / "pharmaverse"


def _comparison() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compare", HERE / "compare.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not REAL.is_dir(), reason="the published pilot data (shared/real) lie outside the repository")
def test_all_comparable_cells_of_the_published_sdtm_are_equal(tmp_path: Path) -> None:
    convert(HERE / "pilot", tmp_path / "out", raw=REAL / "raw")
    counts = _comparison().compare(tmp_path / "out", REAL / "expected", HERE / "pilot" / "compare.yaml")
    assert {name: told for name, (_, _, told) in counts.items() if told} == {}
    assert {name: compared for name, (_, compared, _) in counts.items()} == {
        "DM": 7955,
        "EX": 10047,
        "DS": 10200,
        "AE": 36905,
    }
