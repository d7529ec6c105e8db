"""Runs in ranges that cannot go on: what hinders them is told, nothing is left half-made, what was there stays."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from multiprocessing import active_children
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest

from converter.errors import told
from converter.pipeline import Ways, convert
from converter.pipeline.stages.disk import frames
from tests.pipeline.stages.small import ROWS, package, study_of

PROCESSES = Path("/proc")


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "Error writing bytes to file. Detail: [errno 28] No space left on device")


@pytest.mark.parametrize("parts", [False, True], ids=["beside the package", "in the folder of --parts"])
def test_the_disk_that_is_full_is_named(parts: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study, out, beside = study_of(tmp_path / "study", rows=ROWS), tmp_path / "out", tmp_path / "parts"
    before = package(study, out, Ways())
    monkeypatch.setattr(frames, "_write", full)
    with pytest.raises(OSError, match="No space") as raised:
        convert(study, out, ways=Ways(ranges=2, parts=beside if parts else None))
    place = beside if parts else out
    assert told(raised.value) == f"{place}: No space left on device; free space there, or name a folder on another disk"
    assert {name: (out / name).read_bytes() for name in before} == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["out", "study"]


def when(there: Callable[[], bool], then: Callable[[], None]) -> Thread:
    """Do something as soon as something is there."""

    def wait() -> None:
        while not there():
            sleep(0.02)
        then()

    thread = Thread(target=wait, daemon=True)
    thread.start()
    return thread


def test_a_worker_that_is_killed_while_it_checks_makes_no_difference(tmp_path: Path) -> None:
    study, here, killed = study_of(tmp_path / "study", rows=ROWS), tmp_path / "here", list[int]()
    here.mkdir()

    def kill() -> None:
        worker = active_children()[0].pid
        assert worker is not None
        os.kill(worker, signal.SIGKILL)
        killed.append(worker)

    when(lambda: bool([*here.glob(".out.run-*/parts/checks/sdtm/counts")]), kill)
    made = package(study, here / "out", Ways(workers=2, ranges=4))
    assert killed
    assert made == package(study, here / "whole", Ways())


def heard() -> None:
    """Let Ctrl-C be heard, which what a shell runs in the background ignores, and so do its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def children_of(process: int) -> list[int]:
    task = PROCESSES / str(process) / "task" / str(process) / "children"
    return [int(one) for one in task.read_text().split()] if task.is_file() else []


@pytest.mark.skipif(not PROCESSES.is_dir(), reason="processes are looked up as Linux lists them")
@pytest.mark.parametrize("stopped", [True, False], ids=["Ctrl-C", "killed"])
def test_no_process_goes_on_where_the_run_was_stopped_or_killed(stopped: bool, tmp_path: Path) -> None:
    study, here = study_of(tmp_path / "study", rows=ROWS), tmp_path / "here"
    said = [sys.executable, "-m", "converter", "convert", str(study), "--out", str(here / "out"), "--quiet"]
    run = subprocess.Popen(
        [*said, "--ranges", "4", "--workers", "2"],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heard,  # noqa: PLW1509 - no thread runs beside it
    )
    while not [*here.glob(".out.run-*/parts/raw/*")] or len(children_of(run.pid)) < 3:
        sleep(0.02)
        assert run.poll() is None
    workers = children_of(run.pid)
    os.killpg(run.pid, signal.SIGINT) if stopped else run.kill()
    _, words = run.communicate(timeout=60)
    until = monotonic() + 60
    while any((PROCESSES / str(worker)).exists() for worker in workers) and monotonic() < until:
        sleep(0.05)
    assert not any((PROCESSES / str(worker)).exists() for worker in workers)
    if stopped:
        assert words == "stopped; what was there before is as it was, run again to go on\n"
        assert run.returncode == 130
        assert not here.exists() or [*here.iterdir()] == []
    else:
        assert not (here / "out").exists()
