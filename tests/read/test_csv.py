"""Every line of a delimited file is in a record, or told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from converter.dataset import Frame
from converter.errors import InputError
from converter.issues import Issue
from converter.read.delimited.csv import read_csv
from converter.spec.profile import Profile
from converter.spec.study import Table

PLAIN = Profile(name="plain", description="", source="")


def read(folder: Path, content: str | bytes, **said: object) -> tuple[Frame, tuple[Issue, ...]]:
    path = folder / "ae.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_csv(path, table=Table.model_validate({"file": path.name, **said}), profile=PLAIN)


def told(issues: tuple[Issue, ...]) -> list[tuple[str, tuple[int, ...]]]:
    return [(issue.rule, issue.rows) for issue in issues]


QUOTES = {
    "never closed": (
        'S,TERM,ST\n1,"PAIN,2024-03-01\n2,RASH,2024-03-02\n3,FEVER,2024-03-03\n',
        [["1", '"PAIN', "2024-03-01"], ["2", "RASH", "2024-03-02"], ["3", "FEVER", "2024-03-03"]],
        [2],
    ),
    "opened twice": (
        'S,TERM,ST\n1,"PAIN,x\n2,RASH,x\n3,"FEVER,x\n',
        [["1", '"PAIN', "x"], ["2", "RASH", "x"], ["3", '"FEVER', "x"]],
        [2, 4],
    ),
    "closed by the opening quote of a later record": (
        'S,TERM,ST\n1,"PAIN,x\n2,"RASH, itchy",x\n',
        [["1", '"PAIN', "x"], ["2", "RASH, itchy", "x"]],
        [2],
    ),
    "closed in a later record, in the same column": (
        'S,TERM,ST\n1,"PAIN,x\n2,RASH",x\n3,FEVER,x\n',
        [["1", '"PAIN', "x"], ["2", 'RASH"', "x"], ["3", "FEVER", "x"]],
        [2],
    ),
    "closed in a later record, in another column": (
        'S,TERM,ST\n1,"PAIN,x\n2,RASH,x\n3,FEVER,x"\n',
        [["1", '"PAIN', "x"], ["2", "RASH", "x"], ["3", "FEVER", 'x"']],
        [2],
    ),
    "closed by an empty quoted field": (
        'S,TERM,ST\n1,"PAIN,x\n2,"",x\n3,"a, b",x\n',
        [["1", '"PAIN', "x"], ["2", "", "x"], ["3", "a, b", "x"]],
        [2],
    ),
    "text after the closing quote": (
        'S,TERM,ST\n1,"PAIN" mild,x\n2,RASH,x\n',
        [["1", '"PAIN" mild', "x"], ["2", "RASH", "x"]],
        [2],
    ),
}


@pytest.mark.parametrize("kind", QUOTES)
def test_a_quote_that_is_not_closed_swallows_no_record(tmp_path: Path, kind: str) -> None:
    content, rows, opened = QUOTES[kind]
    frame, issues = read(tmp_path, content)
    assert frame.to_numpy().tolist() == rows
    assert told(issues) == [("quote-open", tuple(opened))]
    assert "a field opens a quote that is not closed at its end" in str(issues[0])


def test_a_quote_that_stands_alone_within_a_field_is_text_and_told(tmp_path: Path) -> None:
    frame, issues = read(tmp_path, 'S,TRT,ST\n1,Pl"acebo,x\n2,"a, b",x\n3,5" pipe,x\n4,5 " pipe,x\n')
    assert frame["TRT"].tolist() == ['Pl"acebo', "a, b", '5" pipe', '5 " pipe']
    assert told(issues) == [("quote-within", (2,))]
    assert issues[0].written == "the quote is kept as text"


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (
            'S,TERM,ST\n1,"pain, mild,\nresolved, no action",x\n2,RASH,x\n',
            [["1", "pain, mild,\nresolved, no action", "x"]],
        ),
        ('S,TERM,ST\n1,5" pipe,x\n2,RASH,x\n', [["1", '5" pipe', "x"]]),
        ('S,TERM,ST\n1,"he said ""ow""",x\n2,RASH,x\n', [["1", 'he said "ow"', "x"]]),
        ('S,TERM,ST\n1,"",x\n2,RASH,x\n', [["1", "", "x"]]),
        ('"S","TERM\nof the event","ST"\n"1","a\r\nb","x"\n"2","RASH","x"\n', [["1", "a\r\nb", "x"]]),
    ],
)
def test_quotes_that_mean_what_they_say_are_read_without_a_word(
    tmp_path: Path, content: str, rows: list[list[str]]
) -> None:
    frame, issues = read(tmp_path, content)
    assert frame.to_numpy().tolist() == [*rows, ["2", "RASH", "x"]]
    assert issues == ()


