"""Each check of analysis datasets on bad and good records: what is found, where, and how severe it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from converter.check.analysis import baseline as analysis_baseline
from converter.check.analysis import dates as analysis_dates
from converter.check.analysis import days as analysis_days
from converter.check.analysis import guide as analysis_guide
from converter.check.analysis import pairs as analysis_pairs
from converter.check.analysis import sources as analysis_sources
from converter.check.analysis import subjects as analysis_subjects
from converter.check.analysis import times as analysis_times
from converter.check.checks import ANALYSIS_CHECKS
from converter.check.shipment import Shipment
from converter.compute.dates.sas_date import sas_date
from converter.dataset import FoundDataset, FoundVariable
from converter.issues import Issue
from converter.plan.descriptions.found import found_analysis_spec
from converter.spec.condition import Condition
from converter.spec.dataset import Origin
from converter.spec.standards.guides import load_analysis_standard, load_standard
from converter.spec.study import Study
from converter.steps import AnalysisPlan, AnalysisStep, BoundRule, Plan

GUIDE = load_analysis_standard("adamig", "1.3")
STUDY = Study.model_validate(
    {
        "study": {"id": "S", "name": "S", "description": "", "created": "2024-01-01", "cutoff": "2020-12-31"},
        "standards": {"terminology": ()},
    }
)
PLAN = Plan(STUDY, load_standard("sdtmig", "3.4"), (), {}, {}, {}, {}, analysis=AnalysisPlan(GUIDE))
Columns = dict[str, list[Any]]
Told = list[tuple[str, str, str, tuple[int, ...]]]
Check = Callable[[Shipment], Iterator[Issue]]


def day(text: str) -> float:
    return float(sas_date(pd.Series([text])).iloc[0])


def frame_of(data: Columns) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(values, dtype=_kind(values)) for name, values in data.items()})


def _kind(values: list[Any]) -> str:
    return "float64" if values and all(isinstance(value, int | float) for value in values) else "str"


def shipment(datasets: Mapping[str, Columns], sdtm: Mapping[str, Columns] | None = None) -> Shipment:
    found = {}
    for name, data in datasets.items():
        frame = frame_of(data)
        variables = (FoundVariable(str(n), "", "Num" if _kind(data[str(n)]) != "str" else "Char", 8, "") for n in frame)
        found[name] = FoundDataset(name, name, f"{name.lower()}.csv", frame, tuple(variables), attributes=False)
    specs = {name: found_analysis_spec(dataset, None, GUIDE) for name, dataset in found.items()}
    return Shipment(found, specs, PLAN, {name: frame_of(data) for name, data in (sdtm or {}).items()})


def told(issues: Iterator[Issue]) -> Told:
    return [(issue.rule, issue.severity, issue.variable, issue.rows) for issue in issues]


def bds(**data: list[Any]) -> dict[str, Columns]:
    size = len(next(iter(data.values())))
    return {"ADLB": {"USUBJID": ["1"] * size, "PARAMCD": ["HGB"] * size, **data}}


ADSL: Columns = {"USUBJID": ["1", "2"], "TRTSDT": [day("2020-01-10"), day("2020-02-01")], "SAFFL": ["Y", "N"]}
NAN = float("nan")


@pytest.mark.parametrize(
    ("title", "check", "datasets", "expected"),
    [
        (
            "a value other than the guide's fixed ones",
            analysis_guide.check_guide,
            {"ADSL": {"USUBJID": ["1", "2", "3"], "SAFFL": ["Y", "X", ""]}},
            [("analysis-value", "error", "SAFFL", (2,))],
        ),
        (
            "a flag of Y alone that says N, a number other than 1",
            analysis_guide.check_guide,
            bds(ABLFL=["Y", "N"], ABLFN=[1, 0]),
            [("analysis-value", "error", "ABLFL", (2,)), ("analysis-value", "error", "ABLFN", (2,))],
        ),
        (
            "PARAM and PARAMCD, PARAMN are one to one",
            analysis_pairs.check_pairs,
            {"ADLB": {"PARAMCD": ["A", "A", "A", "B"], "PARAM": ["a", "x", "a", "b"], "PARAMN": [1, 1, 1, 1]}},
            [
                ("analysis-pair", "error", "PARAMCD", (2,)),
                ("analysis-pair", "error", "PARAM", (2, 4)),
            ],
        ),
        (
            "visits and their numbers are one to one within a parameter",
            analysis_pairs.check_pairs,
            {"ADLB": {"PARAMCD": ["A", "A", "B"], "AVISIT": ["V1", "V1", "V1"], "AVISITN": [1, 2, 9]}},
            [("analysis-pair", "error", "AVISIT", (1, 2))],
        ),
        (
            "categories: AVALCAT1 belongs to AVALCA1N, whose name is shortened; a number needs its text",
            analysis_pairs.check_pairs,
            bds(AVALCAT1=["LOW", "LOW", "LOW", ""], AVALCA1N=[1, 1, NAN, 3]),
            [("analysis-pair", "error", "AVALCAT1", (3,)), ("analysis-pair-alone", "error", "AVALCA1N", (4,))],
        ),
        (
            "treatments are one to one in the whole dataset, and so are variables of the study's own",
            analysis_pairs.check_pairs,
            {"ADSL": {"TRT01P": ["A", "B", "A"], "TRT01PN": [1, 1, 1], "COHORT": ["X"] * 3, "COHORTN": [1, 2, 1]}},
            [("analysis-pair", "error", "TRT01P", (2,)), ("analysis-pair", "error", "COHORT", (2,))],
        ),
        (
            "AVALC and AVAL, where both are there",
            analysis_pairs.check_pairs,
            bds(AVAL=[1, 2, 3, NAN, 1], AVALC=["POS", "POS", "", "POS", "POS"]),
            [("analysis-pair", "error", "AVALC", (2,))],
        ),
        (
            "a date flag without a date, a time flag with neither time nor datetime",
            analysis_dates.check_imputed,
            {"ADAE": {"ASTDT": [1, NAN], "ASTDTF": ["D", "D"], "ASTDTM": [5, NAN], "ASTTMF": ["H", "H"]}},
            [
                ("analysis-imputed-nothing", "error", "ASTDTF", (2,)),
                ("analysis-imputed-nothing", "error", "ASTTMF", (2,)),
            ],
        ),
        (
            "dates are those of their text; only what is partial is imputed and flagged",
            analysis_dates.check_collected,
            {
                "ADAE": {
                    "AESTDTC": ["2020-01-02", "2020-01-02", "2020-01", "2020-01", "2020-01-02T10:00"],
                    "ASTDT": [day("2020-01-02")] * 4 + [day("2020-01-03")],
                    "ASTDTF": ["", "D", "D", "", ""],
                }
            },
            [
                ("analysis-date", "error", "ASTDT", (5,)),
                ("analysis-imputed-complete", "error", "ASTDTF", (2,)),
                ("analysis-imputed-unflagged", "error", "ASTDTF", (4,)),
            ],
        ),
        (
            "the parts of a date that are known agree with its text, and the flag fits what was imputed",
            analysis_dates.check_collected,
            {
                "ADAE": {
                    "AESTDTC": ["2019-01", "2020", "2020-01", "2020---15", "--03-15", "2020-02", "", "", "2019/2020"],
                    "ASTDT": [
                        *(day(one) for one in ("2020-01-01", "2020-07-01", "2020-01-15", "2020-06-15", "2021-03-15")),
                        *(day("2020-02-15"), day("2020-01-01"), day("2020-01-01"), day("2020-01-01")),
                    ],
                    "ASTDTF": ["D", "D", "M", "M", "Y", "D", "D", "Y", "D"],
                }
            },
            [
                ("analysis-date", "error", "ASTDT", (1,)),
                ("analysis-imputed-flag", "error", "ASTDTF", (2, 3, 7, 9)),
            ],
        ),
        (
            "the parts of a time that are known agree with its text, and the flag fits what was imputed",
            analysis_dates.check_collected,
            {
                "ADAE": {
                    "AESTDTC": [
                        "2020-01-02T10:30",
                        "2020-01-02T10",
                        "2020-01-02",
                        "2020-01-02T10:30",
                        "2020-01-02",
                        "",
                        "20200102T1030",
                        "2020-01-02T10:30:00.75",
                    ],
                    "ASTDTM": [
                        *(day("2020-01-02") * 86400 + 3600 * hour for hour in (10.5, 10, 0, 11.5, 0, 0, 10.5, 10.5))
                    ],
                    "ASTTMF": ["", "M", "H", "", "M", "", "", ""],
                }
            },
            [("analysis-date", "error", "ASTDTM", (4, 7)), ("analysis-imputed-flag", "error", "ASTTMF", (5,))],
        ),
        (
            "what the text tells of a date must agree with it, and the flag with what the text does not tell",
            analysis_dates.check_collected,
            {
                "ADAE": {
                    "AESTDTC": ["2019-01", "2020", "2020-01", "2020", "20200102", "2020-01-01/2020-02-09", "--01-01"],
                    "ASTDT": [day("2020-01-01")] * 7,
                    "ASTDTF": ["D", "D", "M", "M", "", "M", "Y"],
                }
            },
            [
                ("analysis-date", "error", "ASTDT", (1, 5)),
                ("analysis-imputed-flag", "error", "ASTDTF", (2, 3)),
            ],
        ),
        (
            "any other date is that of the text of its own name",
            analysis_dates.check_collected,
            {
                "ADSL": {
                    "DTHDTC": ["2020-01-01", "2019-01", "2020-01", "2020-01", ""],
                    "DTHDT": [day("2020-01-01"), *[day("2020-01-31")] * 3, NAN],
                    "DTHDTF": ["", "D", "D", "M", ""],
                    "RFICDTC": ["2020-01-02"] * 5,
                    "RFICDT": [day("2020-01-02")] * 4 + [day("2020-01-03")],
                }
            },
            [
                ("analysis-date", "error", "DTHDT", (2,)),
                ("analysis-imputed-flag", "error", "DTHDTF", (4,)),
                ("analysis-date", "error", "RFICDT", (5,)),
            ],
        ),
        (
            "nothing is later than the cut-off, ends before its start, or lies on another day than its datetime",
            analysis_dates.check_analysis_dates,
            {
                "ADAE": {
                    "ASTDT": [day("2021-01-01"), day("2020-02-02"), day("2020-01-01")],
                    "ASTDTM": [NAN, NAN, day("2020-01-02") * 86400],
                    "AENDT": [NAN, day("2020-02-01"), NAN],
                }
            },
            [
                ("analysis-date-after-cutoff", "warning", "ASTDT", (1,)),
                ("analysis-datetime", "error", "ASTDT", (3,)),
                ("analysis-end-before-start", "error", "ASTDT", (2,)),
            ],
        ),
        (
            "the day before treatment is -1, the day of treatment 1",
            analysis_days.check_analysis_days,
            {
                "ADSL": ADSL,
                "ADLB": {
                    "USUBJID": ["1", "1", "1", "2", "2"],
                    "ADT": [day(f"2020-01-{n:02}") for n in (9, 10, 11)] + [day("2020-02-01"), NAN],
                    "ADY": [-1, 0, 2, NAN, NAN],
                },
            },
            [("analysis-day", "error", "ADY", (2, 4))],
        ),
        (
            "subjects stand in ADSL, and what is copied from there is as it is there",
            analysis_subjects.check_copied,
            {
                "ADSL": {**ADSL, "AGE": [50, 60]},
                "ADAE": {"USUBJID": ["1", "2", "3"], "SAFFL": ["Y", "Y", "Y"], "AGE": [51, 60, 70]},
            },
            [("analysis-population", "error", "SAFFL", (2,)), ("analysis-not-as-adsl", "error", "AGE", (1,))],
        ),
        (
            "subjects that ADSL lacks, another study",
            analysis_subjects.check_analysis_subjects,
            {"ADSL": ADSL, "ADAE": {"STUDYID": ["S", "T"], "USUBJID": ["3", "1"]}},
            [("study-id", "error", "STUDYID", (2,)), ("subject-not-in-adsl", "error", "USUBJID", (1,))],
        ),
        (
            "neither AVAL nor AVALC",
            analysis_baseline.check_values,
            bds(AVAL=[1, NAN, NAN], AVALC=["", "x", ""]),
            [("analysis-value-missing", "warning", "AVAL", (3,))],
        ),
        (
            "one baseline record of a parameter",
            analysis_baseline.check_baseline,
            bds(ABLFL=["Y", "Y", ""], AVAL=[1, 2, 3]),
            [("analysis-baseline-several", "error", "ABLFL", (1, 2))],
        ),
        (
            "BASE is the value of the baseline record, on every record of the group",
            analysis_baseline.check_baseline,
            bds(ABLFL=["Y", "", "", ""], AVAL=[1, 2, 3, 4], BASE=[1, 1, 2, NAN]),
            [("analysis-base", "error", "BASE", (3, 4))],
        ),
        (
            "each BASETYPE has a baseline of its own; no BASE without one",
            analysis_baseline.check_baseline,
            bds(BASETYPE=["A", "B", "C"], ABLFL=["Y", "Y", ""], AVAL=[1, 2, 3], BASE=[1, 2, 3]),
            [("analysis-base-alone", "error", "BASE", (3,))],
        ),
        (
            "CHG and PCHG follow from AVAL and BASE, up to their own rounding; there is no percentage of 0",
            analysis_baseline.check_change,
            bds(AVAL=[3, 5, 4, 3], BASE=[2, 3, 3, 0], CHG=[1, 3, 1, 3], PCHG=[50, 66.7, 34, 1]),
            [("analysis-change", "error", "CHG", (2,)), ("analysis-change", "error", "PCHG", (3, 4))],
        ),
        (
            "a change of large values is as exact as one of small ones; noise of binary numbers is none",
            analysis_baseline.check_change,
            bds(AVAL=[5e9, 5e9, 0.3], BASE=[5e9 - 1, 5e9 - 1, 0.1], CHG=[1, 4, 0.3 - 0.1]),
            [("analysis-change", "error", "CHG", (2,))],
        ),
        (
            "times to events have CNSR, 0 or more, and say what happened; plain durations stand elsewhere",
            analysis_times.check_censoring,
            {
                "ADTTE": {
                    "PARAMCD": ["OS", "OS", "OS", "DUR"],
                    "CNSR": [0, NAN, -1, NAN],
                    "EVNTDESC": ["", "Alive", "Alive", ""],
                }
            },
            [
                ("tte-cnsr", "error", "CNSR", (2,)),
                ("tte-cnsr", "error", "CNSR", (4,)),
                ("tte-cnsr", "error", "CNSR", (3,)),
                ("tte-description", "error", "EVNTDESC", (1,)),
            ],
        ),
        (
            "times do not end before they start, nor are they negative, missing or out of step with their dates",
            analysis_times.check_times,
            {
                "ADTTE": {
                    "PARAMCD": ["OS", "OS", "OS", "OS", "OS", "PFS"],
                    "STARTDT": [10, 10, 10, 10, 10, 10],
                    "ADT": [9, 20, 30, 40, 40, 20],
                    "AVAL": [-1, NAN, 1.0, 0.9, 1.2, 9],
                }
            },
            [
                ("tte-date", "error", "ADT", (1,)),
                ("tte-value", "error", "AVAL", (2,)),
                ("tte-value", "error", "AVAL", (1,)),
                ("tte-value-order", "error", "AVAL", (4,)),
            ],
        ),
        (
            "of one number of days the time that most records have is right",
            analysis_times.check_times,
            {
                "ADTTE": {
                    "PARAMCD": ["OS"] * 10,
                    "STARTDT": [0] * 10,
                    "ADT": [30, 61, 100, 100, 100, 100, 110, 150, 200, 300],
                    "AVAL": [1.0, 2.0, 3.2, 3.3, 3.3, 3.3, 3.6, 4.9, 6.6, 9.9],
                }
            },
            [("tte-value-order", "error", "AVAL", (3,))],
        ),
        (
            "of values out of order those of fewer records are wrong, not those of fewer numbers of days",
            analysis_times.check_times,
            {
                "ADTTE": {
                    "PARAMCD": ["OS"] * 23,
                    "STARTDT": [0] * 23,
                    "ADT": [*[10] * 20, 20, 30, 40],
                    "AVAL": [*[9.1] * 20, 1.3, 2.4, 3.7],
                }
            },
            [("tte-value-order", "error", "AVAL", (21, 22, 23))],
        ),
    ],
)
def test_a_check_finds_what_is_wrong(title: str, check: Check, datasets: dict[str, Columns], expected: Told) -> None:
    assert told(check(shipment(datasets))) == expected, title


def test_variables_that_the_structure_requires_are_asked_for_a_template_once() -> None:
    required = ["STUDYID", "USUBJID", "SUBJID", "SITEID", "AGE", "AGEU", "SEX", "RACE", "ARM", "TRT02P"]
    full = {name: ["x"] for name in required}
    assert told(analysis_guide.check_structure(shipment({"ADSL": full}))) == []
    fewer = {name: ["x"] for name in required if name not in {"ARM", "TRT02P"}}
    missing = [issue.variable for issue in analysis_guide.check_structure(shipment({"ADSL": fewer}))]
    assert missing == ["ARM", "TRTxxP"]


@pytest.mark.parametrize(
    ("dataset", "name", "label", "kind", "expected"),
    [
        ("ADLB", "AVAL", "Analysis Value", "Num", []),
        ("ADLB", "AVAL", "Value", "Num", [("analysis-label", "warning", "AVAL", ())]),
        ("ADLB", "AVAL", "Analysis Value", "Char", [("analysis-type", "error", "AVAL", ())]),
        ("ADLB", "AGE", "Age at Start", "Num", [("analysis-label", "warning", "AGE", ())]),
        ("ADLB", "TRTSDT", "Date of First Exposure to Treatment", "Num", []),
        ("ADLB", "XYZDT", "A Label of the Study", "Num", []),
        ("ADLB", "XYZDT", "A Label of the Study", "Char", [("analysis-type", "error", "XYZDT", ())]),
    ],
)
def test_types_and_labels_are_the_guides_where_it_fixes_them(
    dataset: str, name: str, label: str, kind: str, expected: Told
) -> None:
    plain = shipment({dataset: {"PARAMCD": ["A"], name: [1.0] if kind == "Num" else ["x"]}})
    labels = {"PARAMCD": "Parameter Code", name: label}
    found = plain.found[dataset]
    labelled = tuple(replace(one, label=labels[one.name]) for one in found.variables)
    named = replace(found, variables=labelled, attributes=True)
    shipped = replace(plain, found={dataset: named}, specs={dataset: found_analysis_spec(named, None, GUIDE)})
    assert told(analysis_guide.check_guide(shipped)) == expected


def _taking(where: Condition | None) -> Plan:
    rule = BoundRule("records", lambda: None, {"dataset": "DM", "where": where}, "", Origin(type="Derived"), "")
    step = AnalysisStep("ADSL", rule, ("USUBJID",), makes_rows=True, predecessors={})
    return replace(PLAN, analysis=AnalysisPlan(GUIDE, {}, {}, (step,)))


@pytest.mark.parametrize(
    ("where", "missing"),
    [(None, ["3", "4"]), (Condition(variable="ARMCD", missing=False), ["3"])],
)
def test_adsl_has_each_subject_of_dm_that_the_study_takes_once(where: Condition | None, missing: list[str]) -> None:
    sdtm = {"DM": {"USUBJID": ["1", "3", "4"], "ARMCD": ["A", "A", ""]}}
    shipped = shipment({"ADSL": {"USUBJID": ["1", "1", "2"]}}, sdtm)
    issues = list(analysis_subjects.check_adsl(replace(shipped, plan=_taking(where))))
    assert [(issue.rule, issue.value) for issue in issues] == [
        ("adsl-several", "1"),
        ("subject-not-in-dm", "2"),
        *(("adsl-subject-missing", subject) for subject in missing),
    ]


AE: Columns = {"USUBJID": ["1", "1", "2"], "AESEQ": [1, 2, 1], "AETERM": ["Rash", "Cough", "Fall"]}
SUPPAE: Columns = {"USUBJID": ["1"], "IDVAR": ["AESEQ"], "IDVARVAL": ["2"], "QNAM": ["CRSFL"], "QVAL": ["Y"]}


def _copied(shipped: Shipment, dataset: str, predecessors: dict[str, str]) -> Shipment:
    spec = shipped.specs[dataset]
    origins = {name: Origin(type="Predecessor", predecessor=before) for name, before in predecessors.items()}
    variables = tuple(one.model_copy(update={"origin": origins.get(one.name)}) for one in spec.variables)
    return replace(shipped, specs={**shipped.specs, dataset: spec.model_copy(update={"variables": variables})})


def test_what_is_copied_has_the_value_of_its_source_record_by_sequence_number() -> None:
    adae: Columns = {
        "USUBJID": ["1", "1", "2", "2"],
        "AESEQ": [1, 2, 1, 9],
        "AETERM": ["Rash", "RASH", "Fall", "Fall"],
        "CRSFL": ["Y", "Y", "", ""],
    }
    shipped = shipment({"ADAE": adae}, {"AE": AE, "SUPPAE": SUPPAE})
    copied = _copied(shipped, "ADAE", {"AETERM": "AE.AETERM", "CRSFL": "AE.CRSFL"})
    assert told(analysis_sources.check_predecessors(copied)) == [
        ("analysis-source-missing", "error", "AESEQ", (4,)),
        ("analysis-predecessor", "error", "AETERM", (2,)),
        ("analysis-predecessor", "error", "CRSFL", (1,)),
    ]


def test_a_number_that_the_source_has_twice_keeps_only_its_own_records_from_being_compared() -> None:
    twice: Columns = {"USUBJID": ["1", "1", "2"], "AESEQ": [1, 1, 1], "AETERM": ["Rash", "Cough", "Fall"]}
    adae: Columns = {"USUBJID": ["1", "2"], "AESEQ": [1, 1], "AETERM": ["Pain", "Pain"]}
    copied = _copied(shipment({"ADAE": adae}, {"AE": twice}), "ADAE", {"AETERM": "AE.AETERM"})
    assert told(analysis_sources.check_predecessors(copied)) == [("analysis-predecessor", "error", "AETERM", (2,))]


def test_what_is_copied_from_adsl_under_another_name_has_the_subjects_value() -> None:
    adsl: Columns = {"USUBJID": ["1", "2"], "TRT01P": ["A", "B"]}
    shipped = shipment({"ADSL": adsl, "ADAE": {"USUBJID": ["1", "2", "2"], "TRTP": ["A", "A", "B"]}})
    copied = _copied(shipped, "ADAE", {"TRTP": "ADSL.TRT01P"})
    assert told(analysis_sources.check_predecessors(copied)) == [("analysis-predecessor", "error", "TRTP", (2,))]


def test_a_source_of_which_no_record_is_identified_is_not_compared() -> None:
    shipped = shipment({"ADSL": {"USUBJID": ["1"], "FIRST": ["Cough"]}}, {"AE": AE})
    assert told(analysis_sources.check_predecessors(_copied(shipped, "ADSL", {"FIRST": "AE.AETERM"}))) == []


def test_traced_sources_are_datasets_variables_and_records_of_the_subject() -> None:
    adtte: Columns = {
        "USUBJID": ["1", "1", "1", "2", "2"],
        "SRCDOM": ["AE", "XX", "AE", "AE", "AE"],
        "SRCVAR": ["AETERM", "XXDTC", "AESTDT", "CRSFL", "AETERM"],
        "SRCSEQ": [2, 1, 1, 2, NAN],
    }
    shipped = shipment({"ADTTE": adtte}, {"AE": AE, "SUPPAE": SUPPAE})
    assert told(analysis_sources.check_traced(shipped)) == [
        ("analysis-source-unknown", "error", "SRCDOM", (2,)),
        ("analysis-source-unknown", "error", "SRCVAR", (3,)),
        ("analysis-source-missing", "error", "SRCSEQ", (4,)),
    ]


def test_without_sdtm_datasets_it_is_said_that_nothing_was_compared_with_them() -> None:
    alone = shipment({"ADSL": {"USUBJID": ["1"]}})
    assert told(analysis_sources.check_sources_given(alone)) == [("analysis-without-sdtm", "note", "", ())]


def test_days_that_the_study_counts_otherwise_are_not_compared() -> None:
    shipped = shipment({"ADLB": {"USUBJID": ["1"], "TRTSDT": [100], "ADT": [100], "ADY": [0]}})
    assert len(told(analysis_days.check_analysis_days(shipped))) == 1
    arguments = {"variables": {"ADY": "ADT"}, "reference": "TRTSDT", "day_zero": True}
    rule = BoundRule("derive_vars_dy", lambda: None, arguments, "", Origin(type="Derived"), "")
    step = AnalysisStep("ADLB", rule, ("ADY",), makes_rows=False, predecessors={})
    plan = replace(PLAN, analysis=AnalysisPlan(GUIDE, {}, {}, (step,)))
    assert told(analysis_days.check_analysis_days(replace(shipped, plan=plan))) == []


def test_every_check_says_what_it_reports() -> None:
    assert all((check.__doc__ or "").startswith("Report ") for check in ANALYSIS_CHECKS.values())


@pytest.mark.parametrize(
    ("number", "shown"), [(2936547.0, "2020-01-01 as 9999-12-31"), (1e12, "2020-01-01 as 1000000000000")]
)
def test_a_date_of_any_size_is_told_and_stops_nothing(number: float, shown: str) -> None:
    data = shipment(bds(ADT=[number], LBDTC=["2020-01-01"]))
    (issue,) = analysis_dates.check_collected(data)
    assert (issue.rule, issue.value) == ("analysis-date", shown)


def test_a_date_of_the_subject_is_not_what_an_analysis_date_is_made_of() -> None:
    data = bds(ADT=[day("2020-03-01")], ASTDT=[day("2020-03-01")], RFSTDTC=["2020-01-01"], DMDTC=["2019-12-01"])
    assert told(analysis_dates.check_collected(shipment(data))) == []


def test_each_time_point_has_its_baseline() -> None:
    data = bds(AVAL=[1.0, 2.0, 3.0], BASE=[1.0, 2.0, 2.0], ABLFL=["Y", "Y", ""], ATPT=["LYING", "STANDING", "STANDING"])
    assert told(analysis_baseline.check_baseline(shipment(data))) == []
    wrong = bds(
        AVAL=[1.0, 2.0, 3.0], BASE=[1.0, 2.0, 1.0], ABLFL=["Y", "Y", ""], ATPT=["LYING", "STANDING", "STANDING"]
    )
    assert told(analysis_baseline.check_baseline(shipment(wrong))) == [("analysis-base", "error", "BASE", (3,))]
    twice = bds(AVAL=[1.0, 2.0], BASE=[1.0, 2.0], ABLFL=["Y", "Y"], ATPT=["LYING", "LYING"])
    several = ("analysis-baseline-several", "error", "ABLFL", (1, 2))
    assert several in told(analysis_baseline.check_baseline(shipment(twice)))
