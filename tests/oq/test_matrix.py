"""Requirements are traced to tests that there are, and the report says what came of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from converter.report.life.installation import Found
from tests.oq.matrix import MATRIX, Requirement, functions, matrix, problems, requirements
from tests.oq.report import outcomes, report, verdict

HERE = "tests/oq/test_matrix.py"
JUNIT = """<testsuites><testsuite>
<testcase classname="tests.oq.test_matrix" name="test_a[1]"/>
<testcase classname="tests.oq.test_matrix" name="test_a[2]"><failure/></testcase>
<testcase classname="tests.oq.test_matrix" name="test_b"><skipped/></testcase>
<testcase classname="tests.oq.test_matrix" name="test_c"/>
</testsuite></testsuites>"""


def test_the_matrix_is_up_to_date_and_names_tests_that_there_are() -> None:
    every = requirements()
    assert [*problems(every)] == []
    assert MATRIX.read_text(encoding="utf-8") == matrix(every), "run: python -m tests.oq --matrix"


def test_a_requirement_without_a_test_that_there_is_is_told() -> None:
    every = (Requirement("A", "", ()), Requirement("A", "", (f"{HERE}::test_none", "tests/none.py")))
    assert [*problems(every)] == [
        "A: stands twice",
        "A: no test",
        f"A: {HERE} has no test_none",
        "A: tests/none.py has no test",
    ]
    assert "test_the_matrix_is_up_to_date_and_names_tests_that_there_are" in functions(HERE)


def test_one_failed_case_fails_the_requirement_and_what_was_not_run_did_not_pass(tmp_path: Path) -> None:
    (tmp_path / "junit.xml").write_text(JUNIT, encoding="utf-8")
    found = outcomes(tmp_path / "junit.xml")
    told = {name: verdict(Requirement("A", "", (f"{HERE}::{name}",)), found) for name in ("test_a", "test_b", "test_c")}
    assert told == {"test_a": "failed", "test_b": "skipped", "test_c": "passed"}
    assert verdict(Requirement("A", "", (f"{HERE}::test_d",)), found) == "failed"
    when = datetime(2024, 1, 2, tzinfo=UTC)
    every = [Requirement(name, f"what {name} says", (f"{HERE}::{name}",)) for name in told]
    text = report(every, found, (Found("Python", "passed", "3.12"),), "0.1.0", when)
    assert "Requirements: 1 passed, 1 failed, 1 skipped. NOT ACCEPTED as it stands." in text
    assert all(line in text for line in ("| test_a | what test_a says | failed |", "| Approved by | | | |"))
