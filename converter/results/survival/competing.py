"""Times to an event beside others that preclude it: which records have which."""

from __future__ import annotations

from collections.abc import Mapping

from converter.compute.conditions.judged import met
from converter.compute.numbers.rounding import COMPARE
from converter.dataset import Frame
from converter.results.members import records_of
from converter.results.values.single import single
from converter.spec.condition import Condition

EVENT, COMPETING = "event", "competing"


def with_events(
    dataset: str,
    where: Condition | None,
    subjects: Frame,
    datasets: Mapping[str, Frame],
    variable: str,
    event: Condition,
    competing: Condition,
) -> Frame:
    """Give the record of each subject with a time not below 0, with EVENT and COMPETING; without either it is censored.

    Raises ValueError for several records of a subject, and for one that is both the event and a competing one.
    """
    records = single(records_of(dataset, where, subjects, datasets), dataset, variable)
    known = records[COMPARE["ge"](records[variable], 0)]
    found = known.assign(**{EVENT: met(event, known, datasets), COMPETING: met(competing, known, datasets)})
    both = found.loc[found[EVENT] & found[COMPETING], "USUBJID"]
    if len(both):
        message = (
            f"event: and competing: both hold of {len(both)} record{'' if len(both) == 1 else 's'} of {dataset}, "
            f"as of {both.iloc[0]}; a record is one of them or censored"
        )
        raise ValueError(message)
    return found


def numbers_of(records: Frame) -> dict[str, float]:
    """Count the subjects, those with the event, with a competing one, and those with neither."""
    event, competing = int(records[EVENT].sum()), int(records[COMPETING].sum())
    return {"n": len(records), "events": event, "competing": competing, "censored": len(records) - event - competing}
