"""STX03, an immune therapy against chemotherapy: iRECIST to a hazard ratio and competing risks, by YAML alone.

Responses are read a second time from the raw CSV by the plain reading of the criteria, times and numbers by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from converter.compute.define_schema import schema_errors
from converter.pipeline import convert, explain
from converter.report.report import Report
from tests.adam.response.plain import confirmation
from tests.adam.response.plain.assessment import Reader, Record
from tests.adam.response.plain.confirmation import Response, Subject
from tests.adam.response.plain.reading import read
from tests.studies.second_reading import Rows, day_of, lives, number, raw, responses, starts
from tests.studies.survival import Life, hazard_ratio, incidence

STUDY = Path(__file__).parent / "irecist"
STATES = {"Unequivocal": "UNEQUIVOCAL", "Further": "FURTHER", "Present": "PRESENT", "Absent": "ABSENT", "": ""}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Path]:
    out = tmp_path_factory.mktemp("irecist") / "out"
    return convert(STUDY, out), out


@pytest.fixture(scope="module")
def started() -> Mapping[str, date]:
    return starts(STUDY)


@pytest.fixture(scope="module")
def made(package: tuple[Report, Path], started: Mapping[str, date]) -> dict[str, dict[str, Rows]]:
    return responses(package[1], started)


@pytest.fixture(scope="module")
def assessed(started: Mapping[str, date]) -> dict[str, Rows]:
    """Read day, response and rule of each assessment of each subject."""
    records: dict[str, list[Record]] = {one: [] for one in started}
    for one in raw(STUDY, "scan"):
        news = "" if one["VISIT"] == "Screening" else one["NEW_LESIONS"]
        said = {"SUM": one["SUM_MM"], "NONTARGET": STATES[one["NONTARGET"]], "NEWCOUNT": news}
        day = day_of(one, started)
        records[one["SUBJECT"]] += [Record(name, day, value) for name, value in said.items() if value]
    criteria = read("irecist")
    return {one: [row[:3] for row in Reader(criteria, found).answers()] for one, found in records.items()}


@pytest.fixture(scope="module")
def standing(assessed: Mapping[str, Rows]) -> dict[str, Rows]:
    criteria = read("irecist-confirmation")
    given = {one: Subject(tuple(Response(day, said) for day, said, _ in rows)) for one, rows in assessed.items()}
    return {one: [*confirmation.standing(criteria, subject)] for one, subject in given.items()}


def test_nothing_is_open_but_the_subject_without_a_screening_scan(package: tuple[Report, Path]) -> None:
    told = {(one.rule, one.place) for one in package[0].open_issues if one.severity != "note"}
    assert told == {("response-no-baseline", "ADRS")}
    for part in ("sdtm", "adam"):
        assert schema_errors(package[1] / part / "define.xml") == ()


def test_every_assessment_and_what_stands_of_it_are_as_the_plain_reading_has_them(
    made: dict[str, dict[str, Rows]], assessed: Mapping[str, Rows], standing: Mapping[str, Rows]
) -> None:
    assert made["IOVR"] == assessed
    assert made["ICOVR"] == standing


def test_the_best_response_is_as_the_plain_reading_has_it(
    made: dict[str, dict[str, Rows]], standing: Mapping[str, Rows]
) -> None:
    criteria = read("irecist-confirmation")
    stands = {one: [(day or 0, said, rule) for day, said, rule in rows] for one, rows in standing.items()}
    best = {one: [confirmation.best(criteria, rows, None)] for one, rows in stands.items()}
    assert made["IBOR"] == best
    assert {said for ((_, said, _),) in best.values()} >= {"iPR", "iSD", "iCPD", "NE"}


def test_there_are_progressions_that_settle_and_such_that_are_confirmed(assessed: Mapping[str, Rows]) -> None:
    lines = [" ".join(said for _, said, _ in rows) for rows in assessed.values()]
    assert any("iUPD iSD iPR" in one for one in lines)
    assert any("iUPD iCPD" in one for one in lines)


@pytest.fixture(scope="module")
def times(assessed: Mapping[str, Rows], standing: Mapping[str, Rows]) -> list[Life]:
    worse = {one: [day or 0 for day, said, _ in rows if said == "iCPD"] for one, rows in standing.items()}
    seen = {one: [day or 0 for day, said, _ in rows if said != "NE"] for one, rows in assessed.items()}
    return lives(STUDY, "IMM", worse, seen)


def test_the_hazard_ratio_within_regions_is_where_the_partial_likelihood_is_highest(
    package: tuple[Report, Path], times: list[Life]
) -> None:
    assert number(package[1], "pfs_hr", "hazard_ratio", "both") == pytest.approx(hazard_ratio(times), rel=1e-5)


@pytest.mark.parametrize(("column", "active"), [("immune", True), ("chemo", False)])
def test_death_without_progression_precludes_it(
    package: tuple[Report, Path], times: list[Life], column: str, active: bool
) -> None:
    own = [one for one in times if one.active is active]
    assert number(package[1], "ttp", "incidence", column, "6") == pytest.approx(100 * incidence(own, 6))


def test_table_and_curves_are_drawn_and_a_response_goes_back_to_its_scans(package: tuple[Report, Path]) -> None:
    page = (package[1] / "results" / "table1.html").read_text(encoding="utf-8")
    ratio = [f"{number(package[1], 'pfs_hr', stat, 'both'):.2f}" for stat in ("hazard_ratio", "lower", "upper")]
    assert f"{ratio[0]} ({ratio[1]}, {ratio[2]})" in page
    assert [(package[1] / "results" / f"figure{one}.svg").exists() for one in (1, 2)] == [True, True]
    found = explain(STUDY, "ADRS.AVALC", package[1], subject="STX03-3003", paramcd="IBOR")
    assert found.value == "iPR"
