"""YAML: safe, with lines, and words of problems a person can act on."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from converter.errors import SpecError
from converter.spec.domain import Domain
from converter.spec.yaml import load_yaml, problems_of, quoted


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
        ("a:\n\t- b\n", "not YAML"),
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
