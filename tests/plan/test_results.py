"""A wrong display gives its message with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import SpecError
from converter.plan import make_plan
from converter.spec.load import load_study
from tests.plan.test_analysis import ADSL, STUDY, study

FIGURES = "t1: {n: [3, 4]}\ntext: {deaths: 1}\n"
DISPLAY = """\
display: T1
kind: table
title: A table
population: {label: All, where: {variable: SAFFL, eq: "Y"}}
columns:
  - {id: a, label: A}
  - {id: b, label: B, records: {variable: SEX, eq: M}}
rows:
  - {id: n, result: {count: {}}, show: "{n}", reproduces: {n: "t1.n[{position}]"}}
  - {id: men, result: {count: {where: {variable: SEX, eq: M}}}, show: "{n}"}
"""
FIGURE = DISPLAY.replace("kind: table", "kind: figure") + "drawing: {kind: forest}\n"


def problems(folder: Path, display: str) -> str:
    study(folder, adsl=ADSL)
    (folder / "study.yaml").write_text(STUDY + "published: {figures: figures.yaml}\n")
    (folder / "figures.yaml").write_text(FIGURES)
    (folder / "results").mkdir()
    (folder / "results" / "t1.yaml").write_text(display)
    try:
        make_plan(load_study(folder))
    except SpecError as error:
        return str(error).replace(f"{folder}/results/", "")
    return ""


@pytest.mark.parametrize("display", [DISPLAY, FIGURE])
def test_a_right_display_has_no_problem(tmp_path: Path, display: str) -> None:
    assert problems(tmp_path, display) == ""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"t1.n[', '"t1.m[', "t1.yaml:9: rows[0].reproduces: no figure 't1.m[0]' was published"),
        ("[{position}]", "[2]", "t1.yaml:9: rows[0].reproduces: no figure 't1.n[2]' was published"),
        ("t1.n[{position}]", "text", "t1.yaml:9: rows[0].reproduces: no figure 'text' was published"),
        ("records: {variable: SEX", "records: {variable: SEXX", "t1.yaml:9: rows[0].result: result 'count' reads ADSL"),
        ("count: {}", "count: {dataset: ADXX}", "result 'count' reads ADXX, an analysis dataset which the study"),
    ],
)
def test_a_wrong_display_says_what_and_where(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in DISPLAY
    assert message in problems(tmp_path, DISPLAY.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "kind: forest",
            "kind: swimmer",
            "drawing.kind: a drawing of kind swimmer shows results of swimmer, got count",
        ),
        ("drawing: {kind: forest}\n", "", "t1.yaml:2: kind: a figure wants `drawing: {kind: ...}`, one of course"),
    ],
)
def test_a_figure_draws_results_of_its_kind(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert message in problems(tmp_path, FIGURE.replace(old, new))
