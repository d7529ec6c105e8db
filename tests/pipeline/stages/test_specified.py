"""A study in words is planned where it is seen as it was, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from converter.errors import InputError
from converter.pipeline.stages.specified import plan_of, specified, unfit
from converter.spec.load import load_study
from tests.trust.tiny_study import tiny_study


def test_a_plan_is_read_once_and_anew_where_its_study_has_changed(tmp_path: Path) -> None:
    study = tiny_study(tmp_path / "study")
    before = specified(load_study(study), "sdtm")
    assert plan_of(before) is plan_of(before)
    assert not unfit(before, str(tmp_path))
    domain = study / "sdtm" / "dm.yaml"
    domain.write_text(domain.read_text(encoding="utf-8") + "# read again\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"sees another specification in .*study; let it see the same files"):
        plan_of(before)
    after = specified(load_study(study), "sdtm")
    assert plan_of(after) is not plan_of(replace(after, shared=("standards",)))


def test_why_a_process_cannot_make_parts_is_told_with_what_to_do(tmp_path: Path) -> None:
    said = specified(load_study(tiny_study(tmp_path / "study")), "sdtm")
    here, gone = str(tmp_path), str(tmp_path / "gone")
    assert f"does not see {gone}, where the parts lie; name one that all machines share" in unfit(said, gone)
    assert "does not see the study folder" in unfit(replace(said, folder=gone), here)
    assert "has another version of the converter, of Python or of a library" in unfit(replace(said, converter=""), here)
