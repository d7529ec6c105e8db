"""On treatment, and treatment-emergent."""

from __future__ import annotations

from typing import Any

import pytest

from converter.adam.dates.dates import derive_vars_dtm
from converter.adam.events.on_treatment import derive_var_ontrtfl
from converter.adam.events.treatment_emergent import derive_var_trtemfl
from converter.compute.dates.sas_date import sas_date
from converter.dataset import Frame
from tests.adam.frames import call, table, told

ADSL = table("USUBJID TRTSDT TRTEDT", ("A", "2016-03-10", "2016-03-20"), ("B", "", ""))


def dated(names: str, *records: tuple[object, ...]) -> Frame:
    """Make a frame whose variables that end in DT are SAS dates."""
    frame = table(names, *records)
    return frame.assign(**{name: sas_date(frame[name]) for name in names.split() if name.endswith("DT")})


SUBJECTS = {"ADSL": ADSL.assign(TRTSDT=sas_date(ADSL["TRTSDT"]), TRTEDT=sas_date(ADSL["TRTEDT"]))}
TREATMENT = {"ref_start": "ADSL.TRTSDT", "ref_end": "ADSL.TRTEDT"}
VISITS = dated(
    "USUBJID ADT ATPT plain window open before",
    ("A", "2016-03-09", "", "", "", "", ""),
    ("A", "2016-03-10", "PRE", "Y", "Y", "Y", ""),
    ("A", "2016-03-20", "PRE", "Y", "Y", "Y", "Y"),
    ("A", "2016-03-22", "", "", "Y", "Y", ""),
    ("A", "2016-03-23", "", "", "", "Y", ""),
    ("B", "2016-03-15", "", "", "", "", ""),  # never treated
)


@pytest.mark.parametrize(
    ("column", "arguments"),
    [
        ("plain", TREATMENT),
        ("window", {**TREATMENT, "window": 2}),
        ("open", {"ref_start": "ADSL.TRTSDT"}),
        ("before", {**TREATMENT, "not_on": {"variable": "ATPT", "eq": "PRE"}}),
    ],
)
def test_a_record_is_on_treatment_from_its_first_day_to_its_last(column: str, arguments: dict[str, Any]) -> None:
    made = call(derive_var_ontrtfl, VISITS, SUBJECTS, **arguments)
    assert made.values["ONTRTFL"].tolist() == VISITS[column].tolist()
    assert not made.findings


EVENTS = dated(
    "USUBJID ASTDT ASTDTF AENDT AENDTF plain span",
    ("A", "2016-03-01", "", "2016-03-09", "", "", ""),
    ("A", "2016-03-01", "", "2016-03-12", "", "", "Y"),
    ("A", "2016-03-01", "", "", "", "", "Y"),
    ("A", "2016-03-01", "D", "2016-04-01", "", "Y", "Y"),  # some day in March
    ("A", "2016-12-31", "M", "", "", "Y", "Y"),  # some day in 2016
    ("A", "2016-02-01", "D", "2016-03-01", "D", "", "Y"),
    ("A", "2016-02-01", "D", "2016-02-20", "", "", ""),
    ("A", "2016-04-01", "D", "", "", "", ""),
)


@pytest.mark.parametrize(("column", "span"), [("plain", False), ("span", True)])
def test_a_partial_date_counts_if_one_of_its_possible_days_does(column: str, span: bool) -> None:
    made = call(
        derive_var_ontrtfl,
        EVENTS,
        SUBJECTS,
        start="ASTDT",
        start_flag="ASTDTF",
        end="AENDT",
        end_flag="AENDTF",
        span=span,
        **TREATMENT,
    )
    assert made.values["ONTRTFL"].tolist() == EVENTS[column].tolist()


UNDATED = dated("USUBJID ASTDT AENDT", ("A", "", ""), ("A", "", "2016-03-09"), ("A", "", "2016-03-12"), ("B", "", ""))


@pytest.mark.parametrize(("assume", "flags"), [(True, ["Y", "", "Y", ""]), (False, ["", "", "", ""])])
def test_a_record_without_start_is_taken_as_on_treatment_unless_it_ended_before_and_is_told(
    assume: bool, flags: list[str]
) -> None:
    dates: dict[str, Any] = {"start": "ASTDT", "end": "AENDT", "assume": assume}
    on = call(derive_var_ontrtfl, UNDATED, SUBJECTS, **dates, **TREATMENT)
    emergent = call(derive_var_trtemfl, UNDATED, SUBJECTS, **dates, trt_start="ADSL.TRTSDT")
    assert on.values["ONTRTFL"].tolist() == emergent.values["TRTEMFL"].tolist() == flags
    assert told(on.findings) == [("ontrt-start-missing", [0, 2])]
    assert told(emergent.findings) == [("trtem-start-missing", [0, 2])]


ADVERSE = dated(
    "USUBJID ASTDT ASTDTF AENDT AEITOXGR AETOXGR plain window worse",
    ("A", "2016-03-09", "", "", "1", "1", "", "", ""),
    ("A", "2016-03-10", "", "", "1", "1", "Y", "Y", "Y"),
    ("A", "2016-03-22", "", "", "1", "1", "Y", "Y", "Y"),
    ("A", "2016-03-23", "", "", "1", "1", "Y", "", ""),
    ("A", "2016-03-01", "", "2016-03-15", "1", "3", "", "", "Y"),  # got worse
    ("A", "2016-03-01", "", "2016-03-09", "1", "3", "", "", ""),  # ended before
    ("A", "2016-03-01", "", "2016-03-15", "3", "1", "", "", ""),
    ("A", "2016-03-01", "D", "2016-03-15", "1", "1", "Y", "Y", "Y"),  # some day in March
    ("A", "2016-03-31", "D", "", "1", "1", "Y", "Y", "Y"),
    ("A", "2016-02-01", "D", "", "1", "1", "", "", ""),
    ("B", "2016-03-15", "", "", "1", "3", "", "", ""),  # never treated
)
WORSE = {"worse": {"initial": "AEITOXGR", "intensity": "AETOXGR"}}


