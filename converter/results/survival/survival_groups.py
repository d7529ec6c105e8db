"""Times to an event of two groups: the records that are compared, and when there is nothing to compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from converter.compute.numbers.rounding import COMPARE
from converter.dataset import Frame
from converter.results.compared import STRATUM, Compared, compared, one_sided, stratum
from converter.results.members import Members
from converter.spec.condition import Condition

EVENT = "event"


def timed_groups(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    where: Condition | None,
    members: Sequence[Members],
    among: Sequence[Members],
    variable: str,
    censor: str,
    strata: Sequence[str],
    covariates: Sequence[str] = (),
) -> Compared:
    """Give the records of two groups with EVENT (`censor` is 0) and STRATUM; a time below 0 does not count."""
    found = compared(
        subjects,
        datasets,
        dataset=dataset,
        where=where,
        members=members,
        among=among,
        numbers=(variable, censor),
        others=(*strata, *covariates),
    )
    timed = found.records[COMPARE["ge"](found.records[variable], 0)]
    whole = timed.assign(**{EVENT: timed[censor] == 0, STRATUM: stratum(timed, strata)})
    left_out = (*found.left_out, *negative(found.records, variable), *(one_sided(whole) if strata else ()))
    return Compared(whole, found.decided, left_out)


def negative(records: Frame, variable: str) -> tuple[str, ...]:
    """Say which subjects have a time below 0, which does not count."""
    early = records.loc[COMPARE["lt"](records[variable], 0), "USUBJID"]
    number = len(early)
    return (
        ()
        if early.empty
        else (f"{number} subject{'' if number == 1 else 's'} with {variable} below 0 left out, as {early.iloc[0]}",)
    )


def counts(groups: Compared) -> dict[str, float]:
    """Count the subjects and the events of the members (1) and of the others (2)."""
    return {
        f"{name}{number}": float(value)
        for number, side in enumerate(groups.sides, 1)
        for name, value in (("n", len(side)), ("events", side[EVENT].sum()))
    }


def not_comparable(groups: Compared) -> str:
    """Say why two groups cannot be compared: one is empty, or nobody had an event; blank where they can."""
    if any(side.empty for side in groups.sides):
        return "one of the two groups has no subject with a time"
    return "" if groups.records[EVENT].any() else "nobody in the two groups had an event"
