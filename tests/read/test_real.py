"""Files that others made: each row is read, none with a doubt that the file does not give."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from converter.read.readers import READERS
from converter.read.sas.sas import read_sas_dataset
from converter.spec.profile import Profile
from converter.spec.study import Table

REAL = Path(__file__).parents[2].parent / "shared" / "real"
PLAIN = Profile(name="plain", description="", source="")
ABSENT = "the real files (shared/real) lie outside the repository"


@pytest.mark.parametrize(("name", "rows"), [("dm_raw", 306), ("ae_raw", 1191), ("ds_raw", 850), ("ec_raw", 591)])
def test_raw_exports_of_others_are_read_whole(name: str, rows: int) -> None:
    path = REAL / "pharmaverse" / "raw" / f"{name}.csv"
    if not path.is_file():
        pytest.skip(ABSENT)
    frame, issues = READERS[".csv"](path, table=Table(file=path.name), profile=PLAIN)
    assert (len(frame), issues) == (rows, ())
    assert frame.to_numpy().tolist() == pd.read_csv(path, dtype="str", keep_default_na=False).to_numpy().tolist()


def test_transport_files_of_others_are_read_whole_and_bytes_of_windows_told() -> None:
    paths = sorted((REAL / "pilot-sdtm").glob("*.xpt"))
    if not paths:
        pytest.skip(ABSENT)
    found = {path.stem: read_sas_dataset(path) for path in paths}
    assert {name: len(found[name].frame) for name in ("dm", "ae", "ex", "ds")} == {
        "dm": 306,
        "ae": 1191,
        "ex": 591,
        "ds": 596,
    }
    told = {name: [issue.rule for issue in dataset.issues] for name, dataset in found.items() if dataset.issues}
    assert told == {"ts": ["encoding-guessed"]}
