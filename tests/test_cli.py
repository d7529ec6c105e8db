"""The command line: what it prints, where, and its exit codes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
from typer.testing import CliRunner

from converter.__main__ import main
from converter.cli import app
from converter.pipeline import reference
from tests.converted import Converted
from tests.trust.tiny_study import tiny_study

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "examples" / "demo"


@dataclass(frozen=True)
class Done:
    """What a command ended with and printed."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str) -> Done:
    """Run the command line as its process does, in this one: to start another takes a second."""
    with (
        patch("sys.argv", ["converter", *arguments]),
        redirect_stdout(StringIO()) as out,
        redirect_stderr(StringIO()) as err,
        pytest.raises(SystemExit) as end,
    ):
        main()
    return Done(int(end.value.code or 0), out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def package(converted: Converted) -> Path:
    return converted("demo")[1]


@pytest.fixture(scope="module")
def events(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give two datasets of the package alone, which are checked in a moment."""
    folder = tmp_path_factory.mktemp("events")
    for name in ("dm.xpt", "ae.xpt"):
        shutil.copy(package / "sdtm" / name, folder)
    return folder


def test_done_with_findings_is_not_failed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "converter", "convert", str(DEMO), "--out", str(tmp_path / "out")]
    done = subprocess.run([*command, "--fail-on", "never"], check=False, capture_output=True, text=True)
    assert done.returncode == 0
    assert "issues: " in done.stdout
    assert done.stderr == ""


def test_json_goes_to_standard_output_alone(tmp_path: Path) -> None:
    done = run("convert", str(DEMO), "--out", str(tmp_path / "out"), "--json")
    body = json.loads(done.stdout)
    assert body["schema"] == "converter.report/1"
    assert {"study", "datasets", "ledger", "issues", "files"} <= set(body)
    assert done.returncode == 4


def test_quiet_prints_nothing(tmp_path: Path) -> None:
    done = run("convert", str(DEMO), "--out", str(tmp_path / "out"), "--quiet")
    assert (done.stdout, done.stderr) == ("", "")


def test_a_wrong_specification_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text("study: {id: X}\nstandrads: {}\n")
    done = run("convert", str(tmp_path), "--out", str(tmp_path / "out"))
    assert done.returncode == 3
    assert "study.yaml:2: standrads: unknown key 'standrads' (did you mean 'standards'?)" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_study_without_domains_is_told(tmp_path: Path) -> None:
    text = (
        "study: {id: X, name: X, description: d, created: 2024-01-01}\nstandards: {terminology: [sdtm-ct-2025-03-28]}\n"
    )
    (tmp_path / "study.yaml").write_text(text)
    done = run("convert", str(tmp_path), "--out", str(tmp_path / "out"))
    assert done.returncode == 3
    assert "no domain in sdtm/*.yaml makes rows" in done.stderr


def test_a_missing_raw_file_is_told_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "dm2.csv").write_text("A\n")
    done = run("convert", str(DEMO), "--raw", str(tmp_path / "raw"), "--out", str(tmp_path / "out"))
    assert done.returncode == 3
    assert "no file 'dm.csv' in raw (did you mean 'dm2.csv'?)" in done.stderr


def test_wrong_usage_is_exit_code_2() -> None:
    assert run("convert").returncode == 2


def test_explain_goes_down_to_the_raw_cell(package: Path) -> None:
    done = run("explain", str(DEMO), "AE.AESTDY", "--out", str(package), "--subject", "DEMO01-101-001", "--seq", "1")
    assert "rule    study_day  (sdtm/ae.yaml:" in done.stdout
    assert "raw     ae.csv:2 AESTDAT '" in done.stdout
    assert "DM.RFSTDTC of record 1" in done.stdout


def test_explain_names_the_item_of_a_wide_record(package: Path) -> None:
    done = run("explain", str(DEMO), "VS.VSORRES", "--out", str(package), "--record", "1", "--json")
    (cell,) = json.loads(done.stdout)["cells"]
    assert (cell["file"], cell["column"]) == ("vs.csv", "DIABP")


def test_explain_follows_a_supplemental_qualifier_to_its_parent(package: Path) -> None:
    done = run("explain", str(DEMO), "SUPPAE.QVAL", "--out", str(package), "--record", "1")
    assert "rule    derive_flag  (sdtm/ae.yaml:" in done.stdout
    assert "AE.AESTDY of record 1" in done.stdout


@pytest.mark.parametrize(
    ("cell", "record", "message"),
    [
        ("AX.AXTERM", "1", "holds no dataset 'AX'"),
        ("AE.AETREM", "1", "no variable 'AETREM' (did you mean 'AETERM'?)"),
        ("AE.AETERM", "999", "no such record; name one of 1 to 28"),
    ],
)
def test_explain_says_what_is_not_there(package: Path, cell: str, record: str, message: str) -> None:
    done = run("explain", str(DEMO), cell, "--out", str(package), "--record", record)
    assert done.returncode == 3
    assert message in done.stderr


def test_check_serves_our_own_package_and_define_writes_for_it(package: Path, tmp_path: Path) -> None:
    done = run("check", str(package / "sdtm"), "--spec", str(DEMO), "--json", "--fail-on", "never")
    rules = {issue["rule"] for issue in json.loads(done.stdout)["issues"]}
    assert "codelist-value" in rules
    assert not {rule for rule in rules if rule.startswith(("define", "variable"))}
    done = run("define", "--data", str(package / "dataset-json"), "--spec", str(DEMO), "--out", str(tmp_path))
    assert done.returncode == 0
    assert (tmp_path / "define.xml").is_file()


def test_init_writes_a_specification_that_runs(tmp_path: Path) -> None:
    done = run("init", str(DEMO / "raw"), "--to", str(tmp_path / "new"), "--study", "NEW1")
    assert "study.yaml" in done.stdout
    told = f"converter convert {tmp_path / 'new'} --raw {DEMO / 'raw'} --out out"
    assert told in done.stdout
    convert = [*told.split()[1:-1], str(tmp_path / "out"), "--fail-on", "never"]
    assert run(*convert).returncode == 0
    assert run("init", str(DEMO / "raw"), "--to", str(tmp_path / "new")).returncode == 3
    unnamed = run("init", str(DEMO / "raw"), "--to", str(tmp_path / "other"), "--study", "")
    assert (unnamed.returncode, unnamed.stderr[:19]) == (3, "--study: expected a")
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("asked", ["--help", "--version"])
def test_help_and_version_are_told_without_loading_what_data_need(asked: str) -> None:
    heavy = "{name for name in sys.modules if name in {'pandas', 'numpy', 'scipy', 'lxml', 'pyarrow', 'pydantic'}}"
    code = (
        f"import sys, atexit; sys.argv = ['converter', '{asked}']; "
        f"atexit.register(lambda: print({heavy} or 'nothing')); from converter.__main__ import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "nothing"


def test_the_version_is_that_of_the_package() -> None:
    assert re.fullmatch(r"converter \d+\.\d+\.\d+\n", CliRunner().invoke(app, ["--version"]).output)


def test_a_study_alone_is_checked_without_data(tmp_path: Path) -> None:
    right = CliRunner().invoke(app, ["check", str(DEMO)])
    assert (right.exit_code, right.output.startswith("DEMO01: the specification is right: 9 raw tables, ")) == (0, True)
    (tmp_path / "study.yaml").write_text("study: {id: S1}\nstandard: {}\n")
    wrong = run("check", str(tmp_path))
    assert (wrong.returncode, wrong.stdout) == (3, "")
    assert "study.yaml:2: standard: unknown key 'standard' (did you mean 'standards'?)" in wrong.stderr
    assert "say which study describes its datasets: --spec STUDY" in run("check", str(DEMO / "sdtm")).stderr
    of_guide = run("check", str(DEMO / "raw")).stdout
    assert "no such dataset in the standard or the study" in of_guide


def test_a_mistyped_figure_is_an_error(package: Path) -> None:
    done = run("results", str(ROOT / "examples" / "crb401"), "--out", str(package), "--figure", "tabel1")
    assert (done.returncode, done.stdout) == (3, "")
    assert "no published figure begins with 'tabel1' (did you mean 'table1'?)" in done.stderr


def test_nothing_that_was_written_steers_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_bytes("study: {id: S1, name: 2, \u202eid: 1}\n".encode())
    told = run("check", str(tmp_path)).stderr + run("list", "rules", "\x1b]0;me\x07").stderr
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert r"\u001b]0;me\u0007" in told


@pytest.mark.parametrize("what", ["standards", "datasets", "rules", "codelists", "profiles", "checks"])
def test_list_tells_what_the_converter_knows(what: str) -> None:
    assert json.loads(run("list", what, "--json").stdout)


def test_datasets_and_variables_are_listed_of_the_standard_that_is_named() -> None:
    datasets = json.loads(run("list", "datasets", "--standard", "sdtmig-3.1.2", "--json").stdout)
    variables = json.loads(run("list", "variables", "DM", "--standard", "sdtmig-3.1.2", "--json").stdout)
    assert len(datasets) == 32
    assert "ARMNRS" not in {row["variable"] for row in variables}
    assert "CHG" in run("list", "variables", "BDS", "--standard", "adamig-1.1").stdout
    assert "did you mean 'sdtmig-3.1.3'?" in run("list", "datasets", "--standard", "sdtmig-3.1").stderr
    assert "a list of rules is not that of a standard" in run("list", "rules", "--standard", "sdtmig-3.2").stderr


def test_one_rule_is_listed_in_full() -> None:
    told = run("list", "rules", "derive_vars_window").stdout
    assert "A record in no window" in told
    assert re.search(r"^day_zero +bool = False$", told, re.MULTILINE)
    assert re.search(r"^  windows.awhi +float \| None$", told, re.MULTILINE)
    assert "did you mean 'derive_vars_window'?" in run("list", "rules", "derive_var_window").stderr


def test_every_command_is_in_the_readme_and_teaches(package: Path) -> None:
    del package
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in app.registered_commands:
        name = command.name or (command.callback.__name__ if command.callback else "")
        assert f"converter {name}" in readme
    assert "Exit codes: 0 done" in CliRunner().invoke(app, ["--help"]).output


def test_the_reference_pages_are_those_the_functions_tell() -> None:
    for name, text in reference().items():
        assert (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8") == text, name


def test_what_would_run_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    study, work = tiny_study(tmp_path / "study"), tmp_path / "work"
    nothing = CliRunner().invoke(app, ["convert", str(study), "--work", str(work), "--explain"])
    lines = [line.split(maxsplit=1) for line in nothing.output.splitlines()]
    assert lines[:2] == [[name, "would run: nothing is kept of it"] for name in ("raw", "sdtm")]
    assert not work.exists()
    kept = ["convert", str(study), "--out", str(tmp_path / "out"), "--work", str(work), "--to", "sdtm"]
    assert CliRunner().invoke(app, [*kept, "--fail-on", "never", "--quiet"]).exit_code == 0
    (study / "raw" / "dm.csv").write_text((study / "raw" / "dm.csv").read_text() + "9,2020-01-09,F\n")
    told = CliRunner().invoke(app, ["convert", str(study), "--work", str(work), "--explain", "--json"])
    stages = {one["stage"]: one for one in json.loads(told.output)["stages"]}
    assert stages["raw"] == {"stage": "raw", "runs": True, "why": ["raw/dm.csv"]}
    assert stages["sdtm"]["why"] == ["raw tables"]
    assert CliRunner().invoke(app, ["convert", str(study), "--explain"]).exit_code == 2


def test_a_line_that_begins_with_sdtm_does_not_end_with_it(tmp_path: Path) -> None:
    study = tiny_study(tmp_path / "study")
    done = run("convert", str(study), "--from", f"sdtm:{tmp_path}", "--to", "sdtm", "--out", str(tmp_path / "out"))
    assert done.returncode == 3


def test_workers_that_are_neither_a_number_nor_a_cluster_are_wrong_usage(tmp_path: Path) -> None:
    arguments = ["convert", str(tiny_study(tmp_path / "study")), "--out", str(tmp_path / "out"), "--workers", "two"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 2
    assert "--workers: expected a number of processes, or the address of a Dask scheduler" in done.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("form", "starts"), [("sarif", '{\n  "$schema"'), ("junit", "<?xml"), ("json", "{\n")])
def test_a_check_is_printed_in_the_form_that_is_asked_for_and_fails_by_severity_alike(
    events: Path, form: str, starts: str
) -> None:
    asked = ["check", str(events), "--spec", str(DEMO), "--format", form]
    for fail_on, code in (("error", 4), ("never", 0)):
        done = CliRunner().invoke(app, [*asked, "--fail-on", fail_on])
        assert (done.exit_code, done.stdout.startswith(starts)) == (code, True)


def test_only_the_rules_and_kinds_that_are_asked_for_are_told(events: Path) -> None:
    asked = ["check", str(events), "--spec", str(DEMO), "--json", "--fail-on", "never"]

    def rules(*more: str) -> set[str]:
        return {one["rule"] for one in json.loads(CliRunner().invoke(app, [*asked, *more]).stdout)["issues"]}

    assert rules("--rule", "end-before-start") == rules("--rule", "SD0013") == {"end-before-start"}
    assert rules("--rule", "range-reversed") == set()
    assert rules("--kind", "terminology") == {one for one in rules() if one.startswith("codelist-")}
    assert rules("--kind", "terminology", "--rule", "end-before-start") > {"end-before-start"}
    for more, hint in (("--rule=range-reversd", "range-reversed"), ("--kind=terminolgy", "terminology")):
        done = run(*asked, more)
        assert (done.returncode, f"did you mean '{hint}'?" in done.stderr) == (3, True)


def test_a_file_of_an_ending_has_the_form_of_that_ending(events: Path, tmp_path: Path) -> None:
    for name, starts in (("a.sarif", '{\n  "$schema"'), ("a.xml", "<?xml")):
        asked = ["check", str(events), "--spec", str(DEMO), "--out", str(tmp_path / name), "--quiet"]
        assert CliRunner().invoke(app, [*asked, "--fail-on", "never"]).exit_code == 0
        assert (tmp_path / name).read_text().startswith(starts)


def test_a_rule_alone_is_explained_and_a_study_alone_is_wrong_usage() -> None:
    assert CliRunner().invoke(app, ["explain", "SD1018"]).stdout.startswith("SD1018 · P21 SDTM")
    done = CliRunner().invoke(app, ["explain", str(DEMO)])
    assert (done.exit_code, "name the value to explain" in done.output) == (2, True)


def test_an_opinion_is_read_beside_the_own_check(events: Path, tmp_path: Path) -> None:
    one = {"core_id": "CORE-000767", "message": "m", "dataset": "AE", "row": 1, "variables": ["AEDECOD"]}
    report = {
        "Conformance_Details": {"CORE_Engine_Version": "0.17.1"},
        "Issue_Details": [{**one, "values": ["Nausea"]}],
    }
    (tmp_path / "core.json").write_text(json.dumps(report))
    asked = ["check", str(events), "--spec", str(DEMO), "--opinions", str(tmp_path / "core.json")]
    told = CliRunner().invoke(app, [*asked, "--fail-on", "never"]).stdout
    assert "warning [CORE CORE-000767] AE:1 AEDECOD 'Nausea': m" in told
    assert re.search(r"^only they +CORE +CORE-000767 +AE +1 ", told, re.MULTILINE)
