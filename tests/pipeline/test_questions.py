"""What is asked of the converter is answered, or told in a line that says what to ask instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter import pipeline
from converter.errors import InputError
from converter.spec.text.paths import inside

STUDY = "study: {id: S, name: S, description: S, created: 2024-01-01}\nstandards: {terminology: [sdtm-ct-2025-03-28]}\n"


@pytest.mark.parametrize("what", ["standards", "datasets", "profiles"])
def test_a_name_that_a_list_does_not_take_is_refused(what: str) -> None:
    with pytest.raises(InputError, match=f"a list of {what} takes no name, got 'AE'"):
        pipeline.listed(what, "AE")


def test_what_cannot_be_listed_is_told_with_what_can() -> None:
    with pytest.raises(InputError, match=r"cannot list 'rulse': did you mean 'rules'\?"):
        pipeline.listed("rulse")


def test_a_whole_package_is_no_folder_of_datasets(tmp_path: Path) -> None:
    package = tmp_path / "out"
    package.mkdir()
    (package / "manifest.json").write_text('{"schema": "converter.manifest/1", "outputs": []}')
    (tmp_path / "study.yaml").write_text(STUDY)
    for asked in (pipeline.check, lambda data, study: pipeline.define(data, study, tmp_path / "new")):
        with pytest.raises(InputError, match=r"out: is a package; name a folder of datasets in it, such as .*sdtm"):
            asked(package, tmp_path)


def test_a_folder_that_is_not_there_is_not_told_as_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no file 'dm\.csv' in raw \(there is no such folder\)"):
        inside(tmp_path / "raw", "dm.csv")
