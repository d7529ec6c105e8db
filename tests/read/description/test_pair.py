"""One specification in two forms that others wrote says the same, but for what one of the forms leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.compute.difference import canonical, differences
from converter.plan.descriptions.said import submission_of
from converter.plan.descriptions.submission import study_data, study_files
from converter.plan.make import make_plan
from converter.read.description.readers import read_submission
from converter.spec.described.columns import load_columns

FOLDERS = [parent / "shared" / "real" / "specs" for parent in Path(__file__).parents]
REAL = next((folder for folder in FOLDERS if folder.is_dir()), Path("absent"))
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real files (shared/real) lie outside the repository")


def test_a_workbook_and_its_define_xml_differ_by_the_pages_that_the_define_leaves_out() -> None:
    workbook, told = read_submission(REAL / "p21_mock.xlsx", load_columns())
    define, names = read_submission(REAL / "SDTM_define.xml", load_columns())
    found = differences(workbook, define)
    assert {(one.path[-1], one.new) for one in found} == {("pages", None)}
    assert (len(found), len(canonical(define))) == (28, 961)
    assert told == ()
    assert {one.kind for one in names} == {"ItemDef of a slice: not named as its variable; named anew"}


def test_a_define_xml_2_1_that_is_not_valid_is_read_and_its_losses_told() -> None:
    submission, notes = read_submission(REAL / "defineV21-SDTM.xml", load_columns())
    assert [f"{one.name} {one.version}" for one in submission.standards if one.type == "IG"] == [
        "SDTMIG 3.1.2",
        "SDTMIG 3.2",
        "SDTMIG-MD 1.0",
    ]
    assert [one.standard for one in submission.datasets.values()].count("SDTMIG-MD 1.0") == 1
    units = [one.where.describe() for one in submission.datasets["VS"].value_level if one.variable == "VSORRESU"]
    assert any("DM.COUNTRY" in one for one in units)
    assert {one.kind.partition(":")[0] for one in notes} == {"Alias", "ItemDef of a slice", "SASFormatName"}


@pytest.mark.parametrize("name", ["p21_mock.xlsx", "SDTM_define.xml", "defineV21-SDTM.xml"])
def test_a_specification_of_others_goes_into_a_study_and_loses_what_its_notes_say_and_no_more(name: str) -> None:
    said, notes = read_submission(REAL / name, load_columns())
    data, more = study_data(said)
    files = study_files(REAL, name, data)
    assert [str(one) for one in differences(said, submission_of(files, make_plan(files)))] == []
    assert {one.kind for one in (*notes, *more) if one.lost} <= {
        "Alias: not of NCI and no description of a domain; not kept"
    }
