"""Who makes the ranges of a study: this process, some of their own, or the workers of a cluster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import Protocol, TypeVar

from converter.errors import InputError
from converter.pipeline.stages.specified import Specified, plan_of, unfit
from converter.steps import Plan

RANGES = 20
"""So many ranges are made by one process, whose memory grows a little with each; then a new one follows."""
TRIES = 3
"""How often in a row workers may die before another range is made."""
CLUSTER = ("tcp://", "tls://")
"""What the address of a cluster begins with."""


class Words(Protocol):
    """What is asked of a worker, in words: they are sent, data are not; as text they name the task in a message."""

    @property
    def study(self) -> Specified:
        """How the study is described."""

    @property
    def parts(self) -> str:
        """The folder that has the parts."""


T = TypeVar("T", bound=Words)
Function = Callable[[Plan, T], str]
"""A function of a module that does a task, and gives what it fails with, or nothing. It may be called for the same task
twice, also at the same time, and has then made the same as if it were called once."""

Submit = Callable[[Callable[[], str]], Future[str]]


@dataclass(frozen=True)
class Ways:
    """How a large study is made: by whom, and in how many ranges of its subjects.

    `workers` is a number of processes, or the address of the scheduler of a Dask cluster. `parts` is the folder for
    what ranges are made of and make, which all workers see; without one they lie beside the package.
    """

    workers: int | str = 1
    ranges: int = 1
    parts: Path | None = None


def workers_of(text: str) -> int | str:
    """Read a number of processes, or the address of a cluster; raises ValueError for anything else."""
    if text.startswith(CLUSTER) and text.partition("://")[2]:
        return text
    if text.isdecimal() and int(text):
        return int(text)
    message = f"expected a number of processes, or the address of a Dask scheduler (tcp://HOST:PORT), got '{text}'"
    raise ValueError(message)


def refuse_workers(ways: Ways, study: Specified, parts: Path) -> None:
    """Refuse a cluster that cannot make parts of a study in a folder, and make that; raises InputError saying why."""
    if isinstance(ways.workers, int):
        return
    if ways.ranges == 1:
        message = f"--workers {ways.workers}: a cluster makes ranges of subjects; say with --ranges in how many"
        raise InputError(message)
    parts.mkdir(exist_ok=True)
    _dask(ways.workers).refuse_unfit(ways.workers, partial(unfit, study, str(parts)))


def run_all(function: Function[T], tasks: Sequence[T], plan: Plan, ways: Ways) -> str:
    """Do all tasks, in any order; gives what the first fails with, if one does, and then leaves the others.

    What a worker that dies has not finished is done by another one. Raises InputError where workers die again and
    again, cannot be reached, or cannot do the tasks.
    """
    if not tasks:
        return ""
    if isinstance(ways.workers, str):
        with _dask(ways.workers).cluster(ways.workers) as submit:
            return _failure(_asked(submit, function, tasks))
    if ways.workers == 1:
        return next(filter(None, (function(plan, task) for task in tasks)), "")
    return _by_processes(function, tasks, ways.workers)


def run_one(function: Function[T], task: T) -> str:
    """Do a task in another process; raises InputError where that does not see what it needs, or is another version."""
    if why := unfit(task.study, task.parts):
        raise InputError(why)
    return function(plan_of(task.study), task)


def _asked(submit: Submit, function: Function[T], tasks: Sequence[T]) -> dict[Future[str], T]:
    return {submit(partial(run_one, function, task)): task for task in tasks}


def _failure(asked: dict[Future[str], T]) -> str:
    return next(filter(None, (one.result() for one in as_completed(asked))), "")


def _by_processes(function: Function[T], tasks: Sequence[T], workers: int) -> str:
    left, died = [*tasks], 0
    while left:
        pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), max_tasks_per_child=RANGES)
        asked = _asked(pool.submit, function, left)
        try:
            return _failure(asked)
        except BrokenProcessPool as error:
            now = [task for one, task in asked.items() if one.exception() is not None]
            died = died + 1 if len(now) == len(left) else 1
            if died == TRIES:
                message = f"workers die before {now[0]} of {len(tasks)} is made; give them more memory"
                raise InputError(message) from error
            left = now
        finally:
            pool.shutdown(cancel_futures=True)
    return ""


def _dask(address: str) -> ModuleType:
    """Give the module that reaches clusters; raises InputError where what it needs is not installed."""
    try:
        from converter.pipeline.stages import dask  # noqa: PLC0415
    except ModuleNotFoundError as error:
        message = f"--workers {address}: the package {error.name} is not installed; pip install 'converter[cluster]'"
        raise InputError(message) from error
    return dask
