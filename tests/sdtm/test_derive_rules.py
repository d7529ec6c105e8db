"""Rules that derive from SDTM: records in, values out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.dataset import Frame
from converter.sdtm.long_text import ascii_text, pieces
from converter.sdtm.made.related_records import Relation, related_records
from converter.sdtm.made.subject_elements import subject_elements
from converter.sdtm.made.subject_visits import subject_visits
from converter.sdtm.made.trial_design import trial_arms, trial_summary, trial_visits
from converter.sdtm.timing.baseline import last_before
from converter.sdtm.timing.epoch import element_order, epoch
from converter.sdtm.timing.reference_dates import earliest, latest
from converter.sdtm.timing.relative import relative_end, relative_start
from converter.sdtm.timing.sequence import sequence
from converter.sdtm.timing.study_day import age, duration, study_day
from converter.sdtm.values.by_condition import Case, derive_by_condition, derive_flag
from converter.sdtm.values.derived_value import arm_name, copy, decode
from converter.sdtm.values.standard_result import (
    range_indicator,
    standard_character,
    standard_number,
    standard_range,
    standard_unit,
)
from converter.sdtm.values.visit_number import unscheduled_visit_number, visit_day, visit_number
from converter.spec.condition import Condition
from converter.spec.library import load_codelist
from converter.spec.standards.terminology import Codelist
from converter.spec.study import Study, Visit
from converter.steps import Mapped

STUDY = Study.model_validate(
    {
        "study": {"id": "S", "name": "S", "description": "", "created": "2024-01-01"},
        "standards": {"terminology": ()},
        "visits": ({"number": 1, "name": "SCREENING", "day": -7}, {"number": 2, "name": "DAY 1", "day": 1}),
        "units": (
            {"from": "mg/dL", "to": "umol/L", "factor": 88.42, "test": "CREAT"},
            {"from": "g/L", "to": "g/dL", "factor": 0.1},
        ),
        "elements": {
            "SCRN": {"name": "Screening", "epoch": "SCREENING", "start_rule": "consent"},
            "TRT": {"name": "Treatment", "epoch": "TREATMENT", "start_rule": "dose"},
        },
        "arms": {"A": {"name": "Arm A", "elements": ("SCRN", "TRT")}},
        "trial_summary": (
            {"parameter": "TITLE", "value": " ".join(["word"] * 60)},
            {"parameter": "FCNTRY", "value": "USA"},
            {"parameter": "FCNTRY", "value": "DEU"},
        ),
    }
)


def frame(**columns: list[str] | list[float]) -> Frame:
    return pd.DataFrame(
        {n: pd.Series(v, dtype="str" if v and isinstance(v[0], str) else "float64") for n, v in columns.items()}
    )


DM = frame(
    USUBJID=["1", "2"],
    RFSTDTC=["2020-01-10", ""],
    RFENDTC=["2020-02-10", ""],
    RFXSTDTC=["2020-01-10T09:00", ""],
    ARMCD=["A", ""],
    RFICDTC=["2020-01-03", "2020-01-05"],
)


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2020-01-10", 1.0), ("2020-01-09", -1.0), ("2020-01-11T08:00", 2.0), ("2020-01", None), ("", None)],
)
def test_there_is_no_study_day_0_and_partial_dates_have_none(day: str, expected: float | None) -> None:
    answer = study_day(frame(USUBJID=["1"], XDTC=[day]), {"DM": DM}, date="XDTC")[0]
    assert answer == expected or (expected is None and pd.isna(answer))


@given(st.integers(-4000, 4000))
def test_study_days_count_on_without_a_gap(offset: int) -> None:
    day = (date(2020, 1, 10) + timedelta(offset)).isoformat()
    assert study_day(frame(USUBJID=["1"], XDTC=[day]), {"DM": DM}, date="XDTC")[0] == offset + (offset >= 0)


def test_durations_count_both_days() -> None:
    rows = frame(S=["2020-01-01", "2020-01-02", "2020-01"], E=["2020-01-01", "2020-01-01", "2020-01-05"])
    assert duration(rows, {}, start="S", end="E").tolist() == ["P1D", "", ""]


@pytest.mark.parametrize(("birth", "years"), [("1960-01-10", 60.0), ("1960-01-11", 59.0), ("1960", None)])
def test_age_is_in_completed_years(birth: str, years: float | None) -> None:
    answer = age(frame(USUBJID=["1"], BRTHDTC=[birth]), {"DM": DM})[0]
    assert answer == years or (years is None and pd.isna(answer))


def test_sequence_is_by_subject_sorted_and_stable() -> None:
    rows = frame(USUBJID=["2", "1", "1", "1"], XDTC=["b", "b", "a", "b"])
    assert sequence(rows, {}, by=("XDTC",)).tolist() == [1.0, 2.0, 1.0, 3.0]
    assert sequence(rows, {}).tolist() == [1.0, 1.0, 2.0, 3.0]


EX = frame(USUBJID=["1", "1", "1"], EXSTDTC=["2020", "2020-01-10", "2020-01-12"], EXTRT=["X", "X", "Y"])


def test_a_partial_date_is_first_or_last_only_where_it_must_be() -> None:
    rows = frame(USUBJID=["1", "2"])
    assert earliest(rows, {"EX": EX}, dates=("EX.EXSTDTC",)).values.tolist() == ["2020-01-10", ""]
    assert latest(rows, {"EX": EX}, dates=("EX.EXSTDTC",)).values.tolist() == ["2020-01-12", ""]
    narrow = Condition(variable="EX.EXTRT", eq="X")
    assert latest(rows, {"EX": EX}, dates=("EX.EXSTDTC",), where=narrow).values.tolist() == ["2020-01-10", ""]


@pytest.mark.parametrize("partial", ["2020", "2020-01", "2020---05", "--01-05"])
def test_a_date_whose_month_or_year_is_unknown_is_not_taken_for_the_first(partial: str) -> None:
    doses = frame(USUBJID=["1", "1"], EXSTDTC=[partial, "2020-01-10"])
    assert earliest(frame(USUBJID=["1"]), {"EX": doses}, dates=("EX.EXSTDTC",)).values.tolist() == ["2020-01-10"]


def test_codes_are_decoded_and_subjects_values_copied() -> None:
    codelist = load_codelist("sdtm-ct-2025-03-28", "VSTESTCD")
    assert codelist is not None
    rows = frame(USUBJID=["1", "3"], VSTESTCD=["SYSBP", "??"])
    assert decode(rows, {}, variable="VSTESTCD", codelist=codelist).tolist() == ["Systolic Blood Pressure", ""]
    assert copy(rows, {"DM": DM}, variable="DM.ARMCD").tolist() == ["A", ""]
    assert arm_name(rows, {"DM": DM}, arm="DM.ARMCD", study=STUDY).tolist() == ["Arm A", ""]


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        ("2020-01-09", "BEFORE", "BEFORE"),
        ("2020-01-10", "DURING", "DURING"),
        ("2020-02-10", "DURING", "DURING"),
        ("2020-02-11", "AFTER", "AFTER"),
        ("2019", "BEFORE", "BEFORE"),
        ("2020", "", ""),
        ("", "", "AFTER"),
    ],
)
def test_dates_are_before_during_or_after_the_reference_period(day: str, start: str, end: str) -> None:
    rows = frame(USUBJID=["1"], XDTC=[day], ONGO=["Y"])
    assert relative_start(rows, {"DM": DM}, date="XDTC")[0] == start
    assert relative_end(rows, {"DM": DM}, date="XDTC", ongoing="ONGO")[0] == end


def test_the_last_filled_result_on_or_before_the_first_dose_is_flagged() -> None:
    rows = frame(
        USUBJID=["1", "1", "1", "1", "1", "2"],
        LBTESTCD=["ALT", "ALT", "ALT", "AST", "AST", "ALT"],
        LBDTC=["2020-01-01", "2020-01-10", "2020-01-11", "2020-01-10T08:00", "2020-01-10T10:00", "2020-01-01"],
        LBSTRESC=["1", "2", "3", "4", "5", "6"],
    )
    answer = last_before(rows, {"DM": DM}, date="LBDTC", result="LBSTRESC", by=("LBTESTCD",))
    assert answer.tolist() == ["", "Y", "", "Y", "", ""]


@pytest.mark.parametrize(
    ("moment", "flag"),
    [("2020-01-10T09:00:00", "Y"), ("2020-01-10T09:01:00", ""), ("2020-01-10T08:59:59", "Y"), ("2020-01-10", "Y")],
)
def test_times_compare_to_the_precision_both_have(moment: str, flag: str) -> None:
    rows = frame(USUBJID=["1"], LBTESTCD=["ALT"], LBDTC=[moment], LBSTRESC=["1"])
    assert last_before(rows, {"DM": DM}, date="LBDTC", result="LBSTRESC", by=("LBTESTCD",))[0] == flag


def test_conditions_read_the_subjects_value_of_another_dataset() -> None:
    rows = frame(USUBJID=["1", "2", "9"], X=["a", "a", "a"])
    treated = Condition(variable="DM.ARMCD", eq="A")
    assert derive_flag(rows, {"DM": DM}, when=treated).tolist() == ["Y", "", ""]
    cases = (Case(when=treated, value="ARM A"),)
    assert derive_by_condition(rows, {"DM": DM}, cases=cases, otherwise="NONE").tolist() == ["ARM A", "NONE", "NONE"]


SE = subject_elements(
    {"DM": DM, "EX": EX}, starts={"SCRN": "DM.RFICDTC", "TRT": "EX.EXSTDTC"}, end="DM.RFENDTC", study=STUDY
)


def test_elements_start_at_their_date_and_end_with_the_next() -> None:
    names = ["USUBJID", "ETCD", "TAETORD", "EPOCH", "SESTDTC", "SEENDTC"]
    assert SE.frame[names].fillna(0).to_numpy().tolist() == [
        ["1", "SCRN", 1.0, "SCREENING", "2020-01-03", "2020-01-10"],
        ["1", "TRT", 2.0, "TREATMENT", "2020-01-10", "2020-02-10"],
        ["2", "SCRN", 0.0, "SCREENING", "2020-01-05", ""],
    ]


@pytest.mark.parametrize(
    ("day", "expected", "order"),
    [
        ("2020-01-02", "", 0.0),
        ("2020-01-03", "SCREENING", 1.0),
        ("2020-01-10", "TREATMENT", 2.0),
        ("2020-01-09T23:59", "SCREENING", 1.0),
        ("2020-02", "TREATMENT", 2.0),
        ("2020-01", "", 0.0),
        ("", "", 0.0),
    ],
)
def test_the_epoch_of_a_date_is_that_of_its_element(day: str, expected: str, order: float) -> None:
    rows = frame(USUBJID=["1"], XDTC=[day])
    assert epoch(rows, {"SE": SE.frame}, date="XDTC").values[0] == expected
    assert element_order(rows, {"SE": SE.frame}, date="XDTC").values.fillna(0)[0] == order


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2024-03-01T09:59", "SCREENING"),
        ("2024-03-01T10:00", "TREATMENT"),
        ("2024-03-01T10", "TREATMENT"),
        ("2024-03-01T09", "SCREENING"),
        ("2024-03-01", "TREATMENT"),
        ("2024-03-01T10:30+01:00", "TREATMENT"),
        ("2024-02-28/2024-03-02", ""),
        ("2024-03-10/2024-03-20", "TREATMENT"),
        ("20240311", ""),
        ("2024-13-01", ""),
        ("NA", ""),
    ],
)
def test_the_time_of_day_decides_the_epoch_where_date_and_start_have_one(moment: str, expected: str) -> None:
    elements = frame(
        USUBJID=["1", "1"],
        EPOCH=["SCREENING", "TREATMENT"],
        TAETORD=[1.0, 2.0],
        SESTDTC=["2024-02-20", "2024-03-01T10:00"],
    )
    assert epoch(frame(USUBJID=["1"], XDTC=[moment]), {"SE": elements}, date="XDTC").values[0] == expected


def test_a_start_that_is_only_partly_known_leaves_the_epoch_open_within_it() -> None:
    elements = frame(USUBJID=["1", "1"], EPOCH=["A", "B"], TAETORD=[1.0, 2.0], SESTDTC=["2024-01-01", "2024-03"])
    rows = frame(USUBJID=["1"] * 3, XDTC=["2024-02-29", "2024-03-15", "2024-04-01"])
    assert epoch(rows, {"SE": elements}, date="XDTC").values.tolist() == ["A", "", "B"]


def test_an_element_that_ends_before_it_starts_is_reported_to_the_minute() -> None:
    day = frame(USUBJID=["1"], RFENDTC=[""], ARMCD=["A"], FIRST=["2020-01-10T09:00"], SECOND=["2020-01-10T08:00"])
    built = subject_elements(
        {"DM": day}, starts={"SCRN": "DM.FIRST", "TRT": "DM.SECOND"}, end="DM.RFENDTC", study=STUDY
    )
    assert [(found.rule, found.values.tolist()) for found in built.findings] == [
        ("element-order", ["SCRN 2020-01-10T09:00"])
    ]


def test_a_record_whose_number_is_missing_is_not_the_last_before_the_dose() -> None:
    rows = frame(USUBJID=["1", "1"], LBTESTCD=["ALT", "ALT"], LBDTC=["2020-01-01", "2020-01-05"]).assign(
        LBSTRESN=[20.0, float("nan")]
    )
    assert last_before(rows, {"DM": DM}, date="LBDTC", result="LBSTRESN", by=("LBTESTCD",)).tolist() == ["Y", ""]


def test_text_that_is_no_date_is_neither_the_first_nor_the_last() -> None:
    doses = frame(USUBJID=["1", "1", "2"], EXSTDTC=["20191231", "2020-01-10", "NA"])
    for rule in (earliest, latest):
        assert rule(frame(USUBJID=["1", "2"]), {"EX": doses}, dates=("EX.EXSTDTC",)).values.tolist() == [
            "2020-01-10",
            "",
        ]


def test_an_event_on_the_first_day_is_before_the_dose_where_the_times_say_so() -> None:
    subject = frame(USUBJID=["1"], RFSTDTC=["2020-01-10T09:00"], RFENDTC=["2020-02-10"])
    rows = frame(USUBJID=["1"] * 3, XDTC=["2020-01-10T08:59", "2020-01-10", "2020-01-10T09:00"])
    assert relative_start(rows, {"DM": subject}, date="XDTC").tolist() == ["BEFORE", "DURING", "DURING"]


def test_visits_are_numbered_unscheduled_ones_in_between() -> None:
    rows = frame(
        USUBJID=["1"] * 4,
        VISIT=["SCREENING", "DAY 1", "UNSCHEDULED", "UNSCHEDULED"],
        XDTC=["2020-01-03", "2020-01-10", "2020-01-12", "2020-01-15"],
    )
    assert unscheduled_visit_number(rows, {}, date="XDTC", study=STUDY).tolist() == [1.0, 2.0, 2.01, 2.02]
    assert visit_number(rows, {}, study=STUDY).fillna(0).tolist() == [1.0, 2.0, 0.0, 0.0]
    assert visit_day(rows, {}, study=STUDY).fillna(0).tolist() == [-7.0, 1.0, 0.0, 0.0]


def test_subject_visits_span_the_dates_of_their_records() -> None:
    vs = frame(
        USUBJID=["1", "1", "1"],
        VISITNUM=[1.0, 2.0, 2.01],
        VISIT=["SCREENING", "DAY 1", "UNSCHEDULED"],
        VSDTC=["2020-01-03", "2020-01-10T08:00", "2020-01-12"],
    )
    lb = frame(USUBJID=["1"], VISITNUM=[1.0], VISIT=["SCREENING"], LBDTC=["2020-01-04"])
    built = subject_visits({"VS": vs, "LB": lb}, dates=("VS.VSDTC", "LB.LBDTC"), study=STUDY)
    names = ["VISITNUM", "SVSTDTC", "SVENDTC", "SVPRESP", "SVUPDES"]
    assert built.frame[names].to_numpy().tolist() == [
        [1.0, "2020-01-03", "2020-01-04", "Y", ""],
        [2.0, "2020-01-10", "2020-01-10", "Y", ""],
        [2.01, "2020-01-12", "2020-01-12", "", "UNSCHEDULED"],
    ]
    assert built.lineage[["row", "table", "source_row"]].to_numpy().tolist() == [
        [0, "VS", 0],
        [1, "VS", 1],
        [2, "VS", 2],
        [0, "LB", 0],
    ]


def test_a_visit_with_a_partial_date_alone_is_a_visit_all_the_same() -> None:
    vs = frame(
        USUBJID=["1", "1", "1"],
        VISITNUM=[1.0, 2.0, 2.0],
        VISIT=["SCREENING", "DAY 1", "DAY 1"],
        VSDTC=["2020-01", "2020-01", "2020-01-10"],
    )
    built = subject_visits({"VS": vs}, dates=("VS.VSDTC",), study=STUDY)
    assert built.frame[["VISITNUM", "SVSTDTC", "SVENDTC"]].to_numpy().tolist() == [
        [1.0, "2020-01", "2020-01"],
        [2.0, "2020-01-10", "2020-01-10"],
    ]
    assert built.lineage["row"].tolist() == [0, 1, 1]


BY_ARM = STUDY.model_copy(
    update={
        "visits": (
            Visit(number=1, name="SCREENING", day=-7),
            Visit(number=2, name="DAY 15", day=15, arm="A"),
            Visit(number=3, name="DAY 15", day=22, arm="B"),
        )
    }
)


def test_a_visit_that_is_planned_by_arm_is_that_of_the_subjects_arm() -> None:
    subjects = frame(USUBJID=["1", "2", "3"], ARMCD=["A", "B", ""])
    rows = frame(USUBJID=["1", "2", "3", "3"], VISIT=["DAY 15", "DAY 15", "DAY 15", "SCREENING"])
    assert visit_day(rows, {"DM": subjects}, study=BY_ARM).fillna(0).tolist() == [15.0, 22.0, 0.0, -7.0]
    assert visit_number(rows, {"DM": subjects}, study=BY_ARM).fillna(0).tolist() == [2.0, 3.0, 0.0, 1.0]
    seen = rows.assign(VISITNUM=visit_number(rows, {"DM": subjects}, study=BY_ARM), VSDTC="2020-01-10")
    built = subject_visits({"VS": seen, "DM": subjects}, dates=("VS.VSDTC",), study=BY_ARM)
    assert built.frame[["USUBJID", "VISITDY"]].to_numpy().tolist() == [["1", 15.0], ["2", 22.0], ["3", -7.0]]


def test_missing_links_relate_nothing() -> None:
    nan = float("nan")
    first, second = frame(USUBJID=["1"], AELNK=[nan], AESEQ=[1.0]), frame(USUBJID=["1"], CMLNK=[nan], CMSEQ=[1.0])
    relation = Relation(first="AE.AELNK", second="CM.CMLNK")
    assert related_records({"AE": first, "CM": second}, relations=(relation,)).frame.empty


UNIT = Codelist(name="UNIT", terms=())


@pytest.mark.parametrize(
    ("test", "result", "unit", "character", "number", "told"),
    [
        ("CREAT", "1.0", "mg/dL", "88.42", 88.42, []),
        ("CREAT", "<0.5", "mg/dL", "<44.21", None, ["result-limited"]),
        ("CREAT", "90", "umol/L", "90", 90.0, []),
        ("CREAT", "NEGATIVE", "", "NEGATIVE", None, []),
        ("CREAT", "Trace", "", "TRACE", None, []),
        ("HGB", "145", "g/L", "14.5", 14.5, []),
        ("CREAT", "5", "stone", "", None, ["unit-unconverted"]),
        ("CREAT", "<5", "stone", "", None, ["unit-unconverted"]),
        ("CREAT", "1.0", "", "", None, ["unit-missing"]),
        ("CREAT", "1.0", " ", "", None, ["unit-missing"]),
        ("PH", "7.4", "", "7.4", 7.4, []),
        ("CREAT", "1,234", "umol/L", "1234", 1234.0, ["number-grouped"]),
        ("CREAT", "1.234,5", "umol/L", "1.234,5", None, ["number-unreadable"]),
        ("CREAT", "1E400", "umol/L", "1E400", None, ["number-unreadable"]),
        ("CREAT", "\u0661\u0661", "umol/L", "\u0661\u0661", None, ["number-unreadable"]),
        ("CREAT", "", "", "", None, []),
    ],
)
def test_results_in_standard_form(
    test: str, result: str, unit: str, character: str, number: float | None, told: list[str]
) -> None:
    rows = frame(LBTESTCD=[test], LBORRES=[result], LBORRESU=[unit])
    names: dict[str, Any] = {"result": "LBORRES", "unit": "LBORRESU", "test": "LBTESTCD"}
    rows["LBSTRESU"] = standard_unit(
        rows, {}, unit="LBORRESU", test="LBTESTCD", result="LBORRES", units={"CREAT": "umol/L", "HGB": "g/dL"}
    )
    mapped = standard_number(rows, {}, standard="LBSTRESU", study=STUDY, **names)
    assert standard_character(rows, {}, standard="LBSTRESU", study=STUDY, **names)[0] == character
    assert mapped.values[0] == number or (number is None and pd.isna(mapped.values[0]))
    assert [finding.rule for finding in mapped.findings] == told


@pytest.mark.parametrize(
    ("policy", "number", "written"),
    [
        ("missing", None, "standard number left missing"),
        ("limit", 10.0, "standard number 10"),
        ("half limit", 5.0, "standard number 5"),
    ],
)
def test_below_the_limit_the_policy_of_the_study_decides(policy: str, number: float | None, written: str) -> None:
    study = Study.model_validate({**STUDY.model_dump(by_alias=True), "policies": {"below_limit": policy}})
    rows = frame(T=["X"], R=["<10"], U=[""], S=[""])
    mapped = standard_number(rows, {}, result="R", unit="U", standard="S", test="T", study=study)
    assert mapped.values[0] == number or (number is None and pd.isna(mapped.values[0]))
    assert [list(finding.written) for finding in mapped.findings] == [[written]]


def test_a_product_that_no_file_holds_is_missing_and_told_on_its_row() -> None:
    units: dict[str, Any] = {"unit": "U", "standard": "S", "test": "T"}
    rows = frame(R=["7E75", "5"], L=["1E75", "1"], U=["mg/dL"] * 2, S=["umol/L"] * 2, T=["CREAT"] * 2)
    number = standard_number(rows, {}, result="R", **units, study=STUDY)
    assert number.values.fillna(-1).tolist() == [-1, 442.1]
    assert [(one.rule, one.rows.tolist()) for one in number.findings] == [("number-unreadable", [0])]
    assert standard_character(rows, {}, result="R", **units, study=STUDY).tolist() == ["", "442.1"]
    limit = standard_range(rows, {}, limit="L", **units, study=STUDY)
    assert limit.values.fillna(-1).tolist() == [-1, 88.42]
    assert [(one.rule, one.rows.tolist()) for one in limit.findings] == [("range-unreadable", [0])]


def test_ranges_are_converted_with_the_result_and_judge_it() -> None:
    rows = frame(T=["CREAT"] * 3, U=["mg/dL"] * 3, S=["umol/L"] * 3, LO=["0.5", "0.5", "<0.5"], N=[40.0, 50.0, 200.0])
    low = standard_range(rows, {}, limit="LO", unit="U", standard="S", test="T", study=STUDY)
    assert isinstance(low, Mapped)
    assert low.values.fillna(0).tolist() == [44.21, 44.21, 0.0]
    assert [finding.rule for finding in low.findings] == ["range-unreadable"]
    rows = rows.assign(L=low.values, H=[100.0, 100.0, 100.0])
    assert range_indicator(rows, {}, result="N", low="L", high="H").tolist() == ["LOW", "NORMAL", "HIGH"]


def test_related_records_are_named_by_sequence() -> None:
    ae = frame(USUBJID=["1", "1", "2"], AELNKID=["A1", "", "A1"], AESEQ=[1.0, 2.0, 1.0])
    cm = frame(USUBJID=["1", "1"], CMLNKID=["A1", "A9"], CMSEQ=[7.0, 8.0])
    built = related_records({"AE": ae, "CM": cm}, relations=(Relation(first="AE.AELNKID", second="CM.CMLNKID"),))
    names = ["RDOMAIN", "USUBJID", "IDVAR", "IDVARVAL", "RELID"]
    assert built.frame[names].to_numpy().tolist() == [
        ["AE", "1", "AESEQ", "1", "AECM1"],
        ["CM", "1", "CMSEQ", "7", "AECM1"],
    ]


def test_trial_design_is_what_the_study_says() -> None:
    assert trial_arms({}, study=STUDY).frame[["ARMCD", "TAETORD", "ETCD"]].to_numpy().tolist() == [
        ["A", 1.0, "SCRN"],
        ["A", 2.0, "TRT"],
    ]
    assert trial_visits({}, study=STUDY).frame["VISITDY"].tolist() == [-7.0, 1.0]
    summary = trial_summary({}, parameters=Codelist(name="TSPARMCD"), study=STUDY).frame
    assert summary[["TSPARMCD", "TSSEQ"]].to_numpy().tolist() == [["FCNTRY", 1.0], ["FCNTRY", 2.0], ["TITLE", 1.0]]
    assert f"{summary['TSVAL'].iloc[2]} {summary['TSVAL1'].iloc[2]}" == " ".join(["word"] * 60)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400), st.integers(8, 60))
def test_pieces_fit_and_lose_nothing_but_blanks(text: str, limit: int) -> None:
    parts = pieces(text, limit)
    assert all(len(part.encode()) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("collected", "written"),
    [
        ("naïve", "naive"),
        ("37 °C", "37  deg C"),
        ("5 µg", "5 ug"),
        ("“a” \u2013 b", '"a" - b'),
        ("≥5", ">=5"),
        ("漢", "\\u6f22"),
    ],
)
def test_text_becomes_printable_ascii_and_the_change_is_told(collected: str, written: str) -> None:
    mapped = ascii_text(pd.Series(["plain", collected], dtype="str"))
    assert mapped.values.tolist() == ["plain", written]
    assert mapped.findings[0].rows.tolist() == [1]


@pytest.mark.parametrize(
    ("result", "unit", "number", "character"),
    [
        ("0", "", None, "NEGATIVE"),  # a code, as the study says
        (" 1 ", "", None, "POSITIVE"),
        ("1", "g/L", 1.0, "1"),  # a number of another test
        ("2", "", 2.0, "2"),
        ("\u22125", "g/L", -5.0, "-5"),  # the sign of minus
    ],
)
def test_a_number_without_unit_that_the_study_maps_is_a_code(
    result: str, unit: str, number: float | None, character: str
) -> None:
    rows = frame(LBORRES=[result], LBORRESU=[unit], LBTESTCD=["X"], LBSTRESU=[unit])
    names: dict[str, Any] = {"result": "LBORRES", "unit": "LBORRESU", "standard": "LBSTRESU", "test": "LBTESTCD"}
    codes = {"0": "NEGATIVE", "1": "POSITIVE"}
    found = standard_number(rows, {}, map=codes, study=STUDY, **names)
    assert found.values[0] == number or (number is None and pd.isna(found.values[0]))
    assert found.findings == ()
    assert standard_character(rows, {}, map=codes, study=STUDY, **names)[0] == character


@pytest.mark.parametrize("unit", ["\u00b5g/L", "\u03bcg/L", "ug/L"])
def test_micro_is_one_unit_however_it_is_written(unit: str) -> None:
    conversion = STUDY.units[0].model_copy(update={"from_": "\u00b5g/L", "to": "mg/L", "factor": 0.001})
    study = STUDY.model_copy(update={"units": (conversion,)})
    rows = frame(R=["5"], U=[unit], S=["mg/L"], T=["CREAT"])
    found = standard_number(rows, {}, result="R", unit="U", standard="S", test="T", study=study)
    assert (found.values[0], found.findings) == (0.005, ())


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["10", "9", "", "1"], [4.0, 3.0, 1.0, 2.0]),  # numbers by value, blank first
        (["2024-02-05", "2024-02", "2023", ""], [4.0, 3.0, 2.0, 1.0]),
        (["b", "A", "10", "9"], [4.0, 3.0, 1.0, 2.0]),  # words among them: all are text
    ],
)
def test_records_are_numbered_by_what_the_text_means(values: list[str], expected: list[float]) -> None:
    rows = frame(USUBJID=["1"] * 4, X=values)
    assert sequence(rows, {}, by=("X",)).tolist() == expected
