"""A package is the same, byte for byte, in however many ranges of subjects it is made, and by however many workers."""

from __future__ import annotations

import os
import signal
from multiprocessing import active_children
from pathlib import Path
from threading import Thread
from time import sleep

import pytest

from converter.pipeline import Ways, convert
from converter.spec.paths import files_below

DEMO = Path(__file__).parents[3] / "examples" / "demo"
RECIST = Path(__file__).parents[2] / "studies" / "recist"
EACH = 1_000
"""More ranges than a study has subjects: each subject is one."""
Package = dict[str, bytes]


def made(study: Path, out: Path, ways: Ways) -> Package:
    """Convert a study in ranges, none of which may be given up for the whole."""
    told: list[str] = []
    convert(study, out, ways=ways, tell=told.append)
    assert not [one for one in told if "one range" in one]
    return {name: (out / name).read_bytes() for name in files_below(out)}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """Give the package of a study in one piece."""
    return made(DEMO, tmp_path_factory.mktemp("whole") / "out", Ways())


@pytest.mark.parametrize("ways", [Ways(ranges=2), Ways(ranges=EACH), Ways(workers=2, ranges=8)])
def test_ranges_and_workers_make_no_difference(ways: Ways, whole: Package, tmp_path: Path) -> None:
    assert made(DEMO, tmp_path / "out", ways) == whole


def test_so_it_is_where_analysis_compares_records_of_a_subject(tmp_path: Path) -> None:
    in_one = made(RECIST, tmp_path / "one", Ways())
    assert made(RECIST, tmp_path / "three", Ways(workers=2, ranges=3)) == in_one


def kill_one_worker(beside: Path, killed: list[int]) -> None:
    """Wait until a range has been made beside a package, and kill a process that makes another."""
    while not [*beside.glob(".out.run-*/parts/made/0*")]:
        sleep(0.05)
    worker = active_children()[0].pid
    assert worker is not None
    os.kill(worker, signal.SIGKILL)
    killed.append(worker)


def test_a_worker_that_is_killed_makes_no_difference(whole: Package, tmp_path: Path) -> None:
    killed: list[int] = []
    killer = Thread(target=kill_one_worker, args=(tmp_path, killed), daemon=True)
    killer.start()
    assert made(DEMO, tmp_path / "out", Ways(workers=2, ranges=8)) == whole
    assert killed
    assert [one.name for one in tmp_path.iterdir()] == ["out"]
