"""One run at a time writes a folder: a lock beside it, and a work folder that says who holds it."""

from __future__ import annotations

import json
import os
import re
import shlex
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from filelock import FileLock, Timeout

from converter.errors import InputError

NEW, OLD, GONE, RUN, PARTS = "new", "old", "gone", "run.json", "parts"
"""What lies in a work folder: the package to be, the package that was, what may be removed, who works here, and what
ranges of subjects are made of."""
WAIT = 0.2
"""Seconds to try for the lock: longer than another run needs to remove its lock file when it ends."""
COMMAND = 120
"""How much of the other run's command a message shows."""


@contextmanager
def one_run(out: Path) -> Iterator[None]:
    """Hold the right to write a folder alone; raises InputError, naming the other run, where one is at work.

    The lock is the operating system's: it ends with its process, however that ends. Its file is removed at the end, as
    are folders above `out` that had to be made and stay empty.
    """
    missing = [one for one in out.parents if not one.exists()]
    out.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(out.with_name(f".{out.name}.lock"), timeout=WAIT)
    try:
        _acquire(lock, out)
        try:
            yield
        finally:
            _remove(Path(lock.lock_file))
            lock.release()
    finally:
        for folder in missing:
            with suppress(OSError):
                folder.rmdir()


def _acquire(lock: FileLock, out: Path) -> None:
    try:
        lock.acquire()
    except Timeout as error:
        message = f"{out}: another run writes there{_holder(out)}; wait until it has ended, or name another folder"
        raise InputError(message) from error


def _remove(lock: Path) -> None:
    """Remove our lock file; one that holds something is not ours."""
    with suppress(OSError):
        if lock.stat().st_size == 0:
            lock.unlink()


def begin(out: Path) -> Path:
    """Make a work folder beside a folder, with a name of its own, that says who works there."""
    work = out.with_name(f".{out.name}.run-{token_hex(8)}")
    work.mkdir()
    run = {
        "schema": "converter.run/1",
        "process": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "command": shlex.join(sys.argv),
    }
    (work / RUN).write_text(f"{json.dumps(run, indent=2)}\n", encoding="utf-8")
    return work


def work_folders(out: Path) -> tuple[Path, ...]:
    """Give every work folder beside a folder: its name is of our making, and it holds what a work folder holds."""
    name = re.compile(rf"\.{re.escape(out.name)}\.run-[0-9a-f]{{16}}")
    with os.scandir(out.parent) as entries:
        found = [one.name for one in entries if name.fullmatch(one.name) and one.is_dir(follow_symlinks=False)]
    return tuple(work for work in (out.with_name(name) for name in sorted(found)) if _is_work(work))


def _is_work(folder: Path) -> bool:
    try:
        return all(path.name in {NEW, OLD, GONE, RUN, PARTS} and not path.is_symlink() for path in folder.iterdir())
    except FileNotFoundError:  # its run has just ended
        return False
    except OSError:  # another user's: its name is known, who tries to remove it hears why that fails
        return True


def _holder(out: Path) -> str:
    """Tell who works beside a folder, as far as the work folders say."""
    told = []
    for work in work_folders(out):
        with suppress(OSError, ValueError, TypeError, KeyError):  # a run that ends just now takes its file away
            run = json.loads((work / RUN).read_text(encoding="utf-8"))
            command = "".join(sign if sign.isprintable() else "?" for sign in str(run["command"]))[:COMMAND]
            who = f": process {run['process']} on {run['host']} since {run['since']}: {command}"
            told.append((str(run["since"]), who))
    return max(told)[1] if told else ""
