"""Describe LB of 1,000,000 rows and write its define.xml: CPU seconds, and those for a million rows.

`python benchmarks/define.py [ROWS ...]` draws results of 40 tests, numbers and words, each the shortest of three runs.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from converter.compute.describing.dataset_facts import facts_of
from converter.compute.describing.describe import described
from converter.dataset import Dataset
from converter.plan import make_plan
from converter.plan.descriptions.datasets import plain_spec
from converter.spec.load import load_study
from converter.steps import Plan
from converter.write.define_xml import write_define

SIZES = (250_000, 1_000_000)
TESTS, RECORDS, WORDS, REPEATS = 40, 400, 0.1, 3
STUDY = """\
study: {id: S1, name: S1, description: A study, created: 2024-01-01}
standards: {terminology: [sdtm-ct-2025-03-28]}
"""
CREATED = datetime(2024, 1, 1, tzinfo=UTC)


def dataset_of(rows: int, plan: Plan) -> Dataset:
    """Draw LB: each subject has so many records of all tests, a tenth of them words, with times and sample numbers."""
    draw = np.random.default_rng(404)
    codes = np.array([term.value for term in plan.codelists["LBTESTCD"].terms][:TESTS])
    names = np.array([term.decode for term in plan.codelists["LBTESTCD"].terms][:TESTS])
    test, record = draw.integers(0, TESTS, rows), np.arange(rows)
    number = np.round(draw.lognormal(2, 1.5, rows) * 10.0 ** (test % 3), 2)
    word = draw.random(rows) < WORDS
    result = np.where(word, np.array(["POSITIVE", "NEGATIVE", "<5", "TRACE"])[record % 4], number.astype("U12"))
    minutes = pd.Timestamp("2023-01-01") + pd.to_timedelta(draw.integers(0, 500_000, rows), unit="min")
    text = {
        "STUDYID": np.full(rows, "S1"),
        "DOMAIN": np.full(rows, "LB"),
        "USUBJID": np.char.add("S1-", (record // RECORDS).astype("U9")),
        "LBREFID": np.char.add("LAB", record.astype("U9")),
        "LBTESTCD": codes[test],
        "LBTEST": names[test],
        "LBCAT": np.where(test % 2, "CHEMISTRY", "HEMATOLOGY"),
        "LBORRES": result,
        "LBORRESU": np.where(word, "", np.array(["mg/dL", "g/L", "U/L"])[test % 3]),
        "LBSTRESC": result,
        "LBSTRESU": np.where(word, "", np.array(["mmol/L", "g/L", "U/L"])[test % 3]),
        "LBNRIND": np.array(["NORMAL", "HIGH", "LOW", ""])[draw.integers(0, 4, rows)],
        "LBSPEC": np.where(test % 2, "SERUM", "BLOOD"),
        "LBLOBXFL": np.where(record % 10 == 0, "Y", ""),
        "VISIT": np.array([f"VISIT {n}" for n in range(20)])[record // TESTS % 20],
        "EPOCH": np.where(record % RECORDS < TESTS, "SCREENING", "TREATMENT"),
        "LBDTC": minutes.strftime("%Y-%m-%dT%H:%M"),
    }
    numbers = {
        "LBSEQ": record % RECORDS + 1,
        "LBSTRESN": np.where(word, np.nan, number),
        "VISITNUM": record // TESTS % 20,
        "LBDY": draw.integers(-30, 700, rows),
    }
    frame = pd.DataFrame(
        {name: pd.Series(values, dtype="str") for name, values in text.items()}
        | {name: pd.Series(values, dtype="float64") for name, values in numbers.items()}
    )
    spec = plain_spec("LB", plan.standard)
    variables = tuple(variable for variable in spec.variables if variable.name in frame)
    return Dataset(spec.model_copy(update={"variables": variables}), frame[[one.name for one in variables]])


def main() -> None:
    """Print rows, bytes of define.xml, CPU seconds of both, and CPU seconds for a million rows."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "study.yaml").write_text(STUDY, encoding="utf-8")
        plan = make_plan(load_study(Path(folder)))
        print(f"{'rows':>9} {'bytes':>9} {'describe':>9} {'define':>7} {'per million':>12}")
        for size in map(int, sys.argv[1:] or SIZES):
            dataset = dataset_of(size, plan)
            taken = [_seconds(dataset, plan, Path(folder)) for _ in range(REPEATS)]
            described, written = min(taken, key=sum)
            length = (Path(folder) / "define.xml").stat().st_size
            each = 1e6 * (described + written) / size
            print(f"{size:>9,} {length:>9,} {described:>9.2f} {written:>7.2f} {each:>12.2f}")


def _seconds(dataset: Dataset, plan: Plan, folder: Path) -> tuple[float, float]:
    start = time.process_time()
    facts = {"LB": facts_of(dataset)}
    specs = described({"LB": dataset.spec}, facts)
    middle = time.process_time()
    write_define([specs["LB"]], facts, folder, plan=plan, created=CREATED, files={"LB": "lb.xpt"})
    return middle - start, time.process_time() - middle


if __name__ == "__main__":
    main()
