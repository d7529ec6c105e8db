"""Treatment-emergent events: those that start, or get worse, once treatment has begun."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.adam.groups import found, named_keys
from converter.compute.flag import flagged
from converter.compute.imputed import possible_days
from converter.compute.numbers import read_numbers
from converter.compute.subject import subject_value
from converter.dataset import Frame
from converter.steps import Derived, Finding, NewVariable, Variable


def derive_var_trtemfl(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    start: Variable = "ASTDT",
    start_flag: Variable | None = None,
    end: Variable | None = None,
    end_flag: Variable | None = None,
    trt_start: Variable = "TRTSDT",
    trt_end: Variable | None = None,
    window: float = 0,
    initial: Variable | None = None,
    intensity: Variable | None = None,
    grades: tuple[str, ...] = (),
    assume: bool = True,
    new_var: NewVariable = "TRTEMFL",
) -> Derived:
    """Set to Y where {start} is on or after {trt_start}, up to {window} days after {trt_end}.

    Dates are SAS dates of the rows, or of the subject ('ADSL.TRTSDT'); without a `trt_end` every later event counts. An
    event that started before treatment and did not end before it counts as well where `intensity` is above `initial`:
    numbers, or text in the order of `grades`. `start_flag` and `end_flag` name imputation flags: an event counts if
    one of the days it may have started on does, and ended before treatment only if all days it may have ended on are.
    An event without start (`trtem-start-missing`), or with one of the two intensities unknown
    (`trtem-intensity-missing`), that did not end before treatment counts unless `assume` is off: a note. Intensity that
    is no grade is an error (`trtem-intensity-unknown`) and counts as missing. Subjects without treatment have no such
    event. Source: admiral, derive_var_trtemfl.
    """
    first, last = possible_days(rows[start], None if start_flag is None else rows[start_flag])
    begin = subject_value(rows, datasets, trt_start)
    in_time = ~(first > subject_value(rows, datasets, trt_end) + window) if trt_end else first.notna()
    over = pd.Series(data=False, index=rows.index)
    if end:
        over = possible_days(rows[end], None if end_flag is None else rows[end_flag])[1] < begin
    undated = first.isna() & begin.notna() & ~over
    emergent = (last >= begin) & in_time & ~over
    findings = _undated(rows, undated, start, assume=assume)
    if initial and intensity:
        before, after = _ranked(rows[initial], grades), _ranked(rows[intensity], grades)
        earlier = (last < begin) & ~over
        unknown = earlier & (before.isna() | after.isna())
        emergent |= earlier & ((after > before) | (unknown & assume))
        findings += _ungraded(rows, unknown, (initial, intensity), grades)
    return Derived(flagged(emergent | (undated & assume)).to_frame(new_var), findings=findings)


def _ranked(values: pd.Series, grades: tuple[str, ...]) -> pd.Series:
    """Give the rank of each intensity, NaN where it is missing or no grade."""
    if not grades:
        return read_numbers(values)[0]
    return values.map({grade: float(rank) for rank, grade in enumerate(grades)}).astype("float64")


def _undated(rows: Frame, undated: pd.Series, start: str, *, assume: bool) -> tuple[Finding, ...]:
    message = f"{start} is missing: {'taken' if assume else 'not taken'} as treatment-emergent"
    return found("trtem-start-missing", "note", named_keys(rows[undated], ("USUBJID",)), message)


def _ungraded(rows: Frame, unknown: pd.Series, names: tuple[str, str], grades: tuple[str, ...]) -> tuple[Finding, ...]:
    message = f"started before treatment, and {' or '.join(names)} is not known, so whether it got worse is open"
    findings = found("trtem-intensity-missing", "note", named_keys(rows[unknown], ("USUBJID",)), message)
    for name in names:
        lost = rows.loc[_no_grade(rows[name], grades), name]
        findings += found("trtem-intensity-unknown", "error", lost, f"{name} is none of {_known(grades)}")
    return findings


def _no_grade(values: pd.Series, grades: tuple[str, ...]) -> pd.Series:
    return read_numbers(values)[1] if not grades else (values.str.strip() != "") & ~values.isin(grades)


def _known(grades: tuple[str, ...]) -> str:
    return ", ".join(grades) or "the numbers"
