"""Treatment-emergent events: those that start, or get worse, once treatment has begun."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.adam.dates.treatment_time import Dates, timing
from converter.adam.groups import found, named_keys
from converter.compute.conditions.flag import flagged
from converter.compute.numbers.numbers import read_numbers
from converter.dataset import Frame
from converter.spec.model import Model
from converter.steps import Derived, Finding, NewVariable, Variable


class Worsening(Model):
    """How an event got worse: `intensity` above `initial`, numbers, or text in the order of `grades`."""

    initial: Variable
    intensity: Variable
    grades: tuple[str, ...] = ()

    def __str__(self) -> str:
        known = f" in the order of {', '.join(self.grades)}" if self.grades else ""
        return f"{self.intensity} above {self.initial}{known}"


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
    window: int = 0,
    worse: Worsening | None = None,
    assume: bool = True,
    new_var: NewVariable = "TRTEMFL",
) -> Derived:
    """Set to Y where {start} is on or after {trt_start} (treatment ends: {trt_end}), or it got worse since: {worse}.

    Dates are SAS dates of the rows, or of the subject ('ADSL.TRTSDT'); the time of day counts where both are datetimes
    (ASTDTM, TRTSDTM). With a `trt_end` only events count that start up to `window` days after it. An event that started
    before treatment and did not end before it counts where it got worse. `start_flag` and `end_flag` name imputation
    flags: an event counts if one of the days it may have started on does, and ended before treatment only if all days
    it may have ended on are. An event without start (`trtem-start-missing`), or with one of the two intensities unknown
    (`trtem-intensity-missing`), that did not end before treatment counts unless `assume` is off: a note. Intensity that
    is no grade is an error (`trtem-intensity-unknown`) and counts as missing. Subjects without treatment have no such
    event. Source: admiral, derive_var_trtemfl.
    """
    when = timing(rows, datasets, Dates(start, start_flag, end, end_flag), trt_start, trt_end, window)
    emergent = when.since & when.in_time & ~when.over
    findings = _undated(rows, when.undated, start, assume=assume)
    if worse:
        before, after = (_ranked(rows[name], worse.grades) for name in (worse.initial, worse.intensity))
        earlier = when.earlier & ~when.over
        unknown = earlier & (before.isna() | after.isna())
        emergent |= earlier & ((after > before) | (unknown & assume))
        findings += _ungraded(rows, unknown, worse)
    return Derived(flagged(emergent | (when.undated & assume)).to_frame(new_var), findings=findings)


def _ranked(values: pd.Series, grades: tuple[str, ...]) -> pd.Series:
    """Give the rank of each intensity, NaN where it is missing or no grade."""
    if not grades:
        return read_numbers(values)[0]
    return values.map({grade: float(rank) for rank, grade in enumerate(grades)}).astype("float64")


def _undated(rows: Frame, undated: pd.Series, start: str, *, assume: bool) -> tuple[Finding, ...]:
    message = f"{start} is missing: {'taken' if assume else 'not taken'} as treatment-emergent"
    return found("trtem-start-missing", "note", named_keys(rows[undated], ("USUBJID",)), message)


def _ungraded(rows: Frame, unknown: pd.Series, worse: Worsening) -> tuple[Finding, ...]:
    names = (worse.initial, worse.intensity)
    message = f"started before treatment, and {' or '.join(names)} is not known, so whether it got worse is open"
    findings = found("trtem-intensity-missing", "note", named_keys(rows[unknown], ("USUBJID",)), message)
    known = ", ".join(worse.grades) or "the numbers"
    for name in names:
        lost = rows.loc[_no_grade(rows[name], worse.grades), name]
        findings += found("trtem-intensity-unknown", "error", lost, f"{name} is none of {known}")
    return findings


def _no_grade(values: pd.Series, grades: tuple[str, ...]) -> pd.Series:
    return read_numbers(values)[1] if not grades else (values.str.strip() != "") & ~values.isin(grades)
