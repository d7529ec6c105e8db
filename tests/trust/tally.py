"""What an exam saw: how often one kind of trouble was tried, survived, and what it cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from converter.report.aligned import table


@dataclass(frozen=True)
class Tally:
    """One kind of trouble: how often it was `tried` and `survived`; the rest is told apart.

    `lost` counts tries after which something was gone or wrong without a word; `tracebacks` those that ended in one.
    A try that was survived, lost nothing and left no traceback is a message a person can act on, or the right answer.
    """

    exam: str
    kind: str
    tried: int
    survived: int
    lost: int = 0
    tracebacks: int = 0
    note: str = ""

    @property
    def passed(self) -> bool:
        """Nothing was lost, and nothing ended in a traceback."""
        return self.lost == 0 and self.tracebacks == 0


class Exam(Protocol):
    """What every exam is: a function of a seed, and of whether its short form is asked for."""

    def __call__(self, seed: int, *, short: bool) -> Iterable[Tally]: ...


def tallies_text(tallies: Sequence[Tally]) -> str:
    """Word tallies as a table with a line of sums below."""
    rows = [(t.exam, t.kind, *map(str, (t.tried, t.survived, t.lost, t.tracebacks)), t.note) for t in tallies]
    sums = (sum(t.tried for t in tallies), sum(t.survived for t in tallies), sum(t.lost for t in tallies))
    rows.append(("all", "", *map(str, (*sums, sum(t.tracebacks for t in tallies))), ""))
    head = ("exam", "kind", "tried", "survived", "lost", "tracebacks", "")
    return table(head, rows, right={2, 3, 4, 5})
