"""STX02, maintenance against placebo: comparisons of two arms and competing risks, by YAML alone.

Expected numbers are worked out from the raw CSV, by other means than the converter's.
"""

from __future__ import annotations

from math import exp, log
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import CensoredData, logrank

from converter.dataset import Frame
from converter.pipeline import convert, explain
from converter.report.report import Report

STUDY = Path(__file__).parent / "two_arms"
MONTH = 365.25 / 12


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Path]:
    out = tmp_path_factory.mktemp("two_arms") / "out"
    return convert(STUDY, out), out


@pytest.fixture(scope="module")
def results(package: tuple[Report, Path]) -> Frame:
    return pd.read_csv(package[1] / "results" / "results.csv", keep_default_na=False, dtype={"LEVEL": "str"})


@pytest.fixture(scope="module")
def subjects() -> Frame:
    """Read arm, months to relapse, death or the last contact, and which it was, from the raw files alone."""
    frame = pd.read_csv(STUDY / "raw" / "subject.csv", dtype="str").set_index("SUBJECT")
    events = pd.read_csv(STUDY / "raw" / "event.csv", dtype="str").set_index("SUBJECT")
    start = pd.to_datetime(frame["RANDDT"])
    found = {
        "death": events.loc[events["REASON"] == "Death", "DATE"],
        "relapse": events.loc[events["REASON"] == "Disease relapse", "DATE"],
        "alive": pd.read_csv(STUDY / "raw" / "contact.csv", dtype="str").set_index("SUBJECT")["DATE"],
    }
    days = {name: (pd.to_datetime(dates.reindex(frame.index)) - start).dt.days + 1 for name, dates in found.items()}
    return frame.assign(**{name: one / MONTH for name, one in days.items()})


def number(results: Frame, row: str, stat: str, column: str = "both", level: str = "") -> float:
    wanted = {"DISPLAY": "TABLE1", "ROW": row, "COLUMN": column, "STAT": stat, "LEVEL": level}
    (found,) = results.loc[(results[list(wanted)] == pd.Series(wanted)).all(axis="columns"), "STATN"]
    return float(found)


def survival(subjects: Frame, arm: str) -> tuple[list[float], list[float]]:
    own = subjects[subjects["ARM"] == arm]
    return own["death"].dropna().tolist(), own.loc[own["death"].isna(), "alive"].tolist()


def test_nothing_is_open_but_the_trial_summary_that_the_study_leaves_out(package: tuple[Report, Path]) -> None:
    assert {(issue.rule, issue.place) for issue in package[0].open_issues} == {("gate-dataset", "TS")}


def test_the_hazard_ratio_of_the_table_is_where_the_partial_likelihood_is_highest(
    results: Frame, subjects: Frame
) -> None:
    rows = [(time, True, arm) for arm in ("ACT", "PBO") for time in survival(subjects, arm)[0]]
    rows += [(time, False, arm) for arm in ("ACT", "PBO") for time in survival(subjects, arm)[1]]

    def unlikely(beta: float) -> float:
        total = 0.0
        for time in {time for time, event, _ in rows if event}:
            weight = [exp(beta * (arm == "ACT")) for at, _, arm in rows if at >= time]
            dead = [exp(beta * (arm == "ACT")) for at, event, arm in rows if event and at == time]
            less = [k / len(dead) * sum(dead) for k in range(len(dead))]
            total -= sum(log(one) - log(sum(weight) - part) for one, part in zip(dead, less, strict=True))
        return total

    best = minimize_scalar(unlikely, bounds=(-3, 3), method="bounded", options={"xatol": 1e-9}).x
    assert number(results, "os_hr", "hazard_ratio") == pytest.approx(exp(best), rel=1e-5)
    step = 1e-4
    curvature = (unlikely(best + step) - 2 * unlikely(best) + unlikely(best - step)) / step**2
    upper = exp(best + 1.959963985 / np.sqrt(curvature))
    assert number(results, "os_hr", "upper") == pytest.approx(upper, rel=1e-4)


def test_the_log_rank_test_within_regions_adds_what_scipy_has_of_each(results: Frame, subjects: Frame) -> None:
    parts = []
    for _, region in subjects.groupby("REGION"):
        samples = [survival(region, arm) for arm in ("ACT", "PBO")]
        alone = logrank(*(CensoredData(uncensored=died, right=alive) for died, alive in samples)).statistic
        died = [time for one, _ in samples for time in one]
        size = {arm: np.array([*died_of, *alive]) for arm, (died_of, alive) in zip("ap", samples, strict=True)}
        variance = 0.0
        for time in set(died):
            n1, n = (size["a"] >= time).sum(), sum((one >= time).sum() for one in size.values())
            d = died.count(time)
            variance += d * n1 / n * (1 - n1 / n) * (n - d) / (n - 1) if n > 1 else 0
        parts.append((alone * np.sqrt(variance), variance))
    away, variance = np.sum(parts, axis=0)
    assert number(results, "os_p", "chi_square") == pytest.approx(away**2 / variance)


@pytest.mark.parametrize(("arm", "column"), [("ACT", "active"), ("PBO", "placebo")])
def test_the_incidence_of_relapse_counts_death_without_it_as_an_event_that_precludes_it(
    results: Frame, subjects: Frame, arm: str, column: str
) -> None:
    own = subjects[subjects["ARM"] == arm]
    time = own[["relapse", "death", "alive"]].min(axis="columns")
    left, found = 1.0, 0.0
    for at in sorted(set(time)):
        if at > 12:
            break
        risk = (time >= at).sum()
        relapses = (own["relapse"] == at).sum()
        others = ((own["death"] == at) & (own["relapse"] != at) & (time == at)).sum()
        found += left * relapses / risk
        left *= 1 - (relapses + others) / risk
    assert number(results, "relapse", "incidence", column, "12") == pytest.approx(100 * found)


def test_the_cells_print_ratio_and_limits_and_the_curve_is_drawn(package: tuple[Report, Path], results: Frame) -> None:
    page = (package[1] / "results" / "table1.html").read_text(encoding="utf-8")
    ratio = [f"{number(results, 'os_hr', stat):.2f}" for stat in ("hazard_ratio", "lower", "upper")]
    assert f"{ratio[0]} ({ratio[1]}, {ratio[2]})" in page
    assert [(package[1] / "results" / f"figure{one}.svg").exists() for one in (1, 2)] == [True, True]


def test_the_competing_death_is_explained_by_its_record(package: tuple[Report, Path]) -> None:
    frame = pd.read_csv(STUDY / "raw" / "event.csv", dtype="str")
    dead = frame[frame["REASON"] == "Death"]["SUBJECT"]
    first = next(one for one in dead if one not in set(frame[frame["REASON"] != "Death"]["SUBJECT"]))
    found = explain(STUDY, "ADTTE.CNSR", package[1], subject=f"STX02-{first}", paramcd="TTR")
    assert found.value == "2"
    (date,) = (one for one in found.inputs if one.dataset == "DM")
    assert [(cell.file, cell.text) for source in date.inputs for cell in source.cells if cell.column == "REASON"] == [
        ("event.csv", "Death")
    ]


def test_the_results_are_in_the_reporting_event_with_their_method(package: tuple[Report, Path]) -> None:
    text = (package[1] / "results" / "ars.json").read_text(encoding="utf-8")
    assert "Estimate the hazard ratio of ADSL record where TRT01P = Maintenance to the others" in text
    assert "Stratified by STRAT1R. Adjusted for ADSL.AGE. Ties by breslow." in text
