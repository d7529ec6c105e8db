"""Only what changed runs again, and the package is what a run from nothing makes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree, rmtree

import pytest

from converter.errors import InputError
from converter.pipeline import convert, would_run
from converter.spec.text.paths import files_below

RECIST = Path(__file__).parents[2] / "studies" / "recist"
DISPLAY = """display: {name}
kind: table
title: {name}
source: Made for the test
purpose: PRIMARY OUTCOME MEASURE
population: {{label: All subjects, where: {{variable: ITTFL, eq: "Y"}}}}
columns:
  - {{id: all, label: All}}
rows:
  - id: age
    label: Age
    result: {{summary: {{variable: AGE}}}}
    show: "{{n}}"
"""
RESULTS = {"results/t1", "results/t2", "results-all"}
FILES = {
    package: {f"files/{package}", f"define/{package}", f"check/{package}", f"check/{package}-define"}
    for package in ("sdtm", "adam")
}


def written(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in files_below(folder)}


def edited(study: Path, file: str, before: str, after: str) -> None:
    text = (study / file).read_text(encoding="utf-8")
    assert before in text
    (study / file).write_text(text.replace(before, after, 1), encoding="utf-8")


def runs(study: Path, work: Path) -> set[str]:
    return {name for name, why in would_run(study, work=work).items() if why}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a study, the work folder of a run, and its package."""
    place = tmp_path_factory.mktemp("stages")
    copytree(RECIST, place / "study")
    (place / "study" / "results").mkdir()
    for name in ("T1", "T2"):
        (place / "study" / "results" / f"{name.lower()}.yaml").write_text(DISPLAY.format(name=name))
    convert(place / "study", place / "out", work=place / "work")
    return place


@pytest.fixture
def place(first: Path, tmp_path: Path) -> Iterator[Path]:
    copytree(first, tmp_path / "place")
    yield tmp_path / "place"
    rmtree(tmp_path / "place")


def test_what_is_kept_changes_no_byte_and_nothing_runs_twice(place: Path) -> None:
    convert(place / "study", place / "plain")
    assert written(place / "plain") == written(place / "out")
    assert runs(place / "study", place / "work") == set()
    convert(place / "study", place / "out", work=place / "work")
    assert written(place / "plain") == written(place / "out")


EDITS: dict[str, tuple[Callable[[Path], None], set[str]]] = {
    "the title of a display": (
        lambda study: edited(study, "results/t1.yaml", "title: T1", "title: A title"),
        {"results/t1", "results-all", "define/adam", "check/adam-define", "issues"},
    ),
    "the label of an analysis variable": (
        lambda study: edited(study, "adam/adsl.yaml", "Date of Data Cut-off", "Cut-off of the Data"),
        {*FILES["sdtm"], *FILES["adam"], "issues", "trace"},
    ),
    "a comment": (lambda study: edited(study, "adam/adsl.yaml", "# One record", "# Just one record"), {"trace"}),
    "what is accepted": (
        lambda study: edited(study, "study.yaml", "accepted:", "accepted:\n  - {rule: value-unusual, reason: R}"),
        {"trace"},
    ),
    "a condition that nothing names": (
        lambda study: edited(study, "study.yaml", "accepted:", "conditions: {women: {SEX: F}}\naccepted:"),
        {"trace"},
    ),
    "a parameter that no step makes": (
        lambda study: edited(study, "adam/adtte.yaml", "steps:", "parameters: {X: {PARAM: X}}\nsteps:"),
        {"trace"},
    ),
    "a rule of analysis": (
        lambda study: edited(study, "adam/adsl.yaml", "unit: days", "unit: weeks"),
        {"adam", *RESULTS, *FILES["sdtm"], *FILES["adam"], "issues", "trace"},
    ),
    "a raw cell": (
        lambda study: edited(study, "raw/lab.csv", *_first_cells(study)),
        {"raw", "sdtm", "adam", *RESULTS, *FILES["sdtm"], *FILES["adam"], "issues", "trace"},
    ),
}


def _first_cells(study: Path) -> tuple[str, str]:
    """Give the first decimal number of the laboratory, and another one."""
    found = re.search(r",(\d+)\.(\d+),", (study / "raw" / "lab.csv").read_text())
    assert found
    return found[0], f",{found[1]}.{int(found[2]) + 1},"


@pytest.mark.parametrize("kind", EDITS)
def test_only_what_rests_on_an_edit_would_run_again(place: Path, kind: str) -> None:
    edit, expected = EDITS[kind]
    edit(place / "study")
    assert runs(place / "study", place / "work") == expected


def test_the_package_after_edits_is_that_of_a_run_from_nothing(place: Path) -> None:
    for kind in EDITS:
        EDITS[kind][0](place / "study")
        if kind in {"what is accepted", "a raw cell"}:
            convert(place / "study", place / "out", work=place / "work")
    convert(place / "study", place / "plain")
    assert written(place / "plain") == written(place / "out")
    assert runs(place / "study", place / "work") == set()


def test_the_reason_is_named(place: Path) -> None:
    edited(place / "study", "results/t2.yaml", "Age", "Years")
    told = would_run(place / "study", work=place / "work")
    assert told["results/t2"] == ("results/t2.yaml",)
    assert told["results-all"] == ("displays", "results/t2")
    assert told["sdtm"] == ()


def test_what_was_kept_and_is_not_whole_is_made_again(place: Path) -> None:
    kept = place / "work" / "sdtm" / "state" / "datasets" / "frames" / "DM.parquet"
    kept.write_bytes(kept.read_bytes()[:-1])
    (place / "work" / "adam" / "stage.json").write_text("{")
    (place / "work" / "trace" / "files" / "trace" / "steps.csv").unlink()
    assert {"sdtm", "adam", "trace"} <= runs(place / "study", place / "work")
    before = written(place / "out")
    convert(place / "study", place / "out", work=place / "work")
    assert written(place / "out") == before


def test_a_line_ends_where_it_is_told_to(place: Path) -> None:
    convert(place / "study", place / "short", last="sdtm", work=place / "work")
    assert {name for name in files_below(place / "short") if name.startswith(("adam/", "results/"))} == set()
    assert (place / "short" / "sdtm" / "dm.xpt").read_bytes() == (place / "out" / "sdtm" / "dm.xpt").read_bytes()
    convert(place / "study", place / "short", last="adam")
    assert (place / "short" / "adam" / "adsl.xpt").read_bytes() == (place / "out" / "adam" / "adsl.xpt").read_bytes()
    assert not (place / "short" / "results").exists()


@pytest.mark.parametrize("where", ["study/work", "study/raw", "mine"])
def test_a_work_folder_lies_apart_and_holds_nothing_else(place: Path, where: str) -> None:
    (place / "mine").mkdir()
    (place / "mine" / "thesis.docx").write_text("years of work")
    with pytest.raises(InputError, match=r"lies inside the study folder|holds other things than what stages keep"):
        convert(place / "study", place / "out", work=place / where)
    assert (place / "mine" / "thesis.docx").read_text() == "years of work"
