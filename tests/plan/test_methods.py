"""Functions of a study: read without running them, run only where rows are made, and told what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from converter import pipeline
from converter.errors import SpecError
from converter.plan import make_plan
from converter.plan.binding.methods import study_methods
from converter.spec.load import load_study

HEAD = "import pandas as pd\nfrom converter.steps import Built, Column, Derived, NewVariable\n"
SHOUTED = 'def shouted(rows: pd.DataFrame, *, column: Column) -> pd.Series:\n    """Value of {column}, loud."""\n'
STUDY = """\
study: {id: S1, name: S1, description: A study, created: 2024-01-01}
standards: {terminology: [sdtm-ct-2025-03-28]}
tables:
  dm: {file: dm.csv, subject: "{SUBJ}"}
"""
DM = "domain: DM\nrecords: [{table: dm, map: {SUBJID: {shouted: {column: SUBJ}}}}]\n"


def study(folder: Path, methods: str) -> Path:
    (folder / "sdtm").mkdir(parents=True)
    (folder / "raw").mkdir()
    (folder / "study.yaml").write_text(STUDY)
    (folder / "sdtm" / "dm.yaml").write_text(DM)
    (folder / "raw" / "dm.csv").write_text("SUBJ\na1\n")
    (folder / "methods.py").write_text(methods)
    return folder


def problem(folder: Path, methods: str) -> str:
    (folder / "methods.py").write_text(methods)
    with pytest.raises(SpecError) as caught:
        study_methods(folder, ("assign",))
    return "\n".join(str(one).replace(f"{folder.as_posix()}/", "") for one in caught.value.problems)


def test_a_study_is_code_only_where_it_makes_rows(tmp_path: Path) -> None:
    trap = f"open({str(tmp_path / 'ran')!r}, 'w').close()\n"
    folder = study(tmp_path / "s", f"{HEAD}{trap}{SHOUTED}    return rows[column].str.upper()\n")
    (tmp_path / "data").mkdir()
    pd.DataFrame({"STUDYID": ["S1"], "USUBJID": ["S1-a1"]}).to_csv(tmp_path / "data" / "dm.csv", index=False)
    pipeline.check(tmp_path / "data", folder)
    pipeline.define(tmp_path / "data", folder, tmp_path / "define")
    assert not (tmp_path / "ran").exists()
    pipeline.convert(folder, tmp_path / "out")
    assert (tmp_path / "ran").exists()
    (tmp_path / "ran").unlink()
    explained = pipeline.explain(folder, "DM.SUBJID", tmp_path / "out", record=1)
    assert not (tmp_path / "ran").exists()
    assert "Value of SUBJ, loud." in str(explained)
    assert json.loads((tmp_path / "out" / "dataset-json" / "dm.json").read_text())["rows"][0][3] == "A1"


def test_what_is_read_is_what_a_run_would_give(tmp_path: Path) -> None:
    text = (
        f"from typing import Literal\nfrom collections.abc import Mapping\n{HEAD}"
        "Way = Literal['up', 'down']\nUSUAL = 2\n"
        "def f(rows, datasets, *, new: NewVariable, way: Way = 'up', by: tuple[str, ...] = (), n: int | None = USUAL,"
        ' m: "Mapping[str, int] | None" = None) -> Derived:\n    """One sentence.\n\n    More."""\n'
    )
    (tmp_path / "methods.py").write_text(text)
    stand_in = study_methods(tmp_path)["analysis"]["f"]
    scope: dict[str, Any] = {}
    exec(text, scope)  # noqa: S102 - the answer to compare with
    run = scope["f"]
    from converter.plan.binding.arguments import arguments_model  # noqa: PLC0415 - what binding sees

    assert arguments_model(stand_in, "").model_json_schema() == arguments_model(run, "").model_json_schema()
    assert stand_in.__doc__ == "One sentence.\n\nMore."


@pytest.mark.parametrize(
    ("methods", "message"),
    [
        ("def bad(x): pass\n", "methods.py:1: bad: expected a docstring and the positional parameters (rows), "),
        ("def f(rows):\n    return 1\n", "methods.py:1: f: expected a docstring and the positional parameters"),
        ('def f(rows, *more):\n    """F."""\n', "f: expected a docstring and the positional parameters"),
        ("x = (\n", "methods.py:1: not Python: '(' was never closed"),
        ("x = 1\0\n", "not Python: source code string cannot contain null bytes"),
        (
            'def f(rows, datasets):\n    """F."""\n',
            "methods.py:1: f: its return type must say what it gives: `-> D",
        ),
        (
            'def f(rows) -> int:\n    """F."""\n',
            "its return type must say what it gives: `-> pd.Series` or",
        ),
        ('def f(datasets) -> Derived:\n    """F."""\n', "its return type must say what it gives: `-> Built`"),
        ('def f(rows, *, a):\n    """F."""\n', "argument 'a' has no type; write `a: Column`"),
        ('def f(rows, *, a: Mine):\n    """F."""\n', "the type 'Mine' of 'a' is known only to a program that runs"),
        ('import os\ndef f(rows, *, a: os.X):\n    """F."""\n', "the type 'os.X' of 'a' is known only to a program"),
        ('def f(rows, *, a: int = g()):\n    """F."""\n', "the usual value 'g()' is not written out"),
        ('A = A\ndef f(rows, *, a: int = A):\n    """F."""\n', "the usual value 'A' is not written out"),
        ('@g\ndef f(rows):\n    """F."""\n', "a rule is a plain function, without async and decorators"),
        ('def f(rows):\n    """F of {b}."""\n', "fills in {b}, which is no argument"),
        ('def f(rows):\n    """F of {."""\n', "has a brace too many"),
        ('def assign(rows):\n    """F."""\n', "assign: another rule has this name; call it otherwise"),
        ('def f(rows):\n    """F."""\ndef f(rows):\n    """G."""\n', "methods.py:3: f: another rule has this name"),
    ],
)
def test_what_is_wrong_with_a_function_is_told_with_its_line(tmp_path: Path, methods: str, message: str) -> None:
    assert message in problem(tmp_path, HEAD + methods if "Derived:" in methods else methods)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            f"{HEAD}import nothing_of_the_kind\n{SHOUTED}    return 1\n",
            "methods.py:3: shouted: function 'shouted'",
        ),
        (
            f"{HEAD}{SHOUTED}    raise RuntimeError('no')\n",
            "methods.py:5: shouted: function 'shouted' failed",
        ),
        (
            f"{HEAD}{SHOUTED}    return 1\n",
            "function 'shouted' expected a series on the index of the rows",
        ),
    ],
)
def test_a_function_that_fails_is_told_with_the_line_at_which_it_does(tmp_path: Path, code: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        pipeline.convert(study(tmp_path / "s", code), tmp_path / "out")
    assert message in str(caught.value)
    assert make_plan(load_study(tmp_path / "s")).specs
