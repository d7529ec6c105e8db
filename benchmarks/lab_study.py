"""A laboratory study of any size: dm.csv, lab.csv of 25 columns, and the YAML that makes DM, LB, ADSL and ADLB of them.

`python benchmarks/lab_study.py FOLDER --rows N --subjects S` writes it; the same numbers give the same bytes.
`--times T` writes T such studies one below the other, each of other subjects: no more than one of them is in memory.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow.csv import WriteOptions, write_csv

PLAIN = WriteOptions(include_header=False, quoting_style="none")
VISITS = 20
SPECIFICATION = Path(__file__).with_name("lab")
TESTS = {
    "HGB": ("g/dL", "12", "16", 14.0),
    "WBC": ("10^9/L", "4", "11", 7.0),
    "PLT": ("10^9/L", "150", "400", 250.0),
    "NEUT": ("10^9/L", "1.8", "7.7", 4.0),
    "LYMPH": ("10^9/L", "1", "4.8", 2.0),
    "ALT": ("U/L", "7", "55", 25.0),
    "AST": ("U/L", "8", "48", 24.0),
    "CREA": ("mg/dL", "0.6", "1.3", 0.9),
    "K": ("mmol/L", "3.5", "5.1", 4.2),
    "CRP": ("mg/L", "0", "10", 3.0),
}
"""Of each test of the laboratory: unit, lower and upper limit, usual result."""
FILLERS = (
    "PROTOCOL",
    "INVESTIGATOR",
    "SITE",
    "KIT",
    "TUBE",
    "METHOD",
    "CONDITION",
    "RECEIVED",
    "REPORTED",
    "REVIEWER",
    "BATCH",
    "STATUS",
)
"""Columns that a laboratory sends and no domain reads."""


def write_study(folder: Path, rows: int, subjects: int, times: int = 1) -> Path:
    """Write a study of so many results of so many subjects, both so many times, and give its folder."""
    shutil.copytree(SPECIFICATION, folder, dirs_exist_ok=True)
    (folder / "raw").mkdir(exist_ok=True)
    for number in range(times):
        people = people_of(subjects, number)
        _append(people.drop(columns="START"), folder / "raw" / "dm.csv", number)
        _append(results_of(people, rows, number), folder / "raw" / "lab.csv", number)
    return folder


def _append(frame: pd.DataFrame, path: Path, number: int) -> None:
    """Write rows to a file, by Arrow, which takes a tenth of the time: below a header, or below other rows."""
    with path.open("ab" if number else "wb") as file:
        if not number:
            file.write(f"{','.join(map(str, frame))}\n".encode())
        write_csv(pa.Table.from_pandas(frame, preserve_index=False), file, PLAIN)


def _day(visit: int) -> int:
    return -7 if visit == 1 else 1 + 7 * (visit - 2)


def people_of(subjects: int, number: int = 0) -> pd.DataFrame:
    """Draw the subjects; START is the day of the first dose. `number` is that of the study: its subjects are others."""
    draw = np.random.default_rng(1)
    start = pd.Series(pd.Timestamp("2023-01-02") + pd.to_timedelta(draw.integers(0, 300, subjects), unit="D"))
    numbers = np.arange(subjects) + number * subjects
    return pd.DataFrame(
        {
            "SUBJECT": [f"{101 + n // 1000:03d}-{n:06d}" for n in numbers],
            "SITE": [f"{101 + n // 1000:03d}" for n in numbers],
            "SEX": np.array(["Male", "Female"])[draw.integers(0, 2, subjects)],
            "RACE": "White",
            "AGE": draw.integers(18, 85, subjects),
            "ARM": np.array(["A", "B"])[draw.integers(0, 2, subjects)],
            "CONSENT": _written(start - pd.Timedelta(days=8)),
            "FIRST_DOSE": _written(start),
            "START": start,
        }
    )


def _written(days: pd.Series) -> pd.Series:
    text: pd.Series = days.dt.strftime("%d-%b-%Y").str.upper()
    return text


def results_of(people: pd.DataFrame, rows: int, number: int = 0) -> pd.DataFrame:
    """Draw the results: samples of each subject at visits 1, 2, 3, ..., and of each sample all tests.

    `number` is that of the study: its samples are others.
    """
    draw = np.random.default_rng(2)
    samples = np.arange(-(-rows // len(TESTS)))
    owner, visit = samples % len(people), samples // len(people) % VISITS + 1
    sample = np.repeat(np.lexsort((visit, owner)), len(TESTS))
    owner, visit = owner[sample], visit[sample]
    unit, low, high, usual = (np.tile(one, len(samples)) for one in zip(*TESTS.values(), strict=True))
    day = np.array([_day(n) - (_day(n) > 0) for n in range(1, VISITS + 1)])[visit - 1]
    start = people["START"].take(owner).reset_index(drop=True)
    read = {
        "SUBJECT": people["SUBJECT"].to_numpy()[owner],
        "ACCESSION": [f"L{one:08d}" for one in sample + number * len(samples)],
        "VISIT": np.array([f"Visit {n}" for n in range(1, VISITS + 1)])[visit - 1],
        "COLLECTED": _written(start + pd.to_timedelta(day, unit="D")),
        "TIME": np.array([f"{7 + n // 12:02d}:{n % 12 * 5:02d}" for n in range(60)])[sample % 60],
        "TEST": np.tile(list(TESTS), len(samples)),
        "RESULT": (usual * draw.lognormal(0, 0.25, len(usual))).round(2).astype("U"),
        "UNIT": unit,
        "LOW": low,
        "HIGH": high,
        "LABORATORY": "Central Laboratory",
        "FASTING": np.array(["Yes", "No"])[sample % 2],
    }
    return pd.DataFrame({**read, **{name: f"{name} 1" for name in FILLERS}}).head(rows)


def main() -> None:
    """Write one study."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--subjects", type=int, default=500)
    parser.add_argument("--times", type=int, default=1)
    said = parser.parse_args()
    write_study(said.folder, said.rows, said.subjects, said.times)


if __name__ == "__main__":
    main()
