"""The parts of a study lie where a user says, apart from all else, and nothing of them stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import InputError
from converter.pipeline import Ways, convert
from converter.pipeline.stages.disk.place import MARK, parts_folder
from tests.trust.tiny_study import tiny_study


@pytest.mark.parametrize("there", [True, False])
def test_what_a_run_made_is_removed_at_its_end_and_the_folder_is_as_it_was(tmp_path: Path, there: bool) -> None:
    if there:
        (tmp_path / "parts").mkdir()
    with parts_folder(tmp_path / "parts") as one:
        (one / "made").mkdir()
        assert one.parent == tmp_path / "parts"
    assert [one.name for one in tmp_path.iterdir()] == ["parts"] * there
    assert [*tmp_path.glob("parts/*")] == []


def test_what_an_earlier_run_left_is_removed_and_does_not_stand_where_this_one_works(tmp_path: Path) -> None:
    left = tmp_path / "parts" / "run-0123456789abcdef"
    left.mkdir(parents=True)
    (tmp_path / "parts" / MARK.file).write_bytes(MARK.content)
    with parts_folder(tmp_path / "parts") as one:
        assert not left.exists()
        assert one != left


def test_folders_of_others_are_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "run-0123456789abcdef").mkdir()
    message = "theirs: holds other things than parts of a study; name a folder of its own with --parts"
    with pytest.raises(InputError, match=message), parts_folder(tmp_path / "theirs"):
        pass
    assert (tmp_path / "theirs" / "run-0123456789abcdef").exists()


def test_a_folder_is_of_one_run_at_a_time(tmp_path: Path) -> None:
    with (
        parts_folder(tmp_path / "parts") as one,
        pytest.raises(InputError, match="parts: another run writes there"),
        parts_folder(tmp_path / "parts"),
    ):
        pass
    assert not one.exists()


def test_parts_lie_apart_from_the_study_its_data_and_the_package(tmp_path: Path) -> None:
    study = tiny_study(tmp_path / "study")
    for name in ("study", "out", "study/raw", "work"):
        with pytest.raises(InputError, match=r"name a folder apart from it with --parts"):
            convert(study, tmp_path / "out", work=tmp_path / "work", ways=Ways(parts=tmp_path / name / "parts"))
