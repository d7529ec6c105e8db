"""The libraries that calculate and draw results are an extra: a study without displays does without them."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from converter.errors import InputError
from converter.pipeline.conversion import convert
from converter.pipeline.life.doctor import SELF_TEST
from converter.results import libraries

TWO_ARMS = Path(__file__).parents[1] / "studies" / "two_arms"
BARE = """
import sys
from pathlib import Path
sys.modules |= dict.fromkeys(sys.argv[3:])  # what is None here cannot be imported
from converter.pipeline.conversion import convert
convert(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_a_study_without_displays_is_converted_where_none_of_them_is_installed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", BARE, str(SELF_TEST), str(tmp_path / "out"), *libraries.LIBRARIES]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out" / "sdtm" / "dm.xpt").is_file()


def test_a_study_with_displays_is_refused_before_a_row_is_read_and_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libraries, "find_spec", lambda name: None if name == "scipy" else name)
    with pytest.raises(InputError, match=r"not installed \(scipy\): python -m pip install 'converter\[results\]', or"):
        convert(TWO_ARMS, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_extra_has_each_of_them_and_the_core_none() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    core, extra = (
        {Requirement(one).name for one in named}
        for named in (project["dependencies"], project["optional-dependencies"]["results"])
    )
    wanted = {one.replace("_", "-") for one in libraries.LIBRARIES}
    assert (wanted - extra, wanted & core) == (set(), set())
