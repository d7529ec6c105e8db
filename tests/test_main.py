"""What the system refuses is one line that says what to do, and an exit code."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from typing import Any

import pytest

from converter import cli, pipeline
from converter.__main__ import main as command
from converter.errors import STOPPED, told


def ended(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int:
    """Run `converter convert` where the conversion ends in an error, and give the exit code."""

    def fails(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(pipeline, "convert", fails)
    monkeypatch.setattr("sys.argv", ["converter", "convert", "study"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    return int(end.value.code or 0)


@pytest.mark.parametrize(
    ("code", "line"),
    [
        (errno.ENOSPC, "out: No space left on device; free space there, or name a folder on another disk"),
        (errno.EACCES, "out: Permission denied; ask for the right to it, or name another place"),
        (errno.EROFS, "out: Read-only file system; name a folder that may be written"),
        (errno.ENOENT, "out: No such file or directory; see that it is there and that nobody moves it, and run again"),
        (errno.EIO, "out: Input/output error; mend that, and run again"),
    ],
)
def test_what_the_system_refuses_is_one_line_and_exit_code_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], code: int, line: str
) -> None:
    assert ended(monkeypatch, OSError(code, os.strerror(code), "out")) == cli.INVALID
    assert capsys.readouterr() == ("", f"{line}\n")


@pytest.mark.parametrize("error", [OSError(), OSError("disk on fire"), TimeoutError(), OSError(99999, "odd")])
def test_an_error_that_says_little_is_told_all_the_same(error: OSError) -> None:
    assert told(error).endswith("; mend that, and run again")
    assert not told(error).startswith((";", ":"))


def test_ctrl_c_is_one_line_and_exit_code_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, KeyboardInterrupt()) == cli.STOPPED
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("stopped; ")
    assert err.count("\n") == 1


def test_ctrl_c_while_the_command_line_loads_is_told_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "main", stopped)
    with pytest.raises(SystemExit) as end:
        command()
    assert end.value.code == cli.STOPPED
    assert capsys.readouterr() == ("", f"{STOPPED}\n")


@pytest.mark.parametrize("epoch", ["", "abc", "-1"])
def test_a_source_date_epoch_that_is_no_time_is_told_before_a_library_fails_on_it(epoch: str) -> None:
    asked = [sys.executable, "-m", "converter", "list", "rules"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": epoch}
    done = subprocess.run(asked, check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == cli.INVALID
    assert done.stderr.startswith("SOURCE_DATE_EPOCH: expected seconds")
    assert done.stderr.count("\n") == 1


def test_an_internal_fault_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "listed", lambda *_, **__: 1 / 0)
    monkeypatch.setattr("sys.argv", ["converter", "list", "rules"])
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_the_end_of_a_run_keeps_its_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments, code in ((["list", "rules"], cli.OK), (["convert"], cli.USAGE), (["list", "x"], cli.INVALID)):
        monkeypatch.setattr("sys.argv", ["converter", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert (end.value.code or 0) == code
