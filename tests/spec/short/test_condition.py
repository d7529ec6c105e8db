"""Conditions in short are those in full, and what is wrong with them is told where it is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.spec.checks.check_condition import CheckCondition
from converter.spec.condition import Condition
from converter.spec.domain import Domain
from converter.spec.model import Written
from converter.spec.short.condition import COMPARATORS, GROUPS, in_short
from converter.spec.text.problems import problems_of, strictly
from converter.spec.text.yaml import Document, load_yaml


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ({"AESEV": "SEVERE"}, {"variable": "AESEV", "eq": "SEVERE"}),
        ({"VISITNUM": 3}, {"variable": "VISITNUM", "eq": 3}),
        ({"AVALC": ["CR", "PR"]}, {"variable": "AVALC", "in": ["CR", "PR"]}),
        ({"AVALC": ["CR"]}, {"variable": "AVALC", "in": ["CR"]}),
        ({"AVALC": {"ne": "NE"}}, {"variable": "AVALC", "ne": "NE"}),
        ({"AEENDTC": {"missing": True}}, {"variable": "AEENDTC", "missing": True}),
        ({"ADSL.SAFFL": "Y"}, {"variable": "ADSL.SAFFL", "eq": "Y"}),
        ({"ADT": {"ge": {"variable": "TRTSDT"}}}, {"variable": "ADT", "ge": {"variable": "TRTSDT"}}),
        ({"AGE": {"ge": 18, "lt": 65}}, {"all": [{"variable": "AGE", "ge": 18}, {"variable": "AGE", "lt": 65}]}),
        (
            {"PARAMCD": "COVR", "AVALC": ["CR", "PR"]},
            {"all": [{"variable": "PARAMCD", "eq": "COVR"}, {"variable": "AVALC", "in": ["CR", "PR"]}]},
        ),
        (
            {"any": [{"SEX": "F"}, {"AGE": {"lt": 18}, "SEX": "M"}]},
            {
                "any": [
                    {"variable": "SEX", "eq": "F"},
                    {"all": [{"variable": "AGE", "lt": 18}, {"variable": "SEX", "eq": "M"}]},
                ]
            },
        ),
        ({"not": {"SEX": "F"}}, {"not": {"variable": "SEX", "eq": "F"}}),
        (
            {"SEX": "F", "not": {"AGE": {"missing": True}}},
            {"all": [{"variable": "SEX", "eq": "F"}, {"not": {"variable": "AGE", "missing": True}}]},
        ),
        ({"status": "done"}, {"variable": "status", "eq": "done"}),
    ],
)
def test_a_short_condition_is_the_full_one(short: dict[str, Any], full: dict[str, Any]) -> None:
    made = strictly(Condition, short)
    assert made == strictly(Condition, full)
    assert made.describe() == strictly(Condition, full).describe()


def test_a_column_called_as_a_word_of_conditions_is_written_in_full() -> None:
    assert strictly(Condition, {"variable": "missing", "eq": "Y"}).variables == ("missing",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("where: {AGE: ~}", ["3: records[0].where.AGE: expected a value, a list of values, or comparisons such as"]),
        ("where: {AGE: []}", ["3: records[0].where.AGE: expected at least one, got []"]),
        ("where: {AGE: {gee: 18}}", ["3: records[0].where.AGE.gee: unknown comparison 'gee' (did you mean 'ge'?)"]),
        ("where: {AGE: {ge: [18]}}", ["3: records[0].where.AGE.ge: expected text or a number or keys with values"]),
        ("where: {DONE: true}", ["3: records[0].where.DONE: expected text or a number"]),
        ("where: {DONE: {missing: 1}}", ["3: records[0].where.DONE.missing: expected true or false, got 1"]),
        ("where: {al: [{AGE: 18}]}", ["3: records[0].where.al:", "did you mean 'all'?"]),
        ("where: {nott: {AGE: 18}}", ["3: records[0].where.nott.AGE: unknown comparison", "did you mean 'not'?"]),
        ("where: {variable: AGE, gee: 18}", ["3: records[0].where.gee: unknown key 'gee' (did you mean 'ge'?)"]),
        ("where: {AGE: 18, ge: 3}", ["3: records[0].where.AGE: unknown key 'AGE'"]),
        ("where: AGE > 18", ["unknown condition 'AGE > 18' (write it out, such as {AGE: {ge: 18}})"]),
        (
            "where:\n      SEX: F\n      AGE: {gt: [1]}\n      any:\n        - {X: 1}\n        - {Y: {}}",
            ["5: records[0].where.AGE.gt: expected text", "8: records[0].where.any[1].Y: expected a value"],
        ),
    ],
)
def test_what_is_wrong_with_a_short_condition_is_told_where_it_stands(
    tmp_path: Path, text: str, told: list[str]
) -> None:
    file = tmp_path / "ae.yaml"
    file.write_text(
        f"domain: AE\nrecords:\n  - {text}\n    table: ae\n    map: {{AETERM: {{assign: {{column: X}}}}}}\n"
    )
    _, problems = problems_of(Domain, load_yaml(file))
    said = "\n".join(map(str, problems))
    assert [one for one in told if one not in said] == []


values = st.one_of(st.text("ABy ", min_size=1, max_size=3), st.integers(-5, 5), st.floats(-2, 2, allow_nan=False))
comparisons = st.dictionaries(
    st.sampled_from([one for one in COMPARATORS if one not in {"in", "notin", "missing"}]),
    values,
    min_size=1,
    max_size=3,
)
lists = st.dictionaries(st.sampled_from(["in", "notin"]), st.lists(values, min_size=1, max_size=3), min_size=1)
blanks = st.fixed_dictionaries({"missing": st.booleans()})
said = st.one_of(values, st.lists(values, min_size=1, max_size=3), comparisons, lists, blanks)
names = st.sampled_from(["AGE", "SEX", "ADSL.SAFFL", "LBSTRESN", "status", "Visit Name"])


def joined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
        st.fixed_dictionaries({"SEX": said, "any": st.lists(inner, min_size=1, max_size=2)}),
    )


short_conditions = st.recursive(st.dictionaries(names, said, min_size=1, max_size=4), joined, max_leaves=8)


def in_full(written: dict[str, Any]) -> dict[str, Any]:
    """Write a short condition in full, as a person would."""
    parts: list[dict[str, Any]] = []
    for name, one in written.items():
        if name in GROUPS:
            parts.append({name: in_full(one) if name == "not" else [in_full(inner) for inner in one]})
        elif isinstance(one, dict):
            parts += [{"variable": name, word: operand} for word, operand in one.items()]
        else:
            parts.append({"variable": name, "in" if isinstance(one, list) else "eq": one})
    return parts[0] if len(parts) == 1 else {"all": parts}


@given(written=short_conditions)
def test_every_short_condition_is_what_it_is_in_full(written: dict[str, Any]) -> None:
    assert strictly(Condition, written) == strictly(Condition, in_full(written))


@given(written=short_conditions)
def test_every_condition_in_full_is_still_read_as_before(written: dict[str, Any]) -> None:
    full = in_full(written)
    made = strictly(Condition, full)
    assert strictly(Condition, made.model_dump(by_alias=True, exclude_none=True)) == made


@given(written=short_conditions)
def test_what_is_written_in_short_is_the_same_condition(written: dict[str, Any]) -> None:
    full = in_full(written)
    assert strictly(Condition, in_short(full)) == strictly(Condition, full)
    assert strictly(Condition, in_short(written)) == strictly(Condition, written)


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ({"variable": "A", "eq": 1}, {"A": 1}),
        ({"variable": "A", "in": [1, 2]}, {"A": [1, 2]}),
        ({"variable": "A", "missing": False}, {"A": {"missing": False}}),
        ({"variable": "A", "eq": {"variable": "B"}}, {"A": {"eq": {"variable": "B"}}}),
        ({"variable": "all", "eq": 1}, {"variable": "all", "eq": 1}),
        (
            {"all": [{"variable": "A", "ge": 1}, {"variable": "A", "lt": 2}, {"variable": "B", "eq": 3}]},
            {"A": {"ge": 1, "lt": 2}, "B": 3},
        ),
        (
            {"all": [{"variable": "A", "ge": 1}, {"variable": "B", "eq": 3}, {"variable": "A", "lt": 2}]},
            {"all": [{"A": {"ge": 1}}, {"B": 3}, {"A": {"lt": 2}}]},
        ),
        (
            {"all": [{"not": {"variable": "A", "eq": 1}}, {"not": {"variable": "B", "eq": 2}}]},
            {"all": [{"not": {"A": 1}}, {"not": {"B": 2}}]},  # neither, not "not both"
        ),
        (
            {"when": {"variable": "A", "eq": 1}, "copy": {"variable": "A"}},
            {"when": {"A": 1}, "copy": {"variable": "A"}},
        ),
    ],
)
def test_a_condition_in_full_is_written_in_short(full: dict[str, Any], short: dict[str, Any]) -> None:
    assert in_short(full) == short


@pytest.mark.parametrize(
    ("short", "full"),
    [
        (
            {"AESER": "Y", "AESDTH": {"missing": True}},
            {"all": [{"variable": "AESER", "eq": "Y"}, {"variable": "AESDTH", "missing": True}]},
        ),
        ({"AEOUT": ["FATAL"]}, {"variable": "AEOUT", "in": ["FATAL"]}),
        ({"--STDTC": {"after": {"variable": "--ENDTC"}}}, {"variable": "--STDTC", "after": {"variable": "--ENDTC"}}),
        (
            {"AETERM": {"starts": "death", "ignore_case": True}},
            {"variable": "AETERM", "starts": "death", "ignore_case": True},
        ),
        (
            {"AEOUT": "FATAL", "not": {"exists": {"of": "DS", "where": {"DSDECOD": "DEATH"}}}},
            {
                "all": [
                    {"variable": "AEOUT", "eq": "FATAL"},
                    {"not": {"exists": {"of": "DS", "where": {"variable": "DSDECOD", "eq": "DEATH"}}}},
                ]
            },
        ),
        ("fatal", {"variable": "AEOUT", "eq": "FATAL"}),
    ],
)
def test_a_check_asks_in_short_what_it_asks_in_full(short: object, full: dict[str, Any]) -> None:
    names = Written({"fatal": strictly(Condition, {"AEOUT": "FATAL"})})
    asked, wrong = problems_of(CheckCondition, Document("checks/own.yaml", short), names)
    assert (asked, wrong) == (strictly(CheckCondition, full), ())


def test_what_no_check_can_ask_is_told() -> None:
    (told,) = problems_of(CheckCondition, Document("checks/own.yaml", {"AESER": {"mising": True}}), Written())[1]
    assert str(told) == "checks/own.yaml:1: AESER.mising: unknown comparison 'mising' (did you mean 'missing'?)"
