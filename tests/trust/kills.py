"""Kill a run at every step: the old or the new package is there whole, and the next run leaves nothing else."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from converter.write.folder.ours import listed, strangers
from tests.trust.forked import Run, forks
from tests.trust.small_package import FILES, fill, told_by
from tests.trust.tally import Tally
from tests.trust.tiny_study import tiny_study

WAYS = ("one step", "two renames")
SHAPES = (FILES, ("report.txt",), tuple(f"trace/deep/{number}.csv" for number in range(12)))
"""The files of the packages that are replaced."""
STARTS = ("no package yet", "a package", "what a killed run left")
ALL = 10**9
Lost = list[str]
Shape = tuple[str, ...]


def kills(seed: int, *, short: bool) -> Iterator[Tally]:
    """Kill writers of small packages at every step, in every way and from every start; conversions; commands."""
    draw = random.Random(seed)  # noqa: S311 - tries, not secrets
    with forks() as run, TemporaryDirectory() as folder:
        numbers = count(1)
        for way in WAYS:
            for start in STARTS:
                outs = (Path(folder) / str(number) / "out" for number in numbers)
                yield _writers(run, outs, way, start, draw, 8 if short else ALL)
        yield _conversions(run, Path(folder), draw, 4 if short else ALL)
        if not short:
            yield _commands(Path(folder), draw, 12)


def _writers(run: Run, outs: Iterator[Path], way: str, start: str, draw: random.Random, most: int) -> Tally:
    """Kill a writer of a small package at its steps, and see what is there before and after the next run."""
    tries = [(shape, at) for shape in SHAPES for at in range(1, _steps(run, next(outs), way, start, shape) + 1)]
    tries = tries if len(tries) <= most else draw.sample(tries, most)
    lost: Lost = []
    for shape, at in tries:
        out = _started(run, next(outs), way, start, shape, draw.randint(1, 30))
        ended = run("small", str(out), "new", way, root=out.parent, at=at)
        if ended.code == -signal.SIGKILL:
            lost += _left(out, at, start != STARTS[0], way)
        run("small", str(out), "next", way, root=out.parent)
        lost += _mended(out, at)
    return _tally(f"{way}, {start}", len(tries), lost)


def _steps(run: Run, out: Path, way: str, start: str, shape: Shape) -> int:
    _started(run, out, way, start, shape, 9)
    return run("small", str(out), "new", way, root=out.parent).steps


def _started(run: Run, out: Path, way: str, start: str, shape: Shape, at: int) -> Path:
    """Make what is there before the run that is killed: nothing, a package, or what another killed run left of one."""
    out.parent.mkdir(parents=True)
    if start != STARTS[0]:
        fill(out, "old", shape)
    if start == STARTS[2]:
        run("small", str(out), "earlier", way, root=out.parent, at=at)
    return out


def _left(out: Path, at: int, began: bool, way: str) -> Lost:
    """See what a killed run left: a whole package, in its place or, where folders move in two steps, aside."""
    there = [out] if out.exists() else list(out.parent.glob(".out.run-*/old"))
    if not began and not there:
        return []
    if not there or (way == WAYS[0] and there != [out]):
        return [f"step {at}: no package is there"]
    return [f"step {at}: {folder.name} is not whole" for folder in there if not is_whole(folder)]


def _mended(out: Path, at: int) -> Lost:
    """See what is there after the next run: its package, and nothing beside."""
    beside = sorted(path.name for path in out.parent.iterdir())
    if beside != ["out"] or not is_whole(out) or told_by(out) != "next":
        return [f"step {at}: the next run left {', '.join(beside)}"]
    return []


def is_whole(folder: Path) -> bool:
    """Tell whether a folder is a whole package."""
    return listed(folder) is not None and strangers(folder) == ()


def points(steps: int, draw: random.Random, most: int) -> Sequence[int]:
    """Give the steps to try: all, or as many as are wanted of them."""
    every = range(1, steps + 1)
    return every if len(every) <= most else sorted(draw.sample(every, most))


def _tally(kind: str, tried: int, lost: Lost) -> Tally:
    places = len({one.partition(":")[0] for one in lost})
    return Tally("kills", kind, tried, tried - places, places, note="; ".join(lost[:3]))


def _conversions(run: Run, folder: Path, draw: random.Random, most: int) -> Tally:
    """Kill conversions of a study at their steps, on a package of an earlier conversion."""
    study, out = tiny_study(folder / "study"), folder / "converted" / "out"
    asked = ("convert", str(study), "--out", str(out), "--fail-on", "never")
    run("command", *asked, root=out.parent)
    steps = run("command", *asked, root=out.parent).steps
    lost: Lost = []
    tries = points(steps, draw, most)
    for at in tries:
        run("command", *asked, root=out.parent, at=at)
        lost += _left(out, at, began=True, way=WAYS[0])
    run("command", *asked, root=out.parent)
    if [path.name for path in out.parent.iterdir()] != ["out"] or not is_whole(out):
        lost.append("after all: the next run did not mend what they left")
    return _tally("conversions", len(tries), lost)


def _commands(folder: Path, draw: random.Random, tries: int) -> Tally:
    """Kill the command at any moment, from the outside."""
    study, out = tiny_study(folder / "study"), folder / "commands" / "out"
    command = [sys.executable, "-m", "converter", "convert", str(study), "--out", str(out), "--fail-on", "never", "-q"]
    began = time.monotonic()
    subprocess.run(command, check=True)
    usual = time.monotonic() - began
    lost: Lost = []
    for number in range(1, tries + 1):
        with subprocess.Popen(command) as running:
            time.sleep(draw.uniform(0.5, 1) * usual)
            running.kill()
        lost += _left(out, number, began=True, way=WAYS[0])
    subprocess.run(command, check=True)
    if [path.name for path in out.parent.iterdir()] != ["out"] or not is_whole(out):
        lost.append("after all: the next run did not mend what they left")
    return _tally("commands, at any moment", tries, lost)
