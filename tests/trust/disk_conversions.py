"""Conversions on a bad day: no space, no right, Ctrl-C, inputs that change, a wrong clock, nobody who reads."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import count, product
from pathlib import Path

from tests.trust.disk_faults import TROUBLES, fault_of, tally
from tests.trust.forked import MEDDLERS, Ended, Run
from tests.trust.kills import points
from tests.trust.small_package import state
from tests.trust.tally import Tally
from tests.trust.tiny_study import tiny_study

EPOCHS = ("", " ", "-1", "abc", "1.5", "1e9", "0x10", " 1719792000", "\u00b2", "253402300800", "9" * 30, "2024-07-01")
SPECIFICATION = "the specification has "
"""How the answer to a specification begins that is no longer one."""
INPUTS = ("raw/dm.csv", "sdtm/dm.yaml", "study.yaml")
Try = tuple[str, Ended]


def conversions(run: Run, folder: Path, draw: random.Random, *, short: bool) -> Iterator[Tally]:
    """Let each trouble happen to conversions of a study over the package of an earlier one."""
    study, out = tiny_study(folder / "study"), folder / "converted" / "out"

    def convert(task: str, *first: str, root: Path = out.parent, at: int = 0, how: str = "kill") -> Ended:
        asked = ("convert", str(study), "--out", str(out), "--fail-on", "never")
        return run(task, *first, *asked, root=root, at=at, how=how)

    convert("command")
    before = state(out)
    for how, kind in {**TROUBLES, "stopped": "Ctrl-C"}.items():
        steps = points(convert("command", how=how).steps, draw, 3 if short else 40)
        tries = [_same(convert("command", at=at, how=how), out, before, f"step {at}") for at in steps]
        yield tally(f"conversions, {kind}", tries)
    epochs = EPOCHS[::6] if short else EPOCHS
    yield tally("SOURCE_DATE_EPOCH", [_refused(convert("stamped", epoch), out, before, epoch) for epoch in epochs])
    yield tally("standard output", [_refused(convert("unheard", how), out, before, how) for how in ("pipe", "full")])
    yield tally("inputs that change", list(_meddled(convert, study, out, INPUTS[:1] if short else INPUTS)))


def _same(ended: Ended, out: Path, before: dict[str, str], what: str) -> Try:
    """Whether it was done or not, the package is the same, since the inputs are."""
    fault = fault_of(ended, state(out) == before)
    return fault and f"{what}: {fault}", ended


def _refused(ended: Ended, out: Path, before: dict[str, str], what: str) -> Try:
    fault = fault_of(ended, ended.code == 3 and state(out) == before)
    return fault and f"{what!r}: {fault}", ended


def _meddled(convert: Callable[..., Ended], study: Path, out: Path, inputs: tuple[str, ...]) -> Iterator[Try]:
    """Let an input vanish, grow or change before each time it is opened."""
    for name, how in product(inputs, MEDDLERS):
        for at in count(1):
            tiny_study(study)
            before = state(out)
            ended = convert("command", root=study / name, at=at, how=how)
            right = _as_read(convert, out) if ended.code == 0 else state(out) == before
            fault = "" if ended.told.startswith(SPECIFICATION) else fault_of(ended, right)
            yield fault and f"{name}, {how} at opening {at}: {fault}", ended
            if ended.steps < at:
                break
    tiny_study(study)


def _as_read(convert: Callable[..., Ended], out: Path) -> bool:
    """Tell whether a package is the one that its inputs, as they are now, make: it tells no SHA-256 of other bytes."""
    made = state(out)
    convert("command")
    return state(out) == made
