"""Who makes the ranges of a study: this process, some of their own, or the workers of a cluster."""

from __future__ import annotations

import os
import signal as signals
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from signal import SIG_DFL, SIGINT, Signals
from threading import Thread
from types import ModuleType
from typing import Protocol, TypeVar

from converter.errors import InputError
from converter.pipeline.stages.specified import Specified, plan_of, unfit
from converter.steps import Plan

RANGES = 20
"""So many ranges are made by one process, whose memory grows a little with each; then a new one follows."""
TRIES = 3
"""How often in a row workers may die before another range is made."""
ALONE = 200_000
"""Raw rows of a study that is made in one range."""
BASE, ROW, FEWEST = 300, 4_000, 10_000
"""Megabytes that a worker takes for no row at all, bytes more for each raw row, rows that a range has at least."""
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

    `workers` is a number of processes (0: one a processor), or the address of the scheduler of a Dask cluster; 1 is
    this process. `ranges` is a number; 0: as many as let one be made in `memory` megabytes, one of a study that is not
    large. `parts` is the folder for what ranges are made of and make, which all workers see; without one they lie
    beside the package.
    """

    workers: int | str = 1
    ranges: int = 0
    parts: Path | None = None
    memory: int = 1000

    def ranges_of(self, rows: int) -> int:
        """Tell in how many ranges a study with so many raw rows is made."""
        if self.ranges or rows <= ALONE:
            return max(self.ranges, 1)
        return -(-rows // max((self.memory - BASE) * 1_000_000 // ROW, FEWEST))


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
        message = f"--workers {ways.workers}: a cluster makes ranges of subjects; --ranges 1 leaves it none"
        raise InputError(message)
    parts.mkdir(exist_ok=True)
    _dask(ways.workers).refuse_unfit(ways.workers, partial(unfit, study, str(parts)))


class Crew:
    """Those who make the ranges of one study: their processes start when they are first asked for a task."""

    def __init__(self, ways: Ways) -> None:
        """Name those who are asked."""
        self.ways = ways
        self.number = (ways.workers or _processors()) if isinstance(ways.workers, int) else 0
        self.most = RANGES * self.number
        self._pool: ProcessPoolExecutor | None = None
        self._asked = 0

    def ready(self, tasks: int) -> None:
        """Let processes that have done enough be followed by others, before so many tasks are asked for.

        A pool of Python with `max_tasks_per_child` can wait for ever (python/cpython#115634), so this counts here.
        """
        if self._asked + tasks > self.most:
            self.leave()
        self._asked += tasks

    def submit(self, call: Callable[[], str]) -> Future[str]:
        """Ask a process of its own to do something."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self.number, get_context("spawn"), _end_with_others)
        with _held(SIGINT):
            return self._pool.submit(call)

    def leave(self) -> None:
        """Let the processes end, whatever they have still to do; who is asked next starts others."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
        self._asked = 0


@contextmanager
def _held(which: Signals) -> Iterator[None]:
    """Hold a signal back, from this process for the time and from those that it starts until they take it.

    A process that is stopped while Python starts has no other way than to print a traceback.
    """
    if not hasattr(signals, "pthread_sigmask"):  # Windows
        yield
        return
    before = signals.pthread_sigmask(signals.SIG_BLOCK, {which})
    try:
        yield
    finally:
        signals.pthread_sigmask(signals.SIG_SETMASK, before)


def _end_with_others() -> None:
    """Let this process end at once where the user stops the run, and where that has ended, however it did."""
    signals.signal(SIGINT, SIG_DFL)
    if hasattr(signals, "pthread_sigmask"):
        signals.pthread_sigmask(signals.SIG_UNBLOCK, {SIGINT})
    if first := parent_process():
        Thread(target=_end_after, args=(first,), daemon=True).start()


def _end_after(first: BaseProcess) -> None:
    first.join()
    os._exit(1)


@contextmanager
def crew_of(ways: Ways) -> Iterator[Crew]:
    """Give those who make ranges, and let them leave at the end."""
    crew = Crew(ways)
    try:
        yield crew
    finally:
        crew.leave()


def _processors() -> int:
    """Count the processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_all(function: Function[T], tasks: Sequence[T], plan: Plan, crew: Crew) -> str:
    """Do all tasks, in any order; gives what the first fails with, if one does, and then leaves the others.

    What a worker that dies has not finished is done by another one. Raises InputError where workers die again and
    again, cannot be reached, or cannot do the tasks.
    """
    if not tasks:
        return ""
    address = crew.ways.workers
    if isinstance(address, str):
        with _dask(address).cluster(address) as submit:
            return _failure(_asked(submit, function, tasks))
    if crew.number == 1:
        return next(filter(None, (function(plan, task) for task in tasks)), "")
    return _by_processes(function, tasks, crew)


def run_one(function: Function[T], task: T) -> str:
    """Do a task in another process; raises InputError where that does not see what it needs, or is another version."""
    if why := unfit(task.study, task.parts):
        raise InputError(why)
    return function(plan_of(task.study), task)


def _asked(submit: Submit, function: Function[T], tasks: Sequence[T]) -> dict[Future[str], T]:
    return {submit(partial(run_one, function, task)): task for task in tasks}


def _failure(asked: dict[Future[str], T]) -> str:
    return next(filter(None, (one.result() for one in as_completed(asked))), "")


def _by_processes(function: Function[T], tasks: Sequence[T], crew: Crew) -> str:
    """Do tasks, as many at a time as the processes of one crew may do."""
    parts = (tasks[first : first + crew.most] for first in range(0, len(tasks), crew.most))
    return next(filter(None, (_some_by_processes(function, part, crew) for part in parts)), "")


def _some_by_processes(function: Function[T], tasks: Sequence[T], crew: Crew) -> str:
    left, died = [*tasks], 0
    while left:
        crew.ready(len(left))
        asked = _asked(crew.submit, function, left)
        try:
            failure = _failure(asked)
        except BrokenProcessPool as error:
            now = [task for one, task in asked.items() if one.exception() is not None]
            died = died + 1 if len(now) == len(left) else 1
            if died == TRIES:
                message = f"workers die before {now[0]} of {len(tasks)} is made; give them more memory"
                raise InputError(message) from error
            left = now
            crew.leave()
        else:
            if failure:
                crew.leave()
            return failure
    return ""


def _dask(address: str) -> ModuleType:
    """Give the module that reaches clusters; raises InputError where what it needs is not installed."""
    try:
        from converter.pipeline.stages import dask  # noqa: PLC0415
    except ModuleNotFoundError as error:
        message = f"--workers {address}: the package {error.name} is not installed; pip install 'converter[cluster]'"
        raise InputError(message) from error
    return dask
