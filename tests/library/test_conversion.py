"""A study converted in a program: frames in and out, one dataset alone, a value explained."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

import converter
from converter import InputError, Report, SpecError

DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo"


@pytest.fixture(scope="module")
def raw() -> dict[str, pd.DataFrame]:
    return converter.read_raw(str(DEMO))


def told(report: Report) -> Counter[tuple[str, str, bool]]:
    return Counter((issue.rule, issue.variable, bool(issue.accepted)) for issue in report.issues)


def test_raw_frames_give_what_their_files_give(raw: dict[str, pd.DataFrame], report: Report) -> None:
    made = converter.convert(DEMO, raw=raw)
    assert [name for name in report.datasets if not made.frame(name).equals(report.frame(name))] == []
    assert told(made) == told(report)  # what study.yaml accepts of a file holds for its frame
    assert "ae.parquet" in {issue.place for issue in made.issues}  # rows are counted from 1 there
    assert made.files == ()


class OnlyArrow:
    """A frame of another library, known by the Arrow interface alone."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.table = pa.Table.from_pandas(frame, preserve_index=False)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


def test_one_dataset_is_made_of_what_it_reads_alone(raw: dict[str, pd.DataFrame], report: Report) -> None:
    needed = {name: OnlyArrow(raw[name]) for name in ("dm", "ds", "ex", "vs", "lb", "eg")}
    made = converter.make_dataset(DEMO, "vs", raw=needed)
    assert list(made.datasets) == ["VS"]
    pd.testing.assert_frame_equal(made.frame("VS"), report.frame("VS"), check_flags=False)
    assert list(converter.make_dataset(DEMO, "AE").datasets) == ["AE", "SUPPAE"]
    with pytest.raises(InputError, match=r"^raw: no frame for lb, eg; VS is made of dm, ds, ex, vs, lb, eg$"):
        converter.make_dataset(DEMO, "VS", raw={name: raw[name] for name in ("dm", "ds", "ex", "vs")})
    with pytest.raises(InputError, match=r"^the study makes no dataset 'ZZ' \(it makes AE, CM, DM, .*\)$"):
        converter.make_dataset(DEMO, "zz")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"dmm": pd.DataFrame()}, r"^raw: the study has no table 'dmm' \(did you mean 'dm'\?\)$"),
        ({}, r"^no frames are given"),
        ({"dm": pd.DataFrame({"Subject": ["1"]})}, r"^raw: no frame for ds, ex, .*; the study reads dm, ds, "),
        ({"dm": pd.DataFrame({"A": [1, "x"]})}, r"^frame 'dm': column 'A' cannot be read: "),
        ({"dm": pd.DataFrame({"A": [1]}, index=pd.Index(["x"], name="Subject"))}, r"^frame 'dm': Subject is its index"),
        ({"dm": pd.DataFrame([[1, 2]], columns=["A", "A"])}, r"^frame 'dm': two columns are called 'A'$"),
        ({"dm": {"Subject": ["1"]}}, r"^frame 'dm': expected a frame of pandas or of an Arrow library, got dict$"),
        ({"../dm": pd.DataFrame()}, r"^a frame is called '../dm': "),
        ({"dm": pd.DataFrame(), "DM": pd.DataFrame()}, r"^two frames are called 'dm' and 'DM'$"),
    ],
)
def test_frames_that_cannot_be_taken_are_refused(changed: dict[str, pd.DataFrame], message: str) -> None:
    with pytest.raises(InputError, match=message):
        converter.convert(DEMO, raw=changed)


def test_a_study_of_objects_is_the_study_of_its_folder(report: Report) -> None:
    files = converter.read_study(DEMO)
    assert set(files) >= {"study.yaml", "sdtm/ae.yaml"}
    made = converter.convert(files, raw=DEMO / "raw")
    assert [name for name in report.datasets if not made.frame(name).equals(report.frame(name))] == []
    assert told(made) == told(report)


