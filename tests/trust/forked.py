"""Run a task in a process of its own that is killed, or refused by the system, at a counted step.

`python -m tests.trust.forked` loads everything once and forks for each try. A step is what Python's audit hooks hear
of below a folder: a file opened, a folder made or listed, a rename, a removal. So the points are counted by the run
itself, however the code is written.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from converter import cli, pipeline
from converter.errors import InputError, told
from converter.plan import make_plan
from converter.spec import library
from converter.spec.load import load_study
from converter.write.folder import whole
from tests.trust.small_package import fill
from tests.trust.tiny_study import tiny_study

LOADED = [*(getattr(pipeline, name) for name in pipeline.__all__), version("converter")]
"""Everything, before the first fork: a try pays for none of it, and another user may not be able to."""
CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.chmod", "os.truncate"}
LOOKS = {"os.scandir", "os.listdir"}
GROWS = {"open", "os.mkdir", "os.link"}
"""What needs space on a disk."""
NOBODY = 65534
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@dataclass(frozen=True)
class Ended:
    """How a try ended: its exit code (negative: the signal that ended it), what it told, how many steps it made."""

    code: int
    told: str
    steps: int


Run = Callable[..., Ended]


@contextmanager
def forks() -> Iterator[Run]:
    """Give a function `run(task, *arguments, root=, at=, how=)` that runs one of TASKS in a process of its own.

    At step `at` below the folder `root`, counted from 1, happens `how`: 'kill', 'full' (from then on nothing can be
    made), 'refused' (that one step is not permitted), 'stopped' (by Ctrl-C), or the name of one of MEDDLERS.
    """
    command = [sys.executable, "-m", "tests.trust.forked"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:

        def run(task: str, *arguments: str, root: Path, at: int = 0, how: str = "kill") -> Ended:
            assert server.stdin is not None
            assert server.stdout is not None
            asked = {"task": task, "arguments": arguments, "root": str(root), "at": at, "how": how}
            server.stdin.write(json.dumps(asked) + "\n")
            server.stdin.flush()
            return Ended(**json.loads(server.stdout.readline()))

        yield run


# the tasks


def _small(out: str, text: str, way: str) -> int:
    """Write the small package, changing places in one step or by two renames."""
    if way == "two renames":
        vars(whole)["exchange"] = lambda *_: False
    try:
        with whole.whole_folder(Path(out)) as folder:
            fill(folder, text)
    except (InputError, OSError) as error:
        print(told(error) if isinstance(error, OSError) else error, file=sys.stderr)  # noqa: T201
        return cli.INVALID
    return cli.OK


def _command(*arguments: str) -> int:
    """Run the command line."""
    sys.argv = ["converter", *arguments]
    try:
        cli.main()
    except SystemExit as end:
        return int(end.code or 0)
    return cli.OK


def _stranger(*arguments: str) -> int:
    """Write the small package as a user who owns nothing."""
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    return _small(*arguments)


def _stamped(epoch: str, *arguments: str) -> int:
    """Run the command line with SOURCE_DATE_EPOCH."""
    os.environ["SOURCE_DATE_EPOCH"] = epoch
    return _command(*arguments)


def _unheard(where: str, *arguments: str) -> int:
    """Run the command line with a standard output that nobody reads, or that is full."""
    if where == "pipe":
        end, output = os.pipe()
        os.close(end)
    else:
        output = os.open("/dev/full", os.O_WRONLY)
    os.dup2(output, 1)
    return _command(*arguments)


TASKS: dict[str, Callable[..., int]] = {
    "small": _small,
    "command": _command,
    "stranger": _stranger,
    "stamped": _stamped,
    "unheard": _unheard,
}


# what happens at a step


def _grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(path.read_bytes().splitlines(keepends=True)[-1])


def _replace(path: Path) -> None:
    new = path.with_name("other")
    new.write_bytes(path.read_bytes().replace(b"2020-01-02", b"2020-03-02").replace(b"S-01", b"S-02"))
    new.replace(path)


MEDDLERS: dict[str, Callable[[Path], None]] = {"vanish": Path.unlink, "grow": _grow, "change": _replace}
"""What others do to a file just before it is opened."""


def _listen(root: str, at: int, how: str, seen: list[int]) -> None:
    """Count the steps below a folder, and let happen what is to happen at one."""

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if seen and _is_step(event, arguments, root, how):
            count = seen.pop() + 1  # while empty, what happens here is no step
            try:
                _happen(event, arguments, count, at, how)
            finally:
                seen.append(count)

    sys.addaudithook(hear)


def _is_step(event: str, arguments: tuple[Any, ...], root: str, how: str) -> bool:
    if event == "open":
        path, _, flags = arguments
        if how in MEDDLERS:
            return str(path) == root
        return str(path).startswith(root) and (how == "refused" or bool(flags & WRITING))
    if how in MEDDLERS or event not in CHANGES | LOOKS or (event in LOOKS and how != "refused"):
        return False
    below = arguments[-1] if event in {"os.remove", "os.rmdir"} else -1
    return str(arguments[0]).startswith(root) or below != -1


def _happen(event: str, arguments: tuple[Any, ...], count: int, at: int, how: str) -> None:
    if how == "kill" and count == at:
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "stopped" and count == at:
        os.kill(os.getpid(), signal.SIGINT)
    if how == "full" and 0 < at <= count and event in GROWS:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[0]))
    if how == "refused" and count == at:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(arguments[0]))
    if how in MEDDLERS and count == at:
        MEDDLERS[how](Path(arguments[0]))


# the server


def _child(asked: dict[str, Any], output: int, steps: int) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(output, 2)
    seen = [0]
    _listen(asked["root"], asked["at"], asked["how"], seen)
    try:
        code = TASKS[asked["task"]](*asked["arguments"])
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001 - whatever comes out of a task is what the try is about
        traceback.print_exc()
        code = cli.INTERNAL
    os.write(steps, str(seen.pop()).encode())
    os._exit(code)


def _tried(asked: dict[str, Any]) -> Ended:
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as steps:
        child = os.fork()
        if child == 0:
            _child(asked, output.fileno(), steps.fileno())
        _, status = os.waitpid(child, 0)
        output.seek(0)
        steps.seek(0)
        code = os.waitstatus_to_exitcode(status)
        return Ended(code, output.read().decode(errors="replace"), int(steps.read() or 0))


def main() -> None:
    """Serve tries, one a line of JSON."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # which what runs in the background of a shell ignores
    warnings.simplefilter("ignore")
    vars(library)["_shipped"] = cache(library._shipped)  # noqa: SLF001 - reading our own library is not on trial
    with tempfile.TemporaryDirectory() as folder:
        make_plan(load_study(tiny_study(Path(folder))))
    for line in sys.stdin:
        ended = _tried(json.loads(line))
        print(json.dumps(vars(ended)), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
