"""Grade 1,000,000 laboratory values by CTCAE 4.03 in both directions, and show that the time grows as the rows do.

`python benchmarks/grading.py [--rows N]` times a quarter, a half and all of the rows, the best of three, and exits with
1 where all of them take more than 6 times as long as a quarter (4 is linear).
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

import numpy as np
import pandas as pd

from converter.adam.findings.toxicity import derive_var_atoxgr, derive_var_atoxgr_dir, derive_vars_atoxdsc
from converter.spec.endpoints.criteria import CriteriaCall, load_criteria
from converter.spec.endpoints.toxicity import ToxicityCriteria

PARTS, REPEATS, MOST = 4, 3, 6
CONVERTED = 0.1
"""Share of the values in a unit that the criteria have to convert."""


def frame_of(rows: int, criteria: ToxicityCriteria) -> pd.DataFrame:
    """Draw values around the limits of their tests, in the first unit of their term or one to convert."""
    draw = np.random.default_rng(403)
    tests = np.array(sorted(criteria.tests))
    terms = {term.term: term for term in criteria.terms}
    low, high = draw.uniform(1, 5, rows), draw.uniform(6, 9, rows)
    test = pd.Series(tests[draw.integers(0, len(tests), rows)], dtype="str")
    named = {name: criteria.tests[name].low or criteria.tests[name].high for name in tests}
    first = {name: (terms[term].units or ("U/L",))[0] for name, term in named.items()}
    other = {one.to: one.from_ for one in criteria.units if not one.test}
    unit = test.map(first)
    return pd.DataFrame(
        {
            "PARAMCD": test,
            "AVAL": draw.lognormal(1.5, 1.5, rows).round(4),
            "LBSTRESU": unit.mask(pd.Series(draw.random(rows) < CONVERTED), unit.map(other).fillna(unit)).astype("str"),
            "ANRLO": low.round(1),
            "ANRHI": high.round(1),
            "BASE": draw.uniform(2, 8, rows).round(4),
            "FAST": pd.Series(np.array(["Y", "N", ""])[draw.integers(0, 3, rows)], dtype="str"),
        }
    )


def graded(frame: pd.DataFrame, criteria: ToxicityCriteria) -> pd.Series:
    """Run the three steps of an analysis dataset."""
    rows = frame.assign(**columns(derive_vars_atoxdsc(frame, {}, criteria=criteria, fasting="FAST").values))
    known: dict[str, Any] = {"criteria": criteria, "unit": "LBSTRESU", "base": "BASE"}
    low = derive_var_atoxgr_dir(rows, {}, term="ATOXDSCL", direction="low", new_var="ATOXGRL", **known)
    high = derive_var_atoxgr_dir(rows, {}, term="ATOXDSCH", direction="high", new_var="ATOXGRH", **known)
    rows = rows.assign(**columns(low.values), **columns(high.values))
    return derive_var_atoxgr(rows, {}).values["ATOXGR"]


def columns(values: pd.DataFrame) -> dict[str, pd.Series]:
    """Give the columns of a frame by name."""
    return {str(name): values[name] for name in values}


def main() -> None:
    """Measure and judge."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    criteria = load_criteria(CriteriaCall(name="ctcae-4.03"), ToxicityCriteria)
    frame = frame_of(parser.parse_args().rows, criteria)
    taken: list[float] = []
    for part in (PARTS, 2, 1):
        some = frame.head(len(frame) // part)
        taken.append(min(_seconds(some, criteria) for _ in range(REPEATS)))
        print(f"{len(some):>9,} rows {taken[-1]:7.2f} s   {taken[-1] / len(some) * 1e6:5.2f} s a million")
    counts = graded(frame, criteria).value_counts().sort_index()
    print("grades " + ", ".join(f"{grade or 'none'}: {count:,}" for grade, count in counts.items()))
    print(f"all of the rows take {taken[-1] / taken[0]:.1f} times as long as a quarter (promised: at most {MOST})")
    sys.exit(taken[-1] / taken[0] > MOST)


def _seconds(frame: pd.DataFrame, criteria: ToxicityCriteria) -> float:
    start = time.perf_counter()
    graded(frame, criteria)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
