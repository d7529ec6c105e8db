"""Time of ADSL and ADLB of the example, its subjects replicated: `python benchmarks/analysis.py [ROWS ...]`."""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd

from converter.adam.build import build_adam
from converter.dataset import Dataset
from converter.pipeline import convert
from converter.plan import make_plan
from converter.read.sas.sas import read_sas_dataset
from converter.spec.load import load_study
from converter.steps import AnalysisPlan

STUDY = Path(__file__).resolve().parents[1] / "examples" / "crb401"
SIZES = (125_000, 250_000, 500_000, 1_000_000)
MADE = ("ADSL", "ADLB")


def main() -> None:
    """Print rows of LB, rows of ADLB, seconds, and seconds for a million rows: linear where the last stays the same."""
    plan = make_plan(load_study(STUDY))
    with tempfile.TemporaryDirectory() as folder:
        convert(STUDY, Path(folder) / "out")
        files = (Path(folder) / "out" / "sdtm").glob("*.xpt")
        sdtm = {path.stem.upper(): read_sas_dataset(path).frame for path in files}
    known = plan.analysis
    steps = tuple(step for step in known.steps if step.dataset in MADE)
    narrow = AnalysisPlan(known.standard, {name: known.datasets[name] for name in MADE}, known.specs, steps)
    print(f"{'LB rows':>10} {'ADLB rows':>10} {'seconds':>8} {'s per million':>14}")
    for size in map(int, sys.argv[1:] or SIZES):
        times = max(1, round(size / len(sdtm["LB"])))
        datasets = {name: Dataset(plan.specs[name], _replicated(frame, times)) for name, frame in sdtm.items()}
        start = time.perf_counter()
        made = build_adam(datasets, replace(plan, analysis=narrow)).datasets
        spent = time.perf_counter() - start
        rows = len(datasets["LB"].frame)
        print(f"{rows:>10,} {len(made['ADLB'].frame):>10,} {spent:>8.1f} {1e6 * spent / rows:>14.1f}")


def _replicated(frame: pd.DataFrame, times: int) -> pd.DataFrame:
    """Repeat the records, each time for other subjects."""
    if "USUBJID" not in frame:
        return frame
    copies = [frame.assign(USUBJID=frame["USUBJID"] + f"-{number}") for number in range(times)]
    return pd.concat(copies, ignore_index=True)


if __name__ == "__main__":
    main()
