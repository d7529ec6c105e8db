"""Values: required ones filled, text that can be shipped, fixed values kept."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Hashable, Iterator

import pandas as pd

from converter.check.shipment import Shipment, offending
from converter.check.tally import N, counted, stands_in
from converter.compute.conditions.condition import is_missing
from converter.compute.numbers.numbers import number_text, split_results
from converter.compute.numbers.rounding import COMPARE
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue, Severity
from converter.spec.dataset import VariableSpec
from converter.spec.study import Plausible

LIMIT, MOSTLY = 200, 0.9
UNIT_QUALIFIERS = ("CAT", "SCAT", "TSTDTL", "SPEC", "METHOD")
LETTER, NOT_ASCII = re.compile("[A-Za-z]"), re.compile("[^ -~]")
FORMULA = re.compile(r"^=|^[+@-][A-Za-z]+\(|^#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)$")
NOTHING = ("NA", "NULL", "NAN", ".", "N/A")
CODE, CODE_NA = re.compile("[A-Z]{2}"), "NA"
IDENTIFYING = ("STUDYID", "USUBJID", "SUBJID", "SITEID", "PARAM", "PARAMCD")
"""What must be filled in analysis datasets: ADaMIG asks that a required variable is there, not that it has a value
(a screen failure has no ARM and no TRT01P)."""


def check_required(shipment: Shipment) -> Iterator[Issue]:
    """Report required variables without a value; in analysis datasets those that identify a record."""
    for dataset, spec in shipment.known():
        for variable in spec.variables:
            asked = variable.core == "Req" and (spec.purpose == "Tabulation" or variable.name in IDENTIFYING)
            if asked and variable.name in dataset.frame:
                yield from offending(
                    dataset,
                    is_missing(dataset.frame[variable.name]),
                    rule="value-required",
                    severity="error",
                    message="the required variable has no value",
                    variable=variable.name,
                )


def check_text(shipment: Shipment) -> Iterator[Issue]:
    """Report text over 200 bytes, characters beyond printable ASCII, outer blanks, words for nothing, formulas."""
    for dataset in shipment.own():
        for variable in dataset.variables:
            if variable.type == "Char" and variable.name in dataset.frame:
                spec = shipment.specs.get(dataset.name)
                known = spec.by_name.get(variable.name) if spec else None
                yield from _text(dataset, variable.name, coded=bool(known and known.codelists))


def _text(dataset: FoundDataset, name: str, *, coded: bool) -> Iterator[Issue]:
    values = dataset.frame[name]
    distinct = [str(text) for text in values.unique()]
    verbatim = coded or name.endswith(("ORRES", "VAL", "VALNF"))
    named = name.endswith(("TERM", "TRT", "DECOD"))
    wordless = {text for text in distinct if named and text and not LETTER.search(text)}
    nothing = [text for text in distinct if not verbatim and text.upper() in NOTHING and text not in wordless]
    nothing = [text for text in nothing if text != CODE_NA or not _holds_codes(distinct)]
    wide = [text for text in distinct if len(text.encode()) > LIMIT]
    other = [text for text in distinct if NOT_ASCII.search(text)]
    padded = [text for text in distinct if text != text.strip(" ")]
    formulas = [text for text in distinct if FORMULA.search(text)]
    tests: tuple[tuple[str, Severity, Collection[str], str], ...] = (
        ("text-long", "error", wide, "longer than 200 bytes"),
        ("text-not-ascii", "error", other, "has characters that are not printable ASCII"),
        ("text-blanks", "warning", padded, "begins or ends with blanks"),
        ("text-nothing", "warning", nothing, "a word for 'missing'; leave it blank"),
        ("text-formula", "warning", formulas, "a formula of a spreadsheet, or its error"),
        ("text-wordless", "warning", wordless, "holds no letter, where a name is expected"),
    )
    for rule, severity, wrong, message in tests:
        if wrong:
            rows = values.isin(wrong)
            yield from offending(dataset, rows, rule=rule, severity=severity, message=message, variable=name)


def _holds_codes(distinct: Collection[str]) -> bool:
    """Tell whether a variable holds codes of two letters, such as EU and AP, among which NA is North America."""
    others = [text for text in distinct if text.strip() and text != CODE_NA]
    return bool(others) and all(CODE.fullmatch(text) for text in others)


def check_standard_numbers(shipment: Shipment) -> Iterator[Issue]:
    """Report standard numbers that are not the number of the standard character result, or stand beside a word.

    The character result may be rounded; one with a sign, such as <0.01, says a limit and is not compared.
    """
    for dataset, spec in shipment.known():
        character, number = f"{spec.prefix}STRESC", f"{spec.prefix}STRESN"
        if not {character, number} <= set(dataset.frame):
            continue
        texts, numbers = dataset.frame[character], dataset.frame[number]
        parts = split_results(texts)
        decimals = texts.str.extract(r"\.([0-9]+)\s*$")[0].str.len().fillna(0)
        near = COMPARE["le"]((numbers - parts["number"]).abs(), 0.5 * 10.0**-decimals)
        same = near & (decimals > 0) | COMPARE["eq"](numbers, parts["number"]) | (parts["comparator"] != "")
        yield from offending(
            dataset,
            numbers.notna() & (texts != "") & ~same,
            rule="result-standard-differs",
            severity="error",
            message=f"{number} is not the number of {character}",
            variable=number,
            values=texts + " and " + number_text(numbers),
            hint="make both of the same result: what is coded in one is no number in the other",
        )


def check_text_results(shipment: Shipment) -> Iterator[Issue]:
    """Report results that are text where nine in ten results of the test are numbers."""
    for dataset, spec in shipment.known():
        code, result = f"{spec.prefix}TESTCD", f"{spec.prefix}STRESC"
        if not {code, result} <= set(dataset.frame):
            continue
        frame, by = dataset.frame, of_one_test(dataset.frame.columns, spec.prefix)
        counts = shipment.usual(numeric_results, dataset)
        whole = counts.groupby(by, sort=False)[N].sum()
        share = counts[counts["numeric"]].groupby(by, sort=False)[N].sum() / whole
        mostly = share[(share >= MOSTLY) & (share < 1)].rename("share").reset_index()
        if mostly.empty:
            continue
        text = (frame[result] != "") & split_results(frame[result])["number"].isna()
        yield from offending(
            dataset,
            text & stands_in(frame[by], mostly),
            rule="result-text",
            severity="warning",
            message="text, while the other results of the test are numbers",
            variable=result,
            hint="if the test was not done, say so in the status; else correct it at the source",
        )


def of_one_test(names: Collection[Hashable], prefix: str) -> list[str]:
    """Name the variables, of those that there are, that tell the results of one test from those of others."""
    return [f"{prefix}TESTCD", *(name for name in (prefix + q for q in UNIT_QUALIFIERS) if name in names)]


def numeric_results(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the results of each test that are numbers, and those that are text."""
    domain = shipment.prefix_of(dataset)
    result, frame = f"{domain}STRESC", dataset.frame
    if not {f"{domain}TESTCD", result} <= set(frame):
        return counted(frame[[]])
    filled = frame[frame[result] != ""]
    numeric = split_results(filled[result])["number"].notna()
    return counted(filled[of_one_test(frame.columns, domain)].assign(numeric=numeric))


