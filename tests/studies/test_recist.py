"""STX01, a randomised trial in solid tumors: RECIST 1.1 and the censoring of progression-free survival, by YAML alone.

The expected answers were reasoned by hand from the raw numbers; `recist/raw/README.md` has the dates of randomisation.
Day 57 is week 8, 113 week 16, 169 week 24, 225 week 32, 281 week 40.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from lxml import etree

from converter.compute.define_schema import schema_errors
from converter.dataset import Frame
from converter.pipeline import explain
from converter.report.report import Report
from tests.converted import Converted

STUDY = Path(__file__).parent / "recist"

# Response at each assessment: diameters in mm (sum at baseline first), (n) a lymph node; NT: non-target lesions.
TIMEPOINTS = {
    "1001": "CR CR CR CR CR",  # 30 + 20(n); then 0 + 7 to 9(n): a node below 10 is normal; NT absent
    "1002": "PR PR PD",  # 60; 40 is -33 %; 35; 48 is 13 above 35, 37 %
    "1003": "PR SD SD PD",  # 50; 35 is -30.0 %; 37; 40 is 5 above 35 but 14 %; 42 is 7 above 35, 20.0 %
    "1004": "PR NE PR PD",  # 100; 65; one of two not measured; 60; MRI 3 days later: new lesion
    "1005": "SD SD",  # 45; 44; 43
    "1007": "SD SD PD",  # 56; 53; 52; 65 is 13 above 52, 25 %
    "1008": "SD PD",  # 30; 29; 40 is 11 above 29
    "1009": "SD PD",  # 30; 28; 36 is 8 above 28, 29 %
    "1010": "NE",  # nothing on baseline
    "1011": "SD SD",  # 50; 48; 47
    "1012": "PR PR",  # 60; 40 is -33 %; 38
    "1013": "PD",  # 40; 55 is 15 above
    "1014": "SD PD",  # 45; 44; 43, but NT unequivocally worse
    "1015": "NON-CR/NON-PD CR CR CR",  # no target lesions; NT present, then both absent
    "1016": "NON-CR/NON-PD NON-CR/NON-PD NON-CR/NON-PD NON-CR/NON-PD",  # no target lesions; NT present
    "1017": "SD",  # 33; 33
    "1018": "PR SD PD",  # 20; 12 is -40 %; 15 is 25 % above 12 but only 3 mm, -25 % of 20; 17 is 5 above 12, 42 %
    "1019": "PR CR CR PD",  # 50; 0, NT present; 0, NT absent, twice; 6 mm where there was nothing
    "1021": "PR PR PD",  # 50; 34 is -32 %; 33; 45 is 12 above 33
    "1022": "PD PR",  # 30; 40 is 10 above; 18 is -40 %
    "1023": "SD PD",  # 40; 38; new lesion in bone
    "1024": "NE",  # the only lesion not measured
}

# Subject: unconfirmed best response, confirmed best response and its first date, the investigator's confirmed one.
BEST = [
    ("1001", "CR", "CR", "2023-03-06", "CR"),
    ("1002", "PR", "PR", "2023-03-06", "PR"),
    ("1003", "PR", "SD", "2023-03-06", "PR"),  # stable disease follows; the investigator calls that PR as well
    ("1004", "PR", "PR", "2023-03-06", "PR"),  # confirmed over one assessment that could not be evaluated
    ("1005", "SD", "SD", "2023-03-06", "SD"),
    ("1006", "NE", "NE", None, "NE"),  # dies without any assessment
    ("1007", "SD", "SD", "2023-04-03", "SD"),
    ("1008", "SD", "SD", "2023-04-03", "SD"),
    ("1009", "SD", "SD", "2023-04-03", "SD"),
    ("1010", "NE", "NE", "2023-04-03", "NE"),
    ("1011", "SD", "SD", "2023-04-03", "SD"),
    ("1012", "PR", "PR", "2023-04-03", "PR"),
    ("1013", "PD", "PD", "2023-05-01", "PD"),
    ("1014", "SD", "SD", "2023-05-01", "SD"),
    ("1015", "CR", "CR", "2023-06-26", "CR"),  # week 16, confirmed in week 24
    ("1016", "NON-CR/NON-PD", "NON-CR/NON-PD", "2023-05-01", "NON-CR/NON-PD"),
    ("1017", "NE", "NE", "2023-04-10", "NE"),  # stable on day 36 only, 42 days after randomisation are asked for
    ("1018", "PR", "SD", "2023-05-01", "SD"),  # not confirmed, whatever the investigator says in week 16
    ("1019", "CR", "CR", "2023-07-24", "CR"),
    ("1020", "NE", "NE", None, "NE"),  # leaves before any assessment
    ("1021", "PR", "SD", "2023-05-29", "SD"),  # the second PR is 20 days later, too early; progression follows
    ("1022", "PD", "PD", "2023-05-29", "PD"),  # what shrinks on later therapy after progression counts for nothing
    ("1023", "SD", "SD", "2023-05-29", "SD"),
    ("1024", "NE", "NE", "2023-05-29", "NE"),
]

PROGRESSION, DEATH, ONGOING = "Disease progression", "Death", "No progression or death"
STOPPED = "Treatment or study stopped for another reason"
# Subject: rule of FDA table A, CNSR, date, days from randomisation, description.
FDA = [
    ("1001", "FDA-3", 2, "2023-10-16", 281, ONGOING),
    ("1002", "FDA-2", 0, "2023-06-26", 169, PROGRESSION),
    ("1003", "FDA-2", 0, "2023-08-21", 225, PROGRESSION),
    ("1004", "FDA-2", 0, "2023-08-21", 225, PROGRESSION),
    ("1005", "FDA-8", 0, "2023-05-29", 141, DEATH),
    ("1006", "FDA-7", 0, "2023-02-18", 41, "Death before the first assessment"),
    ("1007", "FDA-6", 5, "2023-05-29", 113, "New anticancer therapy before progression"),  # therapy 06-05, PD 07-24
    ("1008", "FDA-9", 6, "2023-04-03", 57, "Progression or death after missed assessments"),  # weeks 16 and 24
    ("1009", "FDA-2", 0, "2023-07-27", 172, PROGRESSION),  # only week 16 is missed
    ("1010", "FDA-1", 1, "2023-02-06", 1, "No baseline assessment"),
    ("1011", "FDA-4", 3, "2023-05-29", 113, "Treatment stopped for undocumented progression"),
    ("1012", "FDA-5", 4, "2023-05-29", 113, STOPPED),  # neuropathy
    ("1013", "FDA-2", 0, "2023-05-01", 57, PROGRESSION),
    ("1014", "FDA-2", 0, "2023-06-26", 113, PROGRESSION),
    ("1015", "FDA-3", 2, "2023-10-16", 225, ONGOING),
    ("1016", "FDA-3", 2, "2023-10-16", 225, ONGOING),
    ("1017", "FDA-8", 0, "2023-04-25", 51, DEATH),
    ("1018", "FDA-2", 0, "2023-08-21", 169, PROGRESSION),
    ("1019", "FDA-2", 0, "2023-11-13", 225, PROGRESSION),
    ("1020", "FDA-5", 4, "2023-04-03", 1, STOPPED),  # withdraws on day 8, no assessment since randomisation
    ("1021", "FDA-2", 0, "2023-07-24", 113, PROGRESSION),
    ("1022", "FDA-2", 0, "2023-05-29", 57, PROGRESSION),  # new therapy only after it
    ("1023", "FDA-2", 0, "2023-07-24", 113, PROGRESSION),  # new therapy on the same day was not before it
    ("1024", "FDA-5", 4, "2023-04-03", 1, STOPPED),  # lost; the one assessment could not be evaluated
]
# What is another answer than FDA's, beside the codes: EMA counts events whatever came before, all else is ongoing (1).
EMA_EVENTS = {"1007": ("2023-07-24", 169), "1008": ("2023-09-18", 225), "1010": ("2023-05-17", 101)}
# Treatment policy: the rows of FDA without that of new therapy.
POLICY = {"1007": ("TP-2", 0, "2023-07-24", 169)}


@pytest.fixture(scope="module")
def package(converted: Converted) -> tuple[Report, Path]:
    return converted("recist")


@pytest.fixture(scope="module")
def responses(package: tuple[Report, Path]) -> Frame:
    return _read(package, "adrs")


@pytest.fixture(scope="module")
def times(package: tuple[Report, Path]) -> Frame:
    return _read(package, "adtte")


def _read(package: tuple[Report, Path], name: str) -> Frame:
    """Read a dataset; dates as text, a missing one as None."""
    frame, _ = pyreadstat.read_xport(str(package[1] / "adam" / f"{name}.xpt"))
    dates = {name: [None if pd.isna(day) else str(day) for day in frame[name]] for name in frame if name == "ADT"}
    return frame.assign(**{name: pd.Series(days, dtype="object") for name, days in dates.items()})


def _of(frame: Frame, parameter: str, *variables: str) -> dict[str, tuple[object, ...]]:
    """Give the values of one parameter by subject."""
    own = frame[frame["PARAMCD"] == parameter]
    assert own["SUBJID"].is_unique
    return dict(zip(own["SUBJID"], own[list(variables)].itertuples(index=False, name=None), strict=True))


def test_nothing_is_open_but_what_the_subjects_without_baseline_or_assessment_give(
    package: tuple[Report, Path],
) -> None:
    told = {(issue.rule, issue.severity, *issue.subjects) for issue in package[0].open_issues}
    assert told == {
        ("response-no-baseline", "warning", "STX01-1010"),
        ("response-no-assessment", "note", "STX01-1006", "STX01-1020"),
        ("arm-otherwise", "note", "STX01-1016"),  # was given the other dose
        ("join-unmatched", "note", "STX01-1025"),  # has no row of the randomisation
    }


def test_every_raw_row_is_mapped(package: tuple[Report, Path]) -> None:
    ledger = package[0].ledger
    assert ledger is not None
    balance = ledger.balance()
    assert list(balance["rows_in"]) == list(balance["mapped"])
    assert len(balance) == len(list((STUDY / "raw").glob("*.csv")))


@pytest.mark.parametrize("part", ["sdtm", "adam"])
def test_the_define_xml_is_valid(package: tuple[Report, Path], part: str) -> None:
    assert schema_errors(package[1] / part / "define.xml") == ()


def test_a_required_variable_that_the_screen_failure_lacks_is_not_mandatory_in_the_define_xml(
    package: tuple[Report, Path],
) -> None:
    document = etree.parse(package[1] / "adam" / "define.xml")
    mandatory = {one.get("ItemOID"): one.get("Mandatory") for one in document.iter("{*}ItemRef")}
    assert [mandatory[f"IT.ADSL.{name}"] for name in ("SITEID", "ARM", "TRT01P")] == ["Yes", "No", "No"]


@pytest.mark.parametrize(("subject", "expected"), TIMEPOINTS.items())
def test_the_response_at_each_assessment_follows_from_the_measurements(
    responses: Frame, subject: str, expected: str
) -> None:
    own = responses[(responses["PARAMCD"] == "OVR") & (responses["SUBJID"] == subject)].sort_values("ADT")
    assert " ".join(own["AVALC"]) == expected


def test_subjects_never_assessed_have_no_response_at_an_assessment(responses: Frame) -> None:
    assert set(responses.loc[responses["PARAMCD"] == "OVR", "SUBJID"]) == set(TIMEPOINTS)


@pytest.mark.parametrize(("subject", "unconfirmed", "confirmed", "day", "investigator"), BEST)
def test_the_best_response_is_confirmed_28_days_later_and_stable_disease_lasts_42(
    responses: Frame, subject: str, unconfirmed: str, confirmed: str, day: str | None, investigator: str
) -> None:
    assert _of(responses, "CBOR", "AVALC", "ADT")[subject] == (confirmed, day)
    assert _of(responses, "BOR", "AVALC")[subject] == (unconfirmed,)
    assert _of(responses, "ICBOR", "AVALC")[subject] == (investigator,)


def test_responders_are_those_with_a_confirmed_partial_response_or_better(responses: Frame) -> None:
    found = {subject: day for subject, (answer, day) in _of(responses, "RSP", "AVALC", "ADT").items() if answer == "Y"}
    assert found == {
        "1001": "2023-03-06",
        "1002": "2023-03-06",
        "1004": "2023-03-06",
        "1012": "2023-04-03",
        "1015": "2023-06-26",
        "1019": "2023-05-29",  # PR in week 8, before the complete one
    }


def test_clinical_benefit_is_a_response_or_24_weeks_without_progression(responses: Frame) -> None:
    found = {subject: day for subject, (answer, day) in _of(responses, "CB", "AVALC", "ADT").items() if answer == "Y"}
    responders = {"1001", "1002", "1004", "1012", "1015", "1019"}
    assert {subject: day for subject, day in found.items() if subject not in responders} == {
        "1003": "2023-06-26",  # stable in week 24
        "1016": "2023-08-21",  # neither better nor worse in week 24
    }
    assert responders <= set(found)


def test_recorded_and_computed_responses_agree_but_for_the_four_planted_differences(responses: Frame) -> None:
    own = responses[responses["PARAMCD"] == "CONCORD"]
    assert (own["AVALC"] == "AGREED").sum() == 54  # 57 recorded: 3 below, of which one has no scan
    differ = own[own["AVALC"] != "AGREED"]
    assert list(zip(differ["SUBJID"], differ["ADT"], differ["AVALC"], strict=True)) == [
        ("1003", "2023-05-01", "DISAGREED"),  # recorded PR at -26 %
        ("1009", "2023-07-27", "NOT RECORDED"),
        ("1011", "2023-06-19", "NOT COMPUTED"),  # clinical progression, no scan
        ("1018", "2023-06-26", "DISAGREED"),  # recorded PD at 3 mm
    ]


@pytest.mark.parametrize(("subject", "rule", "cnsr", "day", "days", "description"), FDA)
def test_progression_free_survival_is_censored_as_fda_table_a_says(
    times: Frame, subject: str, rule: str, cnsr: int, day: str, days: int, description: str
) -> None:
    found = _of(times, "PFS", "CNSRULE", "CNSR", "ADT", "AVAL", "EVNTDESC")
    assert found[subject] == (rule, cnsr, day, days, description)


def test_every_randomised_subject_is_counted_and_every_situation_of_fda_table_a_occurs(times: Frame) -> None:
    found = _of(times, "PFS", "CNSRULE")
    assert {rule for (rule,) in found.values()} == {f"FDA-{number}" for number in range(1, 10)}
    assert set(found) == {str(number) for number in range(1001, 1025)}


@pytest.mark.parametrize("subject", [row[0] for row in FDA if row[4] == 1])
def test_time_censored_where_nothing_was_assessed_says_that_it_is_the_start(times: Frame, subject: str) -> None:
    expected = "Start date" if subject == "1010" else "Start date, no adequate assessment since"
    assert _of(times, "PFS", "CNSDTDSC", "SRCDOM", "SRCVAR")[subject] == (expected, "ADSL", "RANDDT")


@pytest.mark.parametrize(("subject", "rule", "cnsr", "day", "days", "description"), FDA)
def test_by_ema_an_event_counts_whatever_came_before_it(
    times: Frame, subject: str, rule: str, cnsr: int, day: str, days: int, description: str
) -> None:
    del rule, description
    expected = (0, *EMA_EVENTS[subject]) if subject in EMA_EVENTS else (min(cnsr, 1), day, days)
    assert _of(times, "PFSEMA", "CNSR", "ADT", "AVAL")[subject] == expected


@pytest.mark.parametrize(("subject", "rule", "cnsr", "day", "days", "description"), FDA)
def test_by_treatment_policy_new_therapy_is_ignored_and_all_else_is_as_by_fda(
    times: Frame, subject: str, rule: str, cnsr: int, day: str, days: int, description: str
) -> None:
    del description
    expected = POLICY.get(subject, (rule.replace("FDA", "TP"), cnsr, day, days))
    assert _of(times, "PFSTP", "CNSRULE", "CNSR", "ADT", "AVAL")[subject] == expected


def test_duration_of_response_is_of_responders_from_the_first_date_of_the_response(times: Frame) -> None:
    assert _of(times, "DOR", "CNSR", "ADT", "AVAL") == {
        "1001": (2, "2023-10-16", 225),  # week 8 to week 40: 32 weeks, both days counted
        "1002": (0, "2023-06-26", 113),  # week 8 to week 24
        "1004": (0, "2023-08-21", 169),  # week 8 to week 32
        "1012": (4, "2023-05-29", 57),  # week 8 to week 16
        "1015": (2, "2023-10-16", 113),  # week 16 to week 32
        "1019": (0, "2023-11-13", 169),  # week 8 to week 32
    }


def test_survival_ends_with_death_or_is_censored_on_the_last_date_known_alive(times: Frame) -> None:
    found = _of(times, "OS", "CNSR", "ADT", "AVAL")
    assert {subject: (day, days) for subject, (cnsr, day, days) in found.items() if not cnsr} == {
        "1005": ("2023-05-29", 141),
        "1006": ("2023-02-18", 41),
        "1010": ("2023-05-17", 101),
        "1013": ("2023-08-03", 151),
        "1017": ("2023-04-25", 51),
    }
    assert found["1024"] == (1, "2023-06-05", 64)  # the last call before she was lost
    assert found["1020"] == (1, "2023-04-10", 8)
    assert found["1001"] == (1, "2023-12-18", 344)


def test_populations_have_their_reasons_and_treatment_is_as_randomised_and_as_given(
    package: tuple[Report, Path],
) -> None:
    adsl = _read(package, "adsl").set_index("SUBJID")
    populations = ["RANDFL", "ITTFL", "SAFFL", "RANDNRS", "ITTNRS", "SAFNRS"]
    assert tuple(adsl.loc["1001", populations]) == ("Y", "Y", "Y", "", "", "")
    assert tuple(adsl.loc["1020", populations]) == ("Y", "Y", "N", "", "", "RANDOMIZED BUT NOT TREATED")
    assert tuple(adsl.loc["1025", populations]) == ("N", "N", "N", "SCREEN FAILURE", "NOT RANDOMIZED", "NOT RANDOMIZED")
    other = adsl[adsl["TRT01P"] != adsl["TRT01A"]]
    assert list(zip(other.index, other["TRT01P"], other["TRT01A"], strict=True)) == [
        ("1016", "Docetaxel", "Talosertib"),
        ("1020", "Docetaxel", ""),
    ]
    assert adsl["TRT01P"].value_counts().to_dict() == {"Talosertib": 12, "Docetaxel": 12, "": 1}
    assert tuple(adsl.loc["1004", ["STRAT1D", "STRAT1R", "STRAT2D", "STRAT2R"]]) == (
        "ECOG Performance Status",
        "1",
        "Prior Lines of Therapy",
        "2",
    )


def test_events_are_treatment_emergent_from_the_first_dose_to_30_days_after_the_last(
    package: tuple[Report, Path],
) -> None:
    adae = _read(package, "adae")
    others = adae[adae["TRTEMFL"] != "Y"]
    assert list(zip(others["SUBJID"], others["AEDECOD"], strict=True)) == [
        ("1001", "Insomnia"),  # starts before the first dose
        ("1003", "Headache"),
        ("1022", "Pneumonia"),  # 07-20; last dose on 05-16
    ]


def test_the_worst_event_of_a_subject_and_of_a_term_is_flagged_once(package: tuple[Report, Path]) -> None:
    adae = _read(package, "adae")
    worst = adae[adae["AOCCIFL"] == "Y"].set_index("SUBJID")
    emergent = adae[adae["TRTEMFL"] == "Y"]
    assert sorted(worst.index) == sorted(set(emergent["SUBJID"]))
    assert worst["ATOXGRN"].to_dict() == emergent.groupby("SUBJID")["ATOXGRN"].max().to_dict()
    assert tuple(worst.loc["1002", ["AEDECOD", "ATOXGR"]]) == ("Diarrhoea", "3")
    assert tuple(worst.loc["1012", ["AEDECOD", "ATOXGR"]]) == ("Neutrophil count decreased", "3")  # the earlier of two
    terms = emergent[["SUBJID", "AEDECOD"]].drop_duplicates()
    assert (adae["AOCCPIFL"] == "Y").sum() == len(terms)


@pytest.mark.parametrize(
    ("subject", "parameter", "value", "grade"),
    [
        ("1001", "ALT", 130, "2"),  # 3.25 times the upper limit of 40 U/L
        ("1001", "ALT", 48, "1"),
        ("1023", "ALT", 420, "3"),  # 10.5 times
        ("1008", "NEUT", 0.4, "-4"),  # below 0.5 x 10^9/L
        ("1012", "NEUT", 0.9, "-3"),
        ("1012", "NEUT", 1.7, "-1"),  # below the lower limit of 1.8
        ("1012", "HGB", 94, "-2"),  # 9.4 g/dL in g/L: below 100
        ("1019", "HGB", 76, "-3"),  # below 80
    ],
)
def test_laboratory_values_are_graded_by_ctcae_in_standard_units(
    package: tuple[Report, Path], subject: str, parameter: str, value: float, grade: str
) -> None:
    adlb = _read(package, "adlb")
    own = adlb[(adlb["SUBJID"] == subject) & (adlb["PARAMCD"] == parameter) & (adlb["AVAL"] == value)]
    assert list(own["ATOXGR"]) == [grade]


def test_a_confirmed_response_is_explained_by_the_two_responses_that_it_stands_on(
    package: tuple[Report, Path], responses: Frame
) -> None:
    own = (responses["SUBJID"] == "1004") & (responses["ADT"] == "2023-03-06")
    record = int(responses.index[own & (responses["PARAMCD"] == "COVR")][0]) + 1
    told = explain(STUDY, "ADRS.AVALC", package[1], record=record)
    days = [responses["ADT"].iloc[one.row - 1] for one in told.inputs if one.dataset == "ADRS"]
    named = [(one.variable, one.value) for one in told.inputs if one.dataset == "ADRS"]
    assert (named, days) == ([("AVALC", "PR"), ("AVALC", "PR")], ["2023-03-06", "2023-06-26"])
