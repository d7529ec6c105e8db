"""What codes mean stands in a catalog of formats beside the data: their words are a second column."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pyreadstat
import pytest

from converter.errors import InputError
from converter.pipeline.inputs import raw_files
from converter.read.sas.sas import read_sas
from converter.read.stream import read_parts
from converter.spec.profile import Profile
from converter.spec.study import Table
from converter.steps import Source
from tests.read.sas_files import write_sas7bcat, write_sas7bdat

PLAIN = Profile(name="plain", description="", source="")
FORMATS: dict[str, dict[object, str]] = {
    "SEXF": {1.0: "Male", 2.0: "Female"},
    "$SITE": {"FR2": "Orléans", "US1": "Boston"},
    "VISITNAMEOFTHESTUDY": {-1.0: "Screening", 1.5: "Day 1, unscheduled"},
}
COLUMNS: dict[str, Sequence[object]] = {
    "SEX": [1.0, 2.0, None, 9.0],
    "SITE": ["US1", "FR2", "", "US1"],
    "VISIT": [-1.0, 1.5, 1.5, "A"],
    "AGE": [50.0, 60.0, 70.0, 80.0],
}
SHOWN = {"SEX": "SEXF8.", "SITE": "$SITE10.", "VISIT": "VISITNAMEOFTHESTUDY12.", "AGE": "8."}
READ = pd.DataFrame(
    {
        "SEX": ["1", "2", "", "9"],
        "SEX_DECODE": ["Male", "Female", "", ""],
        "SITE": ["US1", "FR2", "", "US1"],
        "SITE_DECODE": ["Boston", "Orléans", "", "Boston"],
        "VISIT": ["-1", "1.5", "1.5", ""],
        "VISIT_DECODE": ["Screening", "Day 1, unscheduled", "Day 1, unscheduled", ""],
        "AGE": ["50", "60", "70", "80"],
    },
    index=pd.RangeIndex(1, 5),
    dtype="str",
)
TOLD = [
    ("code-unlabelled", "SEX", (4,)),
    ("missing-special", "VISIT", (4,)),
    ("code-unlabelled", "VISIT", (4,)),
]


@pytest.mark.parametrize(
    ("catalog", "said"),
    [("dm.sas7bcat", {}), ("formats.sas7bcat", {}), ("study.sas7bcat", {"catalog": "study.sas7bcat"})],
)
def test_codes_have_their_words_beside_them(tmp_path: Path, catalog: str, said: dict[str, str]) -> None:
    path = write_sas7bdat(tmp_path / "dm.sas7bdat", COLUMNS, formats=SHOWN)
    write_sas7bcat(tmp_path / catalog, FORMATS)
    table = Table.model_validate({"file": "dm.sas7bdat", **said})
    frame, issues = read_sas(path, table=table, profile=PLAIN)
    pd.testing.assert_frame_equal(frame, READ)
    assert [(issue.rule, issue.variable, issue.rows) for issue in issues] == TOLD
    assert issues[0].values() == {"9": 1}


def test_codes_read_in_parts_have_the_same_words(tmp_path: Path) -> None:
    write_sas7bdat(tmp_path / "dm.sas7bdat", COLUMNS, formats=SHOWN)
    write_sas7bcat(tmp_path / "formats.sas7bcat", FORMATS)
    parts = read_parts(Source("dm", Table(file="dm.sas7bdat", key=("AGE",)), PLAIN), tmp_path, 3)
    frames = []
    while True:
        try:
            frames.append(next(parts).frame)
        except StopIteration as end:
            issues = end.value
            break
    pd.testing.assert_frame_equal(pd.concat(frames), READ, check_index_type=False)
    assert [(issue.rule, issue.variable, issue.rows) for issue in issues] == TOLD


def test_the_codes_of_a_transport_file_have_their_words_too(tmp_path: Path) -> None:
    frame = pd.DataFrame({"SEX": [1.0, 2.0], "SITE": ["US1", "FR2"]})
    path = tmp_path / "dm.xpt"
    pyreadstat.write_xport(frame, str(path), variable_format={"SEX": "SEXF8.", "SITE": "$SITE10."})
    write_sas7bcat(tmp_path / "formats.sas7bcat", FORMATS)
    read, issues = read_sas(path, table=Table(file="dm.xpt"), profile=PLAIN)
    assert read["SEX_DECODE"].tolist() == ["Male", "Female"]
    assert read["SITE_DECODE"].tolist() == ["Boston", "Orléans"]
    assert issues == ()


def test_measurements_whose_format_names_a_code_or_two_are_a_note(tmp_path: Path) -> None:
    columns: dict[str, Sequence[object]] = {"WEIGHT": [70.0, 80.5, -99.0, 91.0]}
    path = write_sas7bdat(tmp_path / "vs.sas7bdat", columns, formats={"WEIGHT": "WTF8."})
    write_sas7bcat(tmp_path / "vs.sas7bcat", {"WTF": {-99.0: "Not done"}})
    frame, (issue,) = read_sas(path, table=Table(file="vs.sas7bdat"), profile=PLAIN)
    assert frame["WEIGHT_DECODE"].tolist() == ["", "", "Not done", ""]
    assert (issue.rule, issue.severity, issue.rows) == ("code-unlabelled", "note", (1, 2, 4))


def test_a_column_that_is_there_is_never_hidden_by_words(tmp_path: Path) -> None:
    columns: dict[str, Sequence[object]] = {"SEX": [1.0], "SEX_DECODE": ["x"]}
    path = write_sas7bdat(tmp_path / "dm.sas7bdat", columns, formats=SHOWN)
    write_sas7bcat(tmp_path / "dm.sas7bcat", FORMATS)
    frame, _ = read_sas(path, table=Table(file="dm.sas7bdat"), profile=PLAIN)
    assert dict(frame.loc[1]) == {"SEX": "1", "SEX_DECODE": "x", "SEX_DECODE 2": "Male"}


def test_a_catalog_that_cannot_be_read_is_told_and_stops_nothing(tmp_path: Path) -> None:
    path = write_sas7bdat(tmp_path / "dm.sas7bdat", {"SEX": [1.0]}, formats=SHOWN)
    (tmp_path / "dm.sas7bcat").write_bytes(b"no such thing")
    frame, issues = read_sas(path, table=Table(file="dm.sas7bdat"), profile=PLAIN)
    assert frame.to_numpy().tolist() == [["1"]]
    assert [issue.rule for issue in issues] == ["catalog-unreadable", "format-unknown"]


def test_words_that_are_not_of_the_declared_encoding_are_told(tmp_path: Path) -> None:
    path = write_sas7bdat(tmp_path / "dm.sas7bdat", {"SITE": ["FR2"]}, formats=SHOWN)
    write_sas7bcat(tmp_path / "dm.sas7bcat", {"$SITE": FORMATS["$SITE"]})
    frame, (issue,) = read_sas(path, table=Table(file="dm.sas7bdat", encoding="ascii"), profile=PLAIN)
    assert frame["SITE_DECODE"].tolist() == ["Orléans"]
    assert (issue.rule, issue.place) == ("encoding-guessed", "dm.sas7bdat")
    assert issue.message.startswith("read as utf-8, which nothing declares (words of dm.sas7bcat")


def test_a_code_without_words_is_shown_with_all_its_digits(tmp_path: Path) -> None:
    path = write_sas7bdat(tmp_path / "dm.sas7bdat", {"SEX": [1234567.0]}, formats=SHOWN)
    write_sas7bcat(tmp_path / "dm.sas7bcat", FORMATS)
    _, (issue,) = read_sas(path, table=Table(file="dm.sas7bdat"), profile=PLAIN)
    assert issue.value == "1234567"


def test_a_catalog_that_is_declared_must_be_there(tmp_path: Path) -> None:
    path = write_sas7bdat(tmp_path / "dm.sas7bdat", {"SEX": [1.0]}, formats=SHOWN)
    with pytest.raises(InputError, match=r"no file 'formats\.sas7bcat'"):
        read_sas(path, table=Table(file="dm.sas7bdat", catalog="formats.sas7bcat"), profile=PLAIN)


def test_a_catalog_is_one_of_the_files_that_a_conversion_rests_on(tmp_path: Path) -> None:
    (tmp_path / "edc").mkdir()
    path = write_sas7bdat(tmp_path / "edc" / "dm.sas7bdat", {"SEX": [1.0]}, formats=SHOWN)
    catalog = write_sas7bcat(tmp_path / "edc" / "formats.sas7bcat", FORMATS)
    plan = SimpleNamespace(sources={"dm": Source("dm", Table(file="edc/dm.sas7bdat"), PLAIN)})
    assert list(raw_files(plan, tmp_path)) == [  # type: ignore[arg-type]
        ("raw/edc/dm.sas7bdat", path),
        ("raw/edc/formats.sas7bcat", catalog),
    ]
