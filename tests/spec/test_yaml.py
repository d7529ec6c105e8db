"""YAML: safe, with lines, and words of problems a person can act on."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from converter.errors import SpecError
from converter.spec.condition import Condition
from converter.spec.domain import Domain
from converter.spec.study import Study
from converter.spec.text.problems import problems_of
from converter.spec.text.yaml import load_yaml, quoted


def file(folder: Path, text: str) -> Path:
    path = folder / "ae.yaml"
    path.write_bytes(text.encode())
    return path


def test_clinical_words_and_dates_stay_text(tmp_path: Path) -> None:
    text = "a: NO\nb: Y\nc: on\nd: 2018-04-30\ne: 010\nf: 1:30\ng: 1_000\nh: true\ni: ~\nj: 12\nk: 1.5\nl: '12'\n"
    assert load_yaml(file(tmp_path, text)).data == {
        "a": "NO",
        "b": "Y",
        "c": "on",
        "d": "2018-04-30",
        "e": "010",
        "f": "1:30",
        "g": "1_000",
        "h": True,
        "i": None,
        "j": 12,
        "k": 1.5,
        "l": "12",
    }


def test_every_path_has_its_line(tmp_path: Path) -> None:
    document = load_yaml(
        file(tmp_path, "domain: AE\nrecords:\n  - table: ae\n    map:\n      AETERM: {assign: {column: X}}\n")
    )
    assert document.line(("records", 0, "map", "AETERM")) == 5
    assert document.line(("records", 0, "nowhere")) == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a: !!python/object/apply:os.system ['true']\n",
            "tag 'tag:yaml.org,2002:python/object/apply:os.system' is not allowed",
        ),
        ("a: !mine x\n", "tag '!mine' is not allowed"),
        ("a: &x [1]\nb: *x\n", "alias '*x' is not allowed"),
        ("a: 1\na: 2\n", "key 'a' stands twice"),
        ("a: [1\n", "not YAML"),
        ("a:\n\t- b\n", "indent with blanks, not tabs"),
        ("a: 1\n---\nb: 2\n", "a file holds one document: delete the line ---"),
        ("a: b: c\n", "keys of one level one indentation"),
        ("a: !!str 12\n", "tag 'tag:yaml.org,2002:str' is not allowed"),
        ('a: "\\x1b[31m"\n', "the control character U+001B is not allowed"),
        ("a: x\x07y\n", "the control character U+0007 is not allowed"),
        ("a: x\u202ey\n", "the control character U+202E is not allowed"),
        ("a: 1e999\n", "the number is too large to be exact"),
        (f"a: {'9' * 5000}\n", "the number is too large to be exact"),
        (f"a: {'[' * 100}\n", "nested deeper than 50 levels"),
        ("'': 1\n", "a key must be text of one line"),
        ("? [a]\n: 1\n", "a key must be text of one line"),
    ],
)
def test_what_is_unsafe_or_broken_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        load_yaml(file(tmp_path, text))
    assert message in str(caught.value)
    assert "ae.yaml:" in str(caught.value)


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "ae.yaml"
    path.write_bytes("a: é".encode("latin-1"))
    with pytest.raises(SpecError, match="not UTF-8 at byte 3"):
        load_yaml(path)


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "ae.yaml").mkdir()
    with pytest.raises(SpecError, match=r"ae\.yaml: cannot be read"):
        load_yaml(tmp_path / "ae.yaml")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("number: '1', name: V", "visits[0].number: expected a number, got '1'"),
        ("number: yes, name: V", "visits[0].number: expected a number, got 'yes'"),
        ("number: 010, name: V", "visits[0].number: expected a number, got '010'"),
        ("number: true, name: V", "visits[0].number: expected a number, got true"),
        ("number: 1, name: 2018", 'visits[0].name: expected text, got 2018 (write it as text: "2018")'),
        ("number: 1, name: 1e3", "visits[0].name: expected text, got 1000.0 (write it in quotes, as it stands)"),
        ("number: 1, name: ''", "visits[0].name: expected something, got nothing"),
        ("number: 1, name: ", "visits[0].name: expected text, got nothing"),
        ("number: 1, name: V, day: 1.5", "visits[0].day: expected a whole number, got 1.5"),
        (
            "number: 1, name: V, day: 0",
            "visits[0].day: there is no day 0: day 1 is the first, day -1 the one before it",
        ),
        ("number: 1, name: V, raw: V1", "visits[0].raw: expected a list, such as [A, B], got 'V1'"),
    ],
)
def test_a_value_of_another_type_is_never_made_to_fit(tmp_path: Path, written: str, message: str) -> None:
    head = "study: {id: S, name: S, description: S, created: 2024-01-01}\nstandards: {terminology: [x]}\n"
    _, problems = problems_of(Study, load_yaml(file(tmp_path, f"{head}visits:\n  - {{{written}}}\n"), "study.yaml"))
    assert [str(problem) for problem in problems] == [f"study.yaml:4: {message}"]


@pytest.mark.parametrize("written", ["é", '"a\\nb"', '" S1"', '"\\u200b"', "x" * 65, '""'])
def test_a_study_is_identified_by_what_every_file_holds_as_it_is_written(tmp_path: Path, written: str) -> None:
    text = f"study: {{id: {written}, name: é, description: é, created: 2024-01-01}}\nstandards: {{terminology: [x]}}\n"
    _, problems = problems_of(Study, load_yaml(file(tmp_path, text)))
    assert [problem.path for problem in problems] == ["study.id"]


@pytest.mark.parametrize("written", ["20240101", "2024-1-1", "2024-02-30", "01JAN2024", "2024-01-01T00:00:00"])
def test_a_date_is_written_in_full_and_exists(tmp_path: Path, written: str) -> None:
    text = f"study: {{id: S, name: S, description: S, created: {written}}}\nstandards: {{terminology: [x]}}\n"
    _, problems = problems_of(Study, load_yaml(file(tmp_path, text)))
    assert [problem.path for problem in problems] == ["study.created"]


@pytest.mark.parametrize(
    ("written", "messages"),
    [
        ("eq: [1]", ["ae.yaml:1: eq: expected text or a number or keys with values, got [1]"]),
        (
            "eq: {variabel: B}",
            [
                "ae.yaml:1: eq.variabel: unknown key 'variabel' (did you mean 'variable'?)",
                "ae.yaml:1: eq.variable: missing",
            ],
        ),
        ("in: X", ["ae.yaml:1: in: expected a list, such as [A, B], got 'X'"]),
        ("missing: 'no'", ["ae.yaml:1: missing: expected true or false, got 'no'"]),
    ],
)
def test_a_value_that_may_be_of_several_types_has_one_message(
    tmp_path: Path, written: str, messages: list[str]
) -> None:
    _, problems = problems_of(Condition, load_yaml(file(tmp_path, f"{{variable: A, {written}}}\n"), "ae.yaml"))
    assert sorted(map(str, problems)) == messages


def test_all_problems_of_a_file_are_told_with_line_and_nearest_name(tmp_path: Path) -> None:
    text = "domain: AE\nrecord:\n  - table: ae\nrecords:\n  - map: {}\n    unpivot: {items: {}}\n"
    _, problems = problems_of(Domain, load_yaml(file(tmp_path, text), "sdtm/ae.yaml"))
    assert [str(problem) for problem in problems] == [
        "sdtm/ae.yaml:5: records[0].table: missing",
        "sdtm/ae.yaml:6: records[0].unpivot.required: missing",
        "sdtm/ae.yaml:2: record: unknown key 'record' (did you mean 'records'?)",
    ]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_quoted_text_is_text_for_every_reader(text: str) -> None:
    assert pyyaml.safe_load(f"a: {{b: {quoted(text)}}}") == {"a": {"b": text}}
