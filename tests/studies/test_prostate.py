"""STX04, prostate cancer by PCWG3: bone, soft tissue and PSA to a hazard ratio and competing risks, by YAML alone.

Responses are read a second time from the raw CSV by the plain reading of the criteria, times and numbers by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from converter.compute.define_schema import schema_errors
from converter.pipeline import convert
from converter.report.report import Report
from tests.adam.response.plain import confirmation
from tests.adam.response.plain.assessment import Reader, Record
from tests.adam.response.plain.confirmation import Response, Subject
from tests.adam.response.plain.reading import read
from tests.studies.second_reading import Rows, day_of, lives, number, raw, responses, starts
from tests.studies.survival import Life, hazard_ratio, incidence

STUDY = Path(__file__).parent / "prostate"
WINDOW = 7
Kinds = list[tuple[int, str, str, str]]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Path]:
    out = tmp_path_factory.mktemp("prostate") / "out"
    return convert(STUDY, out), out


@pytest.fixture(scope="module")
def started() -> Mapping[str, date]:
    return starts(STUDY)


@pytest.fixture(scope="module")
def made(package: tuple[Report, Path], started: Mapping[str, date]) -> dict[str, dict[str, Rows]]:
    return responses(package[1], started)


def measured(name: str, columns: Mapping[str, str], started: Mapping[str, date]) -> dict[str, list[Record]]:
    """Read what was measured of each subject: components by column."""
    records: dict[str, list[Record]] = {one: [] for one in started}
    for row in raw(STUDY, name):
        day = day_of(row, started)
        records[row["SUBJECT"]] += [Record(one, day, row[column]) for one, column in columns.items() if row[column]]
    return records


def answered(criteria: str, records: Mapping[str, list[Record]]) -> dict[str, Kinds]:
    return {subject: Reader(read(criteria), one).answers() for subject, one in records.items()}


def stood(criteria: str, rows: Mapping[str, Kinds]) -> dict[str, Rows]:
    given = {
        subject: Subject(tuple(Response(day, said, kind) for day, said, _, kind in one))
        for subject, one in rows.items()
    }
    return {subject: [*confirmation.standing(read(criteria), one)] for subject, one in given.items()}


def best(criteria: str, rows: Mapping[str, Rows]) -> dict[str, Rows]:
    dated = {subject: [(day or 0, said, rule) for day, said, rule in one] for subject, one in rows.items()}
    return {subject: [confirmation.best(read(criteria), one, None)] for subject, one in dated.items()}


@pytest.fixture(scope="module")
def bone(started: Mapping[str, date]) -> dict[str, Rows]:
    scans = measured("bone", {"NEW": "NEW", "LESIONS": "LESIONS"}, started)
    return stood("pcwg3-bone-confirmation", answered("pcwg3-bone", scans))


@pytest.fixture(scope="module")
def overall(started: Mapping[str, date], bone: Mapping[str, Rows]) -> dict[str, Kinds]:
    """Put each bone scan to the soft tissue seen up to a week before it, and answer."""
    records = measured("soft", {"SOFT": "RESPONSE"}, started)
    target = {one["SUBJECT"]: one["TARGET"][0] for one in raw(STUDY, "subject")}
    for subject, own in records.items():
        days = [one.day for one in own]
        for day, said, _ in bone[subject]:
            near = [one for one in days if one is not None and 0 <= (day or 0) - one <= WINDOW]
            own.append(Record("BONE", near[0] if near else day, said))
        own.append(Record("TARGET", -10, target[subject]))
    return answered("pcwg3-combined", records)


def test_nothing_is_open_but_notes(package: tuple[Report, Path]) -> None:
    assert {one.severity for one in package[0].open_issues} == {"note"}
    for part in ("sdtm", "adam"):
        assert schema_errors(package[1] / part / "define.xml") == ()


def test_bone_scans_soft_tissue_and_both_are_as_the_plain_reading_has_them(
    made: dict[str, dict[str, Rows]], bone: Mapping[str, Rows], overall: Mapping[str, Kinds]
) -> None:
    assert made["CBONE"] == bone
    dated = {name for name, one in read("pcwg3-combined")["responses"].items() if one.get("dated") == "last"}
    assert dated == set()  # so each assessment is dated by its first day
    assert made["OVR"] == {one: [row[:3] for row in rows] for one, rows in overall.items()}
    assert made["COVR"] == stood("pcwg3-confirmation", overall)


def test_the_best_response_with_and_without_the_cut_at_progression(
    made: dict[str, dict[str, Rows]], overall: Mapping[str, Kinds]
) -> None:
    stands = stood("pcwg3-confirmation", overall)
    assert made["CBOR"] == best("pcwg3-confirmation", stands)
    beyond = [said for ((_, said, _),) in made["CBORALL"].values()]
    cut = [said for ((_, said, _),) in made["CBOR"].values()]
    assert beyond.count("PD") < cut.count("PD")


def test_a_psa_response_is_one_that_is_confirmed_three_weeks_later(
    made: dict[str, dict[str, Rows]], started: Mapping[str, date]
) -> None:
    rows = stood("pcwg3-psa-confirmation", answered("pcwg3-psa", measured("psa", {"PSA": "PSA_NGML"}, started)))
    assert made["CPSA"] == rows
    assert made["PSA50"] == best("pcwg3-psa-confirmation", rows)


def test_what_the_plan_counts_otherwise_stands_in_the_method(package: tuple[Report, Path]) -> None:
    text = (package[1] / "adam" / "define.xml").read_text(encoding="utf-8")
    assert "The best is of all responses that count; none of them ends it." in text
    assert "Responses count whatever was the response before." in text


@pytest.fixture(scope="module")
def times(overall: Mapping[str, Kinds]) -> list[Life]:
    worse = {one: [day for day, said, *_ in rows if said == "PD"] for one, rows in overall.items()}
    seen = {one: [day for day, said, *_ in rows if said != "NE"] for one, rows in overall.items()}
    return lives(STUDY, "ACT", worse, seen)


def test_the_hazard_ratio_within_regions_is_where_the_partial_likelihood_is_highest(
    package: tuple[Report, Path], times: list[Life]
) -> None:
    assert number(package[1], "pfs_hr", "hazard_ratio", "both") == pytest.approx(hazard_ratio(times), rel=1e-5)


@pytest.mark.parametrize(("column", "active"), [("active", True), ("placebo", False)])
def test_death_without_progression_precludes_it(
    package: tuple[Report, Path], times: list[Life], column: str, active: bool
) -> None:
    own = [one for one in times if one.active is active]
    assert number(package[1], "ttp", "incidence", column, "6") == pytest.approx(100 * incidence(own, 6))


def test_table_and_curves_are_drawn(package: tuple[Report, Path]) -> None:
    page = (package[1] / "results" / "table1.html").read_text(encoding="utf-8")
    ratio = [f"{number(package[1], 'pfs_hr', stat, 'both'):.2f}" for stat in ("hazard_ratio", "lower", "upper")]
    assert f"{ratio[0]} ({ratio[1]}, {ratio[2]})" in page
    assert [(package[1] / "results" / f"figure{one}.svg").exists() for one in (1, 2)] == [True, True]
