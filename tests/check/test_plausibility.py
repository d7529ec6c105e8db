"""Numbers beyond the others of their test, and values that cannot both be true: both sides of each border."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from converter.check.shipment import Shipment
from converter.check.tabulation.contradictions import check_ages, check_ongoing, check_ranges, check_sexes
from converter.check.tabulation.conversions import check_conversions
from converter.check.tabulation.doses import check_dose_units, check_negative_doses
from converter.check.tabulation.keys import check_repeated
from converter.check.tabulation.magnitude import check_constant, check_magnitude, leaps, out_of_range
from converter.check.tabulation.unsaid import check_negative, check_unended
from converter.dataset import FoundDataset, FoundVariable
from converter.plan.descriptions.datasets import found_spec, plain_spec
from converter.spec.standards.guides import load_standard
from converter.spec.study import Study
from converter.steps import Plan

STANDARD = load_standard("sdtmig", "3.4")
STUDY = Study.model_validate(
    {
        "study": {"id": "S", "name": "S", "description": "", "created": "2024-01-01"},
        "standards": {"terminology": ()},
    }
)
Columns = dict[str, list[Any]]


def shipment(**datasets: Columns) -> Shipment:
    found = {}
    for name, data in datasets.items():
        frame = pd.DataFrame(data)
        variables = tuple(FoundVariable(str(n), "", "Char", 8, "") for n in frame)
        found[name] = FoundDataset(name, "", f"{name.lower()}.xpt", frame, variables)
    specs = {name: found_spec(dataset, None, plain_spec(name, STANDARD)) for name, dataset in found.items()}
    return Shipment(found, specs, Plan(STUDY, STANDARD, (), {}, {}, {}, {}))


def results(*values: float, test: str = "HGB", unit: str = "g/L") -> Columns:
    """Give one result a subject."""
    return {
        "USUBJID": [f"S{n}" for n in range(len(values))],
        "LBTESTCD": [test] * len(values),
        "LBSTRESN": [float(value) for value in values],
        "LBSTRESU": [unit] * len(values),
        "LBDTC": ["2024-01-01"] * len(values),
    }


USUAL = tuple(range(100, 150, 5))


@pytest.mark.parametrize(
    ("value", "rows"),
    [
        (1300, [(11,)]),  # x 10
        (13, [(11,)]),  # / 10
        (911, [(11,)]),  # 6.5 times the highest usual value (140) is 910
        (909, []),
        (16, [(11,)]),  # the lowest usual value (105) by 6.5 is 16.15
        (16.5, []),
        (0, [(11,)]),  # a test whose values lie close together has no zero
        (float("nan"), []),
    ],
)
def test_a_number_far_beyond_the_others_of_its_test(value: float, rows: list[tuple[int, ...]]) -> None:
    assert [issue.rows for issue in check_magnitude(shipment(LB=results(*USUAL, value)))] == rows


def test_the_issue_says_test_value_and_unit() -> None:
    (issue,) = check_magnitude(shipment(LB=results(*USUAL, 1300)))
    assert (issue.rule, issue.variable, issue.value) == ("result-magnitude", "LBSTRESN", "HGB 1300 g/L")


@pytest.mark.parametrize(("value", "told"), [(378.0, True), (376.0, False), (38.0, True), (39.0, False)])
def test_where_many_results_hardly_vary_less_is_far(value: float, told: bool) -> None:
    assert bool(list(check_magnitude(shipment(LB=results(*USUAL * 3, value))))) == told  # 145 x 6.5 x 0.4 is 377


def test_a_test_whose_values_spread_over_decades_allows_more() -> None:
    wide = [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 300, 400]
    assert list(check_magnitude(shipment(LB=results(*wide, 900, 0.05)))) == []


@pytest.mark.parametrize(("least", "zeros", "told"), [(1, 1, 1), (0.9, 1, 0), (1, 5, 0)])
def test_a_test_of_many_results_of_which_none_is_below_one_has_no_zero(least: float, zeros: int, told: int) -> None:
    wide = [least, 2, 5, 10, 20, 50, 100, 200, 300, 400] * 3
    found = list(check_magnitude(shipment(LB=results(*wide, *[0] * zeros))))
    assert [len(issue.rows) for issue in found] == [1] * told  # where zeros are many they are results


def test_two_wrong_numbers_do_not_hide_each_other() -> None:
    assert out_of_range(pd.Series([*USUAL, 1300.0, 1250.0]), 2.5).sum() == 2


@pytest.mark.parametrize(
    ("value", "unit", "people", "last", "told"),
    [
        (1.0, "mmHg", 5, 1.0, 30),
        (1.0, "mmHg", 5, 2.0, 0),  # one result is another
        (1.0, "mmHg", 4, 1.0, 0),  # too few to say
        (0.0, "mg/dL", 5, 0.0, 0),  # nothing was found in anybody
        (1.0, "", 5, 1.0, 0),  # a score, no measurement
    ],
)
def test_one_number_in_every_result_of_a_test(value: float, unit: str, people: int, last: float, told: int) -> None:
    data = results(*[value] * 29, last, unit=unit)
    data["USUBJID"] = [f"S{number % people}" for number in range(30)]
    found = list(check_constant(shipment(LB=data)))
    assert [len(issue.rows) for issue in found] == [told] * bool(told)
    assert {issue.rule for issue in found} <= {"result-constant"}


def test_numbers_are_compared_within_their_unit() -> None:
    one, other = results(*USUAL), results(*(value / 10 for value in USUAL), unit="g/dL")
    both = {name: one[name] + other[name] for name in one}
    assert list(check_magnitude(shipment(LB=both))) == []


@pytest.mark.parametrize(("values", "told"), [([*USUAL, -110.0], 1), ([*USUAL, -110.0, -120.0, -105.0], 0)])
def test_a_negative_number_where_hardly_another_is(values: list[float], told: int) -> None:
    assert out_of_range(pd.Series(values), 2.5).sum() == told


@pytest.mark.parametrize("size", [9, 10])
def test_ten_numbers_are_needed(size: int) -> None:
    values = pd.Series([float(value) for value in range(100, 100 + size - 1)] + [9000.0])
    assert out_of_range(values, 2.5).any() == (size >= 10)


@pytest.mark.parametrize(("value", "told"), [(700.0, True), (600.0, False), (16.0, True), (17.0, False)])
def test_a_leap_from_both_neighbours_of_the_subject(value: float, told: bool) -> None:
    values = [100.0, 110.0, 100.0, 100.0, value, 105.0, 100.0, 110.0, 100.0, 100.0, 110.0]
    dates = [f"2024-01-{day:02}" for day in range(1, len(values) + 1)]
    group = pd.DataFrame({"value": values, "subject": "S", "date": dates})
    assert list(leaps(group, 6)) == [told and number == 4 for number in range(len(values))]


def test_where_many_values_leap_none_is_told() -> None:
    values = [100.0, 900.0] * 8
    dates = [f"2024-01-{day:02}" for day in range(1, len(values) + 1)]
    assert not leaps(pd.DataFrame({"value": values, "subject": "S", "date": dates}), 2.5).any()


def test_a_dose_far_beyond_the_others_of_its_treatment() -> None:
    doses = [500.0] * 11 + [5000.0]
    data: Columns = {"USUBJID": ["S"] * 12, "CMTRT": ["IBUPROFEN"] * 12, "CMDOSE": doses, "CMDOSU": ["mg"] * 12}
    (issue,) = check_magnitude(shipment(CM=data))
    assert (issue.variable, issue.rows, issue.value) == ("CMDOSE", (12,), "IBUPROFEN 5000 mg")


@pytest.mark.parametrize(
    ("usual", "odd", "rows"),
    [(10, 1.4, [(11,)]), (10, 14.5, []), (8, 1.4, []), (10, float("nan"), [])],
    ids=["a factor 10", "within rounding", "too few", "no result"],
)
def test_a_result_converted_by_another_factor_than_the_others(
    usual: int, odd: float, rows: list[tuple[int, ...]]
) -> None:
    size = usual + 1
    data: Columns = {
        "LBTESTCD": ["HGB"] * size,
        "LBORRES": ["14"] * size,
        "LBORRESU": ["g/dL"] * size,
        "LBSTRESN": [140.0 / 10] * usual + [odd],
        "LBSTRESU": ["g/cL"] * size,
    }
    assert [issue.rows for issue in check_conversions(shipment(LB=data))] == rows


def test_temperatures_have_no_factor() -> None:
    data: Columns = {
        "LBTESTCD": ["TEMP"] * 11,
        "LBORRES": ["98.6"] * 10 + ["36.9"],
        "LBORRESU": ["F"] * 11,
        "LBSTRESN": [37.0] * 10 + [2.722],
        "LBSTRESU": ["C"] * 11,
    }
    assert list(check_conversions(shipment(LB=data))) == []


def test_what_is_kept_in_its_unit_has_no_factor() -> None:
    data: Columns = {
        "LBTESTCD": ["HGB"] * 11,
        "LBORRES": ["14"] * 11,
        "LBORRESU": ["g/L"] * 11,
        "LBSTRESN": [14.0] * 10 + [1.0],
        "LBSTRESU": ["g/L"] * 11,
    }
    assert list(check_conversions(shipment(LB=data))) == []


@pytest.mark.parametrize(("usual", "rows"), [(10, [(11,)]), (9, [])])
def test_a_dose_in_another_unit_than_the_treatment_has(usual: int, rows: list[tuple[int, ...]]) -> None:
    data: Columns = {"EXTRT": ["ZENTRA"] * (usual + 1), "EXDOSU": ["mg"] * usual + ["g"]}
    assert [issue.rows for issue in check_dose_units(shipment(EX=data))] == rows


@pytest.mark.parametrize(
    ("low", "high", "count"),
    [("4", "11", 0), ("11", "4", 1), ("4", "4", 0), ("", "4", 0), ("9", "10", 0), ("x", "4", 0)],
)
def test_a_range_whose_lower_limit_is_above_the_upper(low: str, high: str, count: int) -> None:
    data = {"LBTESTCD": ["WBC"], "LBORNRLO": [low], "LBORNRHI": [high]}
    found = list(check_ranges(shipment(LB=data)))
    assert [issue.value for issue in found] == [f"{low} to {high}"] * count


@pytest.mark.parametrize(
    ("said", "end", "count"),
    [
        ({"AEENRTPT": ["ONGOING"]}, "2024-02-01", 1),
        ({"AEENRTPT": ["ONGOING"]}, "", 0),
        ({"AEENRTPT": ["BEFORE"]}, "2024-02-01", 0),
        ({"AEOUT": ["NOT RECOVERED/NOT RESOLVED"]}, "2024-02-01", 1),
        ({"AEOUT": ["RECOVERED/RESOLVED"]}, "2024-02-01", 0),
        ({"AEOUT": ["FATAL"]}, "2024-02-01", 0),
    ],
)
def test_what_is_not_over_has_no_end(said: Columns, end: str, count: int) -> None:
    found = list(check_ongoing(shipment(AE={"AETERM": ["X"], **said, "AEENDTC": [end]})))
    assert [issue.rule for issue in found] == ["ongoing-ended"] * count


TS: Columns = {"TSPARMCD": ["AGEMIN", "AGEMAX"], "TSVAL": ["P18Y", "P85Y"]}


@pytest.mark.parametrize(
    ("age", "birth", "rules"),
    [
        (18.0, "", []),
        (17.0, "", ["age-not-admitted"]),
        (85.0, "", []),
        (86.0, "", ["age-not-admitted"]),
        (124.0, "", ["age-implausible"]),
        (44.0, "1980-01-10", []),
        (43.0, "1980-01-10", []),  # the age may be of another day than the consent
        (42.0, "1980-01-10", ["age-birth"]),
        (44.0, "1980", []),  # a partial birth date tells no age
    ],
)
def test_ages(age: float, birth: str, rules: list[str]) -> None:
    dm: Columns = {"USUBJID": ["S"], "AGE": [age], "AGEU": ["YEARS"], "BRTHDTC": [birth], "RFICDTC": ["2024-01-20"]}
    assert [issue.rule for issue in check_ages(shipment(DM=dm, TS=TS))] == rules


@pytest.mark.parametrize(
    ("sex", "result", "count"), [("M", "Y", 1), ("M", "N", 0), ("M", "", 0), ("F", "Y", 0), ("M", "POSITIVE", 1)]
)
def test_a_man_has_no_childbearing_potential(sex: str, result: str, count: int) -> None:
    sc = {"USUBJID": ["S"], "SCTESTCD": ["CHILDPOT"], "SCSTRESC": [result]}
    found = list(check_sexes(shipment(DM={"USUBJID": ["S"], "SEX": [sex]}, SC=sc)))
    assert [issue.rule for issue in found] == ["sex-contradicted"] * count


@pytest.mark.parametrize(
    ("doses", "units", "rows"),
    [
        ([500.0, 500.0, 500.0], ["mg", "mg", "g"], [(3,)]),
        ([500.0, 500.0, 0.5], ["mg", "mg", "g"], []),  # the same dose
        ([1.0, 1.0, 1.0], ["TABLET", "TABLET", "g"], []),  # a tablet may have a gram
        ([500.0, 500.0], ["mg", "g"], []),  # which of them?
    ],
)
def test_a_dose_that_is_in_grams_what_others_are_in_milligrams(
    doses: list[float], units: list[str], rows: list[tuple[int, ...]]
) -> None:
    data: Columns = {"CMTRT": ["IBUPROFEN"] * len(doses), "CMDOSE": doses, "CMDOSU": units}
    assert [issue.rows for issue in check_dose_units(shipment(CM=data))] == rows


def test_two_doses_that_differ_in_the_prefix_are_told_apart_by_other_treatments() -> None:
    treatments = ["IBUPROFEN", "IBUPROFEN", "PARACETAMOL"]
    data: Columns = {"CMTRT": treatments, "CMDOSE": [500.0] * 3, "CMDOSU": ["mg", "g", "mg"]}
    assert [issue.rows for issue in check_dose_units(shipment(CM=data))] == [(2,)]


@pytest.mark.parametrize(("dose", "rows"), [(-500.0, [(2,)]), (0.0, []), (float("nan"), [])])
def test_no_dose_is_below_zero(dose: float, rows: list[tuple[int, ...]]) -> None:
    found = list(check_negative_doses(shipment(CM={"CMTRT": ["IBUPROFEN"] * 2, "CMDOSE": [500.0, dose]})))
    assert [issue.rows for issue in found] == rows
    assert {issue.rule for issue in found} <= {"dose-negative"}


@pytest.mark.parametrize(
    ("last", "rows"),
    [
        ({"CMENDTC": "", "CMENRTPT": ""}, [(11,)]),  # neither an end nor ongoing
        ({"CMENDTC": "2024", "CMENRTPT": ""}, []),
        ({"CMENDTC": "", "CMENRTPT": "UNKNOWN"}, []),
        ({"CMENDTC": "", "CMENRTPT": "", "CMOCCUR": "N"}, []),  # it never began
    ],
)
def test_the_end_of_a_record_is_told_where_that_of_nearly_all_others_is(
    last: dict[str, str], rows: list[tuple[int, ...]]
) -> None:
    every = [{"CMENDTC": "", "CMENRTPT": "ONGOING", "CMOCCUR": "Y"}] * 10 + [{"CMOCCUR": "Y", **last}]
    data: Columns = {name: [row[name] for row in every] for name in every[0]}
    assert [issue.rows for issue in check_unended(shipment(CM=data))] == rows


@pytest.mark.parametrize(("term", "rows"), [("COMPLETED", [(2,)]), ("DEATH", [])])
def test_a_record_that_repeats_another_in_all_but_its_number(term: str, rows: list[tuple[int, ...]]) -> None:
    data: Columns = {"USUBJID": ["S", "S"], "DSSEQ": [1.0, 2.0], "DSTERM": ["COMPLETED", term]}
    assert [issue.rows for issue in check_repeated(shipment(DS=data))] == rows


def test_where_many_records_have_no_end_none_is_told() -> None:
    data: Columns = {"AEENDTC": ["2024-02-01"] * 10 + [""] * 3, "AESTDTC": ["2024-01-01"] * 13}
    assert list(check_unended(shipment(AE=data))) == []


@pytest.mark.parametrize(
    "check",
    [
        check_magnitude,
        check_constant,
        check_conversions,
        check_dose_units,
        check_negative_doses,
        check_ranges,
        check_ongoing,
        check_repeated,
        check_unended,
        check_ages,
        check_sexes,
    ],
)
def test_datasets_without_rows_or_without_the_columns_end_in_nothing(check: Any) -> None:  # noqa: ANN401
    assert list(check(shipment(LB={"LBTESTCD": []}, DM={"USUBJID": []}, AE={"AEENDTC": []}))) == []
    empty: Columns = {"USUBJID": [], "LBTESTCD": [], "LBSTRESN": [], "LBSTRESU": []}
    assert list(check(shipment(LB=empty))) == []


@pytest.mark.parametrize(
    ("value", "low", "rows"),
    [(-1.0, -2.0, []), (-1.0, 0.0, [(11,)]), (-1.0, float("nan"), [(11,)]), (0.0, 0.0, [])],
)
def test_a_test_whose_range_begins_below_zero_can_be_negative(value: float, low: float, rows: list[Any]) -> None:
    data = {**results(*range(1, 11), value, test="BASEEXCS", unit="mmol/L"), "LBSTNRLO": [low] * 11}
    assert [issue.rows for issue in check_negative(shipment(LB=data))] == rows


@pytest.mark.parametrize(
    ("result", "told"), [("POSITIVE", 1), ("Negative", 0), ("NEG", 0), ("2.5", 0), ("<1", 0), ("", 0)]
)
def test_a_number_of_hcg_may_be_a_tumor_marker_of_a_man(result: str, told: int) -> None:
    data = shipment(
        DM={"USUBJID": ["1"], "SEX": ["M"]},
        LB={"USUBJID": ["1"], "LBTESTCD": ["HCG"], "LBSTRESC": [result]},
    )
    assert len(list(check_sexes(data))) == told


def test_numbers_are_shown_with_all_their_digits() -> None:
    (issue,) = check_magnitude(shipment(LB=results(*USUAL, 1234567, test="PLAT", unit="10^9/L")))
    assert issue.value == "PLAT 1234567 10^9/L"


@pytest.mark.parametrize(
    ("age", "unit", "limit", "told"),
    [
        (17, "YEARS", "P18Y", 1),
        (18, "YEARS", "P18Y", 0),
        (18, "YEARS", "P18Y6M", 1),
        (5, "MONTHS", "P6M", 1),
        (6, "MONTHS", "P6M", 0),
        (5, "WEEKS", "P6M", 1),
        (17, "YEARS", "eighteen", 0),
    ],
)
def test_ages_and_limits_are_compared_in_any_unit(age: float, unit: str, limit: str, told: int) -> None:
    data = shipment(
        DM={"USUBJID": ["1"], "AGE": [float(age)], "AGEU": [unit]}, TS={"TSPARMCD": ["AGEMIN"], "TSVAL": [limit]}
    )
    assert [issue.rule for issue in check_ages(data)] == ["age-not-admitted"] * told


@pytest.mark.parametrize(
    ("original", "standard", "told"),
    [
        (("5", "4"), (50.0, 40.0), ["LBORNRLO"]),  # once
        (("", ""), (5.0, 4.0), ["LBSTNRLO"]),
        (("4", "5"), (4.0, 5.0), []),
        (("4", "4"), (4.0, 4.0), []),
        (("", "5"), (float("nan"), 5.0), []),
    ],
)
def test_a_range_is_judged_as_collected_else_as_standardized(
    original: tuple[str, str], standard: tuple[float, float], told: list[str]
) -> None:
    data = shipment(
        LB={
            "USUBJID": ["1"],
            "LBORNRLO": [original[0]],
            "LBORNRHI": [original[1]],
            "LBSTNRLO": [standard[0]],
            "LBSTNRHI": [standard[1]],
        }
    )
    assert [issue.variable for issue in check_ranges(data)] == told


def test_a_record_that_is_ongoing_and_ended_is_told_once() -> None:
    data = {
        "USUBJID": ["1"],
        "AEENRF": ["ONGOING"],
        "AEOUT": ["NOT RECOVERED/NOT RESOLVED"],
        "AEENDTC": ["2020-01-01"],
    }
    assert [issue.variable for issue in check_ongoing(shipment(AE=data))] == ["AEENRF"]
