"""SAS files: every member, every record; a cut, a doubtful encoding and a number that is no date are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.compute.dates.sas_moment import iso_text, sas_number
from converter.compute.numbers.ibm import from_ibm, ibm_doubles
from converter.compute.numbers.missing import missing_letters, special_missing
from converter.compute.sas_format import sas_kind
from converter.dataset import Dataset
from converter.errors import InputError
from converter.read.datasets.folder import read_datasets
from converter.read.sas.sas import member_names, read_sas, read_sas_dataset, read_sas_datasets
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.spec.profile import Profile
from converter.spec.study import Table
from converter.write.xpt.file import write_xpt
from tests.read.sas_files import write_sas7bdat

PLAIN = Profile(name="plain", description="", source="")
MADE = datetime(2024, 1, 1, tzinfo=UTC)


def dataset(name: str, frame: pd.DataFrame, **formats: str) -> Dataset:
    variables = tuple(
        VariableSpec(
            name=column,
            label=column,
            type="Num" if pd.api.types.is_numeric_dtype(frame[column]) else "Char",
            format=formats.get(column, ""),
        )
        for column in map(str, frame)
    )
    return Dataset(
        DatasetSpec(
            name=name, domain=name, label=name, dataset_class="EVENTS", structure="", keys=(), variables=variables
        ),
        frame,
    )


def words(name: str, *values: str) -> Dataset:
    return dataset(name, pd.DataFrame({"TERM": pd.Series(values, dtype="str")}))


def table(file: str, **said: str) -> Table:
    return Table.model_validate({"file": file, **said})


def two_members(folder: Path) -> Path:
    """Write AE and CM to one transport file: the second library header is left out."""
    (ae,), (cm,) = (
        write_xpt(words(name, *values), folder, created=MADE)
        for name, values in (("AE", ("PAIN", "RASH", "FEVER")), ("CM", ("ASPIRIN", "ZINC")))
    )
    path = folder / "all.xpt"
    path.write_bytes(ae.read_bytes() + cm.read_bytes()[240:])
    return path


def test_a_transport_file_gives_all_its_members(tmp_path: Path) -> None:
    path = two_members(tmp_path)
    assert [(found.name, found.frame["TERM"].tolist()) for found in read_sas_datasets(path)] == [
        ("AE", ["PAIN", "RASH", "FEVER"]),
        ("CM", ["ASPIRIN", "ZINC"]),
    ]
    frame, issues = read_sas(path, table=table("all.xpt", member="cm"), profile=PLAIN)
    assert (frame["TERM"].tolist(), issues) == (["ASPIRIN", "ZINC"], ())


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({}, r"all\.xpt: has 2 datasets: AE, CM \(say member: AE\)"),
        ({"member": "CMX"}, r"all\.xpt: no dataset 'CMX': AE, CM \(did you mean 'CM'\?\)"),
    ],
)
def test_of_several_members_one_must_be_named(tmp_path: Path, said: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_sas(two_members(tmp_path), table=table("all.xpt", **said), profile=PLAIN)


def test_a_folder_may_hold_several_datasets_in_one_file(tmp_path: Path) -> None:
    path = two_members(tmp_path)
    (tmp_path / "ae.xpt").unlink()
    (tmp_path / "cm.xpt").unlink()
    assert list(read_datasets(path.parent, {})) == ["AE", "CM"]


@pytest.mark.parametrize(
    ("lost", "rows", "told"),
    [
        (0, 40, False),
        (1, 39, True),  # the last byte of the last record
        (80, 38, True),  # a card of the last records
        (97, 38, True),
    ],
)
def test_a_file_that_was_cut_gives_its_whole_records_and_says_so(
    tmp_path: Path, lost: int, rows: int, told: bool
) -> None:
    (path,) = write_xpt(words("AE", *(f"{number:050d}" for number in range(40))), tmp_path, created=MADE)
    path.write_bytes(path.read_bytes()[: len(path.read_bytes()) - lost])
    found = read_sas_dataset(path)
    assert len(found.frame) == rows
    assert [issue.rule for issue in found.issues] == (["file-cut"] if told else [])
    assert not told or f"the {rows} whole records are read" in found.issues[0].written


@pytest.mark.parametrize("kept", [0, 1, 79, 240, 400, 640, 700])
def test_a_file_cut_in_its_headers_is_refused_in_one_line(tmp_path: Path, kept: int) -> None:
    (path,) = write_xpt(words("AE", "PAIN"), tmp_path, created=MADE)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(InputError, match=r"^ae\.xpt: [^\n]*$"):
        read_sas_dataset(path)


def test_blank_records_count_unless_they_only_fill_the_last_card(tmp_path: Path) -> None:
    (path,) = write_xpt(words("AE", "", "PAIN", "", "", "RASH"), tmp_path, created=MADE)
    assert read_sas_dataset(path).frame["TERM"].tolist() == ["", "PAIN", "", "", "RASH"]


def test_parts_of_a_dataset_are_read_back_as_one(tmp_path: Path) -> None:
    whole = words("LB", *(f"value {number:03d}" for number in range(300)))
    parts = write_xpt(whole, tmp_path, created=MADE, limit=2_200)
    assert [path.name for path in parts] == ["lb1.xpt", "lb2.xpt", "lb3.xpt"]
    found = read_datasets(tmp_path, {"LB": whole.spec})
    assert list(found) == ["LB"]
    assert found["LB"].frame["TERM"].tolist() == whole.frame["TERM"].tolist()


def test_text_is_decoded_as_declared_else_as_it_fits(tmp_path: Path) -> None:
    (path,) = write_xpt(words("AE", "FI_VRE", "PAIN"), tmp_path, created=MADE)
    path.write_bytes(path.read_bytes().replace(b"FI_VRE", b"FI\xc8VRE"))
    frame, issues = read_sas(path, table=table("ae.xpt", encoding="cp1252"), profile=PLAIN)
    assert (frame["TERM"].tolist(), issues) == (["FIÈVRE", "PAIN"], ())
    frame, (issue,) = read_sas(path, table=table("ae.xpt"), profile=PLAIN)
    assert (frame["TERM"].tolist(), issue.rule, issue.variable) == (["FIÈVRE", "PAIN"], "encoding-guessed", "TERM")
    with pytest.raises(InputError, match=r"ae\.xpt: cannot be decoded as ascii"):
        read_sas(path, table=table("ae.xpt", encoding="ascii"), profile=PLAIN)


KINDS = {
    "date": [
        *("DATE9.", "E8601DA10.", "IS8601DA.", "B8601DA8.", "YYMMDD10.", "YYMMDDN8.", "MMDDYYS10.", "MONYY7."),
        *(
            "DDMMYYP10.",
            "YYMMN6.",
            "YYMMD7.",
            "YYQ6.",
            "YYQRS8.",
            "YYQZ6.",
            "MMYYC7.",
            "YYMON7.",
            "JULIAN7.",
            "JULDAY3.",
        ),
        *(
            "QTR.",
            "QTRR.",
            "MONNAME9.",
            "MONTH2.",
            "YEAR4.",
            "DAY2.",
            "DOWNAME.",
            "WEEKDATE29.",
            "WEEKDATX.",
            "WEEKU5.",
        ),
        *(
            "WEEKV.",
            "WEEKW.",
            "YYWEEKV6.",
            "WORDDATE18.",
            "WORDDATX.",
            "NLDATE20.",
            "NLDATEW.",
            "NLDATEYMM.",
            "EURDFDD10.",
        ),
        *(
            "EURDFWKX.",
            "FRADFDE9.",
            "HDATE.",
            "HEBDATE.",
            "MINGUO10.",
            "NENGO.",
            "PDJULG4.",
            "PDJULI4.",
            "JDATEYMD.",
            "e8601da.",
        ),
    ],
    "datetime": [
        *(
            "DATETIME20.",
            "DATETIME22.3",
            "DATEAMPM19.",
            "E8601DT19.",
            "E8601DT23.3",
            "E8601DZ20.",
            "E8601LX.",
            "B8601DT.",
        ),
        *(
            "MDYAMPM25.",
            "DTDATE9.",
            "DTMONYY7.",
            "DTYEAR4.",
            "DTWKDATX.",
            "DTYYQC6.",
            "E8601DN10.",
            "IS8601DT.",
            "NLDATM.",
        ),
        *("NLDATMAP.", "NLDATMTM.", "NLDATMYQ.", "EURDFDT20.", "DEUDFDT.", "ND8601DT."),
    ],
    "time": [
        *(
            "TIME8.",
            "TIME12.3",
            "TIMEAMPM11.",
            "HHMM5.",
            "HOUR2.",
            "E8601TM8.",
            "E8601LZ.",
            "B8601TZ.",
            "IS8601TM.",
            "TOD8.",
        ),
        *("MMSS5.", "NLTIME.", "NLTIMAP."),
    ],
    None: [
        "",
        "8.2",
        "12.",
        "BEST12.",
        "BESTD8.",
        "COMMA10.2",
        "DOLLAR10.2",
        "PERCENT8.1",
        "Z5.",
        "SEXF.",
        "$20.",
        "DATEX9.",
    ],
}


@pytest.mark.parametrize(("kind", "form"), [(kind, form) for kind, forms in KINDS.items() for form in forms])
def test_the_format_tells_dates_date_times_and_times_apart(kind: str | None, form: str) -> None:
    assert sas_kind(form) == kind


def test_dates_and_times_are_iso_8601_and_what_is_none_is_told(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "DT": [21915.0, None, 21915.5, 1e9],
            "DTM": [1898519400.0, None, 1898519400.25, -1e15],
            "TM": [52200.0, None, 360000.0, -1.0],
        }
    )
    (path,) = write_xpt(dataset("VS", frame, DT="DATE9.", DTM="DATEAMPM19.", TM="TIME8."), tmp_path, created=MADE)
    read, issues = read_sas(path, table=table("vs.xpt"), profile=PLAIN)
    assert read.to_numpy().tolist() == [
        ["2020-01-01", "2020-02-28T14:30:00", "14:30:00"],
        ["", "", ""],
        ["21915.5", "2020-02-28T14:30:00.25", "100:00:00"],
        ["1000000000", "-1000000000000000", "-00:00:01"],
    ]
    assert [(issue.rule, issue.variable, issue.rows) for issue in issues] == [
        ("date-impossible", "DT", (3, 4)),
        ("date-impossible", "DTM", (4,)),
    ]


@pytest.mark.parametrize(
    ("form", "number", "text"),
    [
        ("TIME8.", -1800.0, "-00:30:00"),  # half an hour before the dose
        ("HHMM6.", -90_061.5, "-25:01:01.5"),
        ("TIME8.", 90_000.0, "25:00:00"),  # a duration
        ("TIME12.3", 3_600.125, "01:00:00.125"),
        ("TOD8.", 52_200.0, "14:30:00"),
        ("TOD8.", 1_898_519_400.0, "2020-02-28T14:30:00"),  # TOD shows the clock of a date-time, too
        ("DATE9.", -138_061.0, "1582-01-01"),
        ("DATE9.", 745_153.0, "4000-02-28"),  # SAS has no 4000-02-29
        ("DATE9.", 745_154.0, "4000-03-01"),
        ("DATE9.", 2_206_122.0, "8000-02-28"),
        ("DATE9.", 2_206_123.0, "8000-03-01"),
        ("DATE9.", 2_936_547.0, "9999-12-31"),
        ("DATETIME20.", 253_717_747_199.0, "9999-12-31T23:59:59"),
        ("DATETIME23.3", 253_717_747_199.999, "9999-12-31T23:59:59.999"),
        ("DTDATE9.", 1_898_519_400.0, "2020-02-28T14:30:00"),
        ("MONYY7.", 21_915.0, "2020-01-01"),
    ],
)
def test_a_moment_is_the_one_that_sas_shows(tmp_path: Path, form: str, number: float, text: str) -> None:
    (path,) = write_xpt(dataset("VS", pd.DataFrame({"N": [number]}), N=form), tmp_path, created=MADE)
    frame, issues = read_sas(path, table=table("vs.xpt"), profile=PLAIN)
    assert (frame["N"].tolist(), issues) == ([text], ())


@pytest.mark.parametrize(
    ("form", "number"), [("DATE9.", -138_062.0), ("DATE9.", 2_936_548.0), ("TOD8.", 253_717_747_200.0)]
)
def test_a_number_beyond_the_calendar_of_sas_stays_a_number_and_is_told(
    tmp_path: Path, form: str, number: float
) -> None:
    (path,) = write_xpt(dataset("VS", pd.DataFrame({"N": [number]}), N=form), tmp_path, created=MADE)
    frame, (issue,) = read_sas(path, table=table("vs.xpt"), profile=PLAIN)
    assert (float(frame["N"][1]), issue.rule, issue.rows) == (number, "date-impossible", (1,))


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("MYDATE9.", ["warning"]),  # by its name a date
        ("SEXF.", ["note"]),  # codes, most likely
        *(("8.2", []), ("BEST12.", []), ("DOLLAR10.2", [])),
    ],
)
def test_numbers_under_a_format_that_sas_does_not_bring_along_are_told(
    tmp_path: Path, form: str, told: list[str]
) -> None:
    (path,) = write_xpt(dataset("VS", pd.DataFrame({"DT": [1.0]}), DT=form), tmp_path, created=MADE)
    frame, issues = read_sas(path, table=table("vs.xpt"), profile=PLAIN)
    assert (frame["DT"].tolist(), [issue.severity for issue in issues]) == (["1"], told)
    assert {issue.rule for issue in issues} <= {"format-unknown"}


def test_text_that_sas_has_packed_is_told(tmp_path: Path) -> None:
    columns: dict[str, Sequence[object]] = {"DUR": ["2008915154300FFD", ""], "DTC": ["2020-01-01", ""]}
    path = write_sas7bdat(tmp_path / "ae.sas7bdat", columns, formats={"DUR": "$N8601E30.", "DTC": "$20."})
    frame, (issue,) = read_sas(path, table=table("ae.sas7bdat"), profile=PLAIN)
    assert (frame["DUR"].tolist(), issue.rule, issue.variable) == (["2008915154300FFD", ""], "format-unknown", "DUR")


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e60, max_value=1e60)))
def test_numbers_survive_the_form_of_ibm(values: list[float]) -> None:
    numbers = np.array([value if abs(value) > 1e-70 else 0.0 for value in values])
    assert from_ibm(ibm_doubles(numbers)).tolist() == numbers.tolist()


def test_special_missing_values_are_read_as_they_were_written(tmp_path: Path) -> None:
    frame = pd.DataFrame({"N": [1.0, np.nan, special_missing("A"), special_missing("_")]})
    (path,) = write_xpt(dataset("VS", frame), tmp_path, created=MADE)
    assert missing_letters(read_sas_dataset(path).frame["N"]).tolist() == ["", "", "A", "_"]


def test_special_missing_values_of_a_raw_file_are_told_since_text_has_no_place_for_them(tmp_path: Path) -> None:
    frame = pd.DataFrame({"N": [1.0, np.nan, special_missing("A"), special_missing("_"), special_missing("A")]})
    write_xpt(dataset("VS", frame), tmp_path, created=MADE)
    read, (issue,) = read_sas(tmp_path / "vs.xpt", table=table("vs.xpt"), profile=PLAIN)
    assert read["N"].tolist() == ["1", "", "", "", ""]
    assert (issue.rule, issue.variable, issue.rows) == ("missing-special", "N", (3, 4, 5))
    assert issue.values() == {".A": 2, "._": 1}


def test_a_member_without_a_name_has_that_of_its_file(tmp_path: Path) -> None:
    (path,) = write_xpt(words("AE", "PAIN"), tmp_path, created=MADE)
    path.write_bytes(path.read_bytes().replace(b"SAS     AE      ", b"SAS             "))
    assert [found.name for found in read_sas_datasets(path)] == ["AE"]


def test_two_members_of_one_name_are_refused_since_none_could_say_which_is_meant(tmp_path: Path) -> None:
    path = two_members(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"SAS     CM      ", b"SAS     AE      "))
    for said in ({}, {"member": "AE"}):
        with pytest.raises(InputError, match=r"^all\.xpt: two of its datasets have one name: AE, AE$"):
            read_sas(path, table=table("all.xpt", **said), profile=PLAIN)


@given(st.integers(-138_061, 2_936_547))
def test_a_sas_date_is_its_iso_text(day: int) -> None:
    text, wrong = iso_text(pd.Series([float(day)]), "date")
    assert (sas_number(text[0], "date"), wrong[0]) == (day, False)


@given(st.integers(-(10**10), 10**10), st.integers(0, 999))
def test_a_sas_date_time_is_its_iso_text(second: int, thousandth: int) -> None:
    value = second + thousandth / 1000
    text, _ = iso_text(pd.Series([value]), "datetime")
    assert sas_number(text[0], "datetime") == pytest.approx(value, abs=1e-5)


@pytest.mark.parametrize(
    ("text", "kind"), [("2020-02", "date"), ("2020-02-30", "date"), ("NA", "datetime"), ("", "time")]
)
def test_text_that_is_no_complete_iso_date_never_becomes_one(text: str, kind: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        sas_number(text, kind)  # type: ignore[arg-type]


def version_8(path: Path, frame: pd.DataFrame, name: str = "AE", **said: Any) -> bytes:
    pyreadstat.write_xport(frame, str(path), file_format_version=8, table_name=name, **said)
    return path.read_bytes()


@pytest.mark.parametrize(("lost", "told"), [(0, []), (80, ["file-cut"])])
def test_a_transport_file_of_version_8_says_how_many_records_it_has(tmp_path: Path, lost: int, told: list[str]) -> None:
    path = tmp_path / "ae.xpt"
    data = version_8(path, pd.DataFrame({"USUBJID": ["S1", "S2"], "LONGVARIABLE": [1.0, 2.0]}))
    path.write_bytes(data[: len(data) - lost])
    found = read_sas_dataset(path)
    assert (found.name, [v.name for v in found.variables]) == ("AE", ["USUBJID", "LONGVARIABLE"])
    assert [issue.rule for issue in found.issues] == told


def test_a_transport_file_of_version_8_has_long_names_labels_formats_and_texts(tmp_path: Path) -> None:
    path, long = tmp_path / "x.xpt", "A label of more than forty characters, which version 5 could not hold"
    frame = pd.DataFrame({"DateOfTheFirstSymptom": [21915.0, 21916.0], "Comment": ["x" * 300, ""], "N": [1.5, -2.0]})
    formats = {"DateOfTheFirstSymptom": "NLDATEYMM10", "N": "COMMENTSFORMAT8.2"}
    labels = {"DateOfTheFirstSymptom": long, "Comment": "Été", "N": "n"}
    version_8(path, frame, "AVERYLONGNAMEOFADATASET", column_labels=labels, variable_format=formats, file_label="File")
    found = read_sas_dataset(path)
    assert (found.name, found.label) == ("AVERYLONGNAMEOFADATASET", "File")
    assert {v.name: v.label for v in found.variables} == labels
    assert {v.name: v.format for v in found.variables if v.format} == formats
    assert found.frame.to_numpy().tolist() == frame.to_numpy().tolist()
    read, _ = read_sas(path, table=table("x.xpt"), profile=PLAIN)
    assert read["DateOfTheFirstSymptom"].tolist() == ["2020-01-01", "2020-01-02"]


def test_labels_of_versions_8_and_9_that_a_writer_mixed_are_read(tmp_path: Path) -> None:
    labels = {"First": "A label of more than forty characters, which version 5 could not hold", "N": "n"}
    frame = pd.DataFrame({"First": ["x"], "N": [1.0]})
    version_8(tmp_path / "x.xpt", frame, column_labels=labels, variable_format={"N": "ALONGFORMAT8.2"})
    found = read_sas_dataset(tmp_path / "x.xpt")
    assert [(v.label, v.format) for v in found.variables] == [(labels["First"], ""), ("n", "ALONGFORMAT8.2")]
    assert found.frame.to_numpy().tolist() == [["x", 1.0]]


def test_a_transport_file_of_version_8_gives_its_members_and_special_missing_values(tmp_path: Path) -> None:
    ae = version_8(tmp_path / "ae.xpt", pd.DataFrame({"TERM": ["PAIN", "FI_VRE", "RASH"], "N": [1.0, 2.0, 3.0]}))
    cm = version_8(tmp_path / "cm.xpt", pd.DataFrame({"TERM": ["ZINC"], "N": [4.0]}), "CM")
    both = (ae + cm[240:]).replace(b"FI_VRE", b"FI\xc8VRE").replace(from_number(2.0), b"A" + bytes(7))
    (tmp_path / "all.xpt").write_bytes(both)
    assert member_names(tmp_path / "all.xpt") == ("AE", "CM")
    frame, issues = read_sas(tmp_path / "all.xpt", table=table("all.xpt", member="AE"), profile=PLAIN)
    assert frame.to_numpy().tolist() == [["PAIN", "1"], ["FIÈVRE", ""], ["RASH", "3"]]
    assert [issue.rule for issue in issues] == ["encoding-guessed", "missing-special"]
    with pytest.raises(InputError, match=r"all\.xpt: has 2 datasets: AE, CM \(say member: AE\)"):
        read_sas(tmp_path / "all.xpt", table=table("all.xpt"), profile=PLAIN)


def from_number(number: float) -> bytes:
    return int(ibm_doubles(np.array([number]))[0]).to_bytes(8, "big")


@pytest.mark.parametrize("kept", [0, 1, 79, 240, 400, 640, 700])
def test_a_file_of_version_8_cut_in_its_headers_is_refused_in_one_line(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "ae.xpt"
    labels = {"TERM": "A label of more than forty characters, which version 5 could not hold"}
    data = version_8(path, pd.DataFrame({"TERM": ["PAIN"]}), column_labels=labels)
    path.write_bytes(data[:kept])
    with pytest.raises(InputError, match=r"^ae\.xpt: [^\n]*$"):
        read_sas_dataset(path)


def test_a_file_of_proc_cport_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "ae.xpt").write_bytes(b"**COMPRESSED** " * 5 + b"     LIB CONTROL X64_SRV12")
    with pytest.raises(InputError, match=r"^ae\.xpt: made by PROC CPORT, which only SAS can read; export it with"):
        read_sas(tmp_path / "ae.xpt", table=table("ae.xpt"), profile=PLAIN)


TERMS = [b"PAIN", "FIÈVRE".encode("cp1252"), "FIÈVRE".encode()]
"""Text that is partly UTF-8 and partly Windows-1252, as where databases were put together."""


@pytest.mark.parametrize(
    ("code", "said", "terms", "rules"),
    [
        (20, {}, ["PAIN", "FIÈVRE", "FIÈVRE"], ["encoding-guessed"]),  # the header says UTF-8
        (20, {"encoding": "cp1252"}, ["PAIN", "FIÈVRE", "FI\xc3\u02c6VRE"], []),
        (62, {}, ["PAIN", "FIÈVRE", "FI\xc3\u02c6VRE"], []),  # the header says Windows-1252
    ],
)
def test_the_text_of_a_sas7bdat_file_is_decoded_as_declared_else_as_its_header_says_else_as_it_fits(
    tmp_path: Path, code: int, said: dict[str, str], terms: list[str], rules: list[str]
) -> None:
    path = write_sas7bdat(tmp_path / "ae.sas7bdat", {"TERM": TERMS}, labels={"TERM": "Term"}, code=code)
    frame, issues = read_sas(path, table=table("ae.sas7bdat", **said), profile=PLAIN)
    assert (frame["TERM"].tolist(), [issue.rule for issue in issues]) == (terms, rules)
    assert [issue.rows for issue in issues] == [(2,)] * len(rules)


def test_one_cell_that_is_not_as_the_header_says_leaves_the_others_as_it_says(tmp_path: Path) -> None:
    terms = ["БОЛЬ".encode("cp1251"), b"\x98", b"PAIN"]  # 98 is no character of Windows-1251
    write_sas7bdat(tmp_path / "ae.sas7bdat", {"TERM": terms}, code=61)
    frame, (issue,) = read_sas(tmp_path / "ae.sas7bdat", table=table("ae.sas7bdat"), profile=PLAIN)
    assert frame["TERM"].tolist() == ["БОЛЬ", "\u02dc", "PAIN"]
    assert (issue.rule, issue.variable, issue.rows) == ("encoding-guessed", "TERM", (2,))


@pytest.mark.parametrize(
    ("term", "rows"), [("FIÈVRE".encode(), []), ("FIÈVRE".encode("cp1252"), [(1,)]), (b"FEVER", [])]
)
def test_text_of_which_the_header_says_nothing_is_decoded_as_it_fits(
    tmp_path: Path, term: bytes, rows: list[tuple[int, ...]]
) -> None:
    write_sas7bdat(tmp_path / "ae.sas7bdat", {"TERM": [term, b"PAIN"]}, code=0)
    frame, issues = read_sas(tmp_path / "ae.sas7bdat", table=table("ae.sas7bdat"), profile=PLAIN)
    assert frame["TERM"].tolist() == ["FEVER" if term == b"FEVER" else "FIÈVRE", "PAIN"]
    assert [issue.rows for issue in issues] == rows


def test_a_declared_encoding_that_does_not_fit_a_sas7bdat_file_is_refused(tmp_path: Path) -> None:
    path = write_sas7bdat(tmp_path / "ae.sas7bdat", {"TERM": TERMS})
    with pytest.raises(InputError, match=r"ae\.sas7bdat: cannot be decoded as ascii"):
        read_sas(path, table=table("ae.sas7bdat", encoding="ascii"), profile=PLAIN)


def test_a_sas7bdat_file_keeps_its_types_labels_formats_and_special_missing_values(tmp_path: Path) -> None:
    columns: dict[str, Sequence[object]] = {
        "SEX": [1.0, None, "A", "_"],
        "DT": [21915.0, 2936547.0, None, "Z"],
        "TERM": ["PAIN", " x", "", "y"],
    }
    formats = {"SEX": "SEXF8.", "DT": "DATE9."}
    path = write_sas7bdat(tmp_path / "ae.sas7bdat", columns, formats=formats, labels={"SEX": "Sex"})
    found = read_sas_dataset(path)
    assert [(v.name, v.label, v.type, v.format) for v in found.variables] == [
        ("SEX", "Sex", "Num", "SEXF8."),
        ("DT", "", "Num", "DATE9."),
        ("TERM", "", "Char", ""),
    ]
    assert missing_letters(found.frame["SEX"]).tolist() == ["", "", "A", "_"]
    frame, issues = read_sas(path, table=table("ae.sas7bdat"), profile=PLAIN)
    assert frame.to_numpy().tolist() == [
        ["1", "2020-01-01", "PAIN"],
        ["", "9999-12-31", " x"],
        ["", "", ""],
        ["", "", "y"],
    ]
    assert [(issue.rule, issue.variable, issue.rows) for issue in issues] == [
        ("format-unknown", "SEX", ()),
        ("missing-special", "SEX", (3, 4)),
        ("missing-special", "DT", (4,)),
    ]


@pytest.mark.parametrize("kept", [0, 100, 1024, 66_000])
def test_a_sas7bdat_file_that_was_cut_is_refused_in_one_line(tmp_path: Path, kept: int) -> None:
    path = write_sas7bdat(tmp_path / "ae.sas7bdat", {"TERM": ["x" * 100] * 2000})
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(InputError, match=r"^ae\.sas7bdat: [^\n]*$"):
        read_sas_dataset(path)
