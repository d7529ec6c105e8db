"""The workers of a Dask cluster that is there already; no other module knows Dask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from operator import call
from pickle import dumps, loads
from typing import Any

from distributed import Client
from distributed.scheduler import KilledWorker
from toolz import compose

from converter.errors import InputError

RETRIES = 3
"""How often a task that fails is tried once more, each time where a worker is free."""
ANSWER, WORKERS = 30, 60
"""Seconds in which the scheduler must answer, and in which a worker must have come."""
CALLED = compose(call, loads)
"""What is sent with a call that is packed: so only workers must have the converter, and one that has not says so."""
INSTALL = "install the same version of the converter there"


Call = Callable[[], str]


@contextmanager
def cluster(address: str) -> Iterator[Callable[[Call], Future[str]]]:
    """Give what calls a function on a worker of the cluster whose scheduler has an address.

    What is not done at the end is given up. Raises InputError where the scheduler does not answer or goes away, where
    workers die again and again, and where one has no converter.
    """
    with _client(address) as client:
        pool = client.get_executor(pure=False, retries=RETRIES)
        try:
            yield lambda function: pool.submit(CALLED, dumps(function))
        except KilledWorker as error:
            raise _refused(address, "workers die again and again; give them memory, or make more ranges") from error
        except CancelledError as error:
            raise _refused(address, "the scheduler went away; start it and its workers, and run again") from error
        except ImportError as error:
            raise _refused(address, f"a worker cannot run the converter: {error}; {INSTALL}") from error
        finally:
            pool.shutdown(wait=False)


def refuse_unfit(address: str, unfit: Call) -> None:
    """Refuse a cluster without workers, and one of which a worker is not fit; raises InputError that says why."""
    with _client(address) as client:
        with suppress(TimeoutError):
            client.submit(int, pure=False).result(WORKERS)  # what starts workers for tasks does so now
        if why := next(_wrong(client.nthreads(), client.run(CALLED, dumps(unfit), on_error="return")), ""):
            raise _refused(address, why)


def _wrong(threads: dict[str, int], told: dict[str, Any]) -> Iterator[str]:
    if not threads:
        yield f"no worker has come in {WORKERS} s; start some, each with --nthreads 1"
    for worker, number in threads.items():
        if number > 1:
            yield f"the worker {worker} has {number} threads, where one makes parts; start it with --nthreads 1"
    for worker, one in told.items():
        if isinstance(one, Exception):
            yield f"the worker {worker} cannot run the converter: {one}; {INSTALL}"
        elif one:
            yield one


@contextmanager
def _client(address: str) -> Iterator[Client]:
    try:
        client = Client(address, timeout=ANSWER, set_as_default=False)
    except (OSError, ValueError) as error:
        why = f"the scheduler does not answer: {error}; see that it runs and can be reached"
        raise _refused(address, why) from error
    with client:
        yield client


def _refused(address: str, why: str) -> InputError:
    return InputError(f"--workers {address}: {why}")
