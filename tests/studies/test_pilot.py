"""The CDISC pilot as pharmaverse publishes it: every comparable cell of DM, EX, DS and AE is reproduced."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from converter.pipeline import convert
from converter.report.report import Report

HERE = Path(__file__).resolve().parent
REAL = HERE.parents[2] / "shared" / "real" / "pharmaverse"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Path]:
    if not REAL.is_dir():
        pytest.skip("the published pilot data (shared/real) lie outside the repository")
    out = tmp_path_factory.mktemp("pilot") / "out"
    return convert(HERE / "pilot", out, raw=REAL / "raw"), out


def test_all_comparable_cells_of_the_published_sdtm_are_equal(
    package: tuple[Report, Path], comparison: ModuleType
) -> None:
    counts = comparison.compare(package[1], REAL / "expected", HERE / "pilot" / "compare.yaml")
    assert {name: told for name, (_, _, told) in counts.items() if told} == {}
    assert {name: (equal, compared) for name, (equal, compared, _) in counts.items()} == {
        "DM": (7649, 7649),
        "EX": (10047, 10047),
        "DS": (10200, 10200),
        "AE": (36905, 36905),
    }


def test_no_issue_of_the_pilot_is_open(package: tuple[Report, Path]) -> None:
    assert package[0].open_issues == ()


def test_every_raw_row_of_the_pilot_is_mapped(package: tuple[Report, Path]) -> None:
    ledger = package[0].ledger
    assert ledger is not None
    balance = ledger.balance().set_index("file")
    assert balance["rows_in"].to_dict() == {"ae_raw.csv": 1191, "dm_raw.csv": 306, "ds_raw.csv": 850, "ec_raw.csv": 591}
    assert list(balance["mapped"]) == list(balance["rows_in"])
