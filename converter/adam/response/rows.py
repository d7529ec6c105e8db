"""What the rows of response parameters have in common: subjects, columns, findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from converter.adam.dates.interval import subjects
from converter.adam.source import Origin
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.steps import Finding

MADE = ("STUDYID", "USUBJID", "ADT", "AVALC", "AVAL")
"""What a row has beside its constants and the rule that decided it."""

RULES = {
    "tte-no-start": "response-no-start",
    "tte-end-before-start": "response-end-before-start",
    "tte-date-partial": "response-date",
}
"""What findings about subjects are called where responses are made."""


def roster_of(
    rows: Frame, datasets: Mapping[str, Frame], population: Condition | None, start: Origin, until: Iterable[str]
) -> tuple[Frame, tuple[Finding, ...]]:
    """Give the subjects of a population with STARTDT and `end`; those without a start are told."""
    roster, lost = subjects(rows, datasets, population=population, start=start, until=until)
    return roster, tuple(replace(one, rule=RULES[one.rule]) for one in lost)


def stated(points: Frame, roster: Frame, dates: pd.Series, responses: pd.Series, ranks: Mapping[str, float]) -> Frame:
    """Give study, subject, date, response and rank of each point, columns MADE."""
    study = roster.set_index("USUBJID")["STUDYID"]
    return points[["USUBJID"]].assign(
        STUDYID=points["USUBJID"].map(study).astype("str"), ADT=dates, AVALC=responses, AVAL=ranked(responses, ranks)
    )[list(MADE)]


def ranked(names: pd.Series, ranks: Mapping[str, float]) -> pd.Series:
    """Give the rank of each response as number."""
    return names.map(ranks).astype("float64")
