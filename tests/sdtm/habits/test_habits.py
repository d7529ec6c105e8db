"""Raw rows that do what hardly any other row of their table does: rows and what is said of them side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.dataset import RawTable
from converter.issues import Issue
from converter.sdtm.habits import equal, pair
from converter.sdtm.habits.coded import together
from converter.sdtm.habits.habits import watch
from converter.sdtm.habits.shared import differing_tables
from converter.sdtm.rows.kept import Kept
from converter.spec.profile import Profile
from converter.spec.study import Habits, Table
from converter.steps import Source

PROFILE = Profile(name="p", description="", source="")
Rows = list[dict[str, str]]
Told = list[tuple[str, tuple[int, ...], str]]


def told(rows: Rows, *, key: tuple[str, ...] = (), habits: Habits | None = None) -> Told:
    """Watch rows (the first is row 2) whose column `Subject` is the subject; give rule, rows and value."""
    return [(issue.rule, issue.rows, issue.value) for issue in issues(rows, key=key, habits=habits)]


def issues(rows: Rows, *, key: tuple[str, ...] = (), habits: Habits | None = None) -> list[Issue]:
    frame = pd.DataFrame(rows, dtype="str")
    frame.index = pd.RangeIndex(2, 2 + len(frame))
    source = Source("t", Table(file="t.csv", subject="{Subject}", key=key), PROFILE, tuple(map(str, frame)))
    return list(watch(kept(frame), source, habits or Habits()))


def kept(frame: pd.DataFrame, file: str = "t.csv") -> Kept:
    """Give a table of which all rows stay, whose column `Subject` is the subject."""
    return Kept(RawTable("t", file, frame), np.ones(len(frame), dtype=np.bool_), frame["Subject"].astype("category"))


def visits(subjects: int = 6) -> Rows:
    """Give three tests at each of three visits of some subjects, each visit on a day of its own."""
    tests, names = (("HGB", "g/dL"), ("ALT", "U/L"), ("WBC", "10^9/L")), ("Screening", "Day 1", "Day 15")
    return [
        {
            "Subject": f"10{s % 2 + 1}-00{s}",
            "Site": f"10{s % 2 + 1}",
            "Folder": f"V{v}",
            "FolderName": name,
            "Date": f"2024-0{v + 1}-1{s}",
            "Test": test,
            "Unit": unit,
        }
        for s in range(subjects)
        for v, name in enumerate(names)
        for test, unit in tests
    ]


def changed(rows: Rows, at: int, **cells: str) -> Rows:
    return [{**row, **cells} if number == at else row for number, row in enumerate(rows)]


def test_a_table_without_exceptions_is_not_spoken_of() -> None:
    assert told(visits()) == []


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"FolderName": "Day 15"}, ("value-unusual", "Day 15")),  # its code is that of Day 1
        ({"Folder": "V2"}, ("value-unusual", "V2")),
        ({"Unit": "10^9/L"}, ("value-unusual", "10^9/L")),  # the unit of another test
        ({"Unit": ""}, ("blank-unusual", "")),
        ({"Date": "2025-02-10"}, ("value-unusual", "2025-02-10")),  # the visit's other tests were a year before
        ({"Date": ""}, ("blank-unusual", "")),
        ({"Site": "102"}, ("twin-differs", "101-000")),  # the subject begins with another site
    ],
)
def test_a_row_that_contradicts_the_others_is_told_with_its_row(
    cells: dict[str, str], expected: tuple[str, str]
) -> None:
    found = told(changed(visits(), 4, **cells))
    assert (expected[0], (6,), expected[1]) in found
    assert {rows for _, rows, _ in found} == {(6,)}


def test_the_message_says_what_was_expected_and_where_it_stands() -> None:
    (issue,) = issues(changed(visits(), 4, FolderName="Day 15"))
    assert (issue.place, issue.rows, issue.subjects) == ("t.csv", (6,), ("101-000",))
    assert (issue.variable, issue.value) == ("FolderName", "Day 15")
    assert issue.message.startswith("expected 'Day 1', as in 1")


def test_a_code_that_stands_nowhere_else_makes_a_row_of_another_kind() -> None:
    assert told(changed(visits(), 4, FolderName="Unscheduled", Folder="UNS", Date="2024-09-09")) == []


def test_more_than_one_row_in_a_hundred_is_no_exception() -> None:
    rows = changed(changed(visits(), 4, Unit=""), 13, Unit="")
    assert told(rows) == []
    assert told(rows, habits=Habits(exceptions=0.04)) != []


@pytest.mark.parametrize(("subjects", "expected"), [(11, []), (12, [("blank-unusual", (3,), "")])])
def test_a_habit_needs_twelve_rows(subjects: int, expected: Told) -> None:
    rows = [{"Subject": f"S{n:02}", "Sex": "" if n == 1 else "F"} for n in range(subjects)]
    assert told(rows) == expected


def test_a_blank_cell_is_right_where_the_row_says_why() -> None:
    rows = [{"Subject": f"S{n:02}", "Result": f"{n}.5", "Reason": ""} for n in range(20)]
    assert told(changed(rows, 3, Result="")) == [("blank-unusual", (5,), "")]
    assert told(changed(rows, 3, Result="", Reason="Clotted")) == []


def events(ongoing: str = "Yes", end: str = "") -> Rows:
    rows = [
        {"Subject": f"S{n % 9}", "Ongoing": "No" if n % 2 else "Yes", "End": f"2024-03-{n:02}" if n % 2 else ""}
        for n in range(1, 61)
    ]
    return changed(rows, 1, Ongoing=ongoing, End=end)


@pytest.mark.parametrize(
    ("ongoing", "end", "count"),
    [("Yes", "", 0), ("No", "2024-03-30", 0), ("Yes", "2024-03-30", 1), ("No", "", 1)],
)
def test_one_column_tells_whether_another_is_filled(ongoing: str, end: str, count: int) -> None:
    assert [rows for _, rows, _ in told(events(ongoing, end))] == [(3,)] * count


def test_twins_by_name_are_judged_in_small_tables() -> None:
    rows = [
        {"Subject": f"S{n:02}", "SEX": "Male" if n % 2 else "Female", "SEX_STD": "M" if n % 2 else "F"}
        for n in range(12)
    ]
    assert told(rows) == []
    (found,) = told(changed(rows, 3, SEX="Female"))
    assert found[:2] == ("value-unusual", (5,))


def test_twins_are_one_answer_in_a_row_of_another_kind_too() -> None:
    rows = [
        {
            "Subject": f"S{n:02}",
            "SEX": "Male" if n % 2 else "Female",
            "SEX_STD": "M" if n % 2 else "F",
            "SCRNFAIL": "Yes" if n == 3 else "",  # the only screen failure
        }
        for n in range(12)
    ]
    assert told(rows) == []
    (found,) = told(changed(rows, 3, SEX="Female"))
    assert found[:2] == ("value-unusual", (5,))


def test_a_date_is_compared_with_the_text_it_was_typed_as() -> None:
    rows = [{"Subject": f"S{n:02}", "DAT": f"1{n}-MAY-2024", "DAT_RAW": f"1{n}-MAY-2024"} for n in range(9)] * 2
    assert ("twin-differs", (4,), "12-MAY-2024") in told(changed(rows, 2, DAT_RAW="12-JUN-2024"))
    assert told(changed(rows, 2, DAT="", DAT_RAW="UN-MAY-2024")) == []  # a partial date has no twin


def coded_events() -> Rows:
    """Give 40 events of five terms in four classes."""
    terms = (("Nausea", "Gut"), ("Vomiting", "Gut"), ("Rash", "Skin"), ("Cough", "Lung"), ("Cramp", "Muscle"))
    return [{"Subject": f"S{n:02}", "AEDECOD": terms[n % 5][0], "AEBODSYS": terms[n % 5][1]} for n in range(40)]


def test_two_cells_in_each_others_place() -> None:
    rows = coded_events()
    assert told(rows) == []
    swapped = changed(rows, 3, AEDECOD="Lung", AEBODSYS="Cough")
    assert ("cells-swapped", (5,), "Lung") in told(swapped)
    assert "cell-displaced" not in [rule for rule, _, _ in told(swapped)]


def test_two_questions_that_one_row_answers_the_other_way_are_not_swapped() -> None:
    rows = [{"Subject": f"S{n:02}", "CONSENT": "Yes", "SMOKER": "No"} for n in range(40)]
    assert "cells-swapped" not in [rule for rule, _, _ in told(changed(rows, 3, CONSENT="No", SMOKER="Yes"))]


LINKED = [
    {"Subject": f"S{n:02}", "OUT": out, "LINK": link, "COMM": ""}
    for n, (out, link) in enumerate([("Recovered", "AE1"), ("Not recovered", "AE2")] * 8)
]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"OUT": "", "LINK": "Recovered", "COMM": "AE1"}, [("LINK", "Recovered"), ("COMM", "AE1")]),
        ({"OUT": "AE1", "LINK": ""}, [("OUT", "AE1")]),
        ({"COMM": "Recovered"}, []),  # OUT has its own answer: a comment may say what it likes
        ({"OUT": "", "COMM": "Some other text"}, []),
    ],
)
def test_a_cell_with_what_another_column_lacks_has_moved(
    cells: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    found = issues(changed(LINKED, 3, **cells))
    assert [(one.variable, one.value) for one in found if one.rule == "cell-displaced"] == expected


def test_numbers_meet_in_two_columns_by_chance() -> None:
    rows = [{"Subject": f"S{n:02}", "HGB": str(10 + n % 3), "GLUC": str(88 + n % 2)} for n in range(16)]
    assert "cell-displaced" not in [rule for rule, _, _ in told(changed(rows, 3, HGB="88", GLUC=""))]


@pytest.mark.parametrize(
    ("usual", "cells"),
    [
        ({"SER": "N", "ONGO": ("Y", "")}, {"SER": "Y", "ONGO": ""}),  # a serious event that ended
        ({"DTH": "", "ONGO": ("Y", "N")}, {"DTH": "Y", "ONGO": ""}),  # what is asked of the living alone
        ({"RACE": ("White", "Asian"), "ETHNIC": ("Unknown", "Other")}, {"RACE": "Unknown", "ETHNIC": ""}),
    ],
)
def test_words_that_answer_any_question_meet_by_chance(
    usual: dict[str, str | tuple[str, str]], cells: dict[str, str]
) -> None:
    rows = [
        {"Subject": f"S{n:02}", **{name: one if isinstance(one, str) else one[n % 2] for name, one in usual.items()}}
        for n in range(16)
    ]
    assert "cell-displaced" not in [rule for rule, _, _ in told(changed(rows, 4, **cells))]


def test_yes_has_moved_where_no_question_of_its_kind_is_asked() -> None:
    rows = [
        {"Subject": f"S{n:02}", "REGION": ("Whole body", "Spine")[n % 2], "NEW": ("Yes", "No")[n % 2]}
        for n in range(16)
    ]
    moved = changed(rows, 3, REGION="Yes", NEW="")
    assert ("cell-displaced", (5,), "Yes") in told(moved)


def sites(of: str, *subjects: str) -> pd.DataFrame:
    """Give a table in which each subject has two rows, with the site (`of` it and the subject's first two signs)."""
    frame = pd.DataFrame({"Subject": subjects, "Site": [of.format(one[:2]) for one in subjects]}, dtype="str")
    return pd.concat([frame, frame], ignore_index=True).set_axis(range(2, 2 + 2 * len(frame)))


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (("{}", "{}", "{}", "Demographics"), [("t3", (2, 3, 4, 5))]),
        (("{}", "{}", "{}", "{}"), []),
        (("{}", "{}", "Other"), []),  # two tables are not enough to say which is wrong
        (("{}", "{}", "Other", "Demographics"), []),
        (("10", "10", "10", "11"), []),  # one text in all tables tells nothing of subjects
    ],
)
def test_a_column_that_says_of_subjects_what_no_other_table_says(
    tables: tuple[str, ...], expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    made = {f"t{n}": kept(sites(of, "10-1", "11-2"), f"t{n}") for n, of in enumerate(tables)}
    sources = {name: Source(name, Table(file=f"{name}.csv"), PROFILE, ("Subject", "Site")) for name in made}
    found = list(differing_tables(made, sources))
    assert [(one.place, one.rows) for one in found if one.rule == "table-differs"] == expected
    assert all(one.variable == "Site" for one in found)


COMMENTS = [{"S1": "late", "S2": ""}, {"S1": "early", "S2": ""}, {"S1": "", "S2": "fine"}, {"S1": "", "S2": ""}]


def test_tables_that_do_not_speak_of_a_subject_say_nothing_of_it() -> None:
    tables = {
        f"t{n}": kept(pd.DataFrame({"Subject": list(said), "Comment": list(said.values())}, dtype="str", index=[2, 3]))
        for n, said in enumerate(COMMENTS)
    }
    sources = {name: Source(name, Table(file=f"{name}.csv"), PROFILE, ("Subject", "Comment")) for name in tables}
    assert list(differing_tables(tables, sources)) == []


def numbered(*numbers: int) -> Rows:
    whole = [{"Subject": f"S{s}", "Position": str(n)} for s in range(8) for n in (1, 2, 3)]
    return [*whole, *({"Subject": "S8", "Position": str(n)} for n in numbers)]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((1, 2, 3), []),
        ((1, 3), [("number-gap", (27,), "3")]),
        ((2, 3), [("number-gap", (26,), "2")]),
        ((3, 1, 2), []),  # the order of rows does not matter
    ],
)
def test_a_number_left_out_is_told_at_the_next_row(numbers: tuple[int, ...], expected: Told) -> None:
    assert told(numbered(*numbers), key=("Subject", "Position")) == expected