@pytest.mark.parametrize(
    ("column", "arguments"),
    [
        ("plain", {}),
        ("window", {"trt_end": "ADSL.TRTEDT", "window": 2}),
        ("worse", {"trt_end": "ADSL.TRTEDT", "window": 2, **WORSE}),
    ],
)
def test_an_event_is_treatment_emergent_if_it_starts_or_gets_worse_on_treatment(
    column: str, arguments: dict[str, Any]
) -> None:
    dates: dict[str, Any] = {"start_flag": "ASTDTF", "end": "AENDT", "trt_start": "ADSL.TRTSDT"}
    made = call(derive_var_trtemfl, ADVERSE, SUBJECTS, **dates, **arguments)
    assert made.values["TRTEMFL"].tolist() == ADVERSE[column].tolist()
    assert not made.findings


SEVERITY = dated(
    "USUBJID ASTDT AEISEV AESEV yes no",
    ("A", "2016-03-01", "MODERATE", "SEVERE", "Y", "Y"),
    ("A", "2016-03-01", "SEVERE", "MILD", "", ""),
    ("A", "2016-03-01", "", "SEVERE", "Y", ""),
    ("A", "2016-03-01", "MILD", "BAD", "Y", ""),
)


@pytest.mark.parametrize(("assume", "column"), [(True, "yes"), (False, "no")])
def test_severity_is_compared_in_the_order_declared_and_told_where_unknown(assume: bool, column: str) -> None:
    made = call(
        derive_var_trtemfl,
        SEVERITY,
        SUBJECTS,
        trt_start="ADSL.TRTSDT",
        worse={"initial": "AEISEV", "intensity": "AESEV", "grades": ["MILD", "MODERATE", "SEVERE"]},
        assume=assume,
    )
    assert made.values["TRTEMFL"].tolist() == SEVERITY[column].tolist()
    assert told(made.findings) == [("trtem-intensity-missing", [2, 3]), ("trtem-intensity-unknown", [3])]
    assert made.findings[1].values.tolist() == ["BAD"]


def moments(frame: Frame, *names: str) -> Frame:
    """Read the ISO 8601 text of variables as SAS datetimes."""
    made = {name: derive_vars_dtm(frame, {}, dtc=name, new_var=name).values[name] for name in names}
    return frame.assign(**made)


DOSED = {"ADSL": moments(table("USUBJID TRTSDTM", ("A", "2016-03-10T10:00")), "TRTSDTM").assign(TRTSDT=20523.0)}
TIMED = moments(
    table(
        "USUBJID ASTDTM ASTTMF ASTDTF time day hour partial",
        ("A", "2016-03-10T09:00", "", "", "", "Y", "", ""),
        ("A", "2016-03-10T10:00", "", "", "Y", "Y", "Y", "Y"),
        ("A", "2016-03-10T00:00", "H", "D", "", "Y", "Y", "Y"),  # some time of that day; some day of that month
        ("A", "2016-03-10T09:30", "M", "", "", "Y", "", ""),  # some minute of 9 o'clock
        ("A", "2016-03-09T23:00", "H", "", "", "", "", ""),
        ("A", "2016-03-01T12:00", "", "M", "", "", "", "Y"),  # some day of that year
    ),
    "ASTDTM",
)


@pytest.mark.parametrize(
    ("column", "arguments"),
    [
        ("time", {"trt_start": "ADSL.TRTSDTM"}),
        ("day", {"trt_start": "ADSL.TRTSDT"}),
        ("hour", {"trt_start": "ADSL.TRTSDTM", "start_flag": "ASTTMF"}),
        ("partial", {"trt_start": "ADSL.TRTSDTM", "start_flag": "ASTDTF"}),
    ],
)
def test_the_time_of_day_counts_where_both_have_one(column: str, arguments: dict[str, Any]) -> None:
    made = call(derive_var_trtemfl, TIMED, DOSED, start="ASTDTM", **arguments)
    assert made.values["TRTEMFL"].tolist() == TIMED[column].tolist()


@pytest.mark.parametrize(("window", "flags"), [(0, ["Y", "", ""]), (1, ["Y", "Y", ""])])
def test_a_window_counts_days_also_from_a_time(window: int, flags: list[str]) -> None:
    ends = table("USUBJID TRTSDTM TRTEDTM", ("A", "2016-03-10T10:00", "2016-03-20T10:00"))
    visits = table("USUBJID ADTM", ("A", "2016-03-20T10:00"), ("A", "2016-03-21T09:59"), ("A", "2016-03-21T10:01"))
    subjects = {"ADSL": moments(ends, "TRTSDTM", "TRTEDTM")}
    reference = {"ref_start": "ADSL.TRTSDTM", "ref_end": "ADSL.TRTEDTM", "window": window}
    made = call(derive_var_ontrtfl, moments(visits, "ADTM"), subjects, start="ADTM", **reference)
    assert made.values["ONTRTFL"].tolist() == flags
