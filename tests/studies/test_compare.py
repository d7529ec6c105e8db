"""The comparing command counts what differs and does not flatter."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pandas as pd
import pyreadstat
import pytest

HERE = Path(__file__).resolve().parent
Columns = Mapping[str, list[str] | list[float]]
ROWS: Columns = {
    "USUBJID": ["S-1", "S-2"],
    "AESEQ": [1.0, 1.0],
    "AETERM": ["COUGH", "RASH"],
    "AEPTCD": [10011224.0, 10037844.0],
}
PUBLISHED = "USUBJID,AESEQ,AETERM,AEPTCD\nS-1,1,COUGH,10011224\nS-2,1.0,RASH,10037844\n"
RULES = "datasets: {AE: {match: [USUBJID, AESEQ]}}\n"


def _written(folder: Path, rows: Columns, published: str, rules: str) -> tuple[Path, ...]:
    (folder / "sdtm").mkdir()
    pyreadstat.write_xport(pd.DataFrame(rows), str(folder / "sdtm" / "ae.xpt"), table_name="AE", file_format_version=5)
    (folder / "ae.csv").write_text(published, encoding="utf-8")
    (folder / "compare.yaml").write_text(rules, encoding="utf-8")
    return folder, folder, folder / "compare.yaml"


@pytest.mark.parametrize(
    ("published", "counts"),
    [
        pytest.param(PUBLISHED, (8, 8), id="numbers are equal however they are written"),
        pytest.param(PUBLISHED.replace("10037844", "10037845"), (7, 8), id="the last of eight digits counts"),
        pytest.param(PUBLISHED.replace("RASH", "Rash"), (7, 8), id="case counts"),
        pytest.param(PUBLISHED.replace("RASH", ""), (7, 8), id="a value where none is expected counts"),
        pytest.param(PUBLISHED + "S-3,1,ITCH,1\n", (8, 12), id="a row that we lack is unequal in every column"),
        pytest.param(
            PUBLISHED.removesuffix("S-2,1.0,RASH,10037844\n"), (4, 8), id="a row too many is unequal in every column"
        ),
        pytest.param(PUBLISHED + "S-2,1.0,RASH,10037844\n", (8, 12), id="a repeated row needs a partner of its own"),
        pytest.param("AEMOD," + PUBLISHED.replace("S-", ",S-"), (8, 10), id="a column that we lack is unequal"),
    ],
)
def test_each_cell_is_compared_once(
    published: str, counts: tuple[int, int], comparison: ModuleType, tmp_path: Path
) -> None:
    equal, compared, _ = comparison.compare(*_written(tmp_path, ROWS, published, RULES))["AE"]
    assert (equal, compared) == counts


def test_text_that_looks_like_a_number_is_compared_as_text(comparison: ModuleType, tmp_path: Path) -> None:
    rows: Columns = {"USUBJID": ["S-1"], "AESPID": ["007"]}
    rules = "datasets: {AE: {match: [USUBJID]}}\n"
    counts = comparison.compare(*_written(tmp_path, rows, "USUBJID,AESPID\nS-1,7\n", rules))
    assert counts["AE"] == (1, 2, ["AE.AESPID S-1: expected '7', got '007'"])


def test_what_compare_yaml_excepts_is_not_counted(comparison: ModuleType, tmp_path: Path) -> None:
    rules = (
        "datasets: {AE: {match: [USUBJID, AESEQ], skip: {AEPTCD: told}, "
        "except: [{column: AETERM, where: {USUBJID: S-2}, reason: told}]}}\n"
    )
    equal, compared, _ = comparison.compare(*_written(tmp_path, ROWS, PUBLISHED.replace("RASH", "ITCH"), rules))["AE"]
    assert (equal, compared) == (5, 5)


@pytest.mark.parametrize(
    ("published", "code", "last"),
    [(PUBLISHED, 0, "total    8/8 (100.00 %)\n"), (PUBLISHED.replace("RASH", "ITCH"), 1, "total    7/8 (87.50 %)\n")],
)
def test_the_command_fails_below_100_percent(published: str, code: int, last: str, tmp_path: Path) -> None:
    arguments = map(str, _written(tmp_path, ROWS, published, RULES))
    command = [sys.executable, str(HERE / "compare.py"), *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout.endswith(last)) == (code, True)
