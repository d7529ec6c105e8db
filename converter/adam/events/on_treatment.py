"""On treatment: records and events within the time of treatment."""

from __future__ import annotations

from collections.abc import Mapping

from converter.adam.dates.treatment_time import Dates, timing
from converter.adam.groups import found, named_keys
from converter.compute.conditions.flag import flagged
from converter.compute.conditions.judged import met
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.steps import Derived, NewVariable, Variable


def derive_var_ontrtfl(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    start: Variable = "ADT",
    start_flag: Variable | None = None,
    end: Variable | None = None,
    end_flag: Variable | None = None,
    ref_start: Variable = "TRTSDT",
    ref_end: Variable | None = None,
    window: int = 0,
    span: bool = False,
    not_on: Condition | None = None,
    assume: bool = True,
    new_var: NewVariable = "ONTRTFL",
) -> Derived:
    """Set to Y where {start} is on or after {ref_start} (end of treatment: {ref_end}; days after it: {window}).

    Dates are SAS dates of the rows, or of the subject ('ADSL.TRTSDT'); the time of day counts where both are datetimes
    (ADTM, TRTSDTM). Both ends count, and so do `window` days after the last; without a `ref_end` treatment goes on. A
    record whose `end` is before treatment is not on it; with `span` one that started before treatment and ended within
    it or later, or has no end, is. `start_flag` and `end_flag` name imputation flags: a date counts if one of the days
    it may have been does. `not_on` excludes records of the first day of treatment, such as those before a dose. A
    record without start (`ontrt-start-missing`, a note) is taken as on treatment, unless `assume` is off; a subject
    without treatment has no such record. Source: admiral, derive_var_ontrtfl.
    """
    when = timing(rows, datasets, Dates(start, start_flag, end, end_flag), ref_start, ref_end, window)
    on = (when.since | (when.earlier & span & (end is not None))) & when.in_time & ~when.over
    if not_on is not None:
        on &= ~(when.first_day & met(not_on, rows, datasets))
    lost = named_keys(rows[when.undated], ("USUBJID",))
    message = f"{start} is missing: {'taken as on treatment' if assume else 'not taken as on treatment'}"
    flag = flagged(on | (when.undated & assume))
    return Derived(flag.to_frame(new_var), findings=found("ontrt-start-missing", "note", lost, message))
