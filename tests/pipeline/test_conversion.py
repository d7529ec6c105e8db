"""A conversion tells before its work what would stop it, and its manifest tells what was read."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from converter.errors import InputError, SpecError
from converter.pipeline import conversion, convert
from converter.pipeline.inputs import refuse_changed
from converter.pipeline.package import stamp
from converter.pipeline.stages import data
from converter.spec.text.paths import files_below
from converter.write.folder.manifest import entries
from tests.trust.small_package import state
from tests.trust.tiny_study import tiny_study


def plan_of(created: date) -> Any:  # noqa: ANN401 - as much of a plan as a stamp needs
    return SimpleNamespace(study=SimpleNamespace(study=SimpleNamespace(created=created)))


@pytest.mark.parametrize("epoch", ["", " ", "-1", "abc", "1.5", "1e9", " 1719792000", "²", "253402300800", "9" * 5000])
def test_a_source_date_epoch_that_is_no_time_is_told(monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(InputError, match=r"SOURCE_DATE_EPOCH: expected seconds since 1970-01-01 in digits, .*, got '"):
        stamp(plan_of(date(2024, 7, 1)))


@pytest.mark.parametrize(
    ("epoch", "stamped"),
    [
        (None, datetime(2024, 7, 1, tzinfo=UTC)),
        ("0", datetime(1970, 1, 1, tzinfo=UTC)),
        ("1719792000", datetime(2024, 7, 1, tzinfo=UTC)),
        ("253402300799", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_files_bear_source_date_epoch_else_the_date_of_the_study(
    monkeypatch: pytest.MonkeyPatch, epoch: str | None, stamped: datetime
) -> None:
    if epoch is None:
        monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    else:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert stamp(plan_of(date(2024, 7, 1))) == stamped


def test_a_file_that_changed_came_or_went_while_it_was_read_is_told(tmp_path: Path) -> None:
    for name in ("same.csv", "grown.csv", "gone.csv"):
        (tmp_path / name).write_text("A\n1\n")
    before = entries((path.name, path) for path in tmp_path.iterdir())
    refuse_changed(before, ((path.name, path) for path in tmp_path.iterdir()))
    (tmp_path / "grown.csv").write_text("A\n1\n2\n")
    (tmp_path / "gone.csv").unlink()
    (tmp_path / "come.csv").write_text("A\n")
    with pytest.raises(InputError, match=r"^changed while they were read: come.csv, gone.csv, grown.csv; wait"):
        refuse_changed(before, ((path.name, path) for path in tmp_path.iterdir()))


def test_a_package_lies_apart_from_its_study_and_tells_the_bytes_it_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = tiny_study(tmp_path / "studies" / "s01")
    before = state(study)
    for out in (study, study / "out", study / "raw", study.parent):
        with pytest.raises(InputError, match=r"the (study|raw) folder"):
            convert(study, out)
    assert state(study) == before
    raw = hashlib.sha256((study / "raw" / "dm.csv").read_bytes()).hexdigest()
    convert(study, tmp_path / "out" / "s01")
    manifest = json.loads((tmp_path / "out" / "s01" / "manifest.json").read_text())
    assert {one["file"]: one["sha256"] for one in manifest["inputs"]}["raw/dm.csv"] == raw
    made = state(tmp_path)

    def read(*asked: Any) -> Any:  # noqa: ANN401 - passed on as it is
        (study / "raw" / "dm.csv").write_text("SUBJ,START,SEX\n")
        return usual(*asked)

    usual = data.read
    monkeypatch.setattr(conversion, "read", read)
    with pytest.raises(InputError, match=r"changed while they were read: raw/dm\.csv"):
        convert(study, tmp_path / "out" / "s01")
    tiny_study(study)
    assert state(tmp_path) == made


def test_a_folder_that_is_not_ours_is_refused_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = tiny_study(tmp_path / "study")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "manifest.json").write_text("{}")
    (tmp_path / "out" / "thesis.docx").write_text("years of work")
    before = state(tmp_path)
    monkeypatch.setattr(conversion, "read", lambda *_: pytest.fail("nothing may be read"))
    with pytest.raises(InputError, match=r"manifest\.json, thesis\.docx"):
        convert(study, tmp_path / "out")
    assert state(tmp_path) == before


def test_a_folder_that_cannot_be_looked_into_is_not_left_out_of_the_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sdtm").mkdir()
    (tmp_path / "sdtm" / "dm.xpt").write_text("")
    usual = os.scandir

    def scandir(path: str) -> Any:  # noqa: ANN401 - what os gives
        if Path(path).name == "sdtm":
            raise PermissionError(13, "Permission denied", path)
        return usual(path)

    assert files_below(tmp_path) == ["sdtm/dm.xpt"]
    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(PermissionError):
        files_below(tmp_path)


def test_a_domain_whose_records_nothing_makes_is_told(tmp_path: Path) -> None:
    study = tiny_study(tmp_path / "study")
    (study / "sdtm" / "mh.yaml").write_text("domain: MH\ncomment: Comes later.\n")
    told = [issue for issue in convert(study, tmp_path / "out").issues if issue.rule == "dataset-unmade"]
    assert [(issue.place, issue.written) for issue in told] == [("MH", "not in the package")]
    assert not (tmp_path / "out" / "sdtm" / "mh.xpt").exists()
    (study / "sdtm" / "mh.yaml").write_text("domain: MH\nderive: {MHSEQ: {sequence: {}}}\n")
    with pytest.raises(SpecError, match=r"mh\.yaml:2: derive: nothing makes the records whose variables are derived"):
        convert(study, tmp_path / "out")


def test_raw_exports_that_lie_elsewhere_are_asked_for(tmp_path: Path) -> None:
    study = tiny_study(tmp_path / "study")
    with pytest.raises(
        InputError, match=r"nowhere: no such folder of raw exports; name the one in which they lie with --raw$"
    ):
        convert(study, tmp_path / "out", raw=tmp_path / "nowhere")
