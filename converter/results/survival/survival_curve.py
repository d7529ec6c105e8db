"""The curve of a Kaplan-Meier estimate: its steps, its limits, who was censored, how many are at risk."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.numbers.rounding import COMPARE
from converter.dataset import Frame
from converter.results.levels import by_level, number_level
from converter.results.members import Members, behind, narrowed, records_of
from converter.results.statistics import statistics
from converter.results.survival.survival import curve, median, observed, totals, with_start
from converter.steps import Answer, SourceCondition, SourceVariable

PERCENT = 100


def survival_curve(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str = "ADTTE",
    variable: SourceVariable = "AVAL",
    censor: SourceVariable = "CNSR",
    where: SourceCondition | None = None,
    among: tuple[Members, ...] = (),
    risk_at: tuple[float, ...] = (),
    confidence: float = 0.95,
) -> Answer:
    """Estimate the curve of {variable} (event where {censor} is 0) by Kaplan and Meier, with pointwise log-log limits.

    A record without time or `censor`, or of a negative time, does not count; a subject has one, or ValueError is
    raised. Statistics of the whole: n, events, censored, and the median with its limits lower and upper, missing where
    not reached. By time (LEVEL, in the unit of the variable): survival, survival_lower and survival_upper in percent,
    at 0 and at every event, the limits missing where nobody is left; censored, how many were, at every time of one;
    at_risk, how many had neither event nor censoring before it, at every time of `risk_at`. Sources: Kaplan and Meier
    1958; Brookmeyer and Crowley 1982; SAS/STAT, LIFETEST, Computational Formulas (defaults).
    """
    records = records_of(dataset, where, narrowed(subjects, among, datasets), datasets)
    records = observed(records, dataset, variable, censor)
    times, event = records[variable], records[censor] == 0
    steps = with_start(curve(times, ~event, confidence))
    parts = [
        statistics({**totals(event), **median(steps)}),
        _curve(steps, times[event]),
        censored_at(times[~event]),
        at_risk(times, risk_at),
    ]
    return Answer(pd.concat(parts, ignore_index=True), behind((dataset, records.index)))


def _curve(steps: Frame, events: pd.Series) -> Frame:
    shown = steps[steps["time"].isin([0.0, *events])]
    named = {"survival": "survival", "low": "survival_lower", "high": "survival_upper"}
    return by_level(number_level(shown["time"]), PERCENT * shown[list(named)].rename(columns=named))


def censored_at(times: pd.Series) -> Frame:
    """Count the censored at each time of one, as statistics by time."""
    counts = times.value_counts().sort_index()
    made = counts.astype("float64").rename("censored").reset_index(drop=True).to_frame()
    return by_level(number_level(pd.Series(counts.index, dtype="float64")), made)


def at_risk(times: pd.Series, risk_at: tuple[float, ...]) -> Frame:
    """Count those observed until each time asked for, as statistics by time."""
    asked = pd.Series(risk_at, dtype="float64")
    return by_level(
        number_level(asked), pd.DataFrame({"at_risk": [COMPARE["ge"](times, time).sum() for time in asked]})
    )
