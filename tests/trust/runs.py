"""Many runs on one folder at once: one package comes out, whole and of one run, and the others say who was there."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.trust.small_package import state, told_by
from tests.trust.tally import Tally
from tests.trust.tiny_study import tiny_study

WRITER = """
import sys, time
from pathlib import Path
from converter.errors import InputError
from converter.write.folder.whole import whole_folder
from tests.trust.small_package import fill
done = 0
while done < int(sys.argv[3]):
    try:
        with whole_folder(Path(sys.argv[1])) as folder:
            fill(folder, sys.argv[2])
        done += 1
    except InputError as error:
        if "another run writes there" not in str(error):
            raise
"""
"""A program that writes a small package again and again, and asks until it has its turn."""
REFUSED = "another run writes there: process "


def runs(seed: int, *, short: bool) -> Iterator[Tally]:
    """Let writers of small packages run side by side, then conversions of different studies."""
    draw = random.Random(seed)  # noqa: S311 - tries, not secrets
    with TemporaryDirectory() as folder:
        yield _writers(Path(folder) / "writers" / "out", writers=3 if short else 8, times=10 if short else 50)
        yield _conversions(Path(folder), draw, 2 if short else 3, rounds=1 if short else 12)


def _writers(out: Path, writers: int, times: int) -> Tally:
    """Let several processes write one folder by turns: each finds a whole package of another, and leaves its own."""
    command = [sys.executable, "-c", WRITER, str(out)]
    running = [_started([*command, f"writer {number}", str(times)]) for number in range(writers)]
    told = [process.communicate()[1] for process in running]
    wrong = [text.strip().splitlines()[-1] for text in told if text]
    if [path.name for path in out.parent.iterdir()] != ["out"] or not told_by(out).startswith("writer"):
        wrong.append("something else than one package is left")
    traces = sum("Traceback" in text for text in told)
    kind, tried = f"{writers} writers by turns", writers * times
    return Tally("runs", kind, tried, tried - len(wrong), len(wrong), traces, "; ".join(wrong))


def _conversions(folder: Path, draw: random.Random, many: int, rounds: int) -> Tally:
    """Convert different studies to one folder at once, again and again; the package is that of one of them alone."""
    studies = [tiny_study(folder / f"study{number}", subjects=number + 2) for number in range(many)]
    alone = [_alone(study, folder / "alone" / study.name) for study in studies]
    out = folder / "together" / "out"
    wrong: list[str] = []
    for number in range(1, rounds + 1):
        ended = _together(studies, out, draw)
        done = [made for (code, _), made in zip(ended, alone, strict=True) if code == 0]
        told = [text for code, text in ended if code != 0]
        if state(out) not in done or [path.name for path in out.parent.iterdir()] != ["out"]:
            wrong.append(f"round {number}: the package is that of no run that ended well")
        wrong += [f"round {number}: {text}" for text in told if REFUSED not in text or text.count("\n") != 1]
    traces = sum("Traceback" in text for text in wrong)
    return Tally(
        "runs", f"{many} conversions at once", rounds, rounds - len(wrong), len(wrong), traces, "; ".join(wrong)
    )


def _together(studies: list[Path], out: Path, draw: random.Random) -> list[tuple[int, str]]:
    running = []
    for study in studies:
        running.append(_started(_command(study, out)))
        time.sleep(draw.uniform(0, 0.5))
    return [(process.wait(), process.communicate()[1]) for process in running]


def _alone(study: Path, out: Path) -> dict[str, str]:
    subprocess.run(_command(study, out), check=True)
    return state(out)


def _command(study: Path, out: Path) -> list[str]:
    return [sys.executable, "-m", "converter", "convert", str(study), "--out", str(out), "--fail-on", "never", "-q"]


def _started(command: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
