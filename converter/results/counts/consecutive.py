"""Counts of subjects by records that follow each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from converter.compute.conditions.judged import met
from converter.dataset import Frame
from converter.results.counts.tally import counted, shares
from converter.results.members import Members, narrowed, placed, records_of
from converter.results.statistics import statistics
from converter.steps import Answer, SourceCondition, SourceVariable


def consecutive(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    when: SourceCondition,
    order: tuple[SourceVariable, ...],
    at_least: Annotated[int, Field(ge=1)] = 2,
    where: SourceCondition | None = None,
    among: tuple[Members, ...] = (),
) -> Answer:
    """Count the subjects with at least {at_least} consecutive records of {dataset} where {when}, in order of {order}.

    Records that meet `where` follow each other in the order of `order`, equal ones in that of the dataset; one that
    lacks a variable of `order` cannot be placed and is left out, one that lacks what `when` asks does not meet it.
    Statistics: n, N (the subjects of `among`) and pct, which is missing where N is 0. Behind the count stand the
    records of the runs; without any the subjects asked.
    """
    asked = narrowed(subjects, among, datasets)
    records = records_of(dataset, where, asked, datasets)
    in_order = placed(records, order).sort_values("USUBJID", kind="stable")
    counts = met(when, in_order, datasets)
    run = (~counts | ~in_order["USUBJID"].duplicated()).cumsum()
    length = counts.groupby(run).transform("sum")
    made = counted(in_order[counts & (length >= at_least)], dataset, asked)
    return Answer(statistics(shares(made.n, made.of)), made.behind)