plain_cells = st.text(st.sampled_from('ab1 -"'), max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 99), plain_cells, plain_cells), min_size=1, max_size=12))
def test_whatever_quotes_stand_in_lines_each_line_is_a_record(tmp_path: Path, rows: list[tuple[int, str, str]]) -> None:
    body = "".join(f"S-{number},{first},{second}\n" for number, first, second in rows)
    frame, _ = read(tmp_path, "ID,A,B\n" + body)
    inside = sum(value.count("\n") for value in frame.to_numpy().ravel())
    assert len(frame) + inside == len(rows)
    assert frame["ID"].str.fullmatch(r"S-\d+").all()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_end_a_line(tmp_path: Path, end: str) -> None:
    frame, issues = read(tmp_path, end.join(["A,B", "1,x", "", '2,"y"', ""]))
    assert frame.to_numpy().tolist() == [["1", "x"], ["", ""], ["2", "y"]]
    assert issues == ()


HEADERS: dict[str, tuple[str | bytes, dict[str, object], int, list[str]]] = {
    "a blank first line": ("\nA,B\n1,x\n", {}, 3, ["header-late"]),
    "several, with delimiters": (",\n\n ,\nA,B\n1,x\n", {}, 5, ["header-late"]),
    "a line for Excel": ("sep=;\nA;B\n1;x\n", {}, 2, []),
    "a line for Excel, quoted": ('"sep=;"\nA;B\n1;x\n', {}, 2, []),
    "a line for Excel that names the tab": ("sep=\\t\nA\tB\n1\tx\n", {}, 2, []),
    "a title with a line break in quotes": ('"Lab\ntransfer, 2020"\nA,B\n1,x\n', {"header_row": 2}, 3, []),
    "a title with a quote alone": ('Lab "transfer\nA,B\n1,x\n', {"header_row": 2}, 3, []),
    "two byte order marks": (b"\xef\xbb\xbf" * 2 + b"A,B\n1,x\n", {}, 2, []),
    "comments": ("# made by the lab\n#\nA,B\n1,x\n", {"comment": "#"}, 4, ["comment-line"]),
    "comments and blank lines": (
        "# made by the lab\n\nA,B\n1,x\n",
        {"comment": "#"},
        4,
        ["header-late", "comment-line"],
    ),
    "title lines that look like comments": ("# Lab\nA,B\n1,x\n", {"comment": "#", "header_row": 2}, 3, []),
    "title lines, declared": ("Lab transfer\nDate: 2020-01-01,\nA,B\n1,x\n", {"header_row": 3}, 4, []),
    "title lines after a line for Excel, which shows it as no row": (
        "SEP=;\r\nLab transfer\r\nA;B\r\n1;x\r\n",
        {"header_row": 2},
        3,
        ["separator-uncounted"],
    ),
}


@pytest.mark.parametrize("kind", HEADERS)
def test_the_header_is_found_below_what_stands_before_it(tmp_path: Path, kind: str) -> None:
    content, said, first, rules = HEADERS[kind]
    frame, issues = read(tmp_path, content, **said)
    assert (list(frame), frame.to_numpy().tolist(), frame.index.tolist()) == (["A", "B"], [["1", "x"]], [first])
    assert [issue.rule for issue in issues] == rules


