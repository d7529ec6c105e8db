"""On treatment: records and events within the time of treatment."""

from __future__ import annotations

from collections.abc import Mapping

from converter.adam.groups import found, named_keys
from converter.compute.flag import flagged
from converter.compute.imputed import possible_days
from converter.compute.subject import holds, subject_value
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
    window: float = 0,
    span: bool = False,
    not_on: Condition | None = None,
    assume: bool = True,
    new_var: NewVariable = "ONTRTFL",
) -> Derived:
    """Set to Y where {start} is from {ref_start} to {ref_end} and {window} days after.

    Dates are SAS dates of the rows, or of the subject ('ADSL.TRTSDT'). Both ends count; without a `ref_end` treatment
    goes on. A record whose `end` is before treatment is not on it; with `span` one that started before treatment and
    ended within it or later, or has no end, is. `start_flag` and `end_flag` name imputation flags: a date counts if one
    of the days it may have been does. `not_on` excludes records of the first day of treatment, such as those before a
    dose. A record without start (`ontrt-start-missing`, a note) is taken as on treatment, unless `assume` is off; a
    subject without treatment has no such record. Source: admiral, derive_var_ontrtfl.
    """
    first, last = possible_days(rows[start], None if start_flag is None else rows[start_flag])
    begin = subject_value(rows, datasets, ref_start)
    in_time = ~(first > subject_value(rows, datasets, ref_end) + window) if ref_end else first.notna()
    on = (last >= begin) & in_time
    if not_on is not None:
        on &= ~((first == begin) & holds(not_on, rows, datasets))
    undated = first.isna() & begin.notna()
    if end:
        over = possible_days(rows[end], None if end_flag is None else rows[end_flag])[1] < begin
        spans = begin.notna() & first.notna() & in_time & (last < begin)
        on = ((on | spans) if span else on) & ~over
        undated &= ~over
    lost = named_keys(rows[undated], ("USUBJID",))
    message = f"{start} is missing: {'taken as on treatment' if assume else 'not taken as on treatment'}"
    return Derived(
        flagged(on | (undated & assume)).to_frame(new_var),
        findings=found("ontrt-start-missing", "note", lost, message),
    )
