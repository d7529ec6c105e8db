"""What a record sees of those before and after it: records of one subject by day and value, and what each sees."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from converter.compute.conditions.look import looked, pairs
from converter.spec.endpoints.look import Look

HIGH = {"variable": "VALUE", "eq": "HIGH"}
DAYS = ((0, "LOW"), (10, "HIGH"), (20, "LOW"), (35, "HIGH"))


def sees(*given: tuple[float, str], **look: Any) -> pd.DataFrame:
    """Give what each record sees by a look called SEEN, in the order of `given`."""
    asked = Look.model_validate(look)
    rows = pd.DataFrame(given, columns=["DAY", "VALUE"]).astype({"DAY": "float64", "VALUE": "str"})
    rows = rows.assign(USUBJID="1")
    found = pairs(rows, rows, ["USUBJID"], ["DAY"], asked)
    return looked("SEEN", asked, found.drop(columns=["USUBJID", "THIS.USUBJID"]), rows.index)


@pytest.mark.parametrize(
    ("toward", "until", "expected"),
    [
        pytest.param("later", HIGH, [10, 25, 15, None], id="the first later one"),
        pytest.param("earlier", HIGH, [None, None, 10, 25], id="the last earlier one"),
        pytest.param("both", HIGH, [10, 25, 10, 25], id="the nearest of both sides"),
        pytest.param(
            "later", {"variable": "AWAY", "ge": 20}, [20, 25, None, None], id="one at least so many days away"
        ),
        pytest.param("later", {"variable": "PLACE", "eq": 2}, [20, 25, None, None], id="the second"),
        pytest.param(
            "later", {"variable": "VALUE", "eq": {"variable": "THIS.VALUE"}}, [20, 25, None, None], id="one as this"
        ),
        pytest.param("later", None, [35, 25, 15, None], id="without an end the farthest"),
    ],
)
def test_a_look_ends_with_the_nearest_that_meets_its_end(
    toward: str, until: dict[str, Any] | None, expected: list[float | None]
) -> None:
    found = sees(*DAYS, toward=toward, until=until)
    assert [None if pd.isna(one) else one for one in found["SEEN.GAP"]] == expected
    assert list(found["SEEN"]) == ["N" if one is None else "Y" for one in expected]


def test_what_is_seen_ends_with_the_end_and_is_all_without_one() -> None:
    found = sees(*DAYS, until=HIGH, counts={"LOWS": {"variable": "VALUE", "eq": "LOW"}})
    assert list(found["SEEN.N"]) == [1, 2, 1, 0]
    assert list(found["SEEN.LOWS"]) == [0, 1, 0, 0]
    assert list(sees(*DAYS, until={"variable": "VALUE", "eq": "NONE"})["SEEN.N"]) == [3, 2, 1, 0]


def test_a_count_says_how_far_the_first_and_the_last_of_it_are() -> None:
    found = sees(*DAYS, counts={"HIGHS": HIGH}).iloc[0]
    assert (found["SEEN.HIGHS"], found["SEEN.HIGHS.FIRST"], found["SEEN.HIGHS.LAST"]) == (2, 10, 35)


def test_while_stops_before_the_first_that_does_not_meet_it_and_of_passes_over() -> None:
    timeline = ((0, "A"), (10, "A"), (20, "-"), (30, "A"), (40, "B"), (50, "A"))
    goes_on = {"variable": "VALUE", "in": ["A", "-"]}
    found = sees(*timeline, toward="earlier", **{"while": goes_on}, of={"variable": "VALUE", "eq": "A"})
    assert found["SEEN.N"].tolist() == [0, 1, 2, 2, 3, 0]
    assert found["SEEN.GAP"].fillna(-1).tolist() == [-1, 10, 20, 30, 40, -1]


def test_the_end_gives_its_variables_and_its_position_and_nothing_where_there_is_none() -> None:
    found = sees(*DAYS, until=HIGH)
    assert list(found["SEEN.VALUE"]) == ["HIGH", "HIGH", "HIGH", ""]
    assert found["SEEN.DAY"].fillna(-1).tolist() == [10, 35, 35, -1]
    assert found["SEEN.end"].fillna(-1).tolist() == [1, 3, 3, -1]


def test_the_order_of_records_does_not_matter() -> None:
    turned = sees(*reversed(DAYS), until=HIGH, counts={"HIGHS": HIGH})
    plain = sees(*DAYS, until=HIGH, counts={"HIGHS": HIGH})
    columns = ["SEEN", "SEEN.GAP", "SEEN.N", "SEEN.HIGHS", "SEEN.HIGHS.FIRST"]
    pd.testing.assert_frame_equal(turned.iloc[::-1].reset_index(drop=True)[columns], plain[columns])


def test_another_record_of_the_same_day_is_seen_with_same_day_alone_and_none_sees_itself() -> None:
    timeline = ((0, "LOW"), (0, "HIGH"), (5, "HIGH"))
    assert sees(*timeline, until=HIGH)["SEEN.GAP"].fillna(-1).tolist() == [5, 5, -1]
    assert sees(*timeline, until=HIGH, same_day=True)["SEEN.GAP"].fillna(-1).tolist() == [0, 5, -1]


def test_subjects_and_records_without_a_date_see_nothing_of_others() -> None:
    rows = pd.DataFrame(
        {"USUBJID": ["1", "2", "1"], "DAY": [0.0, 5.0, float("nan")], "VALUE": pd.Series(["A", "B", "C"], dtype="str")}
    )
    assert pairs(rows, rows, ["USUBJID"], ["DAY"], Look()).empty


def test_others_of_another_dataset_are_seen_by_position() -> None:
    rows = pd.DataFrame({"USUBJID": ["1"], "DAY": [0.0]}, index=[7])
    others = pd.DataFrame({"USUBJID": ["1", "1"], "DAY": [9.0, 3.0], "AVAL": [90.0, 30.0]}, index=[4, 2])
    found = looked("SEEN", Look(), pairs(rows, others, ["USUBJID"], ["DAY"], Look(), own=False), rows.index)
    assert found[["SEEN.AVAL", "SEEN.end"]].to_dict("index") == {7: {"SEEN.AVAL": 90.0, "SEEN.end": 0.0}}


def test_a_count_that_is_called_as_a_word_of_the_look_is_refused() -> None:
    with pytest.raises(ValueError, match="'GAP' is a name of the look itself"):
        Look.model_validate({"counts": {"GAP": HIGH}})
