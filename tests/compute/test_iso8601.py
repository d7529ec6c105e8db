"""Collected dates to ISO 8601."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.compute.dates.collected_date import parse_datetimes
from converter.compute.dates.date_format import compile_format
from converter.compute.dates.iso8601 import (
    date_part,
    day_number,
    is_complete_date,
    is_valid_dtc,
    is_valid_duration,
)

FORMATS = ("DD-MON-YYYY", "DD MON YYYY", "DDMONYYYY", "DD MONYYYY", "YYYYMMDD", "DD.MM.YYYY", "YYYY-MM-DD", "YYYY")


def text(*values: str) -> pd.Series:
    return pd.Series(values, dtype="str")


@pytest.mark.parametrize(
    ("collected", "written", "reason"),
    [
        ("12-Sep-2014", "2014-09-12", ""),
        ("5 March 2012", "2012-03-05", ""),
        ("UN-UNK-1995", "1995", ""),
        ("UN DEC 2019", "2019-12", ""),
        ("UNNOV2020", "2020-11", ""),
        ("UN UNK 2015", "2015", ""),
        ("UK APR 2018", "2018-04", ""),
        ("15-UNK-2003", "2003---15", ""),
        ("20190212", "2019-02-12", ""),
        ("23.05.2019", "2019-05-23", ""),
        ("29-FEB-2016", "2016-02-29", ""),
        ("2003", "2003", ""),
        ("", "", ""),
        ("UNK", "", ""),
        ("30-FEB-2017", "2017-02", "date-impossible"),
        ("29-FEB-2015", "2015-02", "date-impossible"),
        ("29-FEB-1900", "1900-02", "date-impossible"),
        ("2020-02-60", "2020-02", "date-impossible"),
        ("33 MAR2020", "2020-03", "date-impossible"),
        ("2020-13-01", "2020", "date-impossible"),
        ("01-JAN-0000", "", "date-impossible"),
        ("12-FOO-2012", "2012", "date-impossible"),
        ("soon", "", "date-unreadable"),
        ("10-12-2020", "", "date-unreadable"),
    ],
)
def test_partials_are_kept_and_impossible_parts_dropped(collected: str, written: str, reason: str) -> None:
    parsed = parse_datetimes(text(collected), FORMATS)
    assert (parsed.iso[0], parsed.reason[0]) == (written, reason)


@pytest.mark.parametrize(
    ("day", "time", "written", "reason"),
    [
        ("2019-12-01", "14:00", "2019-12-01T14:00", ""),
        ("2019-12-UN", "14:00", "2019-12--T14:00", ""),
        ("2020-01-01", "1:05 PM", "2020-01-01T13:05", ""),
        ("2020-01-01", "12:30 AM", "2020-01-01T00:30", ""),
        ("2020-01-01", "", "2020-01-01", ""),
        ("2020-01-01", "33:93", "2020-01-01", "time-impossible"),
        ("2020-01-01", "24:00", "2020-01-01", "time-impossible"),
        ("2020-01-01", "noon", "2020-01-01", "time-unreadable"),
        ("2020-02-30", "10:00", "2020-02", "date-impossible"),
    ],
)
def test_times_go_with_their_date(day: str, time: str, written: str, reason: str) -> None:
    parsed = parse_datetimes(text(day), ("YYYY-MM-DD",), times=text(time), time_formats=("HH:MI", "HH:MI PM"))
    assert (parsed.iso[0], parsed.reason[0]) == (written, reason)


@pytest.mark.parametrize(
    ("pivot", "written", "reason"),
    [(None, "", "year-two-digits"), (50, "2020-10-10", ""), (10, "1920-10-10", "")],
)
def test_two_digit_years_need_a_pivot(pivot: int | None, written: str, reason: str) -> None:
    parsed = parse_datetimes(text("10-OCT-20"), ("DD-MON-YY",), pivot=pivot)
    assert (parsed.iso[0], parsed.reason[0]) == (written, reason)


def test_a_value_that_two_formats_read_differently_is_ambiguous() -> None:
    parsed = parse_datetimes(text("03/04/2020", "25/04/2020"), ("DD/MM/YYYY", "MM/DD/YYYY"))
    assert parsed.reason.tolist() == ["date-ambiguous", "date-ambiguous"]
    assert parse_datetimes(text("03/03/2020"), ("DD/MM/YYYY", "MM/DD/YYYY")).reason[0] == ""


@pytest.mark.parametrize(
    ("collected", "written"),
    [
        ("01/01/9999", "--01-01"),
        ("15/99/2020", "2020---15"),
        ("99/02/2020", "2020-02"),
        ("99/99/9999", ""),
        ("15-00-2020", "2020---15"),
        ("00-02-2020", "2020-02"),
    ],
)
def test_numbers_that_mean_unknown_never_act_as_days_months_or_years(collected: str, written: str) -> None:
    forms = ("DD/MM/YYYY", "DD-MM-YYYY")
    parsed = parse_datetimes(text(collected), forms, unknown=("99", "9999", "00"))
    assert (parsed.iso[0], parsed.reason[0]) == (written, "")


def test_a_number_that_a_part_can_be_is_known_though_it_means_unknown_elsewhere() -> None:
    parsed = parse_datetimes(text("01-02-99"), ("DD-MM-YY",), times=text("00:99"), unknown=("99", "00"), pivot=50)
    assert parsed.iso[0] == "1999-02-01T00"


def test_digits_of_other_scripts_are_no_date() -> None:
    parsed = parse_datetimes(text("\uff12\uff10\uff12\uff14-01-02"), ("YYYY-MM-DD",))
    assert (parsed.iso[0], parsed.reason[0]) == ("", "date-unreadable")


def test_serial_days_of_excel_are_read_where_declared() -> None:
    assert parse_datetimes(text("43831"), ("EXCEL",)).iso[0] == "2020-01-01"


@pytest.mark.parametrize("form", ["", "day", "DD-DD-YYYY"])
def test_a_format_without_parts_or_with_one_twice_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match="date format"):
        compile_format(form)


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_every_date_survives_every_format(day: date) -> None:
    iso = f"{day.year:04d}-{day.month:02d}-{day.day:02d}"
    month = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"][day.month - 1]
    collected = {
        "YYYY-MM-DD": iso,
        "YYYYMMDD": iso.replace("-", ""),
        "DD-MON-YYYY": f"{day.day:02d}-{month}-{day.year:04d}",
        "DD MON YYYY": f"{day.day} {month.title()} {day.year:04d}",
        "MM/DD/YYYY": f"{day.month:02d}/{day.day:02d}/{day.year:04d}",
    }
    for form, value in collected.items():
        assert parse_datetimes(text(value), (form,)).iso[0] == iso


@given(st.lists(st.text(max_size=15), max_size=5))
def test_whatever_is_collected_what_is_written_is_valid(values: list[str]) -> None:
    parsed = parse_datetimes(text(*values), FORMATS, times=text(*values))
    assert is_valid_dtc(parsed.iso).all()


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        ("", True),
        ("2003---15", True),
        ("--12-15", True),
        ("2019-12--T14:00", True),
        ("2018-01-01T10:30:05.123", True),
        ("2018-01-01T10:30+02:00", True),
        ("2020-01-01/2020-02", True),
        ("2017-02-30", False),
        ("2017-1-1", False),
        ("2017-", False),
        ("2018-01-01 10:30", False),
        ("2018-01-01T25:00", False),
        ("01JAN2018", False),
    ],
)
def test_validity_of_dtc(value: str, valid: bool) -> None:
    assert is_valid_dtc(text(value))[0] == valid


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        ("P6W", True),
        ("PT1H30M", True),
        ("P1Y2M", True),
        ("P4.5W", True),
        ("PT0.5H", True),
        ("P1Y2,5M", True),
        ("P1.5Y2M", False),
        ("P", False),
        ("P1DT", False),
        ("6W", False),
    ],
)
def test_validity_of_durations(value: str, valid: bool) -> None:
    assert is_valid_duration(text(value))[0] == valid


@given(st.dates(date(1600, 1, 1), date(2200, 1, 1)))
def test_days_are_counted_from_1970(day: date) -> None:
    assert day_number(text(day.isoformat()))[0] == (day - date(1970, 1, 1)) / timedelta(days=1)


def test_what_is_no_complete_date_has_no_day_number() -> None:
    none = text(
        "2019", "2019-02", "", "2019---05", "20190211", "NA", "2019-02-30", "2019-02-11/2019-02-12", "2019-02-11Tx"
    )
    assert day_number(none).isna().all()
    assert not is_complete_date(none).any()


def test_the_date_of_an_interval_within_a_day_is_that_day() -> None:
    collected = text("2020-01-01T10:00", "2020-01-01T10:00/2020-01-01T11:00", "2020-01-01T10:00/2020-01-02T11:00")
    assert date_part(collected).tolist() == ["2020-01-01", "2020-01-01", "2020-01-01/2020-01-02"]


@pytest.mark.parametrize(
    ("collected", "form", "written", "reason"),
    [
        ("2012-11", "YYYYMMDD", "", "date-unreadable"),  # not the 11th of an unknown month
        ("2012--11", "YYYYMMDD", "2012---11", ""),
        ("2012----", "YYYYMMDD", "2012", ""),
        ("2012111", "YYYYMMDD", "", "date-unreadable"),  # 1 November or 11 January
        ("1112012", "DDMMYYYY", "", "date-unreadable"),
        ("05-2024", "DDMONYYYY", "", "date-unreadable"),
        ("5FEB2024", "DDMONYYYY", "2024-02-05", ""),
        ("930", "HHMI", "-----T09:30", ""),
    ],
)
def test_parts_with_nothing_between_them_have_all_their_digits(
    collected: str, form: str, written: str, reason: str
) -> None:
    parsed = parse_datetimes(text(collected), (form,))
    assert (parsed.iso[0], parsed.reason[0]) == (written, reason)


@pytest.mark.parametrize(
    ("collected", "unknown", "written", "reason"),
    [
        ("05-FEB-00", ("UN", "00"), "", "date-unreadable"),  # a year of two digits, 2000 perhaps
        ("05-FEB-99", ("99",), "", "date-unreadable"),
        ("05-FEB-9999", ("9999",), "--02-05", ""),
        ("05-FEB-UUUU", ("UUUU",), "--02-05", ""),
    ],
)
def test_a_year_of_four_digits_is_unknown_by_four(
    collected: str, unknown: tuple[str, ...], written: str, reason: str
) -> None:
    parsed = parse_datetimes(text(collected), ("DD-MON-YYYY",), unknown=unknown)
    assert (parsed.iso[0], parsed.reason[0]) == (written, reason)


@pytest.mark.parametrize(
    ("serial", "written"),
    [
        ("43831", "2020-01-01"),
        ("43831.4375", "2020-01-01T10:30:00"),
        ("43831.9999999", "2020-01-02"),  # to the second
        ("61", "1900-03-01"),
        ("60", ""),  # the 29 February 1900 that Excel has
        ("59", "1900-02-28"),
        ("1", "1900-01-01"),
        ("0", ""),
    ],
)
def test_a_serial_number_of_excel_is_its_day_and_its_fraction_the_time(serial: str, written: str) -> None:
    parsed = parse_datetimes(text(serial), ("EXCEL",))
    assert (parsed.iso[0], parsed.reason[0]) == (written, "" if written else "date-impossible")


@pytest.mark.parametrize(
    ("clock", "written"),
    [
        ("10:30:00Z", "2020-01-01T10:30:00Z"),
        ("10:30:00+02:00", "2020-01-01T10:30:00+02:00"),
        ("10:30:15.250", "2020-01-01T10:30:15.25"),
        ("10:30:59.9999999", "2020-01-01T10:30:59.999999"),  # never a second 60
    ],
)
def test_the_zone_of_a_clock_is_kept_and_seconds_to_the_millionth(clock: str, written: str) -> None:
    forms = ("HH:MI:SSZ", "HH:MI:SS")
    assert parse_datetimes(text("2020-01-01"), ("YYYY-MM-DD",), times=text(clock), time_formats=forms).iso[0] == written


@pytest.mark.parametrize(
    ("collected", "written", "reason"),
    [
        ("13/01/2020", "2020-01-13", "date-ambiguous"),
        ("01/13/2020", "2020-01-13", "date-ambiguous"),
        ("01/02/2020", "2020-02-01", "date-ambiguous"),
        ("02/02/2020", "2020-02-02", ""),
        ("30/02/2020", "2020-02", "date-ambiguous"),
    ],
)
def test_of_two_formats_that_fit_the_one_with_a_possible_date_reads_it(
    collected: str, written: str, reason: str
) -> None:
    parsed = parse_datetimes(text(collected), ("DD/MM/YYYY", "MM/DD/YYYY"))
    assert (parsed.iso[0], parsed.reason[0]) == (written, reason)


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        ("2003-01/2003-02", True),
        ("2003-01-01T10:00/2003-01-01T10:00", True),
        ("2003-02/2003-01", False),
        ("2003-01-01T10:00/2003-01-01T09:59", False),
        ("2003---15/2003---10", True),  # of unknown months
        ("2003-01-01T10:00+02:00/2003-01-01T09:00Z", True),  # clocks of two zones show nothing
        ("2020-01-01T10:00+14:00", True),
        ("2020-01-01T10:00+99:99", False),
    ],
)
def test_an_interval_does_not_end_before_it_starts_and_zones_are_possible(value: str, valid: bool) -> None:
    assert is_valid_dtc(text(value))[0] == valid


@pytest.mark.parametrize(
    ("collected", "time", "written", "reason"),
    [
        ("2020-01-01 10:30", "", "2020-01-01T10:30", ""),
        ("2020-01-01 10:30", "10:30:00", "2020-01-01T10:30:00", ""),
        ("2020-01-01 10:30", "11:00", "2020-01-01T11:00", "time-ambiguous"),
        ("2020-01-01", "11:00", "2020-01-01T11:00", ""),
        ("2020-01-01 10:30", "late", "2020-01-01", "time-unreadable"),
    ],
)
def test_a_time_within_the_date_counts_where_the_one_beside_it_is_blank(
    collected: str, time: str, written: str, reason: str
) -> None:
    parsed = parse_datetimes(text(collected), ("YYYY-MM-DD", "YYYY-MM-DD HH:MI"), times=text(time))
    assert (parsed.iso[0], parsed.reason[0]) == (written, reason)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024", "2024"),
        ("2024-03", "2024-03"),
        ("2024---05", "2024---05"),
        (" 2024-03-05 ", "2024-03-05"),
        ("2024-03-05T10:30", "2024-03-05T10:30"),
        ("2024-03-05t10:30:15.5+02:00", "2024-03-05T10:30:15.5+02:00"),
        ("2024-03-05/2024-03-07", "2024-03-05/2024-03-07"),
        ("", ""),
    ],
)
def test_text_that_is_iso_8601_already_is_read_as_it_is(text: str, iso: str) -> None:
    parsed = parse_datetimes(pd.Series([text]), ("ISO8601",))
    assert (parsed.iso[0], parsed.reason[0]) == (iso, "")


@pytest.mark.parametrize("text", ["20240305", "2024-03-07/2024-03-05", "2024-03-05 10:30", "2024/2025/2026"])
def test_text_that_is_no_iso_8601_is_told(text: str) -> None:
    parsed = parse_datetimes(pd.Series([text]), ("ISO8601",))
    assert (parsed.iso[0], parsed.reason[0]) == ("", "date-unreadable")


def test_a_time_beside_a_date_of_iso_8601_is_added() -> None:
    parsed = parse_datetimes(pd.Series(["2024-03-05"]), ("ISO8601",), times=pd.Series(["10:30"]))
    assert parsed.iso.tolist() == ["2024-03-05T10:30"]


@pytest.mark.parametrize("text", ["10:30:15.25", "10:30:15,25"])
def test_decimals_of_seconds_stand_after_a_point_or_a_comma(text: str) -> None:
    parsed = parse_datetimes(pd.Series(["2024-03-05"]), ("YYYY-MM-DD",), times=pd.Series([text]))
    assert parsed.iso.tolist() == ["2024-03-05T10:30:15.25"]
