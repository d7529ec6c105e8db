"""Datasets in a program: read, written, checked and described as frames."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import converter
from converter import InputError, Report
from converter.compute.numbers.missing import missing_letters, special_missing

DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo"
CREATED = datetime(2024, 7, 1, tzinfo=UTC)


def test_a_dataset_that_is_read_and_written_again_is_the_same_file(
    package: Path, report: Report, tmp_path: Path
) -> None:
    assert "DM" in report.datasets
    for file in ("dm.xpt", "vs.xpt"):
        frame = converter.read_xpt(package / "sdtm" / file)
        (path,) = converter.write_xpt(frame, tmp_path / "new" / file, created=CREATED)
        pd.testing.assert_frame_equal(converter.read_xpt(path), frame)
        assert converter.read_xpt(path).attrs == frame.attrs
        converter.write_xpt(frame, path, spec=DEMO, created=CREATED)
        assert path.read_bytes() == (package / "sdtm" / file).read_bytes()
    frame = converter.read_dataset_json(package / "dataset-json" / "dm.json")
    (path,) = converter.write_dataset_json(frame, tmp_path / "dm.json")
    assert converter.read_dataset_json(path).attrs["labels"] == frame.attrs["labels"]


def test_labels_and_moments_of_a_frame_are_written(tmp_path: Path) -> None:
    frame = pd.DataFrame({"USUBJID": ["1", None], "ADT": [date(1960, 1, 2), None], "AVAL": [1.5, np.nan]})
    path = tmp_path / "adx.xpt"
    converter.write_xpt(frame, path, label="Example", labels={"AVAL": "Value"}, formats={"AVAL": "8.1"})
    read = converter.read_xpt(path)
    assert read.attrs == {
        "name": "ADX",
        "label": "Example",
        "keys": [],
        "labels": {"AVAL": "Value"},
        "formats": {"ADT": "E8601DA.", "AVAL": "8.1"},
        "lengths": {"USUBJID": 1},
    }
    assert read["USUBJID"].tolist() == ["1", ""]
    assert read["ADT"].tolist()[0] == 1
    assert path.read_bytes() == converter.write_xpt(read, tmp_path / "again" / "adx.xpt")[0].read_bytes()


def test_special_missing_values_stay_what_they_are(tmp_path: Path) -> None:
    frame = pd.DataFrame({"A": [special_missing("A"), np.nan, special_missing("_"), 1.0]})
    (path,) = converter.write_xpt(frame, tmp_path / "x.xpt")
    assert missing_letters(converter.read_xpt(path)["A"]).tolist() == ["A", "", "_", ""]


@pytest.mark.parametrize(
    ("frame", "said", "message"),
    [
        ({"A": ["ä"], "LONGERNAME": [1]}, {}, r"^X.LONGERNAME: a name has 1 to 8 characters"),
        ({"A": [np.inf]}, {}, r"^X.parquet:1 A: the number is infinite"),
        ({"A": [2**60 + 1]}, {}, r"the number has more digits than a variable holds"),
        ({"A": [[1]]}, {}, r"column 'A' holds list"),
        ({"A": [1]}, {"labels": {"B": "x"}}, r"^labels: the frame has no column 'B'"),
        ({"A": [1]}, {"spec": DEMO}, r"^X: the specification describes no such dataset$"),
        ({"A": [1]}, {"spec": DEMO, "label": "x"}, r"^the specification says labels and formats"),
        (
            {"AETERM": ["x"], "AETERN": ["x"]},
            {"spec": DEMO, "name": "AE"},
            r"^AE: .* no variable AETERN \(did you mean",
        ),
    ],
)
def test_what_a_file_cannot_hold_is_refused_and_nothing_is_written(
    frame: dict[str, list[object]], said: dict[str, object], message: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=message):
        converter.write_xpt(pd.DataFrame(frame), tmp_path / "x.xpt", **said)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_other_files_are_refused_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^x.csv: expected a file ending in .xpt$"):
        converter.write_xpt(pd.DataFrame({"A": [1]}), tmp_path / "x.csv")
    with pytest.raises(
        InputError, match=r"^x.csv: expected a file ending in .xpt; read_datasets reads a whole folder$"
    ):
        converter.read_xpt(tmp_path / "x.csv")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"file.*; name a folder, not a file$|in the way"):
        converter.write_xpt(pd.DataFrame({"A": [1]}), tmp_path / "file" / "x.xpt")


def issues(report: Report) -> list[tuple[str, str, str, int]]:
    return sorted((one.rule, one.place, one.variable, one.count) for one in report.issues)


def test_frames_are_checked_as_their_files_are(package: Path, report: Report, tmp_path: Path) -> None:
    folder = package / "sdtm"
    (folder / "define.xml").rename(tmp_path / "define.xml")  # a frame has none beside it
    frames = converter.read_datasets(folder)
    for spec, standard in ((DEMO, ""), ((), "sdtmig-3.4")):
        of_frames = converter.check_datasets(frames, spec, standard=standard)
        of_files = converter.check_datasets(folder, spec, standard=standard)  # transport files want a define.xml
        assert issues(of_frames) == [one for one in issues(of_files) if one[0] != "define-missing"]
    (tmp_path / "define.xml").rename(folder / "define.xml")
    places = converter.write_lists(report, tmp_path / "lists")
    assert len(pd.read_csv(places["issues.csv"])) == len(report.issues)
    with pytest.raises(InputError, match=r"lies among the datasets, where issues.csv would be read as one"):
        converter.write_lists(report, folder)
    with pytest.raises(
        InputError, match=r"^expected a folder, or frames by name such as \{'AE': frame\}, got DataFrame$"
    ):
        converter.check_datasets(frames["AE"])  # type: ignore[arg-type]


def test_a_define_of_frames_refers_to_transport_files_beside_it(report: Report, tmp_path: Path) -> None:
    frames = {name: report.frame(name) for name in ("DM", "AE", "SUPPAE")}
    made = converter.define(frames, DEMO, tmp_path)
    assert made.files == ("define.xml", "define2-1.xsl", "define.html")
    text = (tmp_path / "define.xml").read_text("utf-8")
    assert [name in text for name in ('href="dm.xpt"', 'href="suppae.xpt"', ".parquet")] == [True, True, False]
    assert [one.rule for one in made.issues if one.rule.startswith("define-")] == []


def test_a_specification_goes_out_and_comes_back(tmp_path: Path) -> None:
    workbook = converter.export_spec(DEMO, tmp_path / "demo.xlsx")
    assert converter.diff_spec(DEMO, workbook) == ()
    made = converter.import_spec(workbook, tmp_path / "study")
    assert tmp_path / "study" / "study.yaml" in made.paths
    assert converter.check_study(tmp_path / "study").described[:2] == ("AE", "CM")
    with pytest.raises(InputError, match=r"^kind: expected 'sdtm', 'adam' or nothing, got 'send'$"):
        converter.export_spec(DEMO, tmp_path / "x.xlsx", "send")  # type: ignore[arg-type]


def test_what_the_converter_knows_is_a_frame(tmp_path: Path) -> None:
    known = converter.list_known("variables", "AE")
    assert known.set_index("variable").loc["AESEQ", "core"] == "Req"
    with pytest.raises(InputError, match=r"^cannot list 'nonsense'"):
        converter.list_known("nonsense")
    assert [path.name for path in converter.write_schemas(tmp_path, "study")] == ["study.schema.json"]