def test_mistakes_of_objects_are_told_by_their_path() -> None:
    files = converter.read_study(DEMO)
    said = files["sdtm/ae.yaml"]
    assert isinstance(said, dict)
    said["records"][0]["map"]["AETERM"] = {"asign": "AETERM"}
    with pytest.raises(SpecError) as error:
        converter.check_study(files)
    path = "sdtm/ae.yaml: records[0].map.AETERM.asign"
    assert str(error.value).splitlines() == [
        "the specification has 1 problem:",
        f"{path}: unknown rule 'asign' (did you mean 'assign'?)",
    ]
    with pytest.raises(InputError, match=r"^a study of Python objects lies in no folder: say where its data are"):
        converter.convert(files)


def test_sdtm_may_be_given_as_frames(tmp_path: Path, report: Report) -> None:
    files = converter.draft_study(
        {name: report.frame(name) for name in ("DM", "EX", "DS")}, tmp_path / "study", "DEMO01"
    )
    assert tmp_path / "study" / "adam" / "adsl.yaml" in files.paths
    sdtm = report.frames()
    made = converter.convert(tmp_path / "study", sdtm=sdtm)
    assert len(made.frame("ADSL")) == len(report.frame("DM"))
    alone = converter.make_dataset(tmp_path / "study", "ADSL", sdtm=sdtm)
    pd.testing.assert_frame_equal(alone.frame("ADSL"), made.frame("ADSL"), check_flags=False)


def test_what_a_call_says_twice_or_wrongly_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^say with what the line begins: one of raw, sdtm$"):
        converter.convert(DEMO, raw="raw", sdtm="sdtm")
    with pytest.raises(InputError, match=r"^last: expected 'sdtm', 'adam', 'results', got 'sdtmm'$"):
        converter.convert(DEMO, last="sdtmm")  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"no study.yaml in this folder"):
        converter.convert(tmp_path)
    with pytest.raises(InputError, match=r"^expected the folder of a study, or its files by name, got int$"):
        converter.convert(3)  # type: ignore[arg-type]


def test_a_report_prints_in_ten_lines_and_shows_itself(report: Report) -> None:
    lines = repr(report).splitlines()
    assert lines[0] == "Study DEMO01 (synthetic data)"
    assert lines[1].startswith("19 datasets, records: AE 28, SUPPAE 27, ")
    assert lines[2].startswith("raw rows: 575 = 570 mapped + ")
    assert lines[3].startswith("issues: 14 errors, 8 warnings, 3 notes; ")
    assert len(lines) <= 10
    assert max(map(len, lines)) <= 160
    shown = report._repr_html_()
    assert '<td style="text-align:left">Adverse Events</td>' in shown
    assert "&#x27;30-FEB-2024&#x27;" in shown  # what was collected is text, never markup


def test_the_issues_are_a_table(report: Report) -> None:
    table = report.issue_table()
    assert len(table) == len(report.issues)
    assert set(table["severity"]) == {"error", "warning", "note"}
    with pytest.raises(InputError, match=r"^no dataset 'AEE' \(did you mean 'AE'\?\)$"):
        report.frame("AEE")


def test_a_value_is_explained_down_to_its_cell(package: Path, report: Report) -> None:
    assert "AE" in report.datasets
    found = converter.explain(str(DEMO), "AE.AESTDTC", str(package), subject="DEMO01-101-001", seq=1)
    assert (found.value, found.cells[0].text) == ("2024-02-23", "23-FEB-2024")
    assert repr(found).startswith("AE.AESTDTC of record 1, subject DEMO01-101-001\n")


def test_a_right_specification_is_told(tmp_path: Path) -> None:
    made = converter.check_study(DEMO)
    assert repr(made) == (
        "DEMO01: the specification is right: 9 raw tables, 17 domains, 0 analysis datasets, 0 displays"
    )
    assert made.domains[:3] == ("AE", "CM", "DM")
    stages = converter.would_run(DEMO, work=tmp_path / "work")
    assert stages["sdtm"]