@pytest.mark.parametrize(
    ("content", "said", "message"),
    [
        ("", {}, "the file is empty; expected a header line"),
        ("\n \n", {}, "row 1 is blank; expected the header there"),
        ("A\n1\n", {"header_row": 5}, "the file has 2 rows; expected a header in row 5"),
        ("A\n\nB\n", {"header_row": 2}, "row 2 is blank; expected the header there"),
        (b"A\n\x81\x8d\xff\n", {}, "cannot be decoded as utf-8-sig or cp1252"),
        ("A\nx\n".encode("utf-16") + b"\x00", {}, "cannot be decoded as utf-16"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_in_one_line(
    tmp_path: Path, content: str | bytes, said: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read(tmp_path, content, **said)
    assert "\n" not in str(caught.value)


def test_a_file_that_vanished_or_is_a_folder_says_so(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.csv", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            read_csv(path, table=Table(file="x"), profile=PLAIN)


QUOTED: dict[str, tuple[str, dict[str, object], list[list[str]]]] = {
    "another mark": ("'A',B\n'x, ''y''\nz',\"1\"\n", {"quote": "'"}, [["x, 'y'\nz", '"1"']]),
    "another mark in an irregular file": ("A,B\n'x, y\n2,'z,'\n", {"quote": "'"}, [["'x", " y"], ["2", "z,"]]),
    "none": ('A,B\n"x,5" pipe"\n""", \n', {"quote": "none"}, [['"x', '5" pipe"'], ['"""', " "]]),
    "the usual one": ('A,B\n"x, y","z"\n', {"quote": '"'}, [["x, y", "z"]]),
}


@pytest.mark.parametrize("kind", QUOTED)
def test_the_mark_around_fields_may_be_another_one_or_none(tmp_path: Path, kind: str) -> None:
    content, said, rows = QUOTED[kind]
    frame, issues = read(tmp_path, content, **said)
    assert (list(frame), frame.to_numpy().tolist()) == (["A", "B"], rows)
    assert {issue.rule for issue in issues} == ({"quote-open"} if "irregular" in kind else set())


def test_a_quote_in_a_comment_swallows_no_line(tmp_path: Path) -> None:
    content = 'A\n1\n# see,"the note\n2\n3"\n4\n'
    frame, (issue,) = read(tmp_path, content, comment="#", delimiter=",")
    assert frame["A"].to_dict() == {2: "1", 4: "2", 5: '3"', 6: "4"}
    assert (issue.rule, issue.rows) == ("comment-line", (3,))


def test_comments_before_and_after_the_header_are_told_together(tmp_path: Path) -> None:
    frame, (issue,) = read(tmp_path, "# one\nA\n# two\n1\n", comment="#")
    assert frame["A"].to_dict() == {4: "1"}
    assert (issue.rule, issue.rows) == ("comment-line", (1, 3))


def test_which_line_is_the_header_is_told_where_the_first_line_is_no_row(tmp_path: Path) -> None:
    _, (issue,) = read(tmp_path, "sep=;\nA;B\n1;x\n", header_row=2)
    assert issue.written == "row 2 is read as the header, which is line 3 of the file"
    assert issue.hint == "if the header is line 2, say header_row: 1"


def test_lines_are_comments_where_a_setting_says_so(tmp_path: Path) -> None:
    content = 'A,B\n1,x\n## "page 1\n"## 2",y\n\n3,z\n## end, of, file\n'
    frame, (issue,) = read(tmp_path, content, comment="##")
    assert frame.to_numpy().tolist() == [["1", "x"], ["## 2", "y"], ["", ""], ["3", "z"]]
    assert frame.index.tolist() == [2, 4, 5, 6]
    assert (issue.rule, issue.rows) == ("comment-line", (3, 7))
    frame, _ = read(tmp_path, content)
    assert len(frame) == 6


def test_a_byte_order_mark_within_a_file_is_told(tmp_path: Path) -> None:
    frame, (issue,) = read(tmp_path, "A,B\n1,x\n\ufeff2,y\n")
    assert (frame["A"].tolist(), issue.rule, issue.rows) == (["1", "\ufeff2"], "control-character", (3,))


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"quote": "''"}, "is no quote; expected one character"),
        ({"quote": "\n"}, "is no quote"),
        ({"quote": "|", "delimiter": "|"}, r"quote and delimiter cannot both be '\|'"),
    ],
)
def test_marks_that_no_text_can_have_are_refused(said: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Table.model_validate({"file": "ae.csv", **said})


def test_repeated_and_unnamed_columns_are_told_apart(tmp_path: Path) -> None:
    frame, issues = read(tmp_path, "Date of visit,Complete?, Date of visit ,,Date of visit 2\n1,2,3,4,5\n")
    assert list(frame) == ["Date of visit", "Complete?", "Date of visit 3", "column4", "Date of visit 2"]
    assert frame.to_numpy().tolist() == [["1", "2", "3", "4", "5"]]
    assert told(issues) == [("header-repeated", (1,)), ("header-blank", (1,))]
    assert "they are called 'Date of visit 3'" in issues[0].written


DELIMITED = {
    "most frequent": ("A,B,C;D\n1,2,3\n", 3),
    "as often in the lines": ("Visit date, time;Result\n2020-01-01;5\n2020-01-02;6\n", 2),
    "not inside quotes": ('"A;B;C",D\n1,2\n', 2),
}


@pytest.mark.parametrize("kind", DELIMITED)
def test_the_delimiter_is_the_one_that_the_lines_have_as_the_header_does(tmp_path: Path, kind: str) -> None:
    content, width = DELIMITED[kind]
    frame, issues = read(tmp_path, content)
    assert len(frame.columns) == width
    assert issues == ()


def test_rows_of_wrong_width_are_one_issue_for_each_width(tmp_path: Path) -> None:
    frame, issues = read(tmp_path, "A,B\n" + "1\n" * 3 + "1,2,3\n" + "1,2\n" * 5)
    assert len(frame) == 9
    assert told(issues) == [("row-short", (2, 3, 4)), ("row-long", (5,))]
    _, issues = read(tmp_path, "Lab transfer\nA,B\n1,2\n3,4\n")
    assert "header_row" in issues[0].hint


ENCODED = {
    "UTF-16 without a mark": ("A,B\nx,é\n".encode("utf-16-le"), ["encoding-guessed"]),
    "UTF-16, big end first": ("A,B\nx,é\n".encode("utf-16-be"), ["encoding-guessed"]),
    "UTF-32 with its mark": ("A,B\nx,é\n".encode("utf-32"), []),
    "Windows-1252, not declared": ("A,B\nx,é\n".encode("cp1252"), ["encoding-guessed"]),
}


@pytest.mark.parametrize("kind", ENCODED)
def test_an_encoding_that_was_guessed_is_told(tmp_path: Path, kind: str) -> None:
    content, rules = ENCODED[kind]
    frame, issues = read(tmp_path, content)
    assert frame.to_numpy().tolist() == [["x", "é"]]
    assert [issue.rule for issue in issues] == rules


def test_as_many_wrong_bytes_as_letters_do_not_change_the_letters(tmp_path: Path) -> None:
    frame, (issue,) = read(tmp_path, "A\né\n".encode() + b"caf\xe9\n")
    assert (frame["A"].tolist(), issue.rule) == (["é", "café"], "encoding-mixed")


def test_surplus_fields_are_said_to_stand_where_they_stand(tmp_path: Path) -> None:
    frame, (issue,) = read(tmp_path, "A,_extra\n1,2,3\n")
    assert (frame["_extra 2"].tolist(), issue.written) == (["3"], "surplus fields kept in column _extra 2")


def test_one_wrong_byte_does_not_change_the_letters_of_the_other_rows(tmp_path: Path) -> None:
    frame, (issue,) = read(tmp_path, "A\né\nü\n".encode() + b"caf\xe9\n")
    assert frame["A"].tolist() == ["é", "ü", "café"]
    assert (issue.rule, issue.severity) == ("encoding-mixed", "error")
    assert "1 of its bytes are not; the first stands in line 4" in issue.message


def test_nul_and_control_characters_are_kept_and_told(tmp_path: Path) -> None:
    frame, issues = read(tmp_path, "A,B\n1,x\x00y\n2,\x1b[31m\n3,tab\there\n")
    assert frame["B"].tolist() == ["x\x00y", "\x1b[31m", "tab\there"]
    assert told(issues) == [("control-character", (2, 3))]


def test_a_field_of_megabytes_is_read_whole(tmp_path: Path) -> None:
    frame, issues = read(tmp_path, f'A,B\n1,"{"x" * 3_000_000}"\n2,"open\n')
    assert frame["B"].str.len().tolist() == [3_000_000, 5]
    assert told(issues) == [("quote-open", (3,))]
