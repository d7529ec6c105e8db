"""Tables from results: what stands in their cells, and the same in HTML and RTF."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pandas as pd
import pytest
from lxml import etree
from pydantic import ValidationError

from converter.dataset import Frame
from converter.errors import SpecError
from converter.results.build import RESULT, build_results
from converter.results.counts.count import count
from converter.results.rendering.identity import identity
from converter.results.rendering.page import aligned
from converter.results.rendering.table import cells, write_table
from converter.results.rendering.table_rtf import rtf_text, unbroken
from converter.results.rendering.template import unknown_statistics
from converter.results.rules import STATISTICS
from converter.results.values.summary import summary
from converter.spec.display import Display
from converter.spec.study import Identity, Standards, Study
from converter.steps import Plan, ResultPlan
from tests.adam.frames import table

if TYPE_CHECKING:
    from playwright.sync_api import Page

COLUMNS = [
    {"id": "a", "label": "Drug <A> & {B}", "subjects": {"variable": "ARM", "eq": "A"}},
    {"id": "all", "label": "Total"},
]
ROWS: list[dict[str, Any]] = [
    {"id": "n", "label": "Subjects", "result": {"count": {}}},
    {"id": "head", "label": "Sex — no. (%)"},
    {"id": "male", "label": "Male", "indent": 1, "result": {"count": {}}, "show": "{n} ({pct})"},
    {
        "id": "age",
        "label": "Age ≥ <50>",
        "result": {"summary": {"variable": "AGE"}},
        "show": "{median} ({min}\u2013{max})",
    },
    {"id": "alive", "result": {"kaplan_meier": {}}, "show": "{survival[12]} %", "columns": ["all"], "label": "Alive"},
]
RESULTS = [
    *(("", "a", "N", "", "9"), ("", "all", "N", "", "21"), ("n", "a", "n", "", "9"), ("n", "all", "n", "", "21")),
    *(("male", "a", "n", "", "8"), ("male", "a", "pct", "", "89"), ("male", "a", "N", "", "9")),
    *(("male", "all", "n", "", "13"), ("male", "all", "pct", "", "62"), ("male", "all", "N", "", "21")),
    *(("age", "a", "median", "", "NE"), ("age", "a", "min", "", "NE"), ("age", "a", "max", "", "NE")),
    *(("age", "all", "median", "", "57"), ("age", "all", "min", "", "37"), ("age", "all", "max", "", "74")),
    *(("alive", "all", "survival", "6", "80"), ("alive", "all", "survival", "12", "40")),
]
CELLS = {
    "head": ("", ""),
    "male": ("8 (89)", "13 (62)"),
    "age": ("NE (NE\u2013NE)", "57 (37\u201374)"),
    "alive": ("", "40 %"),
}


def display(**changed: Any) -> Display:
    """Make the display of these tests, with some keys changed."""
    told = {"display": "TABLE7", "kind": "table", "title": "Things & <Others>", "columns": COLUMNS, "rows": ROWS}
    population = {"label": "Treated", "where": {"variable": "SAFFL", "eq": "Y"}}
    return Display.model_validate({**told, "population": population, "footnotes": ["A note {1}."], **changed})


def results(records: list[tuple[str, str, str, str, str]] = RESULTS) -> Frame:
    made = pd.DataFrame(records, columns=["ROW", "COLUMN", "STAT", "LEVEL", "SHOWN"])
    made = made.assign(DISPLAY="TABLE7", METHOD="count", DATASET="ADSL", STATN=float("nan"), STATC="")
    return made[list(RESULT)].astype(RESULT)


def study(*, synthetic: bool = True, cutoff: date | None = date(2020, 3, 1)) -> Study:
    told = {"id": "T-1", "name": "T-1", "description": "", "created": date(2020, 1, 1)}
    identity = Identity.model_validate({**told, "synthetic": synthetic, "cutoff": cutoff})
    return Study(study=identity, standards=Standards(terminology=("sdtm-ct",)), raw="raw", tables={})


def test_cells_are_templates_filled_and_a_result_without_one_is_not_printed() -> None:
    made = cells(display(), results())
    assert {name: (row["a"], row["all"]) for name, row in made.to_dict(orient="index").items()} == CELLS


def test_rows_keep_their_labels_indents_and_headings() -> None:
    made = cells(display(), results())
    assert list(zip(made["LABEL"], made["INDENT"], made["HEADING"], strict=True)) == [
        ("Sex — no. (%)", 0, True),
        ("Male", 1, False),
        ("Age ≥ <50>", 0, False),
        ("Alive", 0, False),
    ]


@pytest.mark.parametrize(
    ("show", "message", "hint"),
    [
        ("{n} {survval[12]}", "no statistic 'survval[12]' in column 'all'", "did you mean 'survival[12]'?"),
        ("{survival[24]}", "no statistic 'survival[24]'", "did you mean"),
        ("{survival}", "no statistic 'survival'", ""),
    ],
)
def test_a_statistic_that_the_results_lack_is_told_with_the_nearest(show: str, message: str, hint: str) -> None:
    with pytest.raises(SpecError) as error:
        cells(display(rows=[*ROWS[:-1], {**ROWS[-1], "show": show}]), results())
    assert message in str(error.value)
    assert hint in str(error.value)
    assert "results/table7.yaml: rows[4].show" in str(error.value)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"result": {"count": {}}, "show": "{n} ({pct})"}, []),
        ({"result": {"count": {}}, "show": "{n} ({ptc})"}, [("show", "result 'count' gives no statistic 'ptc'")]),
        ({"result": {"count": {}}, "digits": {"mean": 1}}, [("digits", "result 'count' gives no statistic 'mean'")]),
        (
            {"result": {"count": {}}, "reproduces": {"p": "x"}},
            [("reproduces", "result 'count' gives no statistic 'p'")],
        ),
        ({"result": {"count": {}}, "show": "{n"}, [("show", "'{n' is no template")]),
        ({"result": {"count": {}}, "show": "{n:>3}"}, [("show", "'{n:>3}' is no template")]),
        ({"show": "{n}"}, [("show", "row 'r' has no result to take 'n' from")]),
        ({"result": {"own_rule": {}}, "show": "{anything[1]}"}, []),
    ],
)
def test_a_plan_can_know_which_statistics_a_rule_does_not_give(
    row: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    found = unknown_statistics(display(rows=[{"id": "r", **row}]))
    assert [(key, message) for _, key, message, _ in found] == expected


def test_the_statistics_known_of_a_rule_are_those_it_gives() -> None:
    subjects = table("USUBJID AGE", ("A", 50.0), ("B", 60.0))
    answers = {
        "count": count(subjects, {"ADSL": subjects}),
        "summary": summary(subjects, {"ADSL": subjects}, variable="AGE"),
    }
    assert {rule: tuple(answer.statistics["STAT"]) for rule, answer in answers.items()} == {
        rule: STATISTICS[rule] for rule in answers
    }


def test_the_subjects_of_each_column_are_a_result_of_their_own() -> None:
    adsl = table("USUBJID ARM SAFFL", ("1", "A", "Y"), ("2", "B", "Y"), ("3", "A", "N"), ("4", "A", "Y"))
    plan = cast("Plan", SimpleNamespace(results=ResultPlan({"TABLE7": display()})))
    made = build_results({"ADSL": adsl}, plan)
    assert made.rows[["ROW", "COLUMN", "STAT", "SHOWN"]].to_numpy().tolist() == [
        ["", "a", "N", "2"],
        ["", "all", "N", "3"],
    ]
    assert made.behind[["COLUMN", "record"]].to_numpy().tolist() == [
        ["a", 1],
        ["a", 4],
        *(["all", n] for n in (1, 2, 4)),
    ]


def html_rows(path: Path) -> list[list[str]]:
    """List the rows of the table in a page by their words; figure spaces only align."""
    found = etree.fromstring(path.read_bytes()).iterfind(".//tr")
    return [["".join(map(str, cell.itertext())).strip().strip("\u2007") for cell in row] for row in found]


def rtf_rows(path: Path) -> list[list[str]]:
    """List the rows of the table in RTF by their words."""
    text = re.sub(r"\\u(-?\d+)\?", lambda found: chr(int(found[1])), path.read_text("ascii"))
    text = (
        text.replace("\\zwnbo ", "")
        .replace("\\_", "-")
        .replace("\\~(", " (")
        .replace("\\~%", " %")
        .replace("\\~=\\~", " = ")
    )
    rows = re.findall(r"\\trowd.*?\\row\b", text, re.DOTALL)
    return [[rtf_words(cell) for cell in re.findall(r"\\pard\\intbl(.*?)\\cell\b", row)] for row in rows]


def rtf_words(text: str) -> str:
    plain = re.sub(r"\\[a-z]+-?\d* ?", " ", text.replace("\\~", ""))
    return re.sub(r"(?<!\\)[{}]", "", plain).replace("\\{", "{").replace("\\}", "}").replace("  ", " ").strip()


def test_both_files_hold_the_headers_and_every_cell(tmp_path: Path) -> None:
    html, rtf = write_table(display(), results(), tmp_path, study=study())
    lines = [[label, *CELLS[str(name)]] for name, label in cells(display(), results())["LABEL"].items()]
    assert (html.name, rtf.name) == ("table7.html", "table7.rtf")
    assert html_rows(html) == [["", "Drug <A> & {B}(N = 9)", "Total(N = 21)"], *lines]
    assert rtf_rows(rtf) == [
        ["Table 7. Things & <Others>"],
        ["Treated"],
        ["", "Drug <A> & {B} (N = 9)", "Total (N = 21)"],
        *lines,
    ]


def test_the_page_tells_its_language_caption_and_what_headers_head(tmp_path: Path) -> None:
    page = etree.fromstring(write_table(display(), results(), tmp_path, study=study())[0].read_bytes())
    assert page.get("lang") == "en"
    assert ["".join(map(str, caption.itertext())) for caption in page.iterfind(".//table/caption")] == [
        "Table 7. Things & <Others>Treated"
    ]
    assert [cell.tag for cell in page.findall(".//thead/tr/*")] == ["td", "th", "th"], (
        "a head without words heads nothing"
    )
    assert {cell.get("scope") for cell in page.iterfind(".//thead//th")} == {"col"}
    assert {cell.get("scope") for cell in page.iterfind(".//tbody//th")} == {"row"}
    assert ["gt_indent_1" in str(cell.get("class")) for cell in page.iterfind(".//tbody//th")] == [
        False,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light")])
def test_axe_finds_nothing_wrong_on_the_page_of_a_table(
    opened: Callable[..., Page], violations: Callable[[Page], list[str]], tmp_path: Path, width: int, scheme: str
) -> None:
    html, _ = write_table(*three(footnotes=["Of all."]), tmp_path, study=study(synthetic=True))
    assert violations(opened(html, width=width, scheme=scheme)) == []


def test_a_page_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    text = write_table(display(), results(), tmp_path, study=study())[0].read_text("utf-8")
    assert not re.search(r"(src|href)=|url\(|@import|https?://", text)


def test_cells_of_a_column_are_aligned_on_the_decimal_points_of_their_first_numbers(tmp_path: Path) -> None:
    rows = [{"id": f"r{at}", "result": {"own_rule": {}}, "show": "{x}"} for at in range(4)]
    shown = results(
        [(f"r{at}", "all", "x", "", text) for at, text in enumerate(("8 (9)", "157.5 (3, 174)", "NE", "40"))]
    )
    html, rtf = write_table(display(columns=COLUMNS[1:], rows=rows), shown, tmp_path, study=study())
    assert re.findall(r'style="width: [\d.]+ch">([^<]*)<', html.read_text("utf-8")) == [
        "\u2007\u20078 (9)",
        "157.5 (3, 174)",
        "\u2007NE",
        "\u200740",
    ]
    assert "\\~\\~\\~\\~8\\~(9)" in rtf.read_text("ascii")


@pytest.mark.parametrize(
    ("texts", "lined"),
    [
        (["50\u2013800", "3"], ["50\u2013800", "\u20073"]),
        (["50, 150, 450", "3"], ["50, 150, 450", "\u20073"]),
        (["1,234 (5)", "3"], ["1,234 (5)", "\u2007\u2007\u2007\u20073"]),
        (["-5, -4", "300"], ["\u2007-5, -4", "300"]),
        (["NE (NE\u2013NE)", "10.9"], ["NE (NE\u2013NE)", "10.9"]),
        (["<0.001", "0.5"], ["<0.001", "\u20070.5"]),
        (["86%", "3"], ["86%", "\u20073"]),
    ],
)
def test_of_a_range_or_a_list_only_the_first_number_lines_up(texts: list[str], lined: list[str]) -> None:
    assert aligned(pd.Series(texts)).tolist() == lined


def test_words_among_numbers_are_broken_into_lines_and_align_nothing(tmp_path: Path) -> None:
    rows = [{"id": f"r{at}", "result": {"own_rule": {}}, "show": "{x}"} for at in range(3)]
    words = "anal abscess, parvovirus infection"
    shown = results([(f"r{at}", "all", "x", "", text) for at, text in enumerate(("8 (9)", words, "-40"))])
    html, rtf = write_table(display(columns=COLUMNS[1:], rows=rows), shown, tmp_path, study=study())
    text = html.read_text("utf-8")
    assert re.findall(r'class="cell" style="width: ([\d.]+)ch">([^<]*)<', text) == [
        ("5.8", "\u2007\u20078 (9)"),
        ("5.8", "-40"),
    ]
    assert re.findall(r'class="words">([^<]*)<', text) == [words]
    assert f"\\li0\\fs20 {words}\\cell" in rtf.read_text("ascii")


@pytest.mark.parametrize(("synthetic", "marks"), [(True, 1), (False, 0)])
def test_synthetic_data_are_marked_below_the_table_and_on_each_page_of_rtf(
    tmp_path: Path, *, synthetic: bool, marks: int
) -> None:
    html, rtf = write_table(display(), results(), tmp_path, study=study(synthetic=synthetic))
    assert html.read_text("utf-8").count("Synthetic data.") == marks
    assert len(re.findall(r"\{\\footer[^{}]*Synthetic data", rtf.read_text("ascii"))) == marks
    assert rtf.read_text("ascii").count("{\\b Synthetic data.}") == marks


@pytest.mark.parametrize(("cutoff", "told"), [(date(2020, 3, 1), "2020-03-01"), (None, "none")])
def test_a_table_says_population_publication_study_sources_cut_off_and_program(
    cutoff: date | None, told: str, tmp_path: Path
) -> None:
    shown = display(source="J 2019;1:2, Table 7")
    html, rtf = write_table(shown, results(), tmp_path, study=study(cutoff=cutoff))
    told_of = f"Study: T-1. Source: ADSL. Data cut-off: {told}. Program: results/table7.yaml, converter"
    for text in (html.read_text("utf-8"), rtf.read_text("ascii").replace("\\{", "{").replace("\\}", "}")):
        at = [text.index(word) for word in ("Treated", "A note {1}.", "J 2019;1:2, Table 7", told_of)]
        assert at == sorted(at)


def test_datasets_by_which_subjects_are_chosen_are_sources_too() -> None:
    among = ({"dataset": "ADCM", "without": True}, {"dataset": "ADRS"})
    rows = [{"id": "r", "result": {"count": {"dataset": "ADAE", "among": among}}, "show": "{n}"}]
    assert "Source: ADAE, ADCM, ADRS, ADSL. " in identity(display(rows=rows), ["ADAE", "ADSL"], study())


def test_the_same_results_give_the_same_bytes(tmp_path: Path) -> None:
    first = [path.read_bytes() for path in write_table(display(), results(), tmp_path, study=study())]
    again = [path.read_bytes() for path in write_table(display(), results(), tmp_path, study=study())]
    assert first == again


def test_figures_of_a_text_are_a_listing_of_two_columns(tmp_path: Path) -> None:
    listed = display(display="TEXT7", kind="text", columns=COLUMNS[1:])
    html, _ = write_table(listed, results().assign(DISPLAY="TEXT7"), tmp_path, study=study())
    assert html.name == "text7.html"
    assert html_rows(html)[0] == ["", "Total(N = 21)"]
    assert html_rows(html)[2] == ["Male", "13 (62)"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\\b{c}", "a\\\\b\\{c\\}"),
        ("é\u2013≥", "\\u233?\\u8211?\\u8805?"),
        ("\u2007", "\\~\\~"),
        ("a\r\nb\nc", "a\\line b\\line c"),
        ("\U0001d6fc", "\\u-10187?\\u-8452?"),
    ],
)
def test_text_in_rtf_is_ascii_and_escaped(text: str, expected: str) -> None:
    assert rtf_text(text) == expected


def test_rtf_is_landscape_with_repeated_headers_numbered_pages_and_closed_groups(tmp_path: Path) -> None:
    text = write_table(display(), results(), tmp_path, study=study())[1].read_text("ascii")
    bare = text.replace("\\{", "").replace("\\}", "")
    assert bare.count("{") == bare.count("}")
    header = text[text.index("{\\header") : text.index("{\\footer")]
    assert header.count("\\row\n") == len(["title", "population", "headers"]), "a page's header has the table's heads"
    assert {"\\landscape", "\\paperw15840", "fldinst PAGE}", "fldinst NUMPAGES}"} == {
        word for word in ("\\landscape", "\\paperw15840", "fldinst PAGE}", "fldinst NUMPAGES}") if word in text
    }


def test_a_column_of_rtf_is_wide_enough_for_its_widest_cell(tmp_path: Path) -> None:
    eight = [{"id": f"c{number}", "label": f"Group {number}"} for number in range(8)]
    row = {"id": "r", "result": {"count": {}}, "show": "{n}"}
    shown = results([("r", one["id"], "n", "", "11.8 (1.2, 3.4)") for one in eight])
    text = write_table(display(columns=eight, rows=[row]), shown, tmp_path, study=study())[1].read_text("ascii")
    edges = [int(edge) for edge in re.findall(r"cellx(\d+)", text)[-8:]]
    assert edges[-1] == 13680
    assert edges[1] - edges[0] > 1200


GROUPS = [{"id": "a", "label": "Low", "spanner": "Drug"}, {"id": "b", "label": "High", "spanner": "Drug"}]
THREE = [*GROUPS, {"id": "c", "label": "Placebo"}]


def three(**changed: Any) -> tuple[Display, Frame]:
    """Make a display of three columns, two of them under one head, with one row."""
    row = {"id": "r", "label": "Median", "result": {"count": {}}, "show": "{n}"}
    shown = results([("r", name, "n", "", text) for name, text in (("a", "1.9 (NE-NE)"), ("b", "-2"), ("c", "0"))])
    return display(columns=THREE, rows=[row], stub="Characteristic", **changed), shown


def test_columns_with_the_same_spanner_stand_under_one_head(tmp_path: Path) -> None:
    html, rtf = write_table(*three(), tmp_path, study=study())
    heads = etree.fromstring(html.read_bytes()).findall(".//thead//th")
    told = [("".join(map(str, one.itertext())).strip(), one.get("scope"), one.get("colspan")) for one in heads]
    assert told == [
        ("Characteristic", "col", "1"),
        ("Drug", "colgroup", "2"),
        ("Placebo", "col", "1"),
        ("Low", "col", "1"),
        ("High", "col", "1"),
    ]
    assert rtf_rows(rtf)[2:4] == [["", "Drug", ""], ["Characteristic", "Low", "High", "Placebo"]]
    body = rtf.read_text("ascii").partition("{\\footer")[2]
    rows = re.findall(r"\\trowd.*?\\row\b", body, re.DOTALL)
    assert ["\\trkeep" in row for row in rows] == [True], "no row is torn"


def test_numbers_of_rtf_are_not_broken_at_spaces_hyphens_or_dashes(tmp_path: Path) -> None:
    rtf = write_table(*three(), tmp_path, study=study())[1].read_text("ascii")
    assert " 1.9\\~(NE\\_NE)\\cell" in rtf
    assert unbroken("5 (1\u20132)") == "5\\~(1\\u8211?\\zwnbo 2)"


def test_numbers_that_do_not_fit_a_page_are_set_smaller(tmp_path: Path) -> None:
    many = [{"id": f"c{at}", "label": f"Group {at}"} for at in range(7)]
    row = {"id": "r", "label": "Median", "result": {"count": {}}, "show": "{n}"}
    shown = results([("r", one["id"], "n", "", "112.9 (110.9\u2013112.9)") for one in many])
    text = write_table(display(columns=many, rows=[row]), shown, tmp_path, study=study())[1].read_text("ascii")
    assert re.search(r"\\fs1[2-8] 112\.9\\~\(110\.9\\u8211\?\\zwnbo 112\.9\)\\cell", text)


def test_footnotes_of_rtf_are_whole_and_stay_with_the_end_of_the_table(tmp_path: Path) -> None:
    text = write_table(*three(), tmp_path, study=study())[1].read_text("ascii")
    notes = [line for line in text.splitlines() if line.startswith("\\pard\\plain\\f0\\keep")]
    assert ["\\keepn" in note for note in notes] == [True, True, False]
    assert "\\keepn\\sb20\\sa20\\ql\\li160\\fi-160\\fs20 Median" in text


def test_footnotes_of_rows_and_columns_bear_marks_in_their_order(tmp_path: Path) -> None:
    notes = ["Of all.", {"text": "Of low.", "columns": ["a"]}, {"text": "Of both.", "rows": ["r"], "columns": ["a"]}]
    html, rtf = write_table(*three(footnotes=notes), tmp_path, study=study())
    assert html_rows(html)[1:] == [["Low*\u2020", "High"], ["Median\u2020", "1.9 (NE-NE)", "-2", "0"]]
    for text in (html.read_text("utf-8"), rtf.read_text("ascii").replace("\\u8224?", "\u2020")):
        assert [text.index(note) for note in ("Of all.", "* Of low.", "\u2020 Of both.")] == sorted(
            text.index(note) for note in ("Of all.", "* Of low.", "\u2020 Of both.")
        )


def test_a_footnote_of_a_row_that_is_not_there_is_told() -> None:
    with pytest.raises(ValidationError, match="footnote 1 names no row 'q'"):
        three(footnotes=[{"text": "Of nothing.", "rows": ["q"]}])


@pytest.mark.parametrize(("zero", "expected"), [("", "0 (0)"), ("0", "0"), ("\u2014", "\u2014")])
def test_a_cell_of_nobody_says_what_the_display_has_for_zero(zero: str, expected: str) -> None:
    row = {"id": "r", "result": {"count": {}}, "show": "{n} ({pct})"}
    shown = results([("r", "all", "n", "", "0"), ("r", "all", "pct", "", "0")])
    assert cells(display(columns=COLUMNS[1:], rows=[row], zero=zero), shown)["all"].tolist() == [expected]


@pytest.mark.parametrize(
    ("name", "number", "called"),
    [
        ("TABLE7", "", "Table 7"),
        ("FIGURE2A", "", "Figure 2A"),
        ("FIGURES1", "", "Figure S1"),
        ("AE_TEXT", "", "AE_TEXT"),
        ("TABLE7", "Table 14.2.1", "Table 14.2.1"),
    ],
)
def test_a_display_is_called_by_its_number_else_by_its_name(name: str, number: str, called: str) -> None:
    assert display(display=name, number=number).called == called


OFFICE, READER = shutil.which("soffice"), shutil.which("pdftotext")


def test_a_row_that_may_be_higher_than_a_page_can_be_torn_others_stay_whole(tmp_path: Path) -> None:
    rows = [{"id": f"r{at}", "label": "A", "result": {"own_rule": {}}, "show": "{x}"} for at in range(2)]
    shown = results([("r0", "all", "x", "", "word"), ("r1", "all", "x", "", "word " * 900)])
    text = write_table(display(columns=COLUMNS[1:], rows=rows), shown, tmp_path, study=study())[1].read_text("ascii")
    body = re.findall(r"\\trowd.*?\\row\b", text[text.index("{\\footer") :], re.DOTALL)
    assert [("\\trkeep" in row, "\\keepn" in row) for row in body] == [(True, False), (False, False)]


def test_many_columns_leave_the_labels_no_more_room_than_they_take(tmp_path: Path) -> None:
    many = [{"id": f"c{at}", "label": f"G{at}"} for at in range(16)]
    row = {"id": "r", "label": "Row", "result": {"count": {}}, "show": "{n}"}
    shown = results([("r", one["id"], "n", "", "12 (34.5)") for one in many])
    text = write_table(display(columns=many, rows=[row]), shown, tmp_path, study=study())[1].read_text("ascii")
    assert text.count("12\\~(34.5)\\cell") == len(many), "no number is broken"


def office_pages(rtf: Path) -> list[str]:
    """Give the text of each page that LibreOffice makes of a document."""
    folder = rtf.parent
    profile = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(rtf)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pdf = str(rtf.with_suffix(".pdf"))
    pages = subprocess.run([str(READER), "-layout", pdf, "-"], check=True, capture_output=True)
    return pages.stdout.decode("utf-8").strip("\f").split("\f")


@pytest.mark.skipif(None in {OFFICE, READER}, reason="needs LibreOffice (soffice) and pdftotext")
def test_a_row_higher_than_a_page_is_set_on_several_in_libreoffice(tmp_path: Path) -> None:
    rows = [{"id": f"r{at}", "label": f"Row {at}", "result": {"own_rule": {}}, "show": "{x}"} for at in range(2)]
    shown = results([(f"r{at}", "all", "x", "", "word " * 900) for at in range(2)])
    told = office_pages(write_table(display(columns=COLUMNS[1:], rows=rows), shown, tmp_path, study=study())[1])
    assert sum(page.count("word") for page in told) == 2 * 900
    assert ["Table 7. Things" in page for page in told] == [True] * len(told)


@pytest.mark.skipif(None in {OFFICE, READER}, reason="needs LibreOffice (soffice) and pdftotext")
def test_every_page_of_a_long_table_has_its_heads_and_whole_numbers_in_libreoffice(tmp_path: Path) -> None:
    ids = [f"r{at}" for at in range(90)]
    many = [{"id": f"c{at}", "label": f"Group {at}", "spanner": "Drug" if at < 3 else ""} for at in range(7)]
    rows = [{"id": name, "label": f"Row {name}", "result": {"count": {}}, "show": "{n}"} for name in ids]
    text = "12.9 (10.9\u2013NE)"
    shown = results([(name, one["id"], "n", "", text) for name in ids for one in many])
    wide = display(columns=many, rows=rows, stub="Characteristic", footnotes=["Of all."])
    told = office_pages(write_table(wide, shown, tmp_path, study=study())[1])
    assert len(told) > 1
    heads = ("Table 7. Things", "Treated", "Drug", "Characteristic", "Group 6")
    assert [[head in page for head in heads] for page in told] == [[True] * len(heads)] * len(told)
    assert [f"Page {at} of {len(told)}" in page for at, page in enumerate(told, start=1)] == [True] * len(told)
    lines = [line for page in told for line in page.splitlines() if line.strip().startswith("Row r")]
    assert [line.split()[1] for line in lines] == ids, "every row is one line of one page"
    assert {line.replace("\u2060", "").count(text) for line in lines} == {len(many)}, "no number is broken"
    assert ["Of all." in page for page in told] == [False] * (len(told) - 1) + [True]
