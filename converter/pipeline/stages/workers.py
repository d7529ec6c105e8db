"""Who makes the ranges of a study: this process, or some of their own."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context

from converter.errors import InputError
from converter.pipeline.stages.chain import Task, is_made, run_range, run_task
from converter.steps import Plan

RANGES = 20
"""So many ranges are made by one process, whose memory grows a little with each; then a new one follows."""
TRIES = 3
"""How often in a row workers may die before another range is made."""


@dataclass(frozen=True)
class Ways:
    """How a large study is made: by how many processes, and in how many ranges of its subjects."""

    workers: int = 1
    ranges: int = 1


def run_tasks(tasks: Sequence[Task], plan: Plan, ways: Ways) -> str:
    """Make all ranges; gives what a step fails with, if one does. Raises InputError where workers die again and again.

    What a worker that dies has not finished is made by the next one: a range is there whole or not at all.
    """
    if ways.workers == 1:
        return next(filter(None, (run_range(plan, task) for task in tasks)), "")
    left, died = list(tasks), 0
    while left:
        try:
            return _failure(left, ways.workers)
        except BrokenProcessPool as error:
            now = [task for task in left if not is_made(task)]
            died = died + 1 if len(now) == len(left) else 1
            if died == TRIES:
                message = f"workers die before range {now[0].number + 1} of {len(tasks)} is made; give them more memory"
                raise InputError(message) from error
            left = now
    return ""


def _failure(tasks: Sequence[Task], workers: int) -> str:
    spawned = get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawned, max_tasks_per_child=RANGES) as pool:
        done = as_completed([pool.submit(run_task, task) for task in tasks])
        return next((told for told in (one.result() for one in done) if told), "")
