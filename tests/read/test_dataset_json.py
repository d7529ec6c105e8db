"""Dataset-JSON: dates as SAS numbers; what its rows and its metadata do not agree on is told."""

from __future__ import annotations

import json
from math import isnan
from pathlib import Path
from typing import Any

import pytest

from converter.dataset import FoundDataset
from converter.errors import InputError
from converter.read.datasets.dataset_json import read_dataset_json, read_json_table
from converter.spec.profile import Profile
from converter.spec.study import Table


def column(name: str, kind: str = "string", **said: str) -> dict[str, str]:
    return {"itemOID": f"IT.{name}", "name": name, "label": name, "dataType": kind, **said}


def read(folder: Path, columns: list[dict[str, str]], rows: list[Any], **said: Any) -> FoundDataset:
    content = {"name": "AE", "label": "Adverse Events", "records": len(rows), "columns": columns, "rows": rows, **said}
    (folder / "ae.json").write_text(json.dumps(content))
    return read_dataset_json(folder / "ae.json")


DATED = {"targetDataType": "integer"}


@pytest.mark.parametrize(
    ("kind", "text", "number"),
    [
        ("date", "2024-03-01", 23436),
        ("datetime", "2024-03-01T14:30:00", 2024922600),
        ("datetime", "2024-03-01", 2024870400),
        ("time", "14:30", 52200),
    ],
)
def test_dates_for_integers_are_sas_numbers(tmp_path: Path, kind: str, text: str, number: int) -> None:
    found = read(tmp_path, [column("ADT", kind, **DATED)], [[text], [None]])
    assert found.frame["ADT"].tolist()[0] == number
    assert isnan(found.frame["ADT"][1])
    assert (found.variables[0].type, found.issues) == ("Num", ())


def test_dates_without_a_target_stay_text(tmp_path: Path) -> None:
    found = read(tmp_path, [column("AESTDTC", "date")], [["2024-03"], [None]])
    assert found.frame["AESTDTC"].tolist() == ["2024-03", ""]


ODD = {
    "date-unreadable": (column("ADT", "date", **DATED), "2024-03"),
    "date-number": (column("ADT", "date", **DATED), 23436),
    "number-unreadable": (column("N", "float"), "abc"),
    "number-long": (column("N", "integer"), 2**60 + 1),
    "number-long ": (column("N", "decimal"), "12345678901234567.89"),
    "value-type": (column("T"), ["x"]),
}


@pytest.mark.parametrize("rule", ODD)
def test_a_value_that_is_not_what_its_column_says_is_told_with_its_row(tmp_path: Path, rule: str) -> None:
    said, value = ODD[rule]
    (issue,) = read(tmp_path, [said], [[None], [value]]).issues
    assert (issue.rule, issue.rows, issue.variable) == (rule.strip(), (2,), said["name"])


@pytest.mark.parametrize("text", ["1_0", "\u0661", "0x10", "1,5", "NaN"])
def test_text_that_json_would_not_write_as_a_number_is_none(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, [column("N", "decimal")], [[text], ["1.50"], ["-1e2"]])
    assert found.frame["N"].tolist()[1:] == [1.5, -100]
    assert [(issue.rule, issue.value) for issue in found.issues] == [("number-unreadable", text)]


@pytest.mark.parametrize(
    ("kind", "text"), [("time", "99:99"), ("datetime", "2024-03-11T12:75"), ("datetime", "2024-03-11T25:00:00")]
)
def test_a_time_that_no_clock_shows_is_told_and_not_carried_over(tmp_path: Path, kind: str, text: str) -> None:
    found = read(tmp_path, [column("N", kind, **DATED)], [[text]])
    assert isnan(found.frame["N"][0])
    assert [(issue.rule, issue.value) for issue in found.issues] == [("date-unreadable", text)]


