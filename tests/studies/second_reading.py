"""What a study's tests read a second time: its raw files, the responses that were made of them, numbers of a table."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

from tests.studies.survival import Life

MONTH = 365.25 / 12
Rows = list[tuple[int | None, str, str]]
"""Day, response and rule."""


def raw(study: Path, name: str) -> list[dict[str, str]]:
    """Read a raw file, one mapping a row."""
    with (study / "raw" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def starts(study: Path) -> dict[str, date]:
    """Give the day of randomization of each subject."""
    return {one["SUBJECT"]: date.fromisoformat(one["RANDDT"]) for one in raw(study, "subject")}


def day_of(row: Mapping[str, str], started: Mapping[str, date]) -> int:
    """Give the days from randomization to the date of a raw row."""
    return (date.fromisoformat(row["DATE"]) - started[row["SUBJECT"]]).days


def responses(out: Path, started: Mapping[str, date]) -> dict[str, dict[str, Rows]]:
    """Read ADRS: day, response and rule of each row of each subject, by parameter."""
    frame, _ = pyreadstat.read_xport(out / "adam" / "adrs.xpt")
    rows: list[dict[Any, Any]] = frame.to_dict("records")
    found: dict[str, dict[str, Rows]] = {str(one): {sub: [] for sub in started} for one in frame["PARAMCD"].unique()}
    for one in rows:
        day = (one["ADT"] - started[one["SUBJID"]]).days if pd.notna(one["ADT"]) else None
        found[one["PARAMCD"]][one["SUBJID"]].append((day, one["AVALC"], one["RSPRULE"]))
    return found


def lives(
    study: Path, active: str, worse: Mapping[str, Iterable[int]], seen: Mapping[str, Iterable[int]]
) -> list[Life]:
    """Give months to progression (1), or to death without it (2), or to the last adequate assessment (0).

    `worse` are the days of progression of each subject, `seen` those of adequate assessments; both days count.
    """
    started = starts(study)
    died = {one["SUBJECT"]: day_of(one, started) for one in raw(study, "event")}
    found = []
    for one in raw(study, "subject"):
        subject = one["SUBJECT"]
        first = min(worse[subject], default=None)
        day, event = (max(seen[subject], default=0), 0) if subject not in died else (died[subject], 2)
        day, event = (day, event) if first is None else (first, 1)
        found.append(Life((day + 1) / MONTH, event, one["ARM"] == active, one["REGION"]))
    return found


def number(out: Path, row: str, stat: str, column: str, level: str = "") -> float:
    """Give a number of the table from the results file."""
    results = pd.read_csv(out / "results" / "results.csv", keep_default_na=False, dtype={"LEVEL": "str"})
    wanted = {"DISPLAY": "TABLE1", "ROW": row, "COLUMN": column, "STAT": stat, "LEVEL": level}
    (found,) = results.loc[(results[list(wanted)] == pd.Series(wanted)).all(axis="columns"), "STATN"]
    return float(found)
