"""The disease course of CRB-401: what IMWG rules make of the raw measurements is what was meant."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from examples.crb401.figures.disease import figures
from examples.crb401.figures.imwg import NAMES, Outcome, confirmed, responses
from examples.crb401.figures.raw import Raw
from examples.crb401.generator.course import DISAGREEMENTS, course
from examples.crb401.generator.subjects import subjects
from examples.crb401.generator.trial import Subject

STUDY = Path(__file__).parents[2] / "examples" / "crb401"
INFUSED = [s for s in subjects() if s.infusion]


@pytest.fixture(scope="module")
def raw() -> Raw:
    return Raw(STUDY / "raw")


@pytest.fixture(scope="module")
def outcomes(raw: Raw) -> dict[str, Outcome]:
    return responses(raw)


def test_outcomes_are_the_candidates(outcomes: dict[str, Outcome]) -> None:
    with (STUDY / "generator/candidate_tte.csv").open(encoding="utf-8", newline="") as file:
        wanted = {int(row["id"]): row for row in csv.DictReader(file)}
    for subject in INFUSED:
        found, row = outcomes[subject.key], wanted[subject.number]
        assert found.best == row["bor"]
        assert (found.ttr, found.dor) == tuple(
            int(row[c]) if row[c] else None for c in ("ttr_aval_days", "dor_aval_days")
        )
        assert (found.pfs, found.censored) == (int(row["pfs_aval_days"]), row["pfs_cnsr"] == "1")
        assert (found.last - found.infusion).days == subject.last_assessment


@pytest.mark.parametrize("subject", INFUSED, ids=lambda s: str(s.number))
def test_each_assessment_gives_the_intended_response(subject: Subject, outcomes: dict[str, Outcome]) -> None:
    found = outcomes[subject.key]
    wanted = [(step.day, step.response) for step in course(subject) if step.response not in {"NE", "NOT DONE"}]
    assert [((p.date - found.infusion).days, NAMES[p.rank]) for p in found.points] == wanted


def test_disagreements_of_the_investigator_change_no_outcome(outcomes: dict[str, Outcome]) -> None:
    ranks = {name: rank for rank, name in NAMES.items()}
    for number in {number for number, _ in DISAGREEMENTS}:
        subject = next(s for s in INFUSED if s.number == number)
        folders = {step.day: step.folder for step in course(subject)}
        found = outcomes[subject.key]
        judged = [
            type(p)(p.date, ranks[DISAGREEMENTS[key][0]] if key in DISAGREEMENTS else p.rank, p.imaging)
            for p in found.points
            for key in [(number, folders[(p.date - found.infusion).days])]
        ]
        ours, theirs = (confirmed(points, found.therapy) for points in (found.points, judged))
        assert [p.rank for p in found.points] != [p.rank for p in judged]
        assert _best(ours) == _best(theirs)
        assert [rank >= ranks["PR"] for rank in ours] == [rank >= ranks["PR"] for rank in theirs]


def _best(confirmed_ranks: list[int]) -> int:
    return max(rank for rank in confirmed_ranks if NAMES[rank] != "PD")


def test_figures_are_the_printed_ones(raw: Raw) -> None:
    printed = yaml.safe_load((STUDY / "expected/paper_figures.yaml").read_text(encoding="utf-8"))
    found = figures(raw)
    assert {path: _at(printed, path) for path in found} == found


def _at(tree: dict[str, object], path: str) -> object:
    value: object = tree
    for name in path.split("."):
        assert isinstance(value, dict)
        value = value[name]
    return value
