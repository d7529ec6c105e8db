"""The start of a study, as ts.xpt tells it: what an agency looks for first."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.compute.dates.iso8601 import is_complete_date

START = "SSTDTC"
CODE, VALUE, FLAVOR, STUDY = "TSPARMCD", "TSVAL", "TSVALNF", "STUDYID"


def wrong_start(summary: pd.DataFrame | None, study: str) -> Iterator[str]:
    """Tell what keeps a trial summary from saying when the study `study` began; nothing where there is no ts.xpt."""
    if summary is None:
        yield "ts.xpt is missing; describe TS in sdtm/ts.yaml"
    elif missing := [name for name in (STUDY, CODE, VALUE) if name not in summary]:
        yield f"ts.xpt has no {' and no '.join(missing)}"
    else:
        yield from _other_study(summary, study)
        starts = summary[summary[CODE] == START]
        if starts.empty:
            yield f"TS has no {START}; add it under trial_summary: in study.yaml"
        yield from _incomplete(starts)


def _other_study(summary: pd.DataFrame, study: str) -> Iterator[str]:
    """Tell of a trial summary of another study: the tagging file names the study that the summary must name."""
    others = sorted({*summary[STUDY].map(str)} - {study})
    if others:
        yield f"TS.{STUDY} is {' and '.join(map(repr, others))}; expected '{study}', as study.yaml names the study"


def _incomplete(starts: pd.DataFrame) -> Iterator[str]:
    flavors = starts[FLAVOR] if FLAVOR in starts else pd.Series("", index=starts.index)
    complete = is_complete_date(starts[VALUE])
    for date, flavor, is_complete in dict.fromkeys(zip(starts[VALUE], flavors, complete, strict=True)):
        if not is_complete:
            got = f"'{date}'" if date or not flavor else f"left out as {flavor}"
            yield f"TS.{START} is {got}; expected a complete ISO 8601 date such as 2024-01-15"
