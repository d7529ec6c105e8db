"""Toxicity grades of laboratory values by criteria such as CTCAE."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from converter.adam.findings.grading import grades, targets, unknown_limits
from converter.compute.terms.likely_term import likely_name
from converter.dataset import Frame
from converter.spec.endpoints.toxicity import Direction, TestTerms, ToxicityCriteria, ToxicityTerm
from converter.steps import Derived, Finding, NewVariable, Variable

TEXT = {0.0: "0", 1.0: "1", 2.0: "2", 3.0: "3", 4.0: "4"}
"""Grades as SDTM and ADaM write them."""


def derive_vars_atoxdsc(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    criteria: ToxicityCriteria,
    param: Variable = "PARAMCD",
    fasting: Variable | None = None,
    tests: dict[str, TestTerms] | None = None,
    low_var: NewVariable = "ATOXDSCL",
    high_var: NewVariable = "ATOXDSCH",
) -> Derived:
    """The terms of {criteria} for low and for high values of {param} (fasting by: {fasting}; of the study: {tests}).

    `tests` adds to the tests of the criteria or replaces them, `{CA: {low: Hypocalcemia}}`; `{}` takes a test out. A
    term of fasting samples is given only where `fasting` is Y, else the test's term of other samples. Blank where a
    direction has no term. The manner of terms is that of admiral, derive_var_atoxgr_dir.
    """
    del datasets
    known = {**criteria.tests, **(tests or {})}
    test = rows[param]
    low = _named(test, {name: terms.low for name, terms in known.items()})
    high = _named(test, {name: terms.high for name, terms in known.items()})
    other = _named(test, {name: terms.high_not_fasting for name, terms in known.items()})
    fasted = rows[fasting] == "Y" if fasting else pd.Series(data=False, index=rows.index)
    return Derived(pd.DataFrame({low_var: low, high_var: high.mask((other != "") & ~fasted, other)}))


def derive_var_atoxgr_dir(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    criteria: ToxicityCriteria,
    term: Variable,
    direction: Direction,
    new_var: NewVariable,
    unit: Variable,
    value: Variable = "AVAL",
    low: Variable = "ANRLO",
    high: Variable = "ANRHI",
    base: Variable | None = None,
) -> Derived:
    """The highest grade of {term} by {criteria} in the {direction} direction that {value} meets, 0 where it meets none.

    `rows` has `value`, the limits `low` and `high` and the baseline `base` as numbers in `unit`; values are converted
    to the units of thresholds by the criteria, else by the units that ship. Grades are text, '0' to '4'. Blank where
    there is no term or no value; and, with a finding, where the criteria lack the term (`toxicity-term-unknown`),
    cannot judge the unit (`toxicity-unit-unknown`), or a limit or baseline that a higher grade needs is missing
    (`toxicity-limit-missing`): only a grade that holds whatever the missing one may be is given. What takes judgement,
    such as the need of hospital care, gives no grade. The manner is that of admiral, derive_var_atoxgr_dir, which takes
    the worst of such grades and goes by the limits that are known.
    """
    del datasets
    named = {"value": value, "unit": unit, "LLN": low, "ULN": high}
    measured = pd.DataFrame({name: rows[variable] for name, variable in named.items()})
    measured["BASE"] = rows[base] if base else np.nan
    known = criteria.terms_of(direction)
    grade = np.full(len(rows), np.nan)
    findings: list[Finding] = []
    for name, positions in rows.groupby(term, sort=True).indices.items():
        block = measured.iloc[positions]
        if name in known:
            found = grades(known[name], block, criteria.units)
            grade[positions] = found
            findings += _ungraded(known[name], block[found.isna() & block["value"].notna()], criteria)
        elif name:
            findings += _unknown(str(name), block.index, direction, tuple(known))
    text = pd.Series(grade, index=rows.index).map(TEXT).astype("str").fillna("")
    return Derived(text.to_frame(new_var), findings=tuple(findings))


def derive_var_atoxgr(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    low: Variable = "ATOXGRL",
    high: Variable = "ATOXGRH",
    low_term: Variable = "ATOXDSCL",
    high_term: Variable = "ATOXDSCH",
    new_var: NewVariable = "ATOXGR",
) -> Derived:
    """The grade of {low} with a minus sign where it is 1 or more, else that of {high}; 0 where the value is normal.

    A value is normal where each direction that has a term (`low_term`, `high_term`) has grade 0. Blank otherwise.
    Source: admiral, derive_var_atoxgr.
    """
    del datasets
    lower, higher = rows[low], rows[high]
    normal = (lower == "0") & ((higher == "0") | (rows[high_term] == ""))
    normal |= (higher == "0") & (rows[low_term] == "")
    grade = pd.Series("", index=rows.index, dtype="str").mask(normal, "0")
    grade = grade.mask(~higher.isin(["", "0"]), higher)
    return Derived(grade.mask(~lower.isin(["", "0"]), "-" + lower).to_frame(new_var))


def _named(test: pd.Series, terms: Mapping[str, str]) -> pd.Series:
    return test.map(terms).astype("str").fillna("")


def _ungraded(term: ToxicityTerm, block: Frame, criteria: ToxicityCriteria) -> Iterator[Finding]:
    """Say why values have no grade: the unit first, then the limits."""
    foreign = targets(term, block["unit"], criteria.units) == ""
    foreign &= bool(term.units)
    units = f"{term.term}: " + block["unit"].where(block["unit"] != "", "no unit")
    yield from _found(
        "toxicity-unit-unknown",
        units[foreign],
        f"{criteria} has no threshold in this unit, so no grade",
        f"expected {', '.join(term.units)}, or a unit that the criteria convert",
    )
    limits = f"{term.term}: " + unknown_limits(term, block)
    yield from _found(
        "toxicity-limit-missing",
        limits[~foreign],
        "a limit or baseline that could decide the grade is missing or not above 0, so no grade",
        "give the normal range and the baseline before this step",
    )


def _unknown(name: str, rows: pd.Index, direction: Direction, known: Sequence[str]) -> Iterator[Finding]:
    hint = likely_name(name, known) or f"known: {', '.join(known)}"
    message = f"the criteria have no such term in the {direction} direction, so no grade"
    yield from _found("toxicity-term-unknown", pd.Series(name, index=rows), message, hint, error=True)


def _found(rule: str, values: pd.Series, message: str, hint: str, *, error: bool = False) -> Iterator[Finding]:
    if not values.empty:
        yield Finding(rule, "error" if error else "warning", values.index, values, message, "", hint)
