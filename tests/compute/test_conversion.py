"""Units convert as the study says, else by what they measure; mass becomes amount only by an analyte that is known."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from converter.compute.units.conversion import conversion
from converter.compute.units.units import convert_units
from converter.spec.library import load_codelist
from converter.spec.study import Unit
from converter.spec.values.rounding import Rounding
from converter.spec.values.units import load_analytes, load_quantities


def converted(value: float, from_: str, to: str, test: str = "", rounding: Rounding | None = None) -> float | None:
    one, unit, wanted, code = (pd.Series([cell]) for cell in (value, from_, to, test))
    found = convert_units(one, unit, wanted, code, (), rounding=rounding).values[0]
    return None if pd.isna(found) else float(found)


@pytest.mark.parametrize(
    ("value", "from_", "to", "expected"),
    [
        (98.6, "F", "C", 37.0),
        (37.0, "C", "F", 98.6),
        (37.0, "C", "K", 310.15),
        (150.0, "LB", "kg", 68.0388555),
        (70.0, "kg", "LB", 154.323583529),
        (70.0, "in", "cm", 177.8),
        (1.778, "m", "in", 70.0),
        (16.0, "kPa", "mmHg", 120.009840807),
        (2.0, "WEEKS", "DAYS", 14.0),
        (90.0, "min", "HOURS", 1.5),
        (13.5, "g/dL", "g/L", 135.0),
        (0.5, "mg/L", "mg/dL", 0.05),
        (4500.0, "10^6/L", "10^9/L", 4.5),
        (1.0, "ukat/L", "U/L", 60.0),
        (45.0, "%", "L/L", 0.45),
        (60.0, "mL/min", "L/h", 3.6),
    ],
)
def test_units_of_one_quantity_convert_into_each_other(value: float, from_: str, to: str, expected: float) -> None:
    assert converted(value, from_, to) == expected


@pytest.mark.parametrize(
    ("value", "from_", "to", "test", "expected"),
    [  # factors as laboratories publish them
        (100.0, "mg/dL", "mmol/L", "GLUC", 5.551),
        (1.0, "mg/dL", "umol/L", "CREAT", 88.4),
        (10.0, "mg/dL", "mmol/L", "CA", 2.495),
        (1.0, "mg/dL", "umol/L", "BILI", 17.1),
        (14.0, "mg/dL", "mmol/L", "UREAN", 4.998),
        (30.0, "mg/dL", "mmol/L", "UREA", 4.995),
        (5.0, "mg/dL", "umol/L", "URATE", 297.4),
        (200.0, "mg/dL", "mmol/L", "CHOL", 5.172),
        (150.0, "mg/dL", "mmol/L", "TRIG", 1.694),
        (3.5, "mg/dL", "mmol/L", "PHOS", 1.13),
        (100.0, "ug/dL", "umol/L", "IRON", 17.91),
        (8.0, "ug/dL", "nmol/L", "T4", 103.0),
        (14.0, "g/dL", "mmol/L", "HGB", 8.688),
        (4.2, "g/dL", "umol/L", "ALB", 632.2),
        (140.0, "mEq/L", "mmol/L", "SODIUM", 140.0),
        (5.0, "mEq/L", "mmol/L", "CA", 2.5),
        (2.5, "mmol/L", "mg/dL", "CA", 10.02),
        (100.0, "mg/dL", "mmol/L", "2345-7", 5.551),  # glucose by its LOINC code
    ],
)
def test_mass_and_amount_convert_by_the_analyte_of_the_test(
    value: float, from_: str, to: str, test: str, expected: float
) -> None:
    assert converted(value, from_, to, test, Rounding(digits=4)) == expected


@pytest.mark.parametrize(
    ("from_", "to", "test"),
    [
        ("mg/dL", "mmol/L", ""),  # no analyte
        ("mg/dL", "mmol/L", "PROT"),  # one that is not known
        ("mEq/L", "mmol/L", "GLUC"),  # no ion
        ("U/L", "IU/L", "ALT"),  # an international unit is of its own substance
        ("kg", "cm", "WEIGHT"),
        ("stone", "kg", "WEIGHT"),
        ("mg", "mL", "GLUC"),
    ],
)
def test_nothing_is_guessed(from_: str, to: str, test: str) -> None:
    assert converted(1.0, from_, to, test) is None


@pytest.mark.parametrize(
    ("test", "expected"), [("CREAT", "x 88.42 (Protocol)"), ("GLUC", "x 10 (For all)"), ("CHOL", "x 10 (For all)")]
)
def test_the_study_overrides_and_its_own_test_goes_before_all(test: str, expected: str) -> None:
    table = (
        Unit(from_="mg/dL", to="umol/L", factor=10.0, source="For all"),
        Unit(from_="mg/dL", to="umol/L", factor=88.42, test="CREAT", source="Protocol"),
    )
    assert str(conversion("mg/dL", "umol/L", test, table)) == expected


def test_of_a_test_whose_units_the_study_lists_no_other_unit_is_expected() -> None:
    table = (Unit(from_="mg/dL", to="umol/L", factor=88.42, test="CREAT", source="Protocol"),)
    assert conversion("mmol/L", "umol/L", "CREAT", table) is None  # 97 mmol/L is a wrong unit, not 97,000 umol/L
    assert conversion("mmol/L", "umol/L", "BILI", table) is not None
    assert conversion("mmol/L", "mg/dL", "CREAT", table) is not None


def test_a_conversion_tells_its_factor_and_what_it_rests_on() -> None:
    told = str(conversion("mg/dL", "umol/L", "CREAT"))
    assert told == "x 88.4017 (creatinine (C4H7N3O): 113.12 g/mol; IUPAC standard atomic weights, abridged (2021))"
    assert str(conversion("F", "C", "TEMP")) == "x 0.555556 - 17.7778 (C = (F - 32) x 5/9 (NIST SP 811, B.9))"


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        (Rounding(decimals=1), [36.9, 12.3]),
        (Rounding(digits=2), [37.0, 12.0]),
        (Rounding(decimals=0, tests={"TEMP": Rounding(decimals=2)}), [36.94, 12.0]),
        (Rounding(tests={"WEIGHT": Rounding(digits=3)}), [36.9444444444, 12.3]),
        (None, [36.9444444444, 12.25]),
    ],
)
def test_converted_numbers_are_rounded_overall_and_by_test(rounding: Rounding | None, expected: list[float]) -> None:
    numbers, units, standard = pd.Series([98.5, 12250.0]), pd.Series(["F", "g"]), pd.Series(["C", "kg"])
    tests = pd.Series(["TEMP", "WEIGHT"])
    assert convert_units(numbers, units, standard, tests, (), rounding=rounding).values.tolist() == expected


def test_where_rounding_says_nothing_of_a_test_the_digits_of_the_rule_count() -> None:
    numbers, units, standard = pd.Series([98.5, 12250.0]), pd.Series(["F", "g"]), pd.Series(["C", "kg"])
    said = Rounding(tests={"WEIGHT": Rounding(decimals=1)})
    found = convert_units(numbers, units, standard, pd.Series(["TEMP", "WEIGHT"]), (), digits=3, rounding=said)
    assert found.values.tolist() == [36.9, 12.3]


def test_a_test_has_no_tests_of_its_own() -> None:
    with pytest.raises(ValueError, match="TEMP is one test"):
        Rounding(tests={"TEMP": Rounding(tests={"WEIGHT": Rounding(decimals=1)})})


def test_what_cancels_out_is_zero_and_no_noise() -> None:
    assert converted(-459.67, "F", "K") == 0.0
    assert converted(32.0, "F", "C") == 0.0
    assert converted(32.1, "F", "C") == 0.0555555555556


def test_a_number_in_its_standard_unit_stays_as_it_is() -> None:
    assert converted(37.25, "C", "C", "TEMP", Rounding(decimals=1)) == 37.25


def test_every_unit_is_a_term_of_its_codelist_and_every_analyte_a_test() -> None:
    units, tests = load_codelist("sdtm-ct-2025-03-28", "UNIT"), load_codelist("sdtm-ct-2025-03-28", "LBTESTCD")
    assert units is not None
    assert tests is not None
    every = {unit for one in load_quantities().quantities.values() for unit in one}
    assert sorted(every - set(units.by_value)) == []
    assert sorted(set(load_analytes().analytes) - set(tests.by_value)) == []


def test_a_molar_mass_is_that_of_its_formula_or_has_a_source() -> None:
    known = load_analytes()
    for name, one in known.analytes.items():
        parts = re.findall(r"([A-Z][a-z]?)(\d*)", one.formula)
        mass = sum(known.atomic_weights[element] * int(count or 1) for element, count in parts)
        assert one.source if not one.formula else abs(mass - one.molar_mass) < 0.002, (name, mass)
