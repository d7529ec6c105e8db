"""Values: required ones filled, text that can be shipped, fixed values kept."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator

import pandas as pd

from converter.check.shipment import Shipment, offending
from converter.compute.condition import is_missing
from converter.compute.numbers import number_text, split_results
from converter.compute.rounding import COMPARE
from converter.dataset import FoundDataset
from converter.issues import Issue, Severity
from converter.spec.dataset import VariableSpec
from converter.spec.study import Plausible

LIMIT, MOSTLY = 200, 0.9
UNIT_QUALIFIERS = ("CAT", "SCAT", "TSTDTL", "SPEC", "METHOD")
LETTER, NOT_ASCII = re.compile("[A-Za-z]"), re.compile("[^ -~]")
FORMULA = re.compile(r"^=|^[+@-][A-Za-z]+\(|^#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)$")
NOTHING = ("NA", "NULL", "NAN", ".", "N/A")
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
    for dataset in shipment.found.values():
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


def check_results(shipment: Shipment) -> Iterator[Issue]:
    """Report results in original units without a result in standard form."""
    for dataset, spec in shipment.known():
        original, standard = f"{spec.prefix}ORRES", f"{spec.prefix}STRESC"
        if original in dataset.frame and standard in dataset.frame:
            yield from offending(
                dataset,
                (dataset.frame[original] != "") & (dataset.frame[standard] == ""),
                rule="result-standard-missing",
                severity="warning",
                message=f"{original} is filled, {standard} is not",
                variable=standard,
                values=dataset.frame[original],
                hint="most often a unit without conversion",
            )


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
        filled = dataset.frame[result] != ""
        numeric = split_results(dataset.frame[result])["number"].notna()
        by = [code, *(name for name in (spec.prefix + q for q in UNIT_QUALIFIERS) if name in dataset.frame)]
        share = numeric.where(filled).astype("float64").groupby([dataset.frame[name] for name in by]).transform("mean")
        yield from offending(
            dataset,
            filled & ~numeric & (share >= MOSTLY),
            rule="result-text",
            severity="warning",
            message="text, while the other results of the test are numbers",
            variable=result,
            hint="if the test was not done, say so in the status; else correct it at the source",
        )


def check_units(shipment: Shipment) -> Iterator[Issue]:
    """Report records whose standard unit is not the one that most records of the test have."""
    for dataset, spec in shipment.known():
        code, unit = f"{spec.prefix}TESTCD", f"{spec.prefix}STRESU"
        if not {code, unit} <= set(dataset.frame):
            continue
        by = [code, *(name for name in (spec.prefix + q for q in UNIT_QUALIFIERS) if name in dataset.frame)]
        filled = dataset.frame[dataset.frame[unit] != ""]
        counts = filled.groupby([*by, unit]).size().rename("n").reset_index()
        usual = counts.sort_values("n", kind="stable").drop_duplicates(by, keep="last").set_index(by)[unit]
        expected = filled[by].merge(usual.rename("usual").reset_index(), how="left", on=by).set_axis(filled.index)
        wrong = pd.Series(data=False, index=dataset.frame.index)
        wrong[filled.index] = filled[unit] != expected["usual"]
        yield from offending(
            dataset,
            wrong,
            rule="unit-several",
            severity="warning",
            message="not the standard unit of the other records of the test",
            variable=unit,
            values=dataset.frame[code] + " " + dataset.frame[unit],
            hint="give the test one standard unit, with the conversion under units:",
        )


def check_plausible(shipment: Shipment) -> Iterator[Issue]:
    """Report numeric results beyond what the study calls plausible for the test in its standard unit.

    Limits in a unit that no result of their test has are reported, since they judge nothing.
    """
    for dataset, spec in shipment.known():
        code, number, unit = (f"{spec.prefix}{suffix}" for suffix in ("TESTCD", "STRESN", "STRESU"))
        if not {code, number, unit} <= set(dataset.frame):
            continue
        for limits in shipment.plan.study.plausible:
            tested = (dataset.frame[code] == limits.test) & dataset.frame[number].notna()
            asked = tested & (dataset.frame[unit] == limits.unit)
            yield from _implausible(dataset, asked, number, limits)
            if tested.any() and not any(_judges(dataset.frame.loc[tested, unit], limits.test, shipment)):
                yield from _unjudged(dataset, tested, unit, limits)


def _judges(units: pd.Series, test: str, shipment: Shipment) -> Iterator[bool]:
    """Tell of all limits of a test whether results have their unit."""
    return (bool((units == one.unit).any()) for one in shipment.plan.study.plausible if one.test == test)


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
