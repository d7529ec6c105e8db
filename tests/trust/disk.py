"""What a disk, its owner and others do: no space, no right, files that change while they are read, a wrong clock."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from itertools import count, product
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.trust.disk_conversions import conversions
from tests.trust.disk_faults import TROUBLES, fault_of, tally
from tests.trust.forked import Ended, Run, forks
from tests.trust.kills import ALL, points
from tests.trust.small_package import fill, told_by
from tests.trust.tally import Tally


def disk(seed: int, *, short: bool) -> Iterator[Tally]:
    """Try each trouble at the steps of small writers, conversions and their inputs."""
    draw = random.Random(seed)  # noqa: S311 - tries, not secrets
    with forks() as run, TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # others may look in
        for how, kind in TROUBLES.items():
            yield _writers(run, Path(folder) / how, how, kind, draw, 12 if short else ALL)
        if os.geteuid() == 0:
            yield _others(run, Path(folder) / "others")
            yield _small_disks(run, Path(folder) / "disks", range(4, 44, 8 if short else 1))
        yield from conversions(run, Path(folder) / "convert", draw, short=short)


def _writers(run: Run, folder: Path, how: str, kind: str, draw: random.Random, most: int) -> Tally:
    """Let a trouble happen at the steps of a writer of small packages that replaces one."""
    outs = (folder / str(number) / "out" for number in count())
    steps = run("small", str(_package(next(outs))), "new", "one step", root=folder, how=how).steps
    tries = []
    for at in points(steps, draw, most):
        for way in ("one step", "two renames"):
            out = _package(next(outs))
            ended = run("small", str(out), "new", way, root=out.parent, at=at, how=how)
            fault = fault_of(ended, told_by(out) == ("new" if ended.code == 0 else "old"))
            run("small", str(out), "next", way, root=out.parent)
            fault = fault or ("" if [path.name for path in out.parent.iterdir()] == ["out"] else "something is left")
            tries.append((fault and f"step {at}, {way}: {fault}", ended))
    return tally(kind, tries)


def _package(out: Path, text: str = "old") -> Path:
    fill(out, text)
    return out


def _others(run: Run, folder: Path) -> Tally:
    """Write as a user who owns nothing: into a folder, over a package, beside the leftovers and the lock of another."""
    tries = []
    for mode, left, there in product((0o755, 0o777, 0o1777), ("", "work", "lock"), ("package", "no package")):
        out = _package(folder / f"{mode} {left} {there}" / "out")
        if there == "no package":
            shutil.rmtree(out)
        if left == "work":
            (out.parent / ".out.run-0123456789abcdef" / "new").mkdir(parents=True)
            (out.parent / ".out.run-0123456789abcdef" / "new" / "half.txt").write_text("half")
        if left == "lock":
            (out.parent / ".out.lock").touch(mode=0o600)
        out.parent.chmod(mode)
        ended = run("stranger", str(out), "new", "one step", root=out.parent, how="kill")
        expected = "new" if ended.code == 0 else "old" if there == "package" else ""
        fault = fault_of(ended, (told_by(out) if out.exists() else "") == expected)
        tries.append((fault and f"{there}, {left} of another in {mode:o}: {fault}", ended))
    return tally("as another user", tries)


def _small_disks(run: Run, folder: Path, sizes: range) -> Tally:
    """Write to disks of so many pages of 4 kB, from too small for anything to large enough."""
    tries = []
    for pages in sizes:
        at = folder / str(pages)
        at.mkdir(parents=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={pages * 4}k", "tmpfs", str(at)], check=True)  # noqa: S607
        try:
            tries.append(_on_small_disk(run, at / "out", pages))
        finally:
            subprocess.run(["umount", str(at)], check=True)  # noqa: S607
    return tally("small disks", tries)


def _on_small_disk(run: Run, out: Path, pages: int) -> tuple[str, Ended]:
    first = run("small", str(out), "old", "one step", root=out.parent)
    ended = run("small", str(out), "new" * 3000, "one step", root=out.parent)
    expected = "new" * 3000 if ended.code == 0 else "old"
    there = told_by(out) == expected if first.code == 0 or ended.code == 0 else not out.exists()
    fault = fault_of(first, as_it_should_be=True) or fault_of(ended, there)
    return fault and f"{pages} pages: {fault}", ended
