"""One small study handed in once: STX01, with a column that no domain takes and a document of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from converter.pipeline.conversion import convert
from converter.pipeline.submission.packaged import Submission, hand_in

RECIST = Path(__file__).parents[1] / "studies" / "recist"


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("submission") / "study"
    shutil.copytree(RECIST, folder)
    said = (folder / "study.yaml").read_text(encoding="utf-8")
    (folder / "Plan.PDF").write_bytes(b"%PDF-1.4\n%%EOF\n")
    (folder / "study.yaml").write_text(f"{said}\ndocuments: {{plan: Plan.PDF}}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def made(study: Path) -> Path:
    convert(study, study.with_name("made"))
    return study.with_name("made")


@pytest.fixture(scope="session")
def handed(study: Path, made: Path) -> Submission:
    return hand_in(study, study.with_name("handed"), made=made)
