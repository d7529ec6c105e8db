"""Counts of subjects, with their share."""

from __future__ import annotations

from collections.abc import Mapping

from converter.dataset import Frame
from converter.results.members import Members, behind, narrowed, records_of
from converter.results.statistics import statistics
from converter.steps import Answer, SourceCondition

NOT_DEFINED = float("nan")


def count(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str = "ADSL",
    where: SourceCondition | None = None,
    also: tuple[Members, ...] = (),
    among: tuple[Members, ...] = (),
) -> Answer:
    """Count the subjects with a record of {dataset} (and {also}), in all and in percent of the subjects ({among}).

    `subjects` are those of the population and the column. Statistics: n, N and pct, which is missing where N is 0.
    The records that meet `where` stand behind the count; where there is none, the subjects that were asked.
    """
    asked = narrowed(subjects, among, datasets)
    counted = narrowed(asked, also, datasets)
    records = records_of(dataset, where, counted, datasets)
    n, of = records["USUBJID"].nunique(), len(asked)
    made = statistics({"n": n, "N": of, "pct": 100 * n / of if of else NOT_DEFINED})
    return Answer(made, behind((dataset, records.index)) if n else behind(("ADSL", asked.index)))
