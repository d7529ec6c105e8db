"""The data of drawings, and the drawings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from PIL import Image
from pydantic import ConfigDict, validate_call

from converter.dataset import Frame
from converter.errors import SpecError
from converter.results.build import BEHIND, RESULT, Results
from converter.results.drawing.sheet import colour, marker
from converter.results.rendering.figure import KINDS, write_figure
from converter.results.survival.incidence_curve import incidence_curve
from converter.results.survival.survival_curve import survival_curve
from converter.results.values.course import course
from converter.results.values.points import points
from converter.results.values.swimmer import swimmer
from converter.spec.display import Display, Footnote
from converter.spec.load import load_study
from converter.spec.study import Study
from converter.steps import Answer
from tests.adam.frames import table

NONE = None


def answer(rule: Callable[..., Answer], adam: Mapping[str, Frame], **arguments: Any) -> Answer:
    """Call a rule as a plan does: arguments read by their types, the subjects those of ADSL."""
    return validate_call(config=ConfigDict(arbitrary_types_allowed=True))(rule)(adam["ADSL"], adam, **arguments)


def said(made: Answer, *names: str) -> list[tuple[object, ...]]:
    """List statistics of these names with their level and their value, numbers to four decimals."""
    found = made.statistics[made.statistics["STAT"].isin(names)]
    rows = zip(found["STAT"], found["LEVEL"], found["STATN"], found["STATC"], strict=True)
    return [(stat, at, text or (NONE if pd.isna(number) else round(number, 4))) for stat, at, number, text in rows]


def of_all(made: Answer, *names: str) -> list[object]:
    """List the values of statistics of the whole, in the order of their names."""
    whole = {stat: value for stat, level, value in said(made, *names) if level == ""}
    return [whole[name] for name in names]


def of_times(*records: tuple[float | None, float | None]) -> dict[str, Frame]:
    """Make subjects with a time and its censoring each."""
    numbered = [(f"S{number}", *record) for number, record in enumerate(records)]
    rows = table("USUBJID AVAL CNSR", *numbered)
    return {"ADSL": rows[["USUBJID"]], "ADTTE": rows}


CURVE = of_times((2, 0), (3, 1), (4, 0), (6, 0), (6, 2), (None, 0), (5, None), (-1, 0))


def test_a_curve_steps_at_events_and_tells_who_is_at_risk_before_a_time() -> None:
    made = answer(survival_curve, CURVE, risk_at=(0, 3, 6, 7))
    assert of_all(made, "n", "events") == [5, 3]
    assert said(made, "survival") == [
        ("survival", "0", 100),
        ("survival", "2", 80),
        ("survival", "4", 53.3333),
        ("survival", "6", 26.6667),
    ]
    assert said(made, "at_risk") == [("at_risk", "0", 5), ("at_risk", "3", 4), ("at_risk", "6", 2), ("at_risk", "7", 0)]
    assert said(made, "censored") == [("censored", "", 2), ("censored", "3", 1), ("censored", "6", 1)]
    assert sorted(made.behind["source_row"]) == [0, 1, 2, 3, 4]


def test_limits_of_a_curve_are_log_log_whole_before_the_first_event_and_missing_after_the_last_subject() -> None:
    # 5 at risk, 1 event: 0.8 ** exp(-+ 1.95996 * sqrt(1 / (5 * 4)) / ln 0.8)
    assert said(answer(survival_curve, CURVE), "survival_lower", "survival_upper")[:4] == [
        ("survival_lower", "0", 100),
        ("survival_upper", "0", 100),
        ("survival_lower", "2", 20.3809),
        ("survival_upper", "2", 96.918),
    ]
    gone = answer(survival_curve, of_times((1, 0), (2, 0)))
    assert said(gone, "survival_lower", "survival_upper")[-2:] == [
        ("survival_lower", "2", NONE),
        ("survival_upper", "2", NONE),
    ]


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([(2, 0), (4, 0), (6, 0), (8, 0)], [5, 2, 8]),  # half survive from 4 to 6
        ([(10.9, 0), (12.8, 1), (12.9, 0)], [12.9, 10.9, 12.9]),  # the upper limit is where nobody is left
        ([(1.9, 0)], [1.9, NONE, NONE]),
        ([(6, 1), (7, 2)], [NONE, NONE, NONE]),
        ([], [NONE, NONE, NONE]),
    ],
)
def test_the_median_of_a_curve(records: list[tuple[float, float]], expected: list[float | None]) -> None:
    adam = of_times(*records) if records else {name: frame.iloc[:0] for name, frame in of_times((1, 0)).items()}
    assert of_all(answer(survival_curve, adam), "median", "lower", "upper") == expected


def test_points_are_the_values_in_order_with_their_median_and_quartiles() -> None:
    rows = table("USUBJID PARAMCD AVAL", ("B", "CMAX", 30), ("A", "CMAX", 10), ("C", "CMAX", None), ("D", "TMAX", 1))
    adam = {"ADSL": rows[["USUBJID"]], "ADCK": rows}
    made = answer(points, adam, dataset="ADCK", where={"variable": "PARAMCD", "eq": "CMAX"})
    assert said(made, "value") == [("value", "A", 10), ("value", "B", 30)]
    assert of_all(made, "n", "min", "q1", "median", "q3", "max") == [2, 10, 10, 20, 30, 30]
    assert made.behind.values.tolist() == [["ADCK", 1], ["ADCK", 0]]


def test_points_bear_the_group_of_their_record_a_missing_one_blank() -> None:
    rows = table("USUBJID AVAL TRTPN", ("A", 10, 2), ("B", 30, None), ("C", 20, 1))
    adam = {"ADSL": rows[["USUBJID"]], "ADCK": rows}
    made = answer(points, adam, dataset="ADCK", group="TRTPN").statistics
    groups = made[made["STAT"] == "group"]
    assert dict(zip(groups["LEVEL"], groups["STATC"], strict=True)) == {"A": "2", "C": "1", "B": ""}


def test_groups_of_points_are_named_below_the_plot_in_the_declared_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = table("USUBJID AVAL TRTPN", ("A", 10, 2), ("B", 30, None), ("C", 20, 1))
    made = answer(points, {"ADSL": rows[["USUBJID"]], "ADCK": rows}, dataset="ADCK", group="TRTPN")
    monkeypatch.setitem(ANSWERS, "points", (made,))
    display, results = figure("points", categories={"1": "Low", "2": "High", "3": "None has it"})
    svg = write_figure(display, results, tmp_path, study=study())[0].read_text()
    words = re.findall(r">(Low|High|missing|None has it)<", svg)
    assert words == ["Low", "High", "missing"]


def test_points_of_a_subject_with_several_values_are_refused() -> None:
    rows = table("USUBJID AVAL", ("A", 10), ("A", 30), ("B", 1))
    with pytest.raises(ValueError, match="several of 1, as of A"):
        answer(points, {"ADSL": rows[["USUBJID"]].drop_duplicates(), "ADCK": rows}, dataset="ADCK")


COPIES = table(
    "USUBJID VISIT AVAL BLQFL",
    ("A", "DAY 1", 0, "Y"),
    ("B", "DAY 1", 100, ""),
    ("A", "DAY 7", 1000, ""),
    ("B", "DAY 7", 10, ""),
    ("B", "UNSCHEDULED", 5, ""),
    ("A", "MONTH 1", None, ""),
)
COURSE: dict[str, Any] = {
    "dataset": "ADCK",
    "time": "VISIT",
    "times": {"DAY 1": 1, "DAY 7": 7, "MONTH 1": 28},
    "below": {"variable": "BLQFL", "eq": "Y"},
}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, {"median": [50, 505], "q1": [0, 10], "q3": [100, 1000]}),
        ({"spread": "range"}, {"median": [50, 505], "min": [0, 10], "max": [100, 1000]}),
        ({"spread": "none", "below_as": 25}, {"median": [62.5, 505]}),
        ({"spread": "none", "below_as": 25, "middle": "geometric mean"}, {"geomean": [50, 100]}),
        ({"spread": "none", "middle": "geometric mean"}, {"geomean": [NONE, 100]}),  # 0 has no logarithm
    ],
)
def test_a_course_has_its_middle_and_spread_at_every_nominal_time(
    arguments: dict[str, Any], expected: dict[str, list[float | None]]
) -> None:
    adam = {"ADSL": table("USUBJID", ("A",), ("B",)), "ADCK": COPIES}
    made = answer(course, adam, **COURSE, **arguments, limit=50)
    found = {stat: said(made, stat) for stat in ("median", "geomean", "q1", "q3", "min", "max")}
    assert {stat: [value for _, _, value in values] for stat, values in found.items() if values} == expected
    assert said(made, "below") == [("below", "1", 1), ("below", "7", 0)]
    assert said(made, "n", "left_out", "limit") == [
        ("n", "", 2),
        ("left_out", "", 2),
        ("limit", "", 50),
        ("n", "1", 2),
        ("n", "7", 2),
    ]


PEOPLE = table(
    "USUBJID TRTSDT ENDDT DTHDT NACTDT",
    ("A", 100, 180, None, None),
    ("B", 100, 200, 150, None),
    ("C", None, 200, None, None),  # never treated
    ("D", 100, 190, None, 130),
)
RESPONSES = table(
    "USUBJID ADT AVALC",
    ("A", 130, "CR"),  # in any order
    ("A", 110, "PR"),
    ("A", 120, "PR"),
    ("A", 170, "PD"),
    ("A", 175, "PR"),
    ("B", 110, "SD"),
    ("C", 110, "CR"),
    ("D", 120, "PR"),
    ("D", 140, "CR"),
)
SWIMMER: dict[str, Any] = {
    "start": "TRTSDT",
    "end": ["ENDDT", "DTHDT"],
    "dataset": "ADRS",
    "stop": ["PD"],
    "cut": [{"dataset": "ADSL", "date": "NACTDT"}],
    "markers": {
        "Progression": {"dataset": "ADRS", "date": "ADT", "where": {"variable": "AVALC", "eq": "PD"}},
        "Death": {"dataset": "ADSL", "date": "DTHDT"},
        "Ongoing": {"dataset": "ADSL", "where": {"variable": "USUBJID", "eq": "D"}},
    },
    "unit": "days",
}


def test_a_swimmer_goes_through_categories_until_one_stops_it_something_cuts_it_or_its_bar_ends() -> None:
    made = answer(swimmer, {"ADSL": PEOPLE, "ADRS": RESPONSES}, **SWIMMER)
    assert of_all(made, "n") == [3]
    assert said(made, "end") == [("end", "A", 80), ("end", "B", 50), ("end", "D", 90)]  # by the end of their spans
    spans = made.statistics[made.statistics["STAT"].str.startswith("span")].pivot(index="LEVEL", columns="STAT")
    shown = zip(
        spans.index, spans["STATC"]["span"], spans["STATN"]["span_start"], spans["STATN"]["span_end"], strict=True
    )
    assert list(shown) == [("A/1", "PR", 10, 30), ("A/2", "CR", 30, 70), ("B/1", "SD", 10, 50), ("D/1", "PR", 20, 30)]


@pytest.mark.parametrize(
    ("records", "spans"),
    [
        ([("A", 110, "PR"), ("A", 130, "SD"), ("A", 130, "PR")], [("A/1", "PR")]),
        ([("A", 110, "PR"), ("A", 130, "PR"), ("A", 130, "SD")], [("A/1", "PR"), ("A/2", "SD")]),
        ([("A", 110, "PR"), ("A", 130, "PD"), ("A", 130, "PR")], [("A/1", "PR")]),
    ],
)
def test_of_several_categories_of_a_day_one_counts(records: list[tuple[object, ...]], spans: list[object]) -> None:
    responses = table("USUBJID ADT AVALC", *records)
    made = answer(swimmer, {"ADSL": PEOPLE, "ADRS": responses}, **{**SWIMMER, "where": None, "markers": {}, "cut": ()})
    assert [(level, text) for _, level, text in said(made, "span")] == spans


def test_bars_stand_though_nobody_has_a_category() -> None:
    for records in (RESPONSES.iloc[:0], RESPONSES.assign(AVALC="")):
        made = answer(swimmer, {"ADSL": PEOPLE, "ADRS": records}, **SWIMMER)
        assert of_all(made, "n") == [3]
        assert said(made, "span") == []


def test_markers_of_a_swimmer_stand_at_their_first_date_or_at_the_end_of_its_bar() -> None:
    made = answer(swimmer, {"ADSL": PEOPLE, "ADRS": RESPONSES}, **SWIMMER)
    assert said(made, "marker", "marker_at") == [
        ("marker", "A/1", "Progression"),
        ("marker_at", "A/1", 70),
        ("marker", "B/1", "Death"),
        ("marker_at", "B/1", 50),
        ("marker", "D/1", "Ongoing"),
        ("marker_at", "D/1", 90),
    ]


def study(*, synthetic: bool = True) -> Study:
    identity = {"id": "S", "name": "S", "description": "S", "created": "2026-01-01", "synthetic": synthetic}
    return Study.model_validate({"study": identity, "standards": {"terminology": []}})


def shares(**values: float) -> Answer:
    """Make the answer of a proportion."""
    rows = pd.DataFrame({"STAT": list(values), "LEVEL": "", "STATN": [*values.values()], "STATC": ""})
    return Answer(rows.astype({"STATN": "float64"}), pd.DataFrame())


COMPETING = of_times((2, 0), (3, 1), (4, 2), (6, 0), (7, 2))
EVENTS = {"event": {"variable": "CNSR", "eq": 0}, "competing": {"variable": "CNSR", "eq": 2}}
EMPTY = {name: frame.iloc[:0] for name, frame in CURVE.items()}
COPIED = {"ADSL": table("USUBJID", ("A",), ("B",)), "ADCK": COPIES}
ANSWERS: Mapping[str, tuple[Answer, ...]] = {
    "kaplan_meier": (
        answer(survival_curve, CURVE, risk_at=(0, 3, 6)),
        answer(survival_curve, EMPTY, risk_at=(0, 3, 6)),
    ),
    "cumulative_incidence": (
        answer(incidence_curve, COMPETING, **EVENTS, risk_at=(0, 3, 6)),
        answer(incidence_curve, EMPTY, **EVENTS, risk_at=(0, 3, 6)),
    ),
    "forest": (shares(n=28, N=33, pct=84.8, lower=68.1, upper=94.9), shares(n=0, N=0, pct=float("nan"))),
    "swimmer": (
        answer(swimmer, {"ADSL": PEOPLE, "ADRS": RESPONSES}, **SWIMMER),
        answer(swimmer, {"ADSL": PEOPLE.iloc[:0], "ADRS": RESPONSES}, **SWIMMER),
    ),
    "course": (
        answer(course, COPIED, **COURSE, below_as=25, limit=50),
        answer(course, {**COPIED, "ADCK": COPIES.iloc[:0]}, **COURSE, below_as=25, limit=50),
    ),
    "points": (
        answer(points, COPIED, dataset="ADCK", where={"variable": "VISIT", "eq": "DAY 7"}),
        answer(points, {**COPIED, "ADCK": COPIES.iloc[:0]}, dataset="ADCK"),
        shares(p=0.006),
    ),
}
"""Of each kind of drawing what its rows say; one of them of no subject."""


def figure(kind: str, **drawing: Any) -> tuple[Display, Results]:
    """Make a display of a kind, and its results."""
    names = [f"r{number}" for number, _ in enumerate(ANSWERS[kind])]
    display = {
        "display": "FIGURE9",
        "kind": "figure",
        "title": "A Title That Is Long Enough for a Second Line of the Figure Beside the Mark",
        "population": {"label": "Everybody", "where": {"variable": "SAFFL", "eq": "Y"}},
        "rows": [{"id": name, "label": f"Group {name}", "result": {"any": {}}} for name in names],
        "drawing": {"kind": kind, "x": "Time (months)", "y": "Value (%)", **drawing},
        "footnotes": ["A footnote."],
    }
    parts = [
        made.statistics.assign(DISPLAY="FIGURE9", ROW=name, COLUMN="all", METHOD="", DATASET="", SHOWN="1")
        for name, made in zip(names, ANSWERS[kind], strict=True)
    ]
    read = Display.model_validate(display)
    return read, Results(
        {"FIGURE9": read}, pd.concat(parts, ignore_index=True)[list(RESULT)], pd.DataFrame(columns=list(BEHIND))
    )


def texts(svg: str) -> list[str]:
    """List the words of a figure, which are text in it."""
    return [unescape(word) for word in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_figure_is_written_in_each_format_the_same_bytes_each_time(kind: str, tmp_path: Path) -> None:
    display, results = figure(kind)
    paths = write_figure(display, results, tmp_path, study=study())
    assert [path.name for path in paths] == ["figure9.svg", "figure9.png", "figure9.rtf"]
    first = [path.read_bytes() for path in paths]
    assert [path.read_bytes() for path in write_figure(display, results, tmp_path, study=study())] == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["figure9.png", "figure9.rtf", "figure9.svg"]
    with Image.open(paths[1]) as picture:
        assert picture.size[0] == 1440


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_figure_says_what_it_shows_and_of_whom(kind: str, tmp_path: Path) -> None:
    svg = write_figure(*figure(kind), tmp_path, study=study())[0].read_text()
    words = ["Figure 9. A Title That Is Long Enough for", "Everybody", "A footnote.", "Time (months)"]
    words += ["Study: S. Source: ", "Data cut-off: none.", "Program: results/figure9.yaml, converter"]
    words += [] if kind in {"forest", "swimmer"} else ["Value (%)"]
    assert [word for word in words if word not in " ".join(texts(svg))] == []
    assert "dc:date" not in svg


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_figure_for_a_report_is_its_png_on_a_numbered_page_that_it_fits(kind: str, tmp_path: Path) -> None:
    _, png, rtf = write_figure(*figure(kind), tmp_path, study=study())
    text = rtf.read_text("ascii")
    picture = re.search(r"\\pngblip\\picwgoal(\d+)\\pichgoal(\d+)\n([0-9a-f\n]+)\}", text)
    assert picture is not None
    assert bytes.fromhex(picture[3]) == png.read_bytes()
    assert (int(picture[1]) <= 13680, int(picture[2]) <= 9900) == (True, True)
    assert text.count("{") == text.count("}")
    assert "fldinst NUMPAGES}" in text


def test_a_mark_joins_a_row_of_a_figure_with_its_footnote(tmp_path: Path) -> None:
    display, results = figure("forest")
    noted = display.model_copy(update={"footnotes": (Footnote(text="Of one site.", rows=("r0",)),)})
    svg = write_figure(noted, results, tmp_path, study=study())[0].read_text()
    assert {"Group r0*", "* Of one site."} <= set(texts(svg))


@pytest.mark.parametrize(("synthetic", "drawn"), [(True, True), (False, False)])
def test_a_figure_of_synthetic_data_or_of_data_that_the_paper_does_not_print_says_so(
    synthetic: bool,
    drawn: bool,
    tmp_path: Path,
) -> None:
    display, results = figure("points", drawn=drawn)
    display = display.model_copy(update={"source": "A Journal 2026;1:1, Figure 9"})
    svg = write_figure(display, results, tmp_path, study=study(synthetic=synthetic))[0].read_text()
    assert ("Synthetic data" in texts(svg)) == synthetic
    assert ("The data behind this figure were not published" in " ".join(texts(svg))) == drawn


def test_a_figure_that_was_never_published_says_nothing_of_published_data(tmp_path: Path) -> None:
    svg = write_figure(*figure("points"), tmp_path, study=study())[0].read_text()
    assert "were not published" not in " ".join(texts(svg))


def test_percentages_of_a_forest_have_one_decimal_unless_their_decimals_are_said(tmp_path: Path) -> None:
    display, results = figure("forest")
    rows = results.rows.assign(STATN=results.rows["STATN"] / 7)
    svg = write_figure(display, Results(results.displays, rows, results.behind), tmp_path, study=study())[0].read_text()
    assert "12.1 (9.7 to 13.6)" in texts(svg)


def test_the_p_value_of_another_row_stands_above_the_points(tmp_path: Path) -> None:
    display, results = figure("points")
    assert "P = 1" in texts(write_figure(display, results, tmp_path, study=study())[0].read_text())


def test_signs_and_words_of_a_swimmer_are_the_declared_ones_in_their_order(tmp_path: Path) -> None:
    declared = {"categories": {"CR": "Complete", "PR": "Partial", "SD": "Stable"}, "signs": {"Death": "diamond"}}
    svg = write_figure(*figure("swimmer", **declared), tmp_path, study=study())[0].read_text()
    at = [texts(svg).index(word) for word in ("Complete", "Partial", "Stable", "Death", "Ongoing")]
    assert at == sorted(at)


KNOWN = "course, cumulative_incidence, forest, kaplan_meier, points, swimmer"


def test_a_drawing_of_another_kind_is_refused_with_those_that_are_known(tmp_path: Path) -> None:
    display, results = figure("points")
    assert display.drawing is not None
    pie = display.drawing.model_copy(update={"kind": "pie"})
    with pytest.raises(SpecError, match=rf"unknown kind of drawing 'pie' \(known: {KNOWN}\)"):
        write_figure(display.model_copy(update={"drawing": pie}), results, tmp_path, study=study())
    with pytest.raises(SpecError, match=rf"expected a drawing, got none \(known: {KNOWN}\)"):
        write_figure(display.model_copy(update={"drawing": None}), results, tmp_path, study=study())
    assert list(tmp_path.iterdir()) == []


def test_a_specification_names_the_line_of_a_drawing_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    (tmp_path / "study.yaml").write_text(
        "study: {id: S, name: S, description: S, created: 2026-01-01}\nstandards: {terminology: []}\n"
    )
    (tmp_path / "results" / "figure9.yaml").write_text(
        "display: FIGURE9\nkind: figure\ntitle: T\npopulation: {label: P, where: {variable: SAFFL, eq: 'Y'}}\n"
        "rows: []\ndrawing: {kind: pie}\n"
    )
    with pytest.raises(SpecError, match=r"figure9.yaml:6: drawing.kind: .*'kaplan_meier'"):
        load_study(tmp_path)


def test_the_share_of_the_row_that_a_forest_refers_to_is_a_line_across_it(tmp_path: Path) -> None:
    display, results = figure("forest", reference="r0")
    without = write_figure(*figure("forest"), tmp_path, study=study())[0].read_text()
    assert write_figure(display, results, tmp_path, study=study())[0].read_text().count("<path") > without.count(
        "<path"
    )


def test_a_figure_without_results_is_refused(tmp_path: Path) -> None:
    display, results = figure("course")
    with pytest.raises(SpecError, match="no result to draw"):
        write_figure(display, Results(results.displays, results.rows.iloc[:0], results.behind), tmp_path, study=study())


def test_forty_nine_series_look_each_like_no_other() -> None:
    assert len({(colour(number), marker(number)) for number in range(49)}) == 49