@pytest.mark.parametrize("text", ["1.10", "1e400", "-0.0", "1E2", "0.30000000000000000001"])
def test_a_number_in_a_column_of_text_is_the_text_that_stands_there(tmp_path: Path, text: str) -> None:
    columns = json.dumps([column("T"), column("N", "float")])
    (tmp_path / "ae.json").write_text(f'{{"name": "AE", "records": 1, "columns": {columns}, "rows": [[{text}, 2.50]]}}')
    found = read_dataset_json(tmp_path / "ae.json")
    assert (found.frame.iloc[0].tolist(), found.issues) == ([text, 2.5], ())


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2024-03-01T14:30:00Z", 2024922600),
        ("2024-03-01T14:30:00+02:00", 2024922600 - 7200),
        ("2024-03-01T14:30-05:30", 2024922600 + 19800),
    ],
)
def test_a_time_with_a_zone_is_that_of_utc_and_told_and_as_text_it_stays(
    tmp_path: Path, text: str, number: int
) -> None:
    found = read(tmp_path, [column("ADTM", "datetime", **DATED)], [["2024-03-01T14:30:00"], [text]])
    assert found.frame["ADTM"].tolist() == [2024922600, number]
    assert [(one.rule, one.rows, one.value, one.written) for one in found.issues] == [
        ("date-zone", (2,), text, "read as the time in UTC")
    ]
    profile = Profile(name="plain", description="", source="")
    frame, issues = read_json_table(tmp_path / "ae.json", table=Table(file="ae.json"), profile=profile)
    assert (frame["ADTM"].tolist(), issues) == (["2024-03-01T14:30:00", text], ())


def test_a_number_beyond_all_numbers_is_told_as_it_stands(tmp_path: Path) -> None:
    columns = json.dumps([column("N", "float")])
    (tmp_path / "ae.json").write_text(f'{{"name": "AE", "records": 1, "columns": {columns}, "rows": [[1e400]]}}')
    assert [one.value for one in read_dataset_json(tmp_path / "ae.json").issues] == ["1e400"]
    profile = Profile(name="plain", description="", source="")
    frame, _ = read_json_table(tmp_path / "ae.json", table=Table(file="ae.json"), profile=profile)
    assert frame["N"].tolist() == ["1e400"]


def test_numbers_true_and_false_and_decimals_keep_what_they_say(tmp_path: Path) -> None:
    found = read(tmp_path, [column("A"), column("B", "boolean"), column("C", "decimal")], [[1.5, True, "1.50"]])
    assert found.frame.iloc[0].tolist() == ["1.5", "true", 1.5]


def test_a_count_of_records_that_is_not_that_of_the_rows_is_told(tmp_path: Path) -> None:
    (issue,) = read(tmp_path, [column("A")], [["x"]], records=3).issues
    assert (issue.rule, issue.message) == ("file-cut", "the file says that it has 3 records, 1 are in it")


def test_columns_that_differ_from_what_they_say_are_told(tmp_path: Path) -> None:
    columns = [column("A", itemOID="IT.X", length="3"), column("B", itemOID="IT.X")]
    issues = read(tmp_path, columns, [["abc", "x"], ["abcd", "y"]]).issues
    assert [(issue.rule, issue.variable, issue.rows) for issue in issues] == [
        ("column-oid", "", ()),
        ("text-longer", "A", (2,)),
    ]
    assert issues[0].message == "columns share the itemOID IT.X: A, B"


def test_control_characters_are_told_with_their_record(tmp_path: Path) -> None:
    (issue,) = read(tmp_path, [column("A")], [["x"], ["y\x01"]]).issues
    assert (issue.rule, issue.variable, issue.rows) == ("control-character", "A", (2,))


def test_keys_are_the_columns_with_a_sequence(tmp_path: Path) -> None:
    columns = [
        column("AESEQ", "integer", keySequence="2"),
        column("AETERM"),
        column("USUBJID", keySequence="1"),
        column("X", keySequence="a"),
    ]
    assert read(tmp_path, columns, []).keys == ("USUBJID", "AESEQ")


