"""The page on specifications of others: its commands run, its YAML is valid."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from converter.cli import app
from converter.spec.described.columns import Columns
from converter.spec.described.description import DefineFile
from converter.spec.text.problems import strictly
from tests.read.description.sheets import DM, write_workbook

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "interchange.md").read_text(encoding="utf-8")


def test_the_commands_of_the_page_run_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_workbook(Path("spec.xlsx"))
    Path("data").mkdir()
    Path("data/dm.csv").write_text(DM)
    commands = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, flags=re.DOTALL) for line in block.splitlines()]
    for command in commands:
        result = CliRunner().invoke(app, shlex.split(command)[1:])
        assert (command, result.exit_code, result.output if result.exit_code else "") == (command, 0, "")
    assert Path("described/define.xml").is_file()
    assert Path("study/import.md").is_file()


def test_the_yaml_of_the_page_names_columns() -> None:
    text, _ = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    assert Columns.model_validate(yaml.safe_load(text)).sheets["variables"].fields == {
        "item": "variable",
        "valueset": "codelist",
    }


def test_the_yaml_of_the_page_is_a_define_yaml() -> None:
    _, text = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    assert strictly(DefineFile, yaml.safe_load(text)).methods[0].documents[0].pages == "4-5"
