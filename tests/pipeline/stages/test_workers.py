"""Who makes ranges: processes of this machine, or a cluster; what is not there is told with what to do."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from converter.errors import InputError
from converter.pipeline import Ways, convert, workers_of
from converter.pipeline.stages import workers
from converter.pipeline.stages.ranges.chain import FIRST, Task, take
from converter.pipeline.stages.specified import plan_of, specified
from converter.pipeline.stages.workers import crew_of, run_all
from converter.spec.load import load_study
from converter.steps import Plan
from tests.trust.tiny_study import tiny_study

ADDRESS = "tcp://127.0.0.1:9"


@pytest.mark.parametrize(("text", "workers"), [("1", 1), ("12", 12), (ADDRESS, ADDRESS), ("tls://a:1", "tls://a:1")])
def test_workers_are_a_number_of_processes_or_the_address_of_a_cluster(text: str, workers: int | str) -> None:
    assert workers_of(text) == workers


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "two", "tcp://", "http://here"])
def test_nothing_else_is(text: str) -> None:
    with pytest.raises(ValueError, match="expected a number of processes, or the address of a Dask scheduler"):
        workers_of(text)


def test_without_the_extra_the_line_that_installs_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("converter.pipeline.stages.dask", raising=False)
    monkeypatch.delitem(sys.modules, "converter.pipeline.stages.dask", raising=False)
    monkeypatch.setitem(sys.modules, "distributed", None)
    message = rf"^--workers {ADDRESS}: the package distributed is not installed; pip install 'converter\[cluster\]'$"
    with pytest.raises(InputError, match=message):
        convert(tiny_study(tmp_path / "study"), tmp_path / "out", ways=Ways(ADDRESS, 2))


def test_a_cluster_has_ranges_to_make(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"^--workers {ADDRESS}: a cluster makes ranges of subjects; --ranges 1"):
        convert(tiny_study(tmp_path / "study"), tmp_path / "out", ways=Ways(ADDRESS, 1))


@pytest.mark.parametrize(
    ("ways", "rows", "ranges"),
    [
        (Ways(), 200_000, 1),
        (Ways(), 200_001, 2),
        (Ways(), 1_000_000, 6),
        (Ways(memory=700), 1_000_000, 10),
        (Ways(memory=300), 1_000_000, 100),
        (Ways(ranges=1), 10_000_000, 1),
        (Ways(ranges=3), 10, 3),
    ],
)
def test_a_large_study_has_as_many_ranges_as_let_one_be_made_in_the_memory_given(
    ways: Ways, rows: int, ranges: int
) -> None:
    assert ways.ranges_of(rows) == ranges


def test_a_range_that_comes_late_does_not_take_the_place_of_one_that_was_taken(tmp_path: Path) -> None:
    task = Task(specified(load_study(tiny_study(tmp_path / "study")), "sdtm"), str(tmp_path), 0)
    for brought in ("first", "late"):
        (tmp_path / FIRST / "00000").mkdir(parents=True)
        (tmp_path / FIRST / "00000" / "record.json").write_text(brought)
        if brought == "first":
            take(task)
    assert (tmp_path / "made" / "00000" / "record.json").read_text() == "first"


def tell_process(_: Plan, task: Task) -> str:
    """Write which process does a task."""
    (Path(task.parts) / f"{task.number}").write_text(str(os.getpid()))
    return ""


def test_processes_that_have_done_enough_are_followed_by_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "RANGES", 2)
    said = specified(load_study(tiny_study(tmp_path / "study")), "sdtm")
    parts = tmp_path / "parts"
    parts.mkdir()
    tasks = [Task(said, str(parts), number) for number in range(9)]
    with crew_of(Ways(workers=2)) as crew:
        assert run_all(tell_process, tasks[:7], plan_of(said), crew) == ""
        assert run_all(tell_process, tasks[7:], plan_of(said), crew) == ""
    by = [(parts / str(task.number)).read_text() for task in tasks]
    assert not {*by[:4]} & {*by[4:7]}
    assert not {*by[4:7]} & {*by[7:]}
