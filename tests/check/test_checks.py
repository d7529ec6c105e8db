"""Each check on a bad and a good dataset: what is found, where, and how severe it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from converter.check import gate
from converter.check.checks import CHECKS, check_shipment
from converter.check.read_back import compare
from converter.check.shipment import Shipment
from converter.check.sources import with_sources
from converter.check.tabulation import (
    columns,
    cross_domain,
    dates,
    keys,
    safety,
    supplemental,
    terminology,
    unsaid,
    values,
)
from converter.compute.issues.acceptance import accept
from converter.dataset import Dataset, FoundDataset, FoundVariable
from converter.issues import Issue
from converter.plan.descriptions.datasets import found_spec, plain_spec, plain_specs
from converter.plan.descriptions.permitted import with_found
from converter.spec.condition import Condition
from converter.spec.dataset import ValueLevel, VariableSpec
from converter.spec.library import load_codelist
from converter.spec.standards.guides import load_standard
from converter.spec.study import Study
from converter.steps import Plan

STANDARD = load_standard("sdtmig", "3.4")
CT = "sdtm-ct-2025-03-28"
STUDY = Study.model_validate(
    {
        "study": {"id": "S", "name": "S", "description": "", "created": "2024-01-01", "cutoff": "2020-12-31"},
        "standards": {"terminology": (CT,)},
        "plausible": ({"test": "HGB", "unit": "g/L", "low": 20, "high": 250, "source": "edit check"},),
        "visits": ({"number": 1, "name": "DAY 1", "day": 1, "before": 1, "after": 1},),
    }
)
Columns = dict[str, list[Any]]


def found(name: str, data: Columns) -> FoundDataset:
    size = max((len(v) for v in data.values()), default=0)
    base: Columns = {"STUDYID": ["S"] * size}
    if name in STANDARD.datasets and "DOMAIN" in STANDARD.datasets[name].variables:
        base["DOMAIN"] = [name] * size
    frame = pd.DataFrame({n: pd.Series(v, dtype=_kind(v)) for n, v in {**base, **data}.items()})
    known = plain_spec(name, STANDARD).by_name if name in STANDARD.datasets else {}
    variables = tuple(
        FoundVariable(
            str(n),
            known[str(n)].label if n in known else "?",
            "Num" if frame[n].dtype == "float64" else "Char",
            8 if frame[n].dtype == "float64" else max(int(frame[n].str.len().max()), 1),
            "",
        )
        for n in frame
    )
    label = STANDARD.datasets[name].label if name in STANDARD.datasets else "?"
    return FoundDataset(name, label, f"{name.lower()}.xpt", frame, variables)


def _kind(data: list[Any]) -> str:
    return "float64" if data and all(isinstance(value, int | float) for value in data) else "str"


def shipment(**datasets: Columns) -> Shipment:
    every = {name: found(name, data) for name, data in datasets.items()}
    standard = with_found(STANDARD, every)
    plain = plain_specs(standard)
    specs = {name: found_spec(every[name], None, plain[name]) for name in every if name in plain}
    names = {c for spec in specs.values() for variable in spec.variables for c in variable.codelists}
    codelists = {name: codelist for name in names if (codelist := load_codelist(CT, name))}
    return Shipment(every, specs, Plan(STUDY, STANDARD, (), codelists, {}, {}, {}))


Check = Callable[[Shipment], Iterator[Issue]]
DM: Columns = {"USUBJID": ["1", "2"], "RFSTDTC": ["2020-01-10", ""]}


def told(issues: Iterator[Issue]) -> list[tuple[str, str, str, tuple[int, ...]]]:
    return [(issue.rule, issue.severity, issue.variable, issue.rows) for issue in issues]


@pytest.mark.parametrize(
    ("check", "bad", "expected"),
    [
        (columns.check_datasets, {"AX": {"A": ["x"]}}, [("dataset-unknown", "error", "", ())]),
        (
            columns.check_columns,
            {
                "TA": {
                    "ARMCD": ["A"],
                    "ARM": ["A"],
                    "TAETORD": [1.0],
                    "ETCD": ["E"],
                    "ELEMENT": [""],
                    "TABRANCH": [""],
                    "TATRANS": [""],
                }
            },
            [("variable-missing", "error", "EPOCH", ())],
        ),
        (
            columns.check_columns,
            {
                "RELREC": {
                    "RDOMAIN": ["AE"],
                    "USUBJID": ["1"],
                    "IDVAR": [""],
                    "IDVARVAL": [""],
                    "RELTYPE": [""],
                    "RELID": ["1"],
                    "XX": ["x"],
                }
            },
            [("variable-unknown", "error", "XX", ())],
        ),
        (
            columns.check_columns,
            {
                "RELREC": {
                    "USUBJID": ["1"],
                    "RDOMAIN": ["AE"],
                    "IDVAR": [""],
                    "IDVARVAL": [""],
                    "RELTYPE": [""],
                    "RELID": ["1"],
                }
            },
            [("variable-order", "warning", "USUBJID", ())],
        ),
        (keys.check_keys, {"DM": {"USUBJID": ["1", "1", "2"]}}, [("record-duplicate", "error", "", (1, 2))]),
        (
            keys.check_sequence,
            {"AE": {"USUBJID": ["1", "1", "2"], "AESEQ": [1.0, 1.0, 1.5]}},
            [("sequence-invalid", "error", "AESEQ", (3,)), ("sequence-repeated", "error", "AESEQ", (1, 2))],
        ),
        (values.check_required, {"AE": {"USUBJID": ["1", ""]}}, [("value-required", "error", "USUBJID", (2,))]),
        (values.check_text, {"AE": {"AETERM": ["x" * 201, "ok"]}}, [("text-long", "error", "AETERM", (1,))]),
        (values.check_text, {"AE": {"AETERM": ["naïve", "ok"]}}, [("text-not-ascii", "error", "AETERM", (1,))]),
        (values.check_text, {"AE": {"AETERM": [" x", "ok"]}}, [("text-blanks", "warning", "AETERM", (1,))]),
        (
            values.check_text,
            {"AE": {"AELOC": ["ok"], "AEGRPID": ["NULL"]}},
            [("text-nothing", "warning", "AEGRPID", (1,))],
        ),
        (values.check_text, {"AE": {"AETERM": ["NULL", "None"]}}, [("text-nothing", "warning", "AETERM", (1,))]),
        (
            values.check_text,
            {"CM": {"CMTRT": ["=cmd(X)", "A=B", "+SUM(1)", "+1 DROP", ".", "5-FU", ""]}},
            [("text-formula", "warning", "CMTRT", (1, 3)), ("text-wordless", "warning", "CMTRT", (5,))],
        ),
        (
            values.check_fixed,
            {"AE": {"DOMAIN": ["AE", "CE"], "USUBJID": ["1", "1"]}},
            [("value-fixed", "error", "DOMAIN", (2,))],
        ),
        (
            terminology.check_terminology,
            {"AE": {"AESEV": ["MILD", "Mild", "BAD"]}},
            [("codelist-synonym", "error", "AESEV", (2,)), ("codelist-value", "error", "AESEV", (3,))],
        ),
        (
            terminology.check_terminology,
            {"VS": {"VSORRESU": ["kg", "stone"]}},
            [("codelist-extended", "warning", "VSORRESU", (2,))],
        ),
        (
            terminology.check_terminology,
            {"LB": {"LBSTRESC": ["5", "<5", "POSITIVE", "GREEN"]}},
            [("codelist-extended", "warning", "LBSTRESC", (4,))],
        ),
        (
            terminology.check_tests,
            {"VS": {"VSTESTCD": ["SYSBP", "SYSBP"], "VSTEST": ["Systolic Blood Pressure", "SBP"]}},
            [("test-name", "error", "VSTEST", (2,))],
        ),
        (
            dates.check_dates,
            {"AE": {"AESTDTC": ["2020-02-30", "2020", "01JAN2020"]}},
            [("date-invalid", "error", "AESTDTC", (1, 3))],
        ),
        (dates.check_dates, {"AE": {"AEDUR": ["P1D", "1 day"]}}, [("date-invalid", "error", "AEDUR", (2,))]),
        (
            dates.check_order,
            {
                "AE": {
                    "USUBJID": ["1", "1"],
                    "AESTDTC": ["2020-02-02", "2020-02"],
                    "AEENDTC": ["2020-02-01", "2020-02-01"],
                }
            },
            [("end-before-start", "error", "AEENDTC", (1,))],
        ),
        (
            dates.check_order,
            {"AE": {"USUBJID": ["1"], "AESTDTC": ["2021-01-01"]}},
            [("date-after-cutoff", "warning", "AESTDTC", (1,))],
        ),
        (
            dates.check_order,
            {
                "DM": {"USUBJID": ["1"], "BRTHDTC": ["1960"], "DTHDTC": ["2020-03-01"]},
                "AE": {"USUBJID": ["1", "1"], "AESTDTC": ["1959-01-01", "2020-03-02"]},
            },
            [("date-before-birth", "warning", "AESTDTC", (1,)), ("date-after-death", "warning", "AESTDTC", (2,))],
        ),
        (
            dates.check_study_days,
            {"DM": DM, "AE": {"USUBJID": ["1"] * 3, "AESTDTC": ["2020-01-10"] * 3, "AESTDY": [1.0, 2.0, float("nan")]}},
            [("study-day-missing", "error", "AESTDY", (3,)), ("study-day-wrong", "error", "AESTDY", (2,))],
        ),
        (
            cross_domain.check_subjects,
            {"DM": DM, "AE": {"STUDYID": ["S", "T"], "USUBJID": ["1", "9"]}},
            [("subject-not-in-dm", "error", "USUBJID", (2,)), ("study-id", "error", "STUDYID", (2,))],
        ),
        (
            cross_domain.check_visits,
            {"VS": {"VISITNUM": [1.0, 1.0, 3.0], "VISIT": ["A", "B", "C"]}, "TV": {"VISITNUM": [1.0], "VISIT": ["A"]}},
            [("visit-names", "error", "VISITNUM", (1, 2)), ("visit-unplanned", "warning", "VISITNUM", (3,))],
        ),
        (
            cross_domain.check_windows,
            {"SV": {"VISITNUM": [1.0] * 4, "SVSTDY": [-2.0, -1.0, 2.0, 3.0]}},
            [("visit-window", "warning", "SVSTDY", (1, 4))],
        ),
        (
            cross_domain.check_windows,
            {"VS": {"VISITNUM": [1.0, 2.0, 1.0], "VSDY": [9.0, 9.0, 1.0]}},
            [("visit-window", "warning", "VSDY", (1,))],
        ),
        (
            unsaid.check_negative,
            {
                "LB": {
                    "LBTESTCD": ["PLAT", "BASEEXCS", "BASEEXCS", "ALT", "WBC"],
                    "LBSTRESN": [-144.3, -2.0, 1.0, -20.0, -5.0],
                    "LBSTRESU": ["10^9/L", "mmol/L", "mmol/L", "ukat/L", ""],
                    "LBSTNRLO": [150.0, -3.0, -3.0, 0.1, float("nan")],
                }
            },
            [("result-negative", "warning", "LBSTRESN", (1, 4))],
        ),
        (
            unsaid.check_without_unit,
            {
                "LB": {
                    "LBTESTCD": ["ALT"] * 11 + ["PH", "PH"],
                    "LBSTRESN": [20.0] * 13,
                    "LBSTRESU": ["U/L"] * 10 + [""] * 3,
                }
            },
            [("unit-blank", "warning", "LBSTRESU", (11,))],
        ),
        (
            unsaid.check_status,
            {
                "LB": {
                    "LBTESTCD": ["ALT"] * 4,
                    "LBORRES": ["20", "", "", ""],
                    "LBSTRESC": ["20", "", "", "21"],
                    "LBSTAT": ["", "NOT DONE", "", ""],
                }
            },
            [("result-missing", "warning", "LBORRES", (3,))],
        ),
        (
            unsaid.check_undated,
            {
                "LB": {"LBDTC": ["2020-01-01", "", ""], "LBSTAT": ["", "", "NOT DONE"]},
                "MH": {"MHSTDTC": ["2020", ""]},
                "AE": {"AESTDTC": ["", ""]},
            },
            [("date-missing", "warning", "LBDTC", (2,))],
        ),
        (
            values.check_text_results,
            {
                "LB": {
                    "LBTESTCD": ["HGB"] * 12 + ["UCOLOR", "UCOLOR"],
                    "LBSTRESC": [*(str(n) for n in range(10)), "<5", "CLOTTED", "RED", "5"],
                }
            },
            [("result-text", "warning", "LBSTRESC", (12,))],
        ),
        (
            values.check_units,
            {
                "LB": {
                    "LBTESTCD": ["HGB", "HGB", "HGB", "HGB", "GLUC", "GLUC"],
                    "LBSPEC": ["BLOOD"] * 4 + ["SERUM", "URINE"],
                    "LBSTRESU": ["g/L", "g/L", "g/dL", "", "mmol/L", "g/day"],
                }
            },
            [("unit-several", "warning", "LBSTRESU", (3,))],
        ),
        (
            values.check_plausible,
            {
                "LB": {
                    "LBTESTCD": ["HGB", "HGB", "HGB", "HGB", "WBC"],
                    "LBSTRESN": [1320.0, 132.0, 13.2, 1320.0, 1320.0],
                    "LBSTRESU": ["g/L", "g/L", "g/L", "g/dL", "g/L"],
                }
            },
            [("result-implausible", "warning", "LBSTRESN", (1, 3))],
        ),
        (
            cross_domain.check_epochs,
            {"AE": {"AESTDTC": ["2020-01-01", "2020"], "EPOCH": ["", ""]}},
            [("epoch-missing", "note", "EPOCH", (1,))],
        ),
        (
            cross_domain.check_baseline_flags,
            {"LB": {"USUBJID": ["1", "1"], "LBTESTCD": ["ALT", "ALT"], "LBLOBXFL": ["Y", "Y"]}},
            [("baseline-several", "error", "LBLOBXFL", (1, 2))],
        ),
        (
            cross_domain.check_baseline_flags,
            {
                "MI": {
                    "USUBJID": ["1", "1"],
                    "MITESTCD": ["BCMA", "BCMA"],
                    "MITSTDTL": ["PERCENT POSITIVE CELL", "STAINING INTENSITY"],
                    "MILOBXFL": ["Y", "Y"],
                }
            },
            [],
        ),
        (
            cross_domain.check_baseline_flags,
            {
                "IS": {
                    "USUBJID": ["1"] * 3,
                    "ISTESTCD": ["ADA_BAB"] * 3,
                    "ISTSTOPO": ["SCREEN", "CONFIRM", "CONFIRM"],
                    "ISLOBXFL": ["Y"] * 3,
                },
            },
            [("baseline-several", "error", "ISLOBXFL", (2, 3))],
        ),
        (
            cross_domain.check_baseline_flags,
            {
                "VS": {
                    "USUBJID": ["1"] * 3,
                    "VSTESTCD": ["CALFCIR"] * 3,
                    "VSLAT": ["LEFT", "RIGHT", "RIGHT"],
                    "VSSTRESC": ["30", "31", ""],
                    "VSSTRESN": [30.0, 31.0, float("nan")],
                    "VSLOBXFL": ["Y", "Y", ""],
                }
            },
            [],
        ),
        (
            cross_domain.check_baseline_flags,
            {
                "LB": {
                    "USUBJID": ["1", "2", "3"],
                    "LBTESTCD": ["ALT", "ALT", "ALT"],
                    "LBORRES": ["5", "", ""],
                    "LBSTRESC": ["", "", "<1"],
                    "LBBLFL": ["Y", "Y", "Y"],
                }
            },
            [("baseline-no-result", "error", "LBBLFL", (2,))],
        ),
        (
            safety.check_death,
            {
                "DM": {"USUBJID": ["1"], "DTHDTC": ["2020-01-01"], "DTHFL": [""]},
                "AE": {"USUBJID": ["1"], "AEOUT": ["FATAL"]},
            },
            [("death-flag", "error", "DTHFL", (1,)), ("death-unknown", "error", "AEOUT", (1,))],
        ),
        (
            cross_domain.check_exposure,
            {"DM": {"USUBJID": ["1"], "RFXSTDTC": ["2020-01-02"]}, "EX": {"USUBJID": ["1"], "EXSTDTC": ["2020-01-01"]}},
            [("first-dose", "error", "RFXSTDTC", (1,))],
        ),
        (
            cross_domain.check_exposure,
            {
                "DM": {
                    "USUBJID": ["blank", "undosed", "partial", "hidden", "later", "right", "unknown"],
                    "RFXSTDTC": [
                        "",
                        "2020-01-02",
                        "2020-01-02",
                        "2020-05-01",
                        "2020-01-02",
                        "2020-01-02",
                        "2020-01-02",
                    ],
                },
                "EX": {
                    "USUBJID": ["blank", "partial", "hidden", "hidden", "later", "right", "right", "unknown"],
                    "EXSTDTC": ["2020-01-02", "2020-01", "2020", "2020-03-01", "2020-02", "2020-03", "2020-01-02", ""],
                },
            },
            [
                ("first-dose", "error", "RFXSTDTC", (4, 5)),
                ("first-dose", "error", "RFXSTDTC", (1,)),
                ("first-dose", "error", "RFXSTDTC", (2,)),
            ],
        ),
        (
            cross_domain.check_consent,
            {"DM": {"USUBJID": ["1", "2"]}, "DS": {"USUBJID": ["1"], "DSDECOD": ["INFORMED CONSENT OBTAINED"]}},
            [("consent-missing", "error", "USUBJID", (2,))],
        ),
        (
            cross_domain.check_consent,
            {
                "DM": {"USUBJID": ["1", "2", "3"], "RFICDTC": ["", "2020-01-01", ""]},
                "DS": {"USUBJID": ["1"], "DSDECOD": ["INFORMED CONSENT OBTAINED"]},
            },
            [("consent-missing", "error", "USUBJID", (3,))],
        ),
        (
            cross_domain.check_consent,
            {"DM": {"USUBJID": ["1", "2"], "RFICDTC": ["", ""]}},
            [("consent-missing", "warning", "USUBJID", ())],
        ),
        (cross_domain.check_consent, {"DM": {"USUBJID": ["1", "2"]}}, []),
        (
            supplemental.check_supplemental,
            {
                "AE": {"USUBJID": ["1"], "AESEQ": [1.0]},
                "SUPPAE": {
                    "RDOMAIN": ["AE", "AE"],
                    "USUBJID": ["1", "1"],
                    "IDVAR": ["AESEQ", "AESEQ"],
                    "IDVARVAL": ["1", " 7"],
                    "QNAM": ["A", "A"],
                    "QLABEL": ["x", "y"],
                    "QVAL": ["v", ""],
                },
            },
            [
                ("link-broken", "error", "IDVARVAL", (2,)),
                ("qualifier-empty", "error", "QVAL", (2,)),
                ("qualifier-labels", "error", "QNAM", (1, 2)),
            ],
        ),
        (
            supplemental.check_relations,
            {
                "RELREC": {"RDOMAIN": ["AE"], "USUBJID": ["1"], "IDVAR": ["AESEQ"], "IDVARVAL": ["3"]},
                "AE": {"USUBJID": ["1"], "AESEQ": [1.0]},
            },
            [("link-broken", "error", "IDVARVAL", (1,))],
        ),
        (
            supplemental.check_relations,
            {
                "CO": {
                    "RDOMAIN": ["AE", "AE", "", "AE"],
                    "USUBJID": ["1", "1", "1", "2"],
                    "IDVAR": ["AESEQ", "AESEQ", "", ""],
                    "IDVARVAL": ["1", "3", "", ""],
                },
                "AE": {"USUBJID": ["1"], "AESEQ": [1.0]},
            },
            [("link-broken", "error", "IDVARVAL", (2, 4))],
        ),
        (  # numbers are compared as numbers; LBCH and LBHE are parts of LB
            supplemental.check_supplemental,
            {
                "SUPPLBCH": {
                    "RDOMAIN": ["LB"] * 3,
                    "USUBJID": ["1", "1", "1"],
                    "IDVAR": ["LBSEQ", "LBSEQ", "LBGRPID"],
                    "IDVARVAL": ["1.0", "2", "G"],
                    "QNAM": ["A", "A", "B"],
                    "QLABEL": ["x", "x", "y"],
                    "QVAL": ["v", "w", "z"],
                },
                "LBCH": {"DOMAIN": ["LB"], "USUBJID": ["1"], "LBSEQ": [1.0], "LBGRPID": ["G"]},
                "LBHE": {"DOMAIN": ["LB"], "USUBJID": ["1"], "LBSEQ": [3.0], "LBGRPID": ["H"]},
            },
            [("link-broken", "error", "IDVARVAL", (2,))],
        ),
        (  # associated persons have no USUBJID
            supplemental.check_supplemental,
            {
                "SQAPMH": {
                    "RDOMAIN": ["APMH", "APMH"],
                    "APID": ["1", "2"],
                    "IDVAR": ["MHSEQ", "MHSEQ"],
                    "IDVARVAL": ["1", "2"],
                    "QNAM": ["A", "A"],
                    "QLABEL": ["x", "x"],
                    "QVAL": ["v", "w"],
                },
                "APMH": {"DOMAIN": ["APMH"], "APID": ["1"], "MHSEQ": [1.0]},
            },
            [("link-broken", "error", "IDVARVAL", (2,))],
        ),
        (supplemental.check_relations, {"CO": {"USUBJID": ["1"], "COVAL": ["a comment on nothing"]}}, []),
        (  # nobody knows the dataset, and its links are numbers
            supplemental.check_supplemental,
            {
                "SUPPZZ": {
                    "RDOMAIN": ["ZZ"],
                    "USUBJID": ["1"],
                    "IDVAR": ["ZZSEQ"],
                    "IDVARVAL": [1.0],
                    "QNAM": ["A"],
                    "QLABEL": ["x"],
                    "QVAL": ["v"],
                }
            },
            [],
        ),
    ],
)
def test_a_check_finds_what_is_wrong(check: Check, bad: dict[str, Columns], expected: list[object]) -> None:
    assert told(check(shipment(**bad))) == expected


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [("label", "Wrong", "variable-label"), ("type", "Num", "variable-type"), ("length", 50, "variable-width")],
)
def test_attributes_that_differ_from_the_standard_are_found(field: str, value: object, rule: str) -> None:
    good = shipment(AE={"AETERM": ["Rash"]})
    assert told(columns.check_attributes(good)) == []
    dataset = good.found["AE"]
    changed = [
        FoundVariable(**{**variable.__dict__, field: value}) if variable.name == "AETERM" else variable
        for variable in dataset.variables
    ]
    bad = FoundDataset("AE", dataset.label, "ae.xpt", dataset.frame, tuple(changed))
    assert rule in [issue.rule for issue in columns.check_attributes(Shipment({"AE": bad}, good.specs, good.plan))]


def test_what_the_agency_asks_for_first_is_listed() -> None:
    issues = list(gate.check_gate(shipment(DM=DM, TS={"TSPARMCD": ["SSTDTC"], "TSVAL": ["2020"]})))
    assert ("gate-start", "error") in [(issue.rule, issue.severity) for issue in issues]
    assert "TITLE" in [issue.value for issue in issues if issue.rule == "gate-summary"]
    assert "gate-dataset" in [issue.rule for issue in gate.check_gate(shipment(DM=DM))]


def test_equal_values_are_one_issue_with_all_their_rows_and_subjects() -> None:
    (issue,) = terminology.check_terminology(shipment(AE={"USUBJID": ["1", "2", "1"], "AESEV": ["BAD", "BAD", "BAD"]}))
    assert (issue.rows, issue.subjects, issue.value, issue.count) == ((1, 2, 3), ("1", "2"), "BAD", 3)
    assert "not in codelist AESEV C66769" in issue.message


def test_a_value_is_told_with_all_its_digits() -> None:
    numbers: Columns = {"LBTESTCD": ["HGB"] * 3, "LBSTRESN": [1234567.0, 12.34567, 300.0], "LBSTRESU": ["g/L"] * 3}
    (issue,) = values.check_plausible(shipment(LB=numbers))
    assert [cell.value for cell in issue.cells] == ["1234567", "12.34567", "300"]


def test_text_where_a_number_is_expected_is_told_once_and_the_other_checks_go_on() -> None:
    visits = shipment(VS={"USUBJID": ["1"], "VISITNUM": ["one"], "VISIT": ["DAY 1"], "VSDY": ["2"], "VSSEQ": ["x"]})
    wrong = [issue.variable for issue in check_shipment(visits) if issue.rule == "variable-type"]
    assert sorted(wrong) == ["VISITNUM", "VSDY", "VSSEQ"]


def test_a_required_analysis_variable_may_be_blank_unless_it_identifies_the_record() -> None:
    plain = shipment(DM={"USUBJID": ["1"], "ARM": ["A"]})
    needed = tuple(VariableSpec(name=name, type="Char", core="Req") for name in ("USUBJID", "ARM", "TRT01P"))
    analysis = plain.specs["DM"].model_copy(update={"name": "ADSL", "purpose": "Analysis", "variables": needed})
    screened = found("ADSL", {"USUBJID": ["1", "2", ""], "ARM": ["A", "", "A"], "TRT01P": ["A", "", "A"]})
    missing = values.check_required(Shipment({"ADSL": screened}, {"ADSL": analysis}, plain.plan))
    assert told(missing) == [("value-required", "error", "USUBJID", (3,))]


@pytest.mark.parametrize("name", ["AVALC", "BASEC"])
def test_numbers_of_an_analysis_result_are_not_judged_by_the_codelist_of_the_result_they_are_copied_from(
    name: str,
) -> None:
    plain = shipment(LB={"LBSTRESC": ["5"]})
    spec = plain.specs["LB"]
    result = spec.by_name["LBSTRESC"].model_copy(update={"name": name})
    analysis = spec.model_copy(update={"name": "ADLB", "variables": (result,), "value_level": ()})
    copied = found("ADLB", {name: ["5", "<5", "POSITIVE", "GREEN"]})
    judged = terminology.check_terminology(Shipment({"ADLB": copied}, {"ADLB": analysis}, plain.plan))
    assert told(judged) == [("codelist-extended", "warning", name, (4,))]


def test_a_slice_of_values_is_judged_by_its_own_codelist() -> None:
    plain = shipment(
        SC={"USUBJID": ["1"] * 3, "SCTESTCD": ["MARISTAT"] * 2 + ["EDULEVEL"], "SCSTRESC": ["N", "X", "X"]}
    )
    level = ValueLevel(variable="SCSTRESC", where=Condition(variable="SCTESTCD", eq="MARISTAT"), codelists=("NY",))
    specs = {"SC": plain.specs["SC"].model_copy(update={"value_level": (level,)})}
    yes_or_no = load_codelist(CT, "NY")
    assert yes_or_no is not None
    lists = {**plain.plan.codelists, "NY": yes_or_no}
    sliced = Shipment(plain.found, specs, replace(plain.plan, codelists=lists))
    found = [issue for issue in told(terminology.check_terminology(sliced)) if issue[2] == "SCSTRESC"]
    assert found == [("codelist-value", "error", "SCSTRESC", (2,))]


def test_a_clean_dataset_has_no_issues() -> None:
    clean = shipment(
        DM={"USUBJID": ["1"], "RFSTDTC": ["2020-01-10"]},
        AE={
            "USUBJID": ["1"],
            "AESEQ": [1.0],
            "AETERM": ["Rash"],
            "AEDECOD": ["Rash"],
            "AESTDTC": ["2020-01-11"],
            "AESTDY": [2.0],
        },
    )
    quiet = {name: check for name, check in CHECKS.items() if name not in {"gate", "columns", "required"}}
    assert [str(issue) for check in quiet.values() for issue in check(clean)] == []


def test_every_difference_read_back_is_found() -> None:
    good = shipment(AE={"USUBJID": ["1"], "AESEQ": [1.0]})
    dataset = Dataset(good.specs["AE"], good.found["AE"].frame)
    kept = (variable for variable in good.specs["AE"].variables if variable.name in dataset.frame)
    widths = {variable.name: variable.length for variable in good.found["AE"].variables}
    described = tuple(variable.model_copy(update={"length": widths[variable.name]}) for variable in kept)
    meant = Dataset(good.specs["AE"].model_copy(update={"variables": described}), dataset.frame)
    assert list(compare(meant, good.found["AE"])) == []
    other = found("AE", {"USUBJID": ["2"], "AESEQ": [1.0]})
    assert [(issue.rule, issue.variable) for issue in compare(meant, other)] == [("read-back", "USUBJID")]


def test_issues_about_records_name_their_raw_rows() -> None:
    lineage = pd.DataFrame({"row": [0, 1], "table": ["ae", "ae"], "source_row": [5, 9], "item": ["", ""]})
    dataset = Dataset(plain_spec("AE", STANDARD), pd.DataFrame({"A": ["x", "y"]}), lineage)
    issue = Issue(rule="r", severity="error", place="AE", message="m", rows=(2,))
    (located,) = with_sources([issue], {"AE": dataset}, {"ae": "ae.csv"})
    assert located.sources == ("ae.csv:9",)
    assert str(located).startswith("AE:2 (ae.csv:9)")


def test_issues_about_built_records_name_the_raw_rows_of_the_records_they_rest_on() -> None:
    raw = pd.DataFrame({"row": [0, 1], "table": ["vs", "vs"], "source_row": [5, 9], "item": ["", ""]})
    vs = Dataset(plain_spec("VS", STANDARD), pd.DataFrame({"A": ["x", "y"]}), raw)
    built = pd.DataFrame({"row": [0], "table": ["VS"], "source_row": [2], "item": [""]})
    sv = Dataset(plain_spec("SV", STANDARD), pd.DataFrame({"A": ["x"]}), built)
    issue = Issue(rule="r", severity="error", place="SV", message="m", rows=(1,))
    (located,) = with_sources([issue], {"VS": vs, "SV": sv}, {"vs": "vs.csv"})
    assert located.sources == ("vs.csv:9",)


def test_what_the_study_accepts_is_explained_and_its_severities_count() -> None:
    said = {
        "severities": {"r": "warning"},
        "accepted": ({"rule": "r", "place": "AE", "rows": (1, 2), "reason": "known"},),
    }
    study = Study.model_validate({**STUDY.model_dump(by_alias=True), **said})
    issues = [Issue(rule="r", severity="error", place="AE", message="m", rows=rows) for rows in ((1,), (1, 3))]
    judged = [(issue.severity, issue.accepted, issue.rows) for issue in accept(issues, study)]
    assert judged == [("warning", "known", (1,)), ("warning", "", (3,))]


@pytest.mark.parametrize(
    ("place", "accepted"),
    [("all.xlsx", [True, True, False]), ("all.xlsx[LAB]", [True, False, False]), ("all", [False, False, False])],
)
def test_a_study_accepts_issues_of_a_file_or_of_one_of_its_sheets(place: str, accepted: list[bool]) -> None:
    said = {"accepted": ({"rule": "r", "place": place, "reason": "known"},)}
    study = Study.model_validate({**STUDY.model_dump(by_alias=True), **said})
    places = ("all.xlsx[LAB]", "all.xlsx[ECG]", "other.xlsx")
    issues = [Issue(rule="r", severity="error", place=one, message="m", rows=(2,)) for one in places]
    told = {one.place: bool(one.accepted) for one in accept(issues, study)}
    assert [told[one] for one in places] == accepted


def test_every_check_says_what_it_reports() -> None:
    assert all((check.__doc__ or "").startswith("Report ") for check in CHECKS.values())
    assert date(2020, 12, 31) == STUDY.study.cutoff


def rules(check: Check, data: Shipment) -> list[tuple[str, str, tuple[int, ...]]]:
    return [(issue.rule, issue.variable, issue.rows) for issue in check(data)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"LB": {"USUBJID": ["1"], "LBDTC": ["2020-02-02"], "LBENDTC": ["2020-02-01"]}}, ["LBENDTC"]),
        ({"LB": {"USUBJID": ["1"], "LBDTC": ["2020-02-02"], "LBENDTC": ["2020-02"]}}, []),
        ({"DM": {"USUBJID": ["1"], "RFSTDTC": ["2020-02-02"], "RFENDTC": ["2020-02-01"]}}, ["RFENDTC"]),
        ({"DM": {"USUBJID": ["1"], "RFXSTDTC": ["2020-02-02T10:00"], "RFXENDTC": ["2020-02-02"]}}, []),
        ({"DM": {"USUBJID": ["1"], "BRTHDTC": ["1980"], "DTHDTC": ["1979-12"]}}, ["DTHDTC"]),
    ],
)
def test_a_finding_and_the_periods_of_a_subject_end_after_they_start(
    data: dict[str, Columns], expected: list[str]
) -> None:
    assert [issue.variable for issue in dates.check_order(shipment(**data))] == expected


@pytest.mark.parametrize(("value", "told"), [(20.0, 0), (19.999999, 1), (250.00000000000003, 0), (251.0, 1)])
def test_a_plausible_limit_itself_is_plausible(value: float, told: int) -> None:
    data: Columns = {"USUBJID": ["1"], "LBTESTCD": ["HGB"], "LBSTRESN": [value], "LBSTRESU": ["g/L"]}
    assert len(list(values.check_plausible(shipment(LB=data)))) == told


def test_limits_in_a_unit_that_no_result_has_are_told() -> None:
    data: Columns = {"USUBJID": ["1", "2"], "LBTESTCD": ["HGB"] * 2, "LBSTRESN": [5.0, 6.0], "LBSTRESU": ["g/dL"] * 2}
    assert rules(values.check_plausible, shipment(LB=data)) == [("plausible-unit", "LBSTRESU", (1, 2))]
    data["LBSTRESU"] = ["g/L", "g/dL"]
    assert [rule for rule, _, _ in rules(values.check_plausible, shipment(LB=data))] == ["result-implausible"]


@pytest.mark.parametrize(
    ("character", "number", "told"),
    [
        ("5", 5.0, 0),
        ("5", 5.5, 1),
        ("0.33", 0.3333, 0),  # rounded
        ("0.33", 0.336, 1),
        ("<0.01", 0.005, 0),  # a limit
        ("NEGATIVE", 0.0, 1),
        ("NEGATIVE", float("nan"), 0),
        ("", 1.0, 0),
    ],
)
def test_the_standard_number_is_that_of_the_character_result(character: str, number: float, told: int) -> None:
    data: Columns = {"USUBJID": ["1"], "LBSTRESC": [character], "LBSTRESN": [number]}
    assert len(list(values.check_standard_numbers(shipment(LB=data)))) == told


def test_a_visit_of_an_arm_has_the_window_of_that_arm_alone() -> None:
    visit = STUDY.visits[0].model_copy(update={"number": 2.0, "name": "DAY 15", "day": 15})
    visits = (visit, visit.model_copy(update={"day": 22, "arm": "B"}))
    data = shipment(
        DM={"USUBJID": ["1", "2"], "ARMCD": ["A", "B"]},
        VS={"USUBJID": ["1", "2", "1", "2"], "VISITNUM": [2.0] * 4, "VSDY": [15.0, 22.0, 22.0, 15.0]},
    )
    study = STUDY.model_copy(update={"visits": visits})
    planned = replace(data, plan=replace(data.plan, study=study))
    assert sorted(row for _, _, rows in rules(cross_domain.check_windows, planned) for row in rows) == [3, 4]


def test_a_blank_name_is_no_second_name_of_a_visit_and_a_blank_code_no_test() -> None:
    visits: Columns = {"USUBJID": ["1"] * 2, "VISITNUM": [1.0] * 2, "VISIT": ["DAY 1", ""]}
    assert rules(cross_domain.check_visits, shipment(VS=visits)) == []
    tests: Columns = {"USUBJID": ["1"] * 2, "VSTESTCD": ["", ""], "VSTEST": ["A", "B"]}
    assert rules(terminology.check_tests, shipment(VS=tests)) == []


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"AE": {"USUBJID": ["1"], "AEOUT": [""], "AESDTH": ["Y"]}}, [("AESDTH", (1,))]),
        ({"AE": {"USUBJID": ["1"], "AEOUT": ["FATAL"], "AESDTH": ["Y"]}}, [("AEOUT", (1,))]),
        ({"DS": {"USUBJID": ["1", "2"], "DSDECOD": ["COMPLETED", "DEATH"]}}, []),
        ({"DS": {"USUBJID": ["1", "2"], "DSDECOD": ["DEATH", "DEATH"]}}, [("DSDECOD", (1,))]),
        (
            {"AE": {"USUBJID": ["1"], "AEOUT": ["FATAL"]}, "DS": {"USUBJID": ["1"], "DSDECOD": ["DEATH"]}},
            [("AEOUT", (1,))],
        ),
    ],
)
def test_a_death_is_told_once_where_it_is_said_first(data: dict[str, Columns], told: list[tuple[str, Any]]) -> None:
    dm: Columns = {"USUBJID": ["1", "2"], "DTHFL": ["", "Y"], "DTHDTC": ["", "2020-01-01"]}
    assert [(variable, rows) for _, variable, rows in rules(safety.check_death, shipment(DM=dm, **data))] == told


def test_a_test_that_was_not_done_has_no_result() -> None:
    data: Columns = {
        "USUBJID": ["1"] * 3,
        "LBTESTCD": ["HGB"] * 3,
        "LBORRES": ["5", "", "6"],
        "LBSTRESC": ["5", "", "6"],
    }
    data["LBSTAT"] = ["NOT DONE", "NOT DONE", ""]
    assert rules(unsaid.check_status, shipment(LB=data)) == [("result-not-done", "LBSTAT", (1,))]


def test_na_is_north_america_among_codes_of_two_letters() -> None:
    assert told(values.check_text(shipment(AE={"AEGRPID": ["EU", "NA", "AP"]}))) == []
    assert told(values.check_text(shipment(AE={"AEGRPID": ["first", "NA"]}))) == [
        ("text-nothing", "warning", "AEGRPID", (2,))
    ]


def test_each_time_point_has_its_baseline_flag() -> None:
    data = {"USUBJID": ["1", "1"], "VSTESTCD": ["SYSBP"] * 2, "VSTPT": ["LYING", "STANDING"], "VSBLFL": ["Y", "Y"]}
    assert told(cross_domain.check_baseline_flags(shipment(VS={**data, "VSORRES": ["1", "2"]}))) == []


def test_what_rejects_a_submission_is_an_error() -> None:
    told_of = {issue.value or issue.place: issue.severity for issue in gate.check_gate(shipment(AE={"AETERM": ["a"]}))}
    assert told_of == {"DM": "error", "TS": "error"}
    summary = shipment(TS={"TSPARMCD": ["TITLE"], "TSVAL": ["a"]})
    severities = {issue.value: issue.severity for issue in gate.check_gate(summary)}
    assert (severities["SSTDTC"], severities["TPHASE"]) == ("error", "warning")


def test_the_visit_of_an_event_of_a_specimen_is_that_of_the_event_not_of_its_collection() -> None:
    visit = STUDY.visits[0].model_copy(update={"number": 2.0, "name": "DAY 15", "day": 15})
    data = shipment(
        DM={"USUBJID": ["1"], "ARMCD": ["A"]},
        BE={"USUBJID": ["1", "1"], "VISITNUM": [2.0] * 2, "BEDY": [-40.0] * 2, "BESTDY": [15.0, 22.0]},
    )
    planned = replace(data, plan=replace(data.plan, study=STUDY.model_copy(update={"visits": (visit,)})))
    assert [rows for _, _, rows in rules(cross_domain.check_windows, planned)] == [(2,)]
