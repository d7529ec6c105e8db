"""What is right about the end of a run that met trouble."""

from __future__ import annotations

from collections.abc import Iterable

from converter import cli
from tests.trust.forked import Ended
from tests.trust.tally import Tally

TROUBLES = {"full": "disk full from a step on", "refused": "one step not permitted"}


def fault_of(ended: Ended, as_it_should_be: bool) -> str:
    """Say what is wrong with how a try ended: done, or refused in one line, and the package is as it should be."""
    if ended.code not in {cli.OK, cli.INVALID, cli.STOPPED}:
        return f"exit code {ended.code}"
    if ended.code != cli.OK and ended.told.count("\n") != 1:
        return f"told in {ended.told.count(chr(10))} lines"
    return "" if as_it_should_be else "the package is not as it should be"


def tally(kind: str, tries: Iterable[tuple[str, Ended]]) -> Tally:
    seen = list(tries)
    faults = [fault for fault, _ in seen if fault]
    traces = sum("Traceback" in ended.told for _, ended in seen)
    note = "; ".join(faults[:3]) or f"{sum(ended.code == 0 for _, ended in seen)} done all the same"
    return Tally("disk", kind, len(seen), len(seen) - len(faults), len(faults), traces, note)
