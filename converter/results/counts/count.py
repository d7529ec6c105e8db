"""Counts of subjects, with their share."""

from __future__ import annotations

from collections.abc import Mapping

from converter.dataset import Frame
from converter.results.counts.tally import shares, tally
from converter.results.linked import Linked
from converter.results.members import Members
from converter.results.statistics import statistics
from converter.steps import Answer, SourceCondition


def count(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str = "ADSL",
    where: SourceCondition | None = None,
    also: tuple[Members, ...] = (),
    among: tuple[Members, ...] = (),
    linked: tuple[Linked, ...] = (),
) -> Answer:
    """Count the subjects with a record of {dataset} ({linked}) (and {also}), in all and in percent of all ({among}).

    `subjects` are those of the population and the column; a record counts if it has all the links of `linked`, such as
    the event for which a drug was given. Statistics: n, N and pct, which is missing where N is 0.
    The records that meet `where` stand behind the count; where there is none, the subjects that were asked.
    """
    made = tally(subjects, datasets, dataset, where, also, among, linked)
    return Answer(statistics(shares(made.n, made.of)), made.behind)