def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path: Path) -> None:
    head = json.dumps({"name": "AE", "records": 1, "columns": [column("A")]})
    (tmp_path / "ae.ndjson").write_text(f'{head}\r\n["x"]\r\n', encoding="utf-8-sig")
    found = read_dataset_json(tmp_path / "ae.ndjson")
    assert (found.frame["A"].tolist(), found.issues) == (["x"], ())


def test_rows_of_wrong_width_and_unknown_types_are_told(tmp_path: Path) -> None:
    found = read(tmp_path, [column("A"), column("B", "varchar")], [["x"], ["x", "y", "z"], ["x", "y"]])
    assert found.frame.to_numpy().tolist() == [["x", ""], ["x", "y"], ["x", "y"]]
    assert [(issue.rule, issue.rows) for issue in found.issues] == [
        *(("row-short", (1,)), ("row-long", (2,)), ("type-unknown", ()))
    ]


def test_lines_of_ndjson_that_are_no_json_are_told_and_the_others_read(tmp_path: Path) -> None:
    head = json.dumps({"name": "AE", "records": 3, "columns": [column("A")]})
    (tmp_path / "ae.ndjson").write_text(head + '\n["x"]\n["y\u2028z"]\n["cu', encoding="utf-8")
    found = read_dataset_json(tmp_path / "ae.ndjson")
    assert found.frame["A"].tolist() == ["x", "y\u2028z"]
    assert [(issue.rule, issue.rows) for issue in found.issues] == [("file-cut", ()), ("row-unreadable", (4,))]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "not Dataset-JSON 1.1"),
        ("[]", "it is no object of JSON"),
        ('{"clinicalData": {"itemGroupData": {}}}', "it is version 1.0; have it exported as 1.1"),
        ('{"name": null, "columns": [], "rows": []}', "it has no name of its dataset"),
        ('{"name": "AE", "columns": [], "rows": [["\\ud83d"]]}', "half of a character"),
        ('{"name": "AE", "rows": []}', "it has no 'columns'"),
        ('{"name": "AE", "columns": [], "rows": ["ab"]}', "row 1 is no list of values"),
        ('{"name": "AE", "columns": [], "rows": {}}', "its rows are no list"),
        ('{"name": "AE", "columns": [], "rows": [[NaN]]}', "NaN is no value of JSON"),
        ('{"name": "AE", "columns": [], "rows": [], "rows": []}', "a name stands twice"),
        ("[" * 100_000, "nested too deeply"),
        (
            '{"name": "AE", "columns": [{"name": "A", "dataType": "string", "length": 1e400}], "rows": []}',
            "not Dataset",
        ),
    ],
)
def test_a_file_of_another_form_is_refused_in_one_line(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "ae.json").write_text(content)
    with pytest.raises(InputError, match=message) as caught:
        read_dataset_json(tmp_path / "ae.json")
    assert "\n" not in str(caught.value)


def test_a_raw_table_is_read_as_text_with_dates_as_iso_and_the_first_record_as_row_1(tmp_path: Path) -> None:
    columns = [column("SUBJ"), column("VAL", "float"), column("DAT", "date", **DATED), column("AT", "date")]
    rows = [["001", 27.0, "2024-03-01", "2024-03"], ["002", None, None, None], ["003", "clotted", "1 March", "x"]]
    read(tmp_path, columns, rows)
    profile = Profile(name="plain", description="", source="")
    frame, issues = read_json_table(tmp_path / "ae.json", table=Table(file="ae.json"), profile=profile)
    assert frame.to_numpy().tolist() == [
        ["001", "27", "2024-03-01", "2024-03"],
        ["002", "", "", ""],
        ["003", "clotted", "1 March", "x"],  # what is no number or date is kept, and told
    ]
    assert frame.index.tolist() == [1, 2, 3]
    assert [(issue.rule, issue.rows, issue.variable, issue.value) for issue in issues] == [
        ("number-unreadable", (3,), "VAL", "clotted"),
        ("date-unreadable", (3,), "DAT", "1 March"),
    ]
