"""Where files lie in a submission, and how their names are written."""

from __future__ import annotations

import pytest

from converter.spec.package.agency import load_agency
from converter.submission.tree import file_written, places, study_root


@pytest.mark.parametrize(
    ("name", "agency", "written"),
    [
        ("Plan.PDF", "fda", "plan.pdf"),
        ("\u00dcber Plan (final) v2.PDF", "fda", "uber-plan-final-v2.pdf"),
        ("my_plan.pdf", "fda", "my-plan.pdf"),
        ("my_plan.pdf", "pmda", "my_plan.pdf"),
        ("a.b.c.pdf", "fda", "a-b-c.pdf"),
        ("readme", "fda", "readme"),
    ],
)
def test_a_file_is_named_in_lower_case_and_in_the_characters_of_the_agency(
    name: str, agency: str, written: str
) -> None:
    assert file_written(name, load_agency(agency).names) == written


@pytest.mark.parametrize(("study", "root"), [("CRB 401/A", "crb-401-a"), ("S_01", "s-01")])
def test_the_folder_of_a_study_is_its_identifier(study: str, root: str) -> None:
    assert study_root(study, load_agency("fda").names) == f"m5/datasets/{root}"


def test_names_that_become_one_are_told_apart() -> None:
    found = places(["sdtm/My Plan.pdf", "sdtm/my-plan.pdf"], "m5/datasets/s", load_agency("fda").names)
    assert [*found.values()] == [f"m5/datasets/s/tabulations/sdtm/my-plan{number}.pdf" for number in ("", "-2")]
