"""Criteria: data with settings that a study may set otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import SpecError
from converter.spec.endpoints.criteria import CriteriaCall, load_criteria
from converter.spec.endpoints.decision import Decision, Setting
from converter.spec.model import Model

TEXT = """
settings:
  least: {value: 1.0, unit: g/dL, meaning: measurable from}
decisions:
  - {id: MEASURABLE, when: {variable: SPEP, ge: "${least}"}, source: "from ${least} g/dL on"}
"""


class Table(Model):
    settings: dict[str, Setting]
    decisions: tuple[Decision, ...]


def loaded(folder: Path, call: object, text: str = TEXT) -> Table:
    (folder / "own.yaml").write_text(text)
    return load_criteria(CriteriaCall.model_validate(call), Table, (folder,))


def test_a_setting_stands_where_the_criteria_name_it(tmp_path: Path) -> None:
    decision = loaded(tmp_path, "own").decisions[0]
    assert decision.when is not None
    assert decision.when.ge == 1.0
    assert decision.source == "from 1 g/dL on"  # a number in its shortest form


def test_a_study_may_set_it_otherwise(tmp_path: Path) -> None:
    table = loaded(tmp_path, {"name": "own", "settings": {"least": 0.5}})
    assert table.decisions[0].when is not None
    assert table.decisions[0].when.ge == 0.5
    assert table.settings["least"].value == 0.5


@pytest.mark.parametrize(
    ("call", "text", "message"),
    [
        ({"name": "own", "settings": {"leest": 1}}, TEXT, "unknown setting 'leest' (did you mean 'least'?)"),
        ("owm", TEXT, "unknown criteria 'owm' (did you mean 'own'?)"),
        ("../own", TEXT, "unknown criteria '../own'"),
        ("own", TEXT.replace("${least}", "${last}"), "decisions[0].when.ge: no setting 'last'"),
    ],
)
def test_what_is_unknown_is_told_with_the_nearest_name(tmp_path: Path, call: object, text: str, message: str) -> None:
    with pytest.raises(SpecError, match=r"unknown|no setting") as caught:
        loaded(tmp_path, call, text)
    assert message in str(caught.value)
