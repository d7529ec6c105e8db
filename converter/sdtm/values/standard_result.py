"""--STRESC, --STRESN, --STRESU, standard ranges and --NRIND."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from converter.compute.conditions.condition import is_missing
from converter.compute.numbers.numbers import Decimals, looks_numeric, number_text, split_results
from converter.compute.numbers.rounding import COMPARE
from converter.compute.terms.terms import recognise
from converter.compute.units.units import DIGITS, Converted, convert_units, named_units
from converter.dataset import Frame
from converter.sdtm.typed import doubtful, unreadable
from converter.spec.standards.terminology import Codelist
from converter.spec.study import Study
from converter.spec.values.rounding import Rounding
from converter.steps import Finding, Mapped, Variable


def standard_unit(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    unit: Variable = "--ORRESU",
    test: Variable = "--TESTCD",
    result: Variable = "--ORRES",
    units: dict[str, str] | None = None,
    codelist: Codelist | None = None,
    decimal: Decimals = ".",
) -> pd.Series:
    """Standard unit of the test; the collected {unit} in terms of codelist {codelist} where the study names none.

    `rows` has the collected result and unit, and the test code; `units` gives the standard unit of tests. A text result
    without a unit has none; a number has that of its test, and is converted to it or reported.
    """
    del datasets
    standard = rows[test].map(units or {})
    measured = ~is_missing(rows[unit]) | split_results(rows[result], decimal)["number"].notna()
    return standard.where(standard.notna() & measured, named_units(rows[unit], codelist)).astype("str")


def standard_number(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    result: Variable = "--ORRES",
    unit: Variable = "--ORRESU",
    standard: Variable = "--STRESU",
    test: Variable = "--TESTCD",
    codelist: Codelist | None = None,
    decimal: Decimals = ".",
    digits: int = DIGITS,
    rounding: Rounding | None = None,
    map: dict[str, str] | None = None,  # noqa: A002 - the key's name in the specification
    study: Study,
) -> Mapped:
    """Numeric {result} converted from {unit} to {standard}, to {digits} significant digits.

    `rows` has result, units and test; a result such as '<0.01' is missing unless the study's policy `below_limit` says
    otherwise; a unit without conversion leaves it missing and is reported as `unit-unconverted`, no unit at all where
    the test has a standard unit as `unit-missing`. What `map` names is a code and no number, where it has no unit.
    Units convert as the study says, else by the units and analytes that ship; mass and amount of substance only where
    the analyte of the test is known. `rounding`, in place of `digits`, says decimals or digits, also of single tests; a
    number that needs no conversion stays as it is.
    """
    del datasets
    coded = _coded(rows[result], rows[unit], map)
    parts = split_results(rows[result].mask(coded, ""), decimal)
    share = {"missing": np.nan, "limit": 1.0, "half limit": 0.5}[study.policies.below_limit]
    converted = _converted(rows, parts["number"], unit, standard, test, codelist, study, digits, rounding)
    limited = (converted.values * share).where(parts["comparator"].isin(["<", "<="]))
    numbers = converted.values.where(parts["comparator"] == "", limited)
    findings = (
        *_unconverted(rows[converted.unconverted], result, unit, standard, test, codelist),
        *_unreadable(rows[result][~coded], parts["number"][~coded].mask(converted.unheld)),
        *doubtful(rows[result], parts["number"], decimal),
    )
    limits = (parts["comparator"] != "") & converted.values.notna()
    return Mapped(numbers, (*findings, *_limited(rows[result], numbers, limits)))


def standard_character(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    result: Variable = "--ORRES",
    unit: Variable = "--ORRESU",
    standard: Variable = "--STRESU",
    test: Variable = "--TESTCD",
    codelist: Codelist | None = None,
    terms: Codelist | None = None,
    map: dict[str, str] | None = None,  # noqa: A002 - the key's name in the specification
    decimal: Decimals = ".",
    digits: int = DIGITS,
    rounding: Rounding | None = None,
    study: Study,
) -> pd.Series:
    """{result} in standard form: numbers converted from {unit} to {standard}, signs kept, text in upper case.

    `rows` has result, units and test; what `map` names is recoded, also a number without unit (0 may be NEGATIVE),
    text by the terms of codelist `terms` as well. A result in a unit without conversion is blank.
    """
    del datasets
    coded = _coded(rows[result], rows[unit], map)
    parts = split_results(rows[result].mask(coded, ""), decimal)
    converted = _converted(rows, parts["number"], unit, standard, test, codelist, study, digits, rounding)
    numbers = (parts["comparator"] + number_text(converted.values)).where(converted.values.notna(), "")
    text = recognise(rows[result], terms, map).terms
    text = text.where(text.notna(), rows[result].str.strip().str.upper()).astype("str")
    return numbers.where(parts["number"].notna(), text)


def standard_range(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    limit: Variable,
    unit: Variable = "--ORRESU",
    standard: Variable = "--STRESU",
    test: Variable = "--TESTCD",
    codelist: Codelist | None = None,
    decimal: Decimals = ".",
    digits: int = DIGITS,
    rounding: Rounding | None = None,
    study: Study,
) -> Mapped:
    """Reference range limit {limit} converted from {unit} to {standard}, with the same factor as the result.

    `rows` has the limit as text, units and test; a limit that is no plain number is missing, and reported as
    `range-unreadable`. It is rounded as the domain's standard_number is, unless `rounding` or `digits` say otherwise.
    """
    del datasets
    parts = split_results(rows[limit], decimal)
    plain = parts["number"].where(parts["comparator"] == "")
    converted = _converted(rows, plain, unit, standard, test, codelist, study, digits, rounding)
    wrong = (plain.isna() | converted.unheld) & (rows[limit].str.strip() != "")
    doubted = doubtful(rows[limit], plain, decimal)
    if not wrong.any():
        return Mapped(converted.values, doubted)
    finding = Finding(
        rule="range-unreadable",
        severity="warning",
        rows=rows.index[wrong],
        values=rows.loc[wrong, limit],
        message="a range limit must be a plain number",
        written="left missing",
        hint="ask the laboratory for the limit",
    )
    return Mapped(converted.values, (finding, *doubted))


def range_indicator(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    result: Variable = "--STRESN",
    low: Variable = "--STNRLO",
    high: Variable = "--STNRHI",
) -> pd.Series:
    """LOW where {result} is below {low}, HIGH where above {high}, NORMAL between them.

    `rows` has the three numbers; blank where the result or both limits are missing.
    """
    del datasets
    value, least, most = rows[result], rows[low], rows[high]
    answer = pd.Series("", index=rows.index, dtype="str")
    answer = answer.mask(value.notna() & (least.notna() | most.notna()), "NORMAL")
    return answer.mask(COMPARE["lt"](value, least), "LOW").mask(COMPARE["gt"](value, most), "HIGH")


def _coded(results: pd.Series, units: pd.Series, codes: Mapping[str, str] | None) -> pd.Series:
    """Tell which results are codes that the study maps; with a unit they are numbers."""
    return results.str.strip().isin([text.strip() for text in codes or {}]) & is_missing(units)


def _converted(
    rows: Frame,
    numbers: pd.Series,
    unit: str,
    standard: str,
    test: str,
    codelist: Codelist | None,
    study: Study,
    digits: int,
    rounding: Rounding | None,
) -> Converted:
    named = named_units(rows[unit], codelist)
    return convert_units(numbers, named, rows[standard], rows[test], study.units, digits, rounding)


def _unreadable(results: pd.Series, numbers: pd.Series) -> tuple[Finding, ...]:
    """Report results that look like numbers and are none, such as 1,9 where the decimal sign is a point."""
    return unreadable(results, numbers.isna() & looks_numeric(results))


def _limited(results: pd.Series, numbers: pd.Series, limited: pd.Series) -> tuple[Finding, ...]:
    """Report results that say a limit, such as <0.01, and what their number became."""
    if not limited.any():
        return ()
    kept = numbers[limited]
    finding = Finding(
        rule="result-limited",
        severity="note",
        rows=results.index[limited],
        values=results[limited],
        message="a limit, not a number",
        written=("standard number " + number_text(kept)).where(kept.notna(), "standard number left missing"),
        hint="as policies.below_limit of the study says; the result itself is kept",
    )
    return (finding,)


def _unconverted(
    rows: Frame, result: str, unit: str, standard: str, test: str, codelist: Codelist | None
) -> Iterator[Finding]:
    """Report each conversion that is missing for these rows, with the line that would give it, and missing units."""
    keys = [named_units(rows[unit], codelist), rows[standard], rows[test]]
    for (own, wanted, tested), group in rows.groupby(keys, sort=False):
        line = f'{{from: "{own}", to: "{wanted}", factor: FACTOR, test: {tested}, source: SOURCE}}'
        yield Finding(
            rule="unit-unconverted" if own else "unit-missing",
            severity="error",
            rows=group.index,
            values=(group[result] + " " + group[unit]).str.strip(),
            message=f"no conversion from {own} to {wanted or 'no unit'}, the standard unit of {tested}"
            if own
            else f"a number without a unit, while {tested} has the standard unit {wanted}",
            written="standard result left missing",
            hint=f"add the conversion under units: - {line}"
            if own
            else "complete the unit at the source, or map it where the table never tells it",
        )
