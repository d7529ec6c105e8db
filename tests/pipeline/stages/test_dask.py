"""A package is the same, byte for byte, made by the workers of a Dask cluster, whatever becomes of these."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING, Any

import pytest

from converter.errors import InputError
from converter.pipeline import Ways, convert
from converter.pipeline.stages.specified import Specified, specified
from converter.pipeline.stages.workers import refuse_workers, run_all
from converter.spec.load import load_study
from converter.spec.text.paths import files_below
from tests.converted import Converted

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")

if TYPE_CHECKING:
    from distributed import LocalCluster

DEMO = Path(__file__).parents[3] / "examples" / "demo"
RECIST = Path(__file__).parents[2] / "studies" / "recist"


@contextmanager
def cluster(workers: int, *, threads: int = 1, processes: bool = True) -> Iterator[LocalCluster]:
    """Start a scheduler and workers on this machine, each on a port that is free."""
    from distributed import LocalCluster  # noqa: PLC0415 - may not be installed

    where = {"protocol": "tcp://", "host": "127.0.0.1", "dashboard_address": ":0"}
    with LocalCluster(n_workers=workers, threads_per_worker=threads, processes=processes, **where) as started:
        yield started


@pytest.fixture(scope="module")
def started() -> Iterator[LocalCluster]:
    with cluster(2) as one:
        yield one


def made(study: Path, out: Path, ways: Ways) -> dict[str, bytes]:
    """Convert a study in ranges, none of which may be given up for the whole."""
    told: list[str] = []
    convert(study, out, ways=ways, tell=told.append)
    assert not [one for one in told if "one range" in one]
    return files_of(out)


def files_of(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in files_below(out)}


def differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def test_a_cluster_makes_no_difference_also_where_it_does_tasks_twice(
    started: LocalCluster, converted: Converted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def twice(function: Any, tasks: Sequence[Any], *rest: Any) -> str:  # noqa: ANN401 - whatever it is
        return run_all(function, [*tasks, *tasks], *rest)

    in_one = files_of(converted("recist")[1])
    monkeypatch.setattr("converter.pipeline.stages.ranges.whole.run_all", twice)
    ways = Ways(started.scheduler_address, 2, tmp_path / "parts")
    assert differing(made(RECIST, tmp_path / "twice", ways), in_one) == []
    assert sorted(one.name for one in tmp_path.iterdir()) == ["twice"]


def kill_one_worker(parts: Path, address: str, killed: list[int]) -> None:
    """Wait until a range has been made, and kill a worker."""
    from distributed import Client  # noqa: PLC0415 - may not be installed

    with Client(address, set_as_default=False) as client:
        workers: dict[str, int] = client.run(os.getpid)
        while not [*parts.glob("run-*/first/0*")]:
            sleep(0.05)
        worker = next(iter(workers.values()))
        os.kill(worker, signal.SIGKILL)
        killed.append(worker)


def test_a_worker_that_is_killed_makes_no_difference(
    started: LocalCluster, converted: Converted, tmp_path: Path
) -> None:
    in_one = files_of(converted("demo")[1])
    killed: list[int] = []
    arguments = (tmp_path / "parts", started.scheduler_address, killed)
    killer = Thread(target=kill_one_worker, args=arguments, daemon=True)
    killer.start()
    ways = Ways(started.scheduler_address, 4, tmp_path / "parts")
    assert differing(made(DEMO, tmp_path / "four", ways), in_one) == []
    killer.join()
    assert killed


@pytest.fixture(scope="module")
def said() -> Specified:
    return specified(load_study(RECIST), "results")


def refused(address: str, said: Specified, parts: Path) -> str:
    with pytest.raises(InputError, match=f"^--workers {address}: ") as error:
        refuse_workers(Ways(address, 2), said, parts)
    return str(error.value)


def test_workers_that_cannot_do_it_are_refused_before_any_work(
    started: LocalCluster, said: Specified, tmp_path: Path
) -> None:
    address = started.scheduler_address
    refuse_workers(Ways(address, 2), said, tmp_path / "parts")
    assert "has another version of the converter" in refused(address, replace(said, converter="0"), tmp_path)
    assert "sees another specification in" in refused(address, replace(said, files="0"), tmp_path)
    assert "does not see the study folder" in refused(address, replace(said, folder=str(tmp_path)), tmp_path)


def test_workers_have_one_thread(said: Specified, tmp_path: Path) -> None:
    with cluster(1, threads=2, processes=False) as two:
        assert "has 2 threads, where one makes parts" in refused(two.scheduler_address, said, tmp_path)


def test_a_cluster_that_nobody_is_at_is_told(said: Specified, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("converter.pipeline.stages.dask.WORKERS", 0.1)
    monkeypatch.setattr("converter.pipeline.stages.dask.ANSWER", 0.5)
    with cluster(0) as nobody:
        assert "no worker has come in 0.1 s" in refused(nobody.scheduler_address, said, tmp_path)
    assert "the scheduler does not answer" in refused("tcp://127.0.0.1:9", said, tmp_path)
