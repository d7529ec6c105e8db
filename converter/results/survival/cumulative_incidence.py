"""The cumulative incidence of an event beside competing ones."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.numbers.numbers import number_text
from converter.dataset import Frame
from converter.results.compared import lacking
from converter.results.counts.limits import Confidence
from converter.results.members import Members, behind, narrowed, records_of
from converter.results.remarks import remarks
from converter.results.statistics import statistics
from converter.results.survival.competing import COMPETING, EVENT, numbers_of, with_events
from converter.results.survival.incidence import incidence, incidence_at
from converter.results.survival.survival_groups import negative
from converter.steps import Answer, SourceCondition, SourceVariable

NAMES = ("incidence", "incidence_lower", "incidence_upper")


def cumulative_incidence(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    event: SourceCondition,
    competing: SourceCondition,
    dataset: str = "ADTTE",
    where: SourceCondition | None = None,
    variable: SourceVariable = "AVAL",
    among: tuple[Members, ...] = (),
    at: tuple[float, ...] = (),
    confidence: Confidence = 0.95,
) -> Answer:
    """Estimate the cumulative incidence of {event} by {variable} of {dataset} by Aalen and Johansen (at {at}).

    One record a subject; one that is known to meet `event` has it, one of `competing` has an event that precludes it,
    the others are censored at their time; without a time, or with one below 0, they are left out. Statistics: n,
    events, competing and censored; for each time of `at` (LEVEL) incidence, incidence_lower and incidence_upper in
    percent, limits log-log from Aalen's variance at the level `confidence`. What is not reached is missing, unless
    nobody is left without an event. Raises ValueError for several records of a subject and for a record that is both.
    Sources: Aalen and Johansen, Scand J Stat 1978;5:141; SAS/STAT, LIFETEST, Analysis of Competing-Risks Data
    (defaults).
    """
    asked = narrowed(subjects, among, datasets)
    records = with_events(dataset, where, asked, datasets, variable, event, competing)
    steps = incidence(records[variable], records[EVENT], records[COMPETING], confidence)
    times = [_at(steps, time) for time in at]
    whole = records_of(dataset, where, asked, datasets)
    said = remarks(not_counted=(*lacking(whole, (variable,)), *negative(whole, variable)))
    made = pd.concat([statistics(numbers_of(records)), *times, said], ignore_index=True)
    return Answer(made, behind((dataset, records.index)))


def _at(steps: Frame, time: float) -> Frame:
    found = {name: 100 * value for name, value in zip(NAMES, incidence_at(steps, time), strict=True)}
    return statistics(found, number_text(pd.Series([time])).iloc[0])