def check_units(shipment: Shipment) -> Iterator[Issue]:
    """Report records whose standard unit is not the one that most records of the test have."""
    for dataset, spec in shipment.known():
        code, unit = f"{spec.prefix}TESTCD", f"{spec.prefix}STRESU"
        if not {code, unit} <= set(dataset.frame):
            continue
        by = of_one_test(dataset.frame.columns, spec.prefix)
        counts = shipment.usual(standard_units, dataset).sort_values([*by, unit]).sort_values(N, kind="stable")
        unusual = counts[counts.duplicated(by, keep="last")]
        yield from offending(
            dataset,
            stands_in(dataset.frame[[*by, unit]], unusual),
            rule="unit-several",
            severity="warning",
            message="not the standard unit of the other records of the test",
            variable=unit,
            values=dataset.frame[code] + " " + dataset.frame[unit],
            hint="give the test one standard unit, with the conversion under units:",
        )


def standard_units(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the standard units of each test."""
    domain = shipment.prefix_of(dataset)
    unit, frame = f"{domain}STRESU", dataset.frame
    if not {f"{domain}TESTCD", unit} <= set(frame):
        return counted(frame[[]])
    return counted(frame.loc[frame[unit] != "", [*of_one_test(frame.columns, domain), unit]])


def check_plausible(shipment: Shipment) -> Iterator[Issue]:
    """Report numeric results beyond what the study calls plausible for the test in its standard unit.

    Limits in a unit that no result of their test has are reported, since they judge nothing.
    """
    for dataset, spec in shipment.known():
        code, number, unit = (f"{spec.prefix}{suffix}" for suffix in ("TESTCD", "STRESN", "STRESU"))
        if not {code, number, unit} <= set(dataset.frame):
            continue
        usual = shipment.usual(units_of_tests, dataset)
        for limits in shipment.plan.study.plausible:
            tested = (dataset.frame[code] == limits.test) & dataset.frame[number].notna()
            asked = tested & (dataset.frame[unit] == limits.unit)
            yield from _implausible(dataset, asked, number, limits)
            if tested.any() and not any(_judges(usual.loc[usual[code] == limits.test, unit], limits.test, shipment)):
                yield from _unjudged(dataset, tested, unit, limits)


def _judges(units: pd.Series, test: str, shipment: Shipment) -> Iterator[bool]:
    """Tell of all limits of a test whether results have their unit."""
    return (bool((units == one.unit).any()) for one in shipment.plan.study.plausible if one.test == test)


def units_of_tests(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the units of the numeric results of each test of which the study says what is plausible."""
    domain = shipment.prefix_of(dataset)
    code, number, unit = (f"{domain}{suffix}" for suffix in ("TESTCD", "STRESN", "STRESU"))
    frame = dataset.frame
    if not {code, number, unit} <= set(frame):
        return counted(frame[[]])
    tests = [limits.test for limits in shipment.plan.study.plausible]
    return counted(frame.loc[frame[code].isin(tests) & frame[number].notna(), [code, unit]])


def _unjudged(dataset: FoundDataset, tested: pd.Series, unit: str, limits: Plausible) -> Iterator[Issue]:
    yield from offending(
        dataset,
        tested,
        rule="plausible-unit",
        severity="warning",
        message=f"no result of {limits.test} is in {limits.unit}, the unit of its plausible limits: none is judged",
        variable=unit,
        hint="give the limits in the standard unit of the test",
    )


def _implausible(dataset: FoundDataset, asked: pd.Series, number: str, limits: Plausible) -> Iterator[Issue]:
    values = dataset.frame[number]
    low, high = (math.nan if limit is None else limit for limit in (limits.low, limits.high))
    texts = number_text(pd.Series([low, high]))
    said = [f"{word} {limit}" for word, limit in zip(("below", "above"), texts, strict=True) if limit]
    yield from offending(
        dataset,
        asked & (COMPARE["lt"](values, low) | COMPARE["gt"](values, high)),
        rule="result-implausible",
        severity="warning",
        message=f"{limits.test} {' or '.join(said)} {limits.unit} is not plausible",
        variable=number,
        hint="most often a result in another unit than the one stated; ask the laboratory",
    )


def check_fixed(shipment: Shipment) -> Iterator[Issue]:
    """Report values other than the ones the standard fixes, such as DOMAIN."""
    for dataset, spec in shipment.known():
        for variable in spec.variables:
            if variable.values and variable.name in dataset.frame:
                yield from _fixed(dataset, variable)


def _fixed(dataset: FoundDataset, variable: VariableSpec) -> Iterator[Issue]:
    values = dataset.frame[variable.name]
    wrong = ~values.isin(variable.values) & (values != "")
    message = f"expected {' or '.join(variable.values)}"
    yield from offending(dataset, wrong, rule="value-fixed", severity="error", message=message, variable=variable.name)
