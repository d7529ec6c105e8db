"""The last line of defence: whatever a thing is called, its file lies inside the folder that is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from converter.dataset import Dataset
from converter.errors import InputError
from converter.spec.text.paths import below
from converter.write.dataset_json import write_dataset_json
from converter.write.xpt.file import write_xpt

CREATED = datetime(2024, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", ["dm.xpt", "set-aside/dm.csv", "a b.csv", ".hidden", "..dots", "é.csv"])
def test_a_name_of_a_file_below_is_fine(tmp_path: Path, name: str) -> None:
    assert below(tmp_path, name) == tmp_path / name


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/../../x", "/x", "a/..", "..\\x", "C:\\x", "a\0", "link/x"])
def test_any_other_name_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path)
    with pytest.raises(InputError, match="is refused: a file is only written inside in"):
        below(tmp_path / "in", name)


def test_no_writer_follows_a_name_out(tmp_path: Path, datasets: tuple[Dataset, ...]) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    spec = datasets[0].spec.model_copy(update={"name": "../DM"})
    with pytest.raises(InputError):
        write_dataset_json(replace(datasets[0], spec=spec), folder, study="S01", created=CREATED)
    with pytest.raises(InputError):
        write_xpt(replace(datasets[0], spec=spec), folder, created=CREATED)
    assert [*tmp_path.iterdir()] == [folder]
    assert [*folder.iterdir()] == []
