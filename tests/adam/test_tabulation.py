"""SDTM as analysis reads it: qualifiers beside their records, nothing later than the data cut-off."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from converter.adam.tabulation import cut_off, qualified, unqualifying
from converter.dataset import Dataset
from converter.spec.dataset import DatasetSpec
from tests.adam.frames import table

CUTOFF = date(2018, 4, 30)


def dataset(name: str, frame: pd.DataFrame) -> Dataset:
    spec = DatasetSpec(
        name=name, domain=name.removeprefix("SUPP"), label=name, dataset_class="EVENTS", structure="One", keys=(),
        variables=(), qualifies=name.removeprefix("SUPP") if name.startswith("SUPP") else "",
    )  # fmt: skip
    return Dataset(spec, frame)


@pytest.mark.parametrize(
    ("start", "stays"),
    [
        ("2018-04-30", True),  # the day of the cut-off is known
        ("2018-04-30T23:59", True),
        ("2018-05-01", False),
        ("2018-04", True),  # the earliest that it can be counts
        ("2018-05", False),
        ("2018", True),
        ("2018---02", True),
        ("2019---02", False),  # a day of an unknown month
        ("2018-05-02/2018-06-01", False),
        ("", True),
    ],
)
def test_a_record_that_begins_after_the_cut_off_is_left_out_and_told(start: str, stays: bool) -> None:
    events = table("USUBJID AESTDTC AEENDTC", ("A", start, "2018-06-01"), ("B", "2018-01-01", ""))
    kept, told = cut_off("AE", events, CUTOFF)
    assert list(kept.index) == ([0, 1] if stays else [1])
    assert [list(one.values) for one in told] == ([] if stays else [[start]])


@pytest.mark.parametrize(("name", "prefix"), [("QSCG", "QS"), ("APMH", "MH"), ("APFAMH", "FA")])
def test_the_cut_off_holds_for_parts_of_domains_and_associated_persons(name: str, prefix: str) -> None:
    records = table(f"USUBJID {prefix}DTC", ("A", "2018-05-01"), ("B", "2018-04-30"))
    kept, told = cut_off(name, records, CUTOFF)
    assert list(kept["USUBJID"]) == ["B"]
    assert [list(one.values) for one in told] == [["2018-05-01"]]


@pytest.mark.parametrize(
    ("start", "collected", "stays"),
    [
        ("", "2018-05-01", False),
        ("", "2018-04-30", True),
        ("--05-01", "2018-05-01", False),  # no year, so it is no known date
        ("2018-04-30", "2018-05-01", True),
        ("2018-05-01", "2018-04-30", False),
        ("", "", True),
    ],
)
def test_where_the_start_is_not_known_the_date_of_collection_counts(start: str, collected: str, stays: bool) -> None:
    doses = table("USUBJID ECSTDTC ECDTC ECENDTC", ("A", start, collected, "2018-06-01"), ("B", "2018-01-01", "", ""))
    kept, told = cut_off("EC", doses, CUTOFF)
    assert list(kept.index) == ([0, 1] if stays else [1])
    late = start if start == "2018-05-01" else collected
    assert [list(one.values) for one in told] == ([] if stays else [[late]])


def test_what_dm_tells_of_later_dates_is_not_known() -> None:
    subjects = table(
        "USUBJID RFSTDTC RFXENDTC RFICDTC DTHDTC DTHFL BRTHDTC",
        ("A", "2018-04-29", "2018-05-02", "2018-04-01", "2018-05-03", "Y", "1960"),
        ("B", "2018-05-01", "2018-05-01", "2018-04-01", "", "", "1950"),
        ("C", "2018-01-01", "2018-01-02", "2017-12-01", "2018-04-30", "Y", "1940"),
    )
    known = table(
        "USUBJID RFSTDTC RFXENDTC RFICDTC DTHDTC DTHFL BRTHDTC",
        ("A", "2018-04-29", "", "2018-04-01", "", "", "1960"),
        ("B", "", "", "2018-04-01", "", "", "1950"),
        ("C", "2018-01-01", "2018-01-02", "2017-12-01", "2018-04-30", "Y", "1940"),
    )
    kept, told = cut_off("DM", subjects, CUTOFF)
    pd.testing.assert_frame_equal(kept, known)
    assert [(one.message.split()[0], list(one.rows)) for one in told] == [
        ("RFSTDTC", [1]),
        ("RFXENDTC", [0, 1]),
        ("DTHDTC", [0]),
    ]


def test_a_dataset_without_a_begin_stays_as_it_is() -> None:
    frame = table("USUBJID SCTESTCD", ("A", "EDULEVEL"))
    assert cut_off("SC", frame, CUTOFF) == (frame, ())


def test_qualifiers_stand_beside_the_records_that_they_qualify() -> None:
    events = table("USUBJID AESEQ", ("A", 1.0), ("A", 2.0), ("B", 1.0))
    extra = table(
        "USUBJID IDVAR IDVARVAL QNAM QVAL",
        ("A", "AESEQ", "2", "AETRTEM", "Y"),
        ("B", "AESEQ", "1", "AETRTEM", "N"),
    )
    made, told = qualified(
        "AE", {"AE": dataset("AE", events), "SUPPAE": dataset("SUPPAE", extra)}, ["AETRTEM", "CRSSYMFL"]
    )
    assert told == ()
    assert made["AETRTEM"].tolist() == ["", "Y", "N"]
    assert made["CRSSYMFL"].tolist() == ["", "", ""]


def test_a_record_that_has_a_qualifier_twice_is_named_and_the_first_counts() -> None:
    events = table("USUBJID AESEQ", ("A", 1.0), ("A", 2.0))
    extra = table(
        "USUBJID IDVAR IDVARVAL QNAM QVAL",
        ("A", "AESEQ", "2", "AETRTEM", "Y"),
        ("A", "AESEQ", "2", "AETRTEM", "N"),
    )
    made, told = qualified("AE", {"AE": dataset("AE", events), "SUPPAE": dataset("SUPPAE", extra)}, [])
    assert made["AETRTEM"].tolist() == ["", "Y"]
    assert [(one.rule, list(one.rows), list(one.values)) for one in told] == [("qualifier-several", [1], ["AETRTEM N"])]


def test_a_qualifier_called_as_a_variable_does_not_take_its_place_and_is_told() -> None:
    events = table("USUBJID AESEQ AETERM", ("A", 1, "Flu"), ("A", 2, "Cold"))
    beside = table(
        "USUBJID IDVAR IDVARVAL QNAM QVAL",
        ("A", "AESEQ", "1", "AETERM", "Influenza"),
        ("A", "AESEQ", "2", "", "nameless"),
        ("A", "AESEQ", "2", "AEWHY", "known"),
    )
    datasets = {"AE": dataset("AE", events), "SUPPAE": dataset("SUPPAE", beside)}
    seen, told = qualified("AE", datasets, ["AETERM", "AEWHY"])
    assert seen.to_dict("list") == {**events.to_dict("list"), "AEWHY": ["", "known"]}
    assert sorted((one.rule, list(one.rows), list(one.values)) for one in told) == [
        ("qualifier-name", [0], ["Influenza"]),
        ("qualifier-name", [1], ["nameless"]),
    ]


def test_qualifiers_that_name_no_record_are_told_and_those_without_a_link_as_well() -> None:
    events = table("USUBJID AESEQ", ("A", 1.0))
    lost = table("USUBJID IDVAR IDVARVAL QNAM QVAL", ("A", "AESEQ", "1", "Q", "Y"), ("A", "AESEQ", "7", "Q", "Y"))
    unlinked = table("USUBJID QNAM QVAL", ("A", "Q", "Y"))
    for extra, rows, made in ((lost, [1], ["Y"]), (unlinked, [0], [""])):
        both = {"AE": dataset("AE", events), "SUPPAE": dataset("SUPPAE", extra)}
        assert [(one.rule, list(one.rows)) for one in unqualifying("AE", both)] == [("qualifier-lost", rows)]
        assert qualified("AE", both, ["Q"])[0]["Q"].tolist() == made
