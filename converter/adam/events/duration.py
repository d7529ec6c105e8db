"""Plain intervals between two dates, not censored: time to response, follow-up, onset and duration of an event."""

from __future__ import annotations

from collections.abc import Mapping

from converter.adam.dates.interval import Unit, elapsed, subjects, with_constants
from converter.adam.source import TREATMENT, Origin, Sources, dated, extreme, undated
from converter.adam.trace import lineage_of, piece, traced
from converter.adam.unusable import partial, told
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.steps import Built, Finding, NewVariable, Variable

MADE = ("STUDYID", "USUBJID", "ADT", "AVAL", "SRCDOM", "SRCVAR", "SRCSEQ")
"""What the row of an interval has, its start and its constants aside."""


def derive_param_duration(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    ends: Sources,
    set_values: dict[NewVariable, str | float],
    start: Origin = TREATMENT,
    population: Condition | None = None,
    until: tuple[Variable, ...] = (),
    unit: Unit = "days",
    add_one: bool = True,
    start_var: NewVariable = "ASTDT",
) -> Built:
    """Time in {unit} from {start} to the earliest of {ends} (observed until {until}).

    One row for each subject of ADSL that meets `population` and has both dates; nothing is censored, so that it stands
    in a dataset without CNSR and STARTDT (`start_var` is the date of the start, ADT that of the end). Each end is the
    first record of its source (the last with `order: last`, such as the end of the last episode), on or before the
    earliest date of `until`; among several sources the earliest end is taken, the one listed first on one date.
    `add_one` counts both days; a week has 7 days, a month 365.25 / 12. Subjects of the population without an end
    (`interval-no-end`), without a start (`tte-no-start`), or whose end is before the start (`interval-reversed`) get no
    row but a finding. Source: the definitions of the study; days are counted as in admiral, derive_vars_duration.
    """
    roster, lost = subjects(rows, datasets, population=population, start=start, until=until)
    found = dated(ends, rows, datasets).merge(roster[["USUBJID", "end"]], how="inner", on="USUBJID")
    taken = extreme(found[found["date"] <= found["end"]], ends, "first")
    taken = taken.sort_values(["USUBJID", "date", "number"], kind="stable").drop_duplicates("USUBJID")
    taken = traced(taken, ends).drop(columns="end").rename(columns={"date": "ADT"})
    frame = roster[["STUDYID", "USUBJID", "STARTDT"]].merge(taken, how="left", on="USUBJID")
    findings = (*lost, *_unmeasured(frame), *partial(undated(ends, rows, datasets), frame))
    frame = frame[frame["ADT"] >= frame["STARTDT"]].reset_index(drop=True)
    frame["AVAL"] = elapsed(frame["STARTDT"], frame["ADT"], unit, add_one=add_one)
    made = frame.rename(columns={"STARTDT": start_var})[[*MADE[:2], start_var, *MADE[2:]]]
    return Built(with_constants(made, set_values), lineage_of([piece(frame)]), findings)


def _unmeasured(frame: Frame) -> tuple[Finding, ...]:
    lost, reversed_ = frame["ADT"].isna(), frame["ADT"] < frame["STARTDT"]
    hint = "correct the dates at their source"
    return (
        *told(
            "interval-no-end", "note", frame.loc[lost, "USUBJID"], "no date of end, so no row", "narrow the population"
        ),
        *told(
            "interval-reversed", "error", frame.loc[reversed_, "USUBJID"], "the end is before the start: no row", hint
        ),
    )
