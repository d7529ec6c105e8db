"""CRB-401: the paper's figures follow from the analysis datasets alone; responses and populations are as meant."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml

from converter.report.report import Report
from examples.crb401.figures.__main__ import LEFT_OUT, PRINTED
from examples.crb401.figures.compare import determinable, equal
from examples.crb401.figures.summary import DAYS_A_MONTH
from examples.crb401.generator.course import DISAGREEMENTS, course
from examples.crb401.generator.subjects import subjects
from examples.crb401.generator.trial import Subject, infused
from tests.studies.crb401_adam import baseline, kinetics, response, safety
from tests.studies.crb401_adam.analysis import Analysis, read

Package = Callable[[str], tuple[Report, Path]]
ASKED = determinable(
    yaml.safe_load(PRINTED.read_text(encoding="utf-8")), yaml.safe_load(LEFT_OUT.read_text(encoding="utf-8"))
)
SECTIONS = tuple(dict.fromkeys(path.partition(".")[0] for path in ASKED))
INFUSED = infused(subjects())
with (PRINTED.parents[1] / "generator" / "candidate_tte.csv").open(encoding="utf-8", newline="") as file:
    CANDIDATE = {int(row["id"]): row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def adam(package: Package) -> Analysis:
    return read(package("crb401")[1] / "adam")


@pytest.fixture(scope="module")
def found(adam: Analysis) -> dict[str, object]:
    return _figures(adam)


def _figures(adam: Analysis) -> dict[str, object]:
    parts = [part.figures(adam) for part in (baseline, response, safety, kinetics)]
    paths = Counter(path for part in parts for path in part)
    assert [path for path, n in paths.items() if n > 1] == []
    return {path: value for part in parts for path, value in part.items()}


def test_every_determinable_figure_of_the_paper_follows_from_the_analysis_datasets(found: dict[str, object]) -> None:
    assert len(ASKED) == 499
    assert (sorted(set(ASKED) - set(found)), sorted(set(found) - set(ASKED))) == ([], [])


@pytest.mark.parametrize("section", SECTIONS)
def test_figures_from_the_analysis_datasets_are_the_printed_ones(section: str, found: dict[str, object]) -> None:
    wrong = {
        path: f"printed {printed!r}, derived {found[path]!r}"
        for path, printed in ASKED.items()
        if path.partition(".")[0] == section and not equal(printed, found[path])
    }
    assert wrong == {}


def test_a_changed_value_of_an_analysis_dataset_changes_the_figures_that_rest_on_it(adam: Analysis) -> None:
    adae = adam.tables["adae"]
    severe = (adae["AOCC02FL"] == "Y") & (adae["AEGRPT"] == "Anemia") & (adae["ATOXGRN"] == 3)
    severe &= (adae["AOCC01FL"] != "Y") & (adae["AOCCIFL"] != "Y")
    milder = adae["ATOXGRN"].mask(severe & (severe.cumsum() == 1), 2)
    changed = _figures(Analysis({**adam.tables, "adae": adae.assign(ATOXGRN=milder)}))
    wrong = {path for path, printed in ASKED.items() if not equal(printed, changed[path])}
    assert wrong == {"table2.anemia.g3.n", "table2.anemia.g3.pct", "safety_text.ge3.anemia"}


@pytest.mark.parametrize("subject", INFUSED, ids=lambda s: str(s.key))
def test_times_to_response_and_progression_are_as_meant(subject: Subject, adam: Analysis) -> None:
    meant = CANDIDATE[subject.number]
    tables = pd.concat([adam.tables["adtte"], adam.tables["addur"]])
    rows = tables.query(f"SUBJID == '{subject.key}'")
    days = {code: round(months * DAYS_A_MONTH) for code, months in zip(rows["PARAMCD"], rows["AVAL"], strict=True)}
    assert {code: days.get(code) for code in ("PFS", "TTR", "DOR")} == {
        code: int(meant[f"{code.lower()}_aval_days"]) if meant[f"{code.lower()}_aval_days"] else None
        for code in ("PFS", "TTR", "DOR")
    }
    events = rows.loc[rows["PARAMCD"] == "PFS", "CNSR"] == 0
    assert list(events) == [meant["pfs_cnsr"] == "0"]


def _sas(day: date) -> float:
    return float((day - date(1960, 1, 1)).days)


@pytest.mark.parametrize("subject", INFUSED, ids=lambda s: str(s.key))
def test_computed_best_response_and_its_date_are_as_meant(subject: Subject, adam: Analysis) -> None:
    meant = min(subject.day(step.day) for step in course(subject) if step.response == subject.bor)
    best = adam.parameter("adrs", "CBOR").query(f"SUBJID == '{subject.key}'")
    assert list(zip(best["AVALC"], best["ADT"], strict=True)) == [(subject.bor, _sas(meant))]


def test_recorded_responses_disagree_with_the_computed_ones_where_they_were_made_to(adam: Analysis) -> None:
    planted = {
        (subject.key, _sas(subject.day(step.day)))
        for subject in INFUSED
        for step in course(subject)
        if step.response != "NOT DONE" and (subject.number, step.folder) in DISAGREEMENTS
    }
    rows = adam.parameter("adrs", "CONCORD", value="DISAGREED")
    assert sorted(zip(rows["SUBJID"], rows["ADT"], strict=True)) == sorted(planted)
    assert (rows["RSPREAS"] != "").all()


@pytest.mark.parametrize(
    ("flag", "reason", "outside"),
    [
        ("ENRLFL", "ENRNRS", {}),
        ("SAFFL", "SAFNRS", {"NOT INFUSED: PROGRESSIVE DISEASE": 3}),
        ("EFFFL", "EFFNRS", {"NOT INFUSED: PROGRESSIVE DISEASE": 3}),
        ("DLTEVLFL", "DLTNRS", {"NOT INFUSED": 3, "NOT IN DOSE ESCALATION": 12}),
        (
            "MRDEVFL",
            "MRDNEVRS",
            {
                "NOT INFUSED": 3,
                "NO CLONE IDENTIFIED AT BASELINE": 7,
                "SAMPLE FAILED QUALITY CONTROL": 2,
                "SAMPLE NOT RECEIVED": 6,
            },
        ),
        ("CKEVFL", "CKNRS", {"NOT INFUSED": 3}),
    ],
)
def test_each_subject_is_in_a_population_or_has_the_reason_why_not(
    flag: str, reason: str, outside: Mapping[str, int], adam: Analysis
) -> None:
    adsl = adam.tables["adsl"]
    inside = adsl[flag] == "Y"
    assert (len(adsl), int(inside.sum())) == (36, 36 - sum(outside.values()))
    assert set(adsl.loc[inside, reason]) == {""}
    assert set(adsl.loc[~inside, flag]) <= {"N"}
    assert Counter(adsl.loc[~inside, reason]) == outside
