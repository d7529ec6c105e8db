"""CPU seconds of the converter side by side with a script written by hand, by stage, and by the number of subjects.

`python -m benchmarks.lab [--rows N ...] [--slope S ...] [--skip-example]` prints three tables: raw CSV to the LB frame
of 10^5 and 10^6 rows, against pandas by hand; the example study by stage; a whole conversion of ten results a subject
for 10^2 to 10^5 subjects, with the seconds for a thousand: linear where these stay the same; and the check of these
packages, SDTM and ADaM together. Each is measured in a process of its own, with its peak of memory.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.lab_study import write_study
from converter.pipeline import convert
from converter.pipeline.stages.data import read
from converter.plan import make_plan
from converter.sdtm.build import build_sdtm
from converter.spec.load import load_study

HERE = Path(__file__).resolve().parents[1]
EXAMPLE = HERE / "examples" / "crb401"
ROWS, ROWS_A_SUBJECT = (100_000, 1_000_000), 200
SLOPE = (100, 1_000, 10_000, 100_000)
RESULTS_A_SUBJECT = 10
TESTS = {
    "HGB": ("HGB", "Hemoglobin", "HEMATOLOGY", "BLOOD"),
    "WBC": ("WBC", "Leukocytes", "HEMATOLOGY", "BLOOD"),
    "PLT": ("PLAT", "Platelets", "HEMATOLOGY", "BLOOD"),
    "NEUT": ("NEUT", "Neutrophils", "HEMATOLOGY", "BLOOD"),
    "LYMPH": ("LYM", "Lymphocytes", "HEMATOLOGY", "BLOOD"),
    "ALT": ("ALT", "Alanine Aminotransferase", "CHEMISTRY", "SERUM"),
    "AST": ("AST", "Aspartate Aminotransferase", "CHEMISTRY", "SERUM"),
    "CREA": ("CREAT", "Creatinine", "CHEMISTRY", "SERUM"),
    "K": ("K", "Potassium", "CHEMISTRY", "SERUM"),
    "CRP": ("CRP", "C Reactive Protein", "CHEMISTRY", "SERUM"),
}
CONVERTED = {"CREAT": ("umol/L", Decimal("88.42")), "HGB": ("g/L", Decimal(10))}
DIGITS = Context(prec=4, rounding=ROUND_HALF_UP)
"""Four significant digits, as they are rounded in decimals: 0.75 mg/dL are 66.315 umol/L, so 66.32."""
CONVERSION = """
import re, sys, time
from pathlib import Path
from converter import convert
convert(Path(sys.argv[1]), Path(sys.argv[2]))
print(time.process_time(), re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""
"""A conversion that tells its CPU seconds and its peak of memory (Linux)."""
MAKING = """
import re, sys, time
from pathlib import Path
from benchmarks import lab
start = time.process_time()
getattr(lab, sys.argv[1])(Path(sys.argv[2]))
told = Path("/proc/self/status").read_text()
print(time.process_time() - start, re.search(r"VmHWM:\\s+(\\d+)", told)[1])
"""
"""One way to make LB, that tells its CPU seconds without those of its start, and its peak of memory (Linux)."""
CHECKING = """
import sys, time
from pathlib import Path
from converter.pipeline import check
for name in ("sdtm", "adam"):
    check(Path(sys.argv[1]) / name, Path(sys.argv[2]))
print(time.process_time())
"""
"""A check of both folders of a package against its study, that tells its CPU seconds."""


def by_hand(folder: Path) -> pd.DataFrame:
    """Make LB of a study of `benchmarks.lab_study` as a programmer writes it who knows that the data are clean."""
    raw, dm = (pd.read_csv(folder / "raw" / name, dtype="str", keep_default_na=False) for name in ("lab.csv", "dm.csv"))
    test = {place: raw["TEST"].map({name: one[place] for name, one in TESTS.items()}) for place in range(4)}
    day = pd.to_datetime(raw["COLLECTED"], format="%d-%b-%Y")
    dose = raw["SUBJECT"].map(dm.set_index("SUBJECT")["FIRST_DOSE"])
    first = pd.to_datetime(dose, format="%d-%b-%Y")
    apart = (day - first).dt.days
    visit = raw["VISIT"].str.removeprefix("Visit ").astype("float64")
    factor = test[0].map({name: one[1] for name, one in CONVERTED.items()})
    value, low, high = (_converted(raw[name], factor) for name in ("RESULT", "LOW", "HIGH"))
    lb = pd.DataFrame(
        {
            "STUDYID": "BENCH1",
            "DOMAIN": "LB",
            "USUBJID": "BENCH1-" + raw["SUBJECT"],
            "LBREFID": raw["ACCESSION"],
            "LBTESTCD": test[0],
            "LBTEST": test[1],
            "LBCAT": test[2],
            "LBORRES": raw["RESULT"],
            "LBORRESU": raw["UNIT"],
            "LBORNRLO": raw["LOW"],
            "LBORNRHI": raw["HIGH"],
            "LBSTRESC": value.astype("str").str.removesuffix(".0"),
            "LBSTRESN": value,
            "LBSTRESU": test[0].map({name: one[0] for name, one in CONVERTED.items()}).fillna(raw["UNIT"]),
            "LBSTNRLO": low,
            "LBSTNRHI": high,
            "LBNRIND": np.select([value < low, value > high], ["LOW", "HIGH"], "NORMAL"),
            "LBNAM": raw["LABORATORY"].str.upper(),
            "LBSPEC": test[3],
            "LBFAST": raw["FASTING"].str[0],
            "VISITNUM": visit,
            "VISIT": raw["VISIT"].str.upper(),
            "VISITDY": visit.mask(visit == 1, -7).where(visit == 1, 1 + 7 * (visit - 2)),
            "LBDTC": day.dt.strftime("%Y-%m-%d") + "T" + raw["TIME"],
            "LBDY": (apart + (apart >= 0)).astype("float64"),
        }
    )
    lb = lb.sort_values(["USUBJID", "LBTESTCD", "LBDTC"], kind="stable", ignore_index=True)
    before = lb[(lb["LBDY"] <= 1) & (lb["LBORRES"] != "")]
    lb["LBLOBXFL"] = ""
    lb.loc[before.drop_duplicates(["USUBJID", "LBTESTCD"], keep="last").index, "LBLOBXFL"] = "Y"
    lb["LBSEQ"] = (lb.groupby("USUBJID").cumcount() + 1).astype("float64")
    return lb


def _converted(texts: pd.Series, factor: pd.Series) -> pd.Series:
    factors = factor.dropna()
    pairs = zip(texts[factors.index], factors, strict=True)
    products = [float(DIGITS.multiply(Decimal(text), number)) for text, number in pairs]
    values = pd.to_numeric(texts).astype("float64")
    return pd.Series(products, index=factors.index).reindex(values.index).fillna(values)


def made(folder: Path) -> pd.DataFrame:
    """Make LB by the study's specification."""
    plan = make_plan(load_study(folder))
    tables, _ = read(plan, folder / "raw")
    return build_sdtm(tables, plan).datasets["LB"].frame


def against_hand(folder: Path, rows: int) -> None:
    """Print the seconds and the peak of memory of both, the ratio, and the variables in which they differ."""
    study = write_study(folder / f"hand{rows}", rows, rows // ROWS_A_SUBJECT)
    hand, most = _told(HERE, MAKING, by_hand.__name__, str(study))
    ours, peak = _told(HERE, MAKING, made.__name__, str(study))
    theirs, lb = by_hand(study), made(study)
    other = [str(name) for name in theirs if not _same(lb[name], theirs[name])]
    print(
        f"  {rows:>9,} {hand:>8.2f} {ours:>10.2f} {ours / hand:>6.2f} {most / 1024:>8.0f} {peak / 1024:>8.0f}", end=""
    )
    print(f"   differ: {', '.join(other) or 'none'}")


def _same(one: pd.Series, other: pd.Series) -> bool:
    if pd.api.types.is_numeric_dtype(one):
        return bool(np.allclose(one, other, equal_nan=True))
    return bool((one == other).all())


def by_stage(study: Path, folder: Path) -> None:
    """Print the seconds of each stage of a conversion."""
    stages: list[tuple[str, float]] = [("", time.process_time())]
    convert(study, folder / "staged", tell=lambda stage: stages.append((stage, time.process_time())))
    stages.append(("", time.process_time()))
    print(f"{study.name} by stage (CPU s)")
    for (name, start), (_, end) in pairwise(stages[1:]):
        print(f"  {name:<14} {end - start:8.2f}")
    print(f"  {'together':<14} {stages[-1][1] - stages[0][1]:8.2f}")


def slope(folder: Path, subjects: int) -> None:
    """Print the seconds and the peak of memory of a whole conversion, and the seconds of the check of its package."""
    study = write_study(folder / f"of{subjects}", RESULTS_A_SUBJECT * subjects, subjects)
    package = f"{study.name}-out"
    took, peak = _told(folder, CONVERSION, study.name, package)
    (checked,) = _told(folder, CHECKING, package, study.name)
    print(f"  {subjects:>8,} {took:>9.1f} {1000 * took / subjects:>13.2f} {peak / 1024:>8.0f} {checked:>9.1f}")


def _told(folder: Path, program: str, *words: str) -> list[float]:
    """Run a program in a process of its own, and give the numbers that it tells."""
    asked = [sys.executable, "-c", program, *words]
    said = subprocess.run(asked, check=True, cwd=folder, capture_output=True, text=True)  # noqa: S603 - our own words
    return [float(one) for one in said.stdout.split()]


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="*", default=ROWS)
    parser.add_argument("--slope", type=int, nargs="*", default=SLOPE)
    parser.add_argument("--skip-example", action="store_true")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("raw CSV to LB (CPU s, MB)\n       rows  by hand  converter  ratio  by hand converter")
        for rows in said.rows:
            against_hand(folder, rows)
        if not said.skip_example:
            by_stage(EXAMPLE, folder)
        print("subjects, ten results each (CPU s)\n  subjects   seconds  s a thousand       MB   checked")
        for subjects in said.slope:
            slope(folder, subjects)


if __name__ == "__main__":
    main()
