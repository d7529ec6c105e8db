"""A package is verified: as it was written, and given again by its study."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from converter.cli import app
from converter.errors import InputError
from converter.pipeline.conversion import convert
from converter.pipeline.life.doctor import SELF_TEST
from converter.pipeline.life.verified import verify
from converter.report.answers.verification import Moved, verification_text

RECIST = Path(__file__).parents[2] / "studies" / "recist"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verified")
    shutil.copytree(RECIST, folder / "study")
    convert(folder / "study", folder / "out", last="sdtm", trace="csv")
    return folder


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "place"))


def test_a_package_that_its_study_gives_again_is_verified(place: Path) -> None:
    found = verify(place / "study", place / "out")
    assert found.verified
    assert verification_text(found).startswith("verified: ")
    assert sorted(path.name for path in place.iterdir()) == ["out", "study"]


@pytest.mark.parametrize("rebuild", [True, False])
def test_a_file_that_was_changed_lost_or_added_is_told(place: Path, *, rebuild: bool) -> None:
    (place / "out" / "report.txt").write_text("changed", encoding="utf-8")
    (place / "out" / "issues.csv").unlink()
    (place / "out" / "sdtm" / "mine.txt").write_text("mine", encoding="utf-8")
    found = verify(place / "study", place / "out", rebuild=rebuild)
    assert found.altered == ("sdtm/mine.txt", "report.txt (changed)", "issues.csv (lost)")
    assert verification_text(found).endswith("not verified: the package is not as it was written\n")


def test_an_input_that_changed_since_is_named_with_what_it_changes(place: Path) -> None:
    raw = place / "study" / "raw" / "demog.csv"
    raw.write_text(raw.read_text(encoding="utf-8").replace("1001,01,F,44", "1001,01,F,45"), encoding="utf-8")
    found = verify(place / "study", place / "out")
    assert found.inputs == Moved(changed=("raw/demog.csv",))
    assert {"sdtm/dm.xpt", "dataset-json/dm.json"} <= set(found.outputs.changed)
    assert verification_text(found).endswith("not verified: the inputs are others than those of the package\n")


def test_the_command_ends_with_4_where_the_package_is_not_verified(place: Path) -> None:
    call = ["verify", str(place / "study"), "--out", str(place / "out"), "--no-rebuild", "--json"]
    good = CliRunner().invoke(app, call)
    assert (good.exit_code, json.loads(good.output)["verified"]) == (0, True)
    (place / "out" / "report.txt").unlink()
    bad = CliRunner().invoke(app, call)
    assert (bad.exit_code, json.loads(bad.output)["altered"]) == (4, ["report.txt (lost)"])


def test_a_folder_that_is_no_package_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no package that convert wrote; it has no manifest\.json that can be read"):
        verify(RECIST, tmp_path)


def test_a_study_that_makes_no_analysis_datasets_gives_its_package_again_and_names_no_guide_of_them(
    tmp_path: Path,
) -> None:
    report = convert(SELF_TEST, tmp_path / "out")
    found = verify(SELF_TEST, tmp_path / "out")
    assert found.verified, verification_text(found)
    assert report.datasets.keys() == {"AE", "DM"}
