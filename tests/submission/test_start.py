"""The start of a study in ts.xpt: there, of this study, and a whole date."""

from __future__ import annotations

import pandas as pd
import pytest

from converter.submission.start import wrong_start

EXPECTED = "expected a complete ISO 8601 date such as 2024-01-15"
Row = tuple[str, str, str, str]


def summary(*rows: Row) -> pd.DataFrame:
    return pd.DataFrame([*rows], columns=["STUDYID", "TSPARMCD", "TSVAL", "TSVALNF"])


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ((("S01", "SSTDTC", "2024-01-15", ""),), ()),
        ((("S01", "SSTDTC", "2024-01-15T09:00", ""), ("S01", "TITLE", "A study", "")), ()),
        ((), ("TS has no SSTDTC; add it under trial_summary: in study.yaml",)),
        ((("S01", "TITLE", "A study", ""),), ("TS has no SSTDTC; add it under trial_summary: in study.yaml",)),
        ((("S01", "SSTDTC", "2024-01", ""),), (f"TS.SSTDTC is '2024-01'; {EXPECTED}",)),
        ((("S01", "SSTDTC", "2024-02-30", ""),), (f"TS.SSTDTC is '2024-02-30'; {EXPECTED}",)),
        ((("S01", "SSTDTC", "", ""),), (f"TS.SSTDTC is ''; {EXPECTED}",)),
        ((("S01", "SSTDTC", "", "NAV"),), (f"TS.SSTDTC is left out as NAV; {EXPECTED}",)),
        (
            (("S-01", "SSTDTC", "2024-01-15", ""),),
            ("TS.STUDYID is 'S-01'; expected 'S01', as study.yaml names the study",),
        ),
    ],
)
def test_the_start_is_a_whole_date_of_this_study(rows: tuple[Row, ...], says: tuple[str, ...]) -> None:
    assert tuple(wrong_start(summary(*rows), "S01")) == says


def test_a_trial_summary_that_is_missing_or_is_none_is_told() -> None:
    assert [*wrong_start(None, "S01")] == ["ts.xpt is missing; describe TS in sdtm/ts.yaml"]
    assert [*wrong_start(pd.DataFrame({"STUDYID": ["S01"]}), "S01")] == ["ts.xpt has no TSPARMCD and no TSVAL"]
