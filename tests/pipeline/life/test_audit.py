"""An audit log holds a run a line, and shows where one was changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from converter.cli import app
from converter.pipeline.life.audit import audit
from converter.report.life.audited import Audited, Broken
from converter.write.folder.ours import sha256

RECIST = Path(__file__).parents[2] / "studies" / "recist"
run = CliRunner().invoke


def entries(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text(encoding="ascii").splitlines()]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Three comparisons, the second of which failed."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "dm.csv").write_text(f"USUBJID,SEX\nS-1,{name}\n", encoding="utf-8")
    a, b, path = tmp_path / "a", tmp_path / "b", tmp_path / "log.jsonl"
    codes = [
        run(app, ["compare", str(a), str(other), "--audit", str(path)]).exit_code
        for other in (a, tmp_path / "nothing", b)
    ]
    assert codes == [0, 1, 4]
    return path


def test_a_conversion_is_logged_with_what_went_in_and_came_out_and_changes_no_byte_of_it(tmp_path: Path) -> None:
    convert = ["convert", str(RECIST), "--to", "sdtm", "--quiet", "--fail-on", "never"]
    assert run(app, [*convert, "--out", str(tmp_path / "plain")]).exit_code == 0
    assert run(app, [*convert, "--out", str(tmp_path / "out"), "--audit", str(tmp_path / "log.jsonl")]).exit_code == 0
    (entry,) = entries(tmp_path / "log.jsonl")
    assert (entry["command"], entry["code"], entry["number"]) == ("convert", 0, 1)
    assert entry["who"]
    assert entry["inputs"]["raw/ae.csv"] == sha256(RECIST / "raw" / "ae.csv")
    assert entry["outputs"]["sdtm/dm.xpt"] == sha256(tmp_path / "out" / "sdtm" / "dm.xpt")
    assert sha256(tmp_path / "out" / "manifest.json") == sha256(tmp_path / "plain" / "manifest.json")
    inside = run(app, ["compare", str(RECIST), str(RECIST), "--audit", str(tmp_path / "out" / "log.jsonl")])
    assert (inside.exit_code, "lies in the package" in str(inside.exception)) == (1, True)


def test_each_entry_follows_the_one_before_also_where_a_run_failed(log: Path) -> None:
    told = entries(log)
    assert [(one["number"], one["code"]) for one in told] == [(1, 0), (2, 3), (3, 4)]
    assert "nothing" in told[1]["said"]
    assert [one["previous"] for one in told[1:]] == [one["hash"] for one in told[:-1]]
    assert audit(log) == Audited(3, told[-1]["hash"])


@pytest.mark.parametrize(
    ("change", "line", "why"),
    [
        (lambda lines: [lines[0], lines[1].replace(b'"code": 3', b'"code": 0'), lines[2]], 2, "was changed"),
        (lambda lines: [lines[0], lines[2]], 2, "does not follow"),
        (lambda lines: lines[1:], 1, "does not follow"),
        (lambda lines: [lines[0], lines[0], *lines[1:]], 2, "does not follow"),
        (lambda lines: [*lines[:2], lines[2][:-20]], 3, "is no JSON"),
        (lambda lines: [b"{}\n", *lines], 1, "is no entry"),
    ],
)
def test_the_first_line_that_is_not_as_it_was_written_is_named(
    log: Path, change: Callable[[list[bytes]], list[bytes]], line: int, why: str
) -> None:
    log.write_bytes(b"".join(change(log.read_bytes().splitlines(keepends=True))))
    found = audit(log)
    assert isinstance(found.broken, Broken)
    assert (found.broken.line, found.entries) == (line, line - 1)
    assert found.broken.why.startswith(why)
    done = run(app, ["audit", str(log)])
    assert (done.exit_code, f"broken: line {line} {why}" in done.stdout) == (4, True)


def test_nothing_runs_that_could_not_be_logged(log: Path, tmp_path: Path) -> None:
    log.write_bytes(b"mine\n")
    page = tmp_path / "page.html"
    asked = ["compare", str(tmp_path / "a"), str(tmp_path / "b"), "--html", str(page), "--audit", str(log)]
    done = run(app, asked)
    assert (done.exit_code, "line 1 is no JSON" in str(done.exception)) == (1, True)
    assert (page.exists(), log.read_bytes()) == (False, b"mine\n")


def test_an_empty_log_is_whole_and_a_log_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").touch()
    assert run(app, ["audit", str(tmp_path / "log.jsonl")]).exit_code == 0
    assert "no such audit log" in str(run(app, ["audit", str(tmp_path / "none.jsonl")]).exception)
