"""Schemas for editors are written for every kind of file, and nothing of anybody else is replaced."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from converter.errors import InputError
from converter.pipeline import write_schemas
from converter.plan.schema.kinds import KINDS


def test_every_kind_has_its_schema_and_the_settings_name_its_files(tmp_path: Path) -> None:
    to = tmp_path / ".vscode"
    paths = write_schemas(to)
    assert {path.name for path in paths} == {"settings.json", *(f"{kind}.schema.json" for kind in KINDS)}
    said = json.loads((to / "settings.json").read_text())["yaml.schemas"]
    assert said[f"{to.as_uri()}/analysis.schema.json"] == ["**/adam/*.yaml"]
    assert write_schemas(to) == paths  # what an earlier run wrote is written anew


def test_settings_of_a_workspace_name_the_folder_as_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_schemas(Path(".vscode"))
    said = json.loads((tmp_path / ".vscode" / "settings.json").read_text())["yaml.schemas"]
    assert said["./.vscode/study.schema.json"] == ["**/study.yaml"]


def test_one_kind_is_written_alone(tmp_path: Path) -> None:
    assert [path.name for path in write_schemas(tmp_path, "domain")] == ["domain.schema.json"]


def test_rules_of_the_study_are_known(tmp_path: Path) -> None:
    (tmp_path / "methods.py").write_text(
        'import pandas as pd\n\n\ndef doubled(rows: pd.DataFrame, *, digits: int = 0) -> pd.Series:\n    """Twice."""\n'
    )
    domain = {"domain": "AE", "records": [{"table": "ae", "map": {"AESEV": {"doubled": {"digits": 1}}}}]}
    for study, valid in ((None, False), (tmp_path, True)):
        (path,) = write_schemas(tmp_path / "schemas", "domain", study=study)
        assert jsonschema.Draft202012Validator(json.loads(path.read_text())).is_valid(domain) == valid


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("settings.json", '{"editor.tabSize": 2}', "and copy yaml.schemas from there"),
        ("study.schema.json", '{"title": "mine"}', "is no file that an earlier run wrote"),
        ("study.schema.json", "not JSON", "is no file that an earlier run wrote"),
    ],
)
def test_files_of_others_are_not_replaced(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=message):
        write_schemas(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == text


def test_an_unknown_kind_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unknown kind 'domian' \\(did you mean 'domain'\\?\\)"):
        write_schemas(tmp_path, "domian")
