"""What collected texts stand for in a codelist."""

from __future__ import annotations

import pandas as pd
import pytest

from converter.compute.terms.terms import is_of_units, recognise
from converter.spec.library import codelist_names, load_codelist
from converter.spec.standards.terminology import Codelist, Term

SDTM, ADAM = "sdtm-ct-2025-03-28", "adam-ct-2025-03-28"
SHIPPED = [(package, name) for package in (SDTM, ADAM) for name in codelist_names(package, ())]


def published(name: str, package: str = SDTM) -> Codelist:
    codelist = load_codelist(package, name)
    assert codelist is not None
    return codelist


def term(text: str, codelist: str, given: dict[str, str] | None = None) -> tuple[str, str]:
    found = recognise(pd.Series([text], dtype="str"), published(codelist), given)
    return str(found.terms.fillna("-")[0]), str(found.candidates[0])


@pytest.mark.parametrize(
    ("collected", "codelist", "expected"),
    [
        ("G/L", "UNIT", "10^9/L"),
        ("g/L", "UNIT", "g/L"),
        ("mg/dl", "UNIT", "mg/dL"),
        ("  mg/dL ", "UNIT", "mg/dL"),
        ("Beats/MIN", "UNIT", "beats/min"),
        ("mmhg", "VSRESU", "mmHg"),
        ("KG", "VSRESU", "kg"),
        ("eGFR", "LBTESTCD", "GFRE"),
        ("EGFR", "LBTESTCD", "EGFR"),
        ("yes", "NY", "Y"),
        ("Years", "AGEU", "YEARS"),
    ],
)
def test_the_exact_value_goes_before_the_exact_synonym_before_another_case(
    collected: str, codelist: str, expected: str
) -> None:
    assert term(collected, codelist) == (expected, "")


@pytest.mark.parametrize(
    ("collected", "codelist", "expected"),
    [
        ("\u00b5g/L", "UNIT", "ug/L"),  # the sign of micro
        ("\u03bcg/L", "UNIT", "ug/L"),  # the Greek letter
        ("10\u2079/L", "UNIT", "10^9/L"),
        ("mL/min/1.73\u00a0m\u00b2", "UNIT", "mL/min/1.73 m2"),
        ("10\u2076/L", "UNIT", "10^6/L"),  # not 106/L
        ("\u212b", "UNIT", "-"),  # the angstrom is no ampere
    ],
)
def test_a_sign_beyond_ascii_is_what_it_is_spelled_as(collected: str, codelist: str, expected: str) -> None:
    assert term(collected, codelist)[0] == expected


@pytest.mark.parametrize(
    ("collected", "expected"),
    [("CM", "cm"), ("SEC", "s"), ("KCAL", "kcal"), ("uS", "uSiemens"), ("us", "us"),
     ("mM", "-"), ("uM", "-"), ("nM", "-"), ("NM", "-"), ("mS", "-"), ("US", "-"), ("Cal", "-")],
)  # fmt: skip
def test_a_unit_never_becomes_another_unit_by_case(collected: str, expected: str) -> None:
    # molar is no metre, siemens no second, the large calorie none of the small ones
    assert term(collected, "UNIT")[0] == expected


@pytest.mark.parametrize("collected", ["MU/L", "pA", "MG/DL", "mg/ML", "PG", "MMOL/L", "u/L"])
def test_a_unit_never_changes_its_magnitude_by_case(collected: str) -> None:
    assert term(collected, "UNIT")[0] in {"-", collected}


@pytest.mark.parametrize("collected", ["AU", "FTU", "MFI"])
def test_of_several_candidates_none_is_taken(collected: str) -> None:
    found, candidates = term(collected, "UNIT")
    assert (found, len(candidates.split(", ")) > 1) == ("-", True)


def test_what_the_study_maps_goes_before_the_codelist() -> None:
    assert term("AU", "UNIT", {"AU ": "ARMOUR UNIT"}) == ("ARMOUR UNIT", "")
    assert term("", "NY", {"": "N"}) == ("N", "")
    assert term("", "NY") == ("", "")


def test_terms_that_differ_only_in_case_are_several_for_a_third_writing() -> None:
    codelist = Codelist(name="X", terms=(Term(value="Ab"), Term(value="aB")))
    found = recognise(pd.Series(["Ab", "AB"], dtype="str"), codelist)
    assert (found.terms.fillna("-").tolist(), found.candidates.tolist()) == (["Ab", "-"], ["", "Ab, aB"])


@pytest.mark.parametrize(("package", "name"), SHIPPED)
def test_every_synonym_gives_its_own_term_or_a_report_never_another_term(package: str, name: str) -> None:
    codelist = published(name, package)
    said = [(text, one.value) for one in codelist.terms for text in (one.value, *one.synonyms, one.decode) if text]
    texts = pd.Series([text for text, _ in said], dtype="str")
    for text, own, found, several in zip(texts, (own for _, own in said), *_found(texts, codelist), strict=True):
        if text in codelist.by_value:
            assert found == text  # a submission value is itself, whatever else it is a synonym of
        else:
            assert found == own or (found == "-" and own in several.split(", ")), text


def _found(texts: pd.Series, codelist: Codelist) -> tuple[list[str], list[str]]:
    found = recognise(texts, codelist)
    return found.terms.fillna("-").tolist(), found.candidates.tolist()


def test_the_codelists_of_units_are_known_as_such() -> None:
    units = {name for package, name in SHIPPED if is_of_units(published(name, package))}
    assert units == {"AGEU", "PKUDMG", "PKUDUG", "PKUNIT", "PKUWG", "PKUWKG", "UNIT", "VSRESU"}
