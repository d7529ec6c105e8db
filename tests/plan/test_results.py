"""A wrong display gives its message with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import SpecError
from converter.plan import make_plan
from converter.spec.display import DisplayRow
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


MEN = """\
display: T2
shell: T1
title: The same of men
population: {label: Men, where: {variable: SEX, eq: M}}
"""


def planned(folder: Path, said: str = "", **displays: str) -> dict[str, list[DisplayRow]]:
    """Plan displays of a study that says more in study.yaml; give the rows of each."""
    study(folder, adsl=ADSL)
    (folder / "study.yaml").write_text(f"{STUDY}published: {{figures: figures.yaml}}\n{said}")
    (folder / "figures.yaml").write_text(FIGURES)
    (folder / "results").mkdir()
    for name, text in displays.items():
        (folder / "results" / f"{name}.yaml").write_text(text)
    plan = make_plan(load_study(folder))
    return {name: list(display.rows) for name, display in plan.results.displays.items()}


def refused(folder: Path, said: str = "", **displays: str) -> str:
    with pytest.raises(SpecError) as error:
        planned(folder, said, **displays)
    return str(error.value).replace(f"{folder}/", "")


def test_a_display_takes_from_its_shell_what_it_does_not_say_but_for_published_figures(tmp_path: Path) -> None:
    own = "columns: [{id: all, label: Men}]\n"
    planned(tmp_path, t1=DISPLAY, t2=MEN + own)
    one, two = (load_study(tmp_path).displays[name] for name in ("T1", "T2"))
    assert (two.kind, two.title, two.population.label) == ("table", "The same of men", "Men")
    assert [column.label for column in two.columns] == ["Men"]
    assert [(row.id, row.show, bool(row.reproduces)) for row in one.rows] == [("n", "{n}", True), ("men", "{n}", False)]
    assert [(row.id, row.show, bool(row.reproduces)) for row in two.rows] == [
        ("n", "{n}", False),
        ("men", "{n}", False),
    ]


def test_decimals_and_templates_are_taken_from_a_shell_by_name(tmp_path: Path) -> None:
    said = DISPLAY + "digits: {pct: 0, lower: 1}\n"
    planned(tmp_path, t1=said, t2=MEN + "digits: {lower: 2}\n")
    assert load_study(tmp_path).displays["T2"].digits == {"pct": (0,), "lower": (2,)}


@pytest.mark.parametrize(
    ("shell", "message"),
    [
        ("T3", "results/t2.yaml:2: shell: no other display 'T3' to be its shell"),
        ("T2", "results/t2.yaml:2: shell: display 'T2' is no shell of itself"),
        ("T4", "results/t2.yaml:2: shell: display 'T4' has a shell of its own (name that one: T1)"),
    ],
)
def test_a_shell_is_another_display_that_says_itself_what_it_is(tmp_path: Path, shell: str, message: str) -> None:
    displays = {"t1": DISPLAY, "t2": MEN.replace("shell: T1", f"shell: {shell}"), "t4": MEN.replace("T2", "T4")}
    assert message in refused(tmp_path, **displays)


def test_what_is_wrong_with_a_shell_for_a_display_is_told_at_the_name_of_the_shell(tmp_path: Path) -> None:
    reading = DISPLAY.replace("records: {variable: SEX", "records: {variable: SEXX")
    told = refused(tmp_path, t1=reading, t2=MEN)
    assert "results/t1.yaml:9: rows[0].result: result 'count' reads ADSL.SEXX" in told
    assert "results/t2.yaml:2: rows[0].result: result 'count' reads ADSL.SEXX" in told


def test_rows_have_their_own_decimals_and_templates_then_those_of_the_display_then_of_the_study(tmp_path: Path) -> None:
    said = 'displays: {digits: {pct: 1, lower: 2}, show: {count: "{n} ({pct})", proportion: "{lower}"}}\n'
    rows = """\
rows:
  - {id: study, result: {count: {}}}
  - {id: row, result: {count: {}}, digits: {pct: 3}, show: "{pct}"}
  - {id: unprinted, result: {count: {}}, show: ""}
  - {id: men, result: {proportion: {where: {SEX: M}}}}
  - {id: heading, label: Heading}
"""
    whole = DISPLAY.partition("rows:")[0] + rows
    own = whole.replace("display: T1", "display: T2") + 'digits: {pct: 0}\nshow: {count: "{n}"}\n'
    made = planned(tmp_path, said, t1=whole, t2=own)
    assert {name: [(row.id, row.digits, row.show) for row in one] for name, one in made.items()} == {
        "T1": [
            ("study", {"pct": (1,)}, "{n} ({pct})"),
            ("row", {"pct": (3,)}, "{pct}"),
            ("unprinted", {"pct": (1,)}, ""),
            ("men", {"pct": (1,), "lower": (2,)}, "{lower}"),
            ("heading", {}, ""),
        ],
        "T2": [
            ("study", {"pct": (0,)}, "{n}"),
            ("row", {"pct": (3,)}, "{pct}"),
            ("unprinted", {"pct": (0,)}, ""),
            ("men", {"pct": (0,), "lower": (2,)}, "{lower}"),
            ("heading", {}, ""),
        ],
    }


@pytest.mark.parametrize(
    ("said", "display", "message"),
    [
        ("displays: {digits: {mediann: 1}}\n", "", "displays.digits.mediann: no result gives a statistic 'mediann'"),
        ('displays: {show: {countt: "{n}"}}\n', "", "displays.show.countt: unknown rule 'countt'"),
        ("", 'show: {summry: "{n}"}\n', "results/t1.yaml:11: show.summry: unknown rule 'summry'"),
        ("", 'show: {count: "{median}"}\n', "result 'count' gives no statistic 'median'"),
    ],
)
def test_decimals_and_templates_are_of_statistics_and_rules_that_there_are(
    tmp_path: Path, said: str, display: str, message: str
) -> None:
    assert message in refused(tmp_path, said, t1=DISPLAY.replace(', show: "{n}"', "") + display)
