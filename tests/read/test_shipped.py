"""Datasets in transport files, read where they are asked for: the same cells as of the whole file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from converter.read.datasets import shipped as module
from converter.read.datasets.folder import read_datasets
from converter.read.datasets.shipped import received_parts
from tests.read.test_xport import write

FRAME = pd.DataFrame(
    {
        "USUBJID": [f"S-{number // 4}" for number in range(12)],
        "TERM": ["PAIN", "FI_VRE", "RASH"] * 4,
        "AVAL": np.arange(12) / 7,
    }
).astype({"USUBJID": "str", "TERM": "str"})


def given(folder: Path) -> Path:
    """Write ADAE in Windows-1252, SUPPAE, and DM as CSV."""
    path = write(FRAME, folder, "ADAE")
    path.write_bytes(path.read_bytes().replace(b"FI_VRE", b"FI\xc8VRE"))
    write(pd.DataFrame({"USUBJID": ["S-1"], "QNAM": ["AETRTEM"], "QVAL": ["Y"]}, dtype="str"), folder, "SUPPAE")
    (folder / "dm.csv").write_text("USUBJID\nS-1\n", encoding="utf-8")
    return folder


def test_any_record_and_any_column_is_that_of_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK", 5)
    whole = read_datasets(given(tmp_path), {})
    parts = received_parts(whole, tmp_path)
    assert list(parts) == ["ADAE", "SUPPAE"]
    frame, some = whole["ADAE"].frame, parts["ADAE"]
    assert (len(some), some.names) == (12, ("USUBJID", "TERM", "AVAL"))
    for record in range(1, 13):
        pd.testing.assert_frame_equal(some.at(record), frame.iloc[[record - 1]])
        assert [some.value(name, record) for name in some.names] == frame.iloc[record - 1].tolist()
    pd.testing.assert_frame_equal(some.columns("AVAL", "TERM"), frame[["AVAL", "TERM"]])
    assert some.value("TERM", 2) == "FIÈVRE"


def test_heads_describe_datasets_as_their_records_do(tmp_path: Path) -> None:
    whole, heads = read_datasets(given(tmp_path), {}), read_datasets(tmp_path, {}, heads=True)
    assert {name: (one.variables, [*one.frame.dtypes]) for name, one in heads.items()} == {
        name: (one.variables, [*one.frame.dtypes]) for name, one in whole.items()
    }
    assert {name: len(one.frame) for name, one in heads.items()} == {"ADAE": 0, "DM": 1, "SUPPAE": 1}
