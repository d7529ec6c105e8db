"""Which record is meant, and what is said where that is not clear."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from converter.dataset import FoundDataset
from converter.errors import InputError
from converter.report.why.record import Asked, record_of
from converter.report.why.records import Held


def found(name: str, data: dict[str, list[Any]]) -> FoundDataset:
    return FoundDataset(name, "", "", pd.DataFrame(data), ())


ADTTE = found("ADTTE", {"USUBJID": ["1", "1", "2"], "PARAMCD": ["OS", "PFS", "OS"], "SRCSEQ": [4.0, 1.0, 2.0]})
ADLB = found(
    "ADLB",
    {"USUBJID": ["1"] * 3, "PARAMCD": ["HGB"] * 3, "LBSEQ": [3.0, 4.0, 5.0], "ASEQ": [1.0, 2.0, 3.0]},
)
ADCK = found("ADCK", {"USUBJID": ["1"] * 3, "PARAMCD": ["VCN", "VCN", "AUC"], "PCSEQ": [3.0, 4.0, float("nan")]})
ADRS = found("ADRS", {"USUBJID": ["1"] * 2, "PARAMCD": ["OVR"] * 2, "ADT": [20611.0, 20612.0]})
DM = found("DM", {"USUBJID": ["1", "2"]})
AE = found("AE", {"USUBJID": ["1", "1", "2"], "AESEQ": [1.0, 2.0, 1.0]})


@pytest.mark.parametrize(
    ("dataset", "asked", "record"),
    [
        (AE, Asked(record=3), 3),
        (AE, Asked(subject="1", seq=2), 2),
        (AE, Asked(subject="2"), 3),
        (DM, Asked(subject="2"), 2),
        (ADTTE, Asked(subject="1", paramcd="PFS"), 2),
        (ADTTE, Asked(paramcd="PFS"), 2),
        (ADLB, Asked(subject="1", seq=2), 2),
        (ADCK, Asked(subject="1", seq=4), 2),
        (ADCK, Asked(subject="1", paramcd="AUC"), 3),
    ],
)
def test_a_record_is_found_by_number_or_by_what_identifies_it(dataset: FoundDataset, asked: Asked, record: int) -> None:
    assert record_of(Held(dataset), asked) == record


@pytest.mark.parametrize(
    ("dataset", "asked", "message"),
    [
        (AE, Asked(), "AE: no such record; name one of 1 to 3 with --record or by --subject, --seq"),
        (AE, Asked(record=9), "AE: no such record; name one of 1 to 3"),
        (AE, Asked(subject="1"), "AE: 2 records of 1; choose one with --seq, which is AESEQ: 1, 2"),
        (AE, Asked(seq=1), "choose one with --subject: 1, 2"),
        (AE, Asked(subject="1", seq=7), "no such record: AESEQ '7'; known: 1, 2"),
        (AE, Asked(subject="1", paramcd="OS"), "AE has no PARAMCD, so --paramcd names no record"),
        (DM, Asked(subject="1", seq=1), "DM has no one sequence number, so --seq names no record"),
        (ADTTE, Asked(subject="1"), "ADTTE: 2 records of 1; choose one with --paramcd: OS, PFS"),
        (ADTTE, Asked(subject="1", paramcd="PSF"), "PARAMCD 'PSF'; did you mean 'PFS'?"),
        (ADCK, Asked(subject="1", paramcd="VCN"), "choose one with --seq, which is PCSEQ: 3, 4"),
        (ADRS, Asked(subject="1"), "choose one with --record: 1 ADT 2016-06-06, 2 ADT 2016-06-07"),
    ],
)
def test_what_tells_records_apart_is_said_where_several_or_none_fit(
    dataset: FoundDataset, asked: Asked, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        record_of(Held(dataset), asked, ("USUBJID", "PARAMCD", "ADT"))
    assert message in str(caught.value)
