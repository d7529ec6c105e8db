"""Answer and confirm the assessments of many subjects, and show that the time grows as the subjects do.

`python benchmarks/response.py [--subjects N]` times a quarter, a half and all of the subjects, of 12 assessments each:
iRECIST at one assessment, which reads the earlier ones, and RECIST 1.1 confirmed by three looks. It exits with 1 where
all of them take more than 6 times as long as a quarter (4 is linear).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from converter.adam.response.component import Component
from converter.adam.response.confirm import derive_param_confirmed_response
from converter.adam.response.recorded import Responses
from converter.adam.response.timepoint import derive_param_response
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.spec.endpoints.confirmation import ConfirmationCriteria
from converter.spec.endpoints.criteria import CriteriaCall, load_criteria
from converter.spec.endpoints.response import ResponseCriteria

PARTS, MOST, VISITS, EVERY, START = 4, 6, 12, 42, 20000.0
NAMES = ("CR", "PR", "SD", "PD", "NE")


def frames_of(subjects: int) -> dict[str, Frame]:
    """Draw subjects with a sum of diameters and a recorded response at each visit."""
    draw = np.random.default_rng(11)
    names = pd.Series(np.char.mod("%07d", np.arange(subjects)), dtype="str")
    days = START + EVERY * np.arange(VISITS + 1) - 7
    rows = pd.DataFrame(
        {"USUBJID": names.repeat(VISITS + 1).reset_index(drop=True), "ADT": np.tile(days, subjects).astype("float64")}
    )
    size = draw.integers(20, 140, len(rows)).astype("float64")
    tumour = rows.assign(AVAL=size, TEST=pd.Series("SUM", index=rows.index, dtype="str"))
    responses = rows[rows["ADT"] > START].reset_index(drop=True)
    said = pd.Series(draw.choice(NAMES, len(responses), p=(0.15, 0.35, 0.35, 0.05, 0.1)), dtype="str")
    adsl = pd.DataFrame({"STUDYID": "S", "USUBJID": names, "TRTSDT": START})
    return {"ADSL": adsl, "TR": tumour, "OVR": responses.assign(AVALC=said)}


def assess(frames: dict[str, Frame]) -> int:
    """Answer every assessment by iRECIST."""
    criteria = load_criteria(CriteriaCall(name="irecist"), ResponseCriteria)
    where = Condition(variable="TEST", eq="SUM")
    components = {"SUM": Component(dataset="TR", value="AVAL", date="ADT", where=where)}
    return len(
        derive_param_response(pd.DataFrame(), frames, criteria=criteria, components=components, set_values={}).frame
    )


def confirm(frames: dict[str, Frame]) -> int:
    """Confirm every response by RECIST 1.1."""
    criteria = load_criteria(CriteriaCall(name="recist-1.1-confirmation"), ConfirmationCriteria)
    responses = Responses(dataset="OVR")
    made = derive_param_confirmed_response(
        pd.DataFrame(), frames, criteria=criteria, responses=responses, set_values={}
    )
    return len(made.frame)


def main() -> int:
    """Time both, and tell whether they grow as the subjects do."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--subjects", type=int, default=8000)
    subjects = asked.parse_args().subjects
    return max(_grows(assess, subjects), _grows(confirm, subjects))


def _grows(run: Callable[[dict[str, Frame]], int], subjects: int) -> int:
    taken = {}
    for share in (PARTS, 2, 1):
        frames = frames_of(subjects // share)
        begun = time.process_time()
        rows = run(frames)
        taken[share] = time.process_time() - begun
        sys.stdout.write(f"{run.__name__}: {subjects // share:,} subjects, {rows:,} rows: {taken[share]:.1f} CPU s\n")
    times = taken[1] / taken[PARTS]
    sys.stdout.write(f"{run.__name__}: {PARTS} times the subjects take {times:.1f} times as long\n")
    return int(times > MOST)


if __name__ == "__main__":
    sys.exit(main())