def test_numbers_that_are_not_counted_from_one_are_no_numbering() -> None:
    rows = [{"Subject": f"S{n // 2}", "Sample": str(1000 + 7 * n)} for n in range(30)]
    assert told(rows, key=("Subject", "Sample")) == []


def test_a_habit_can_be_left_unwatched() -> None:
    settings: dict[str, Any] = {"off": ("telling columns",)}
    assert told(changed(visits(), 4, FolderName="Day 15"), habits=Habits(**settings)) == []


def test_tables_without_rows_are_watched_without_complaint() -> None:
    empty = pd.DataFrame({"Subject": pd.Series(dtype="str"), "X": pd.Series(dtype="str")})
    source = Source("t", Table(file="t.csv", subject="{Subject}", key=("Subject", "X")), PROFILE, ("X",))
    assert list(watch(kept(empty), source, Habits())) == []


@pytest.mark.parametrize("cell", ["", " ", "\u00a0"])
def test_a_cell_of_blanks_is_blank(cell: str) -> None:
    rows = [{"Subject": f"S{n}", "A": f"a{n % 3}" if n else cell} for n in range(30)]
    assert told(rows) == [("blank-unusual", (2,), "")]


texts = st.sampled_from(["", "a1", "a1 ", "b2", "c3", "d4", "e5"])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["10-1", "10-2", "11-3"]), texts, texts, texts), max_size=24))
def test_pairs_of_columns_that_are_not_compared_would_have_told_nothing(cells: list[tuple[str, ...]]) -> None:
    rows = [dict(zip(("Subject", "One", "Other", "Third"), row, strict=True)) for row in cells]
    said = Habits(rows=3, exceptions=0.3)
    found = told(rows, habits=said) if rows else []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(equal, "_may_be_alike", lambda *_: True)
        patch.setattr(pair, "together", lambda one, other, _: together(one, other, len(rows)))
        assert (told(rows, habits=said) if rows else []) == found
