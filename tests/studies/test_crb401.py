"""CRB-401: the paper's figures follow from the raw files, defects and all; the package says what it is."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from converter.report.report import Report
from examples.crb401.figures.raw import Raw
from examples.crb401.figures.safety import unlisted

ROOT = Path(__file__).resolve().parents[2]
STUDY = ROOT / "examples" / "crb401"
Package = Callable[[str], tuple[Report, Path]]
DEFINE = {"d": "http://www.cdisc.org/ns/odm/v1.3", "def": "http://www.cdisc.org/ns/def/v2.1"}


@pytest.fixture
def out(package: Package) -> Path:
    return package("crb401")[1]


def _figures(raw: Path) -> tuple[int, list[str]]:
    command = [sys.executable, "-m", "examples.crb401.figures", str(raw)]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout.splitlines()


def test_every_determinable_figure_of_the_paper_follows_from_the_raw_files() -> None:
    code, lines = _figures(STUDY / "raw")
    assert (code, lines) == (0, ["figures from raw: 499 of 499 equal the paper (98 left out)"])


def test_one_changed_raw_value_changes_the_figures_that_rest_on_it(tmp_path: Path) -> None:
    shutil.copytree(STUDY / "raw", tmp_path / "raw")
    path = tmp_path / "raw" / "edc" / "dm.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Male,M,", "Female,F,", 1), encoding="utf-8")
    code, lines = _figures(tmp_path / "raw")
    assert code == 1
    assert {line.partition(":")[0] for line in lines[:-1]} <= {
        f"table1.male.{group}.{part}" for group in ("escalation", "expansion", "total") for part in ("n", "pct")
    }


@pytest.mark.parametrize("variable", ["LB.LBSTRESC", "RS.RSSTRESC", "MI.MISTRESC", "GF.GFSTRESC", "SUPPAE.QVAL"])
def test_results_and_qualifiers_have_value_level_metadata(out: Path, variable: str) -> None:
    define = etree.parse(out / "sdtm" / "define.xml")
    path = f".//def:ValueListDef[@OID='VL.{variable}']/d:ItemRef"
    assert len(define.getroot().findall(path, namespaces=DEFINE)) > 1


def test_the_package_says_that_its_data_are_synthetic(out: Path) -> None:
    assert "synthetic" in (out / "report.txt").read_text(encoding="utf-8")
    define = etree.parse(out / "sdtm" / "define.xml").getroot()
    assert "synthetic" in (define.findtext(".//d:StudyDescription", namespaces=DEFINE) or "")


def test_no_term_that_table_2_ought_to_list_is_missing_from_it() -> None:
    assert unlisted(Raw(STUDY / "raw")) == {}
