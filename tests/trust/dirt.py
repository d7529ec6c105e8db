"""The exam of dirty data: damage to cells, rows, columns and files of the examples, and whether it is pointed at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from random import Random

from tests.dirt.exam import Judged, examined
from tests.dirt.kinds import KINDS
from tests.trust.tally import Tally

EXAMPLES = Path(__file__).parents[2] / "examples"
TIMES = 4
"""How often the full exam tries each kind in each example."""
SHORT_ALONE = 5
"""How many of the kinds that need a conversion of their own the short exam tries."""


def dirt(seed: int, *, short: bool) -> Iterable[Tally]:
    """Damage raw files in every way that is known; a visible damage that is neither pointed at nor harmless is lost.

    The short exam tries each kind once in the small example, of those that need a conversion of their own a few. The
    full one tries these in the small example only: one conversion of the large one takes as long as ten of it.
    """
    seen: dict[str, list[Judged]] = defaultdict(list)
    alone = [kind for kind in KINDS if kind.alone]
    together = tuple(kind for kind in KINDS if not kind.alone)
    chosen = Random(seed).sample(alone, SHORT_ALONE) if short else alone  # noqa: S311
    runs = [("demo", (*together, *chosen)), *([] if short else [("crb401", together)])]
    for example, kinds in runs:
        for one in examined(EXAMPLES / example, kinds, times=1 if short else TIMES, seed=seed):
            seen[one[0].kind.name].append(one)
    return [_tally(kind.name, seen[kind.name], visible=kind.visible) for kind in KINDS if seen[kind.name]]


def _tally(name: str, judged: list[Judged], *, visible: bool) -> Tally:
    """Count one kind; what nobody could see is told as such, and is no loss."""
    verdicts = [verdict for _, verdict, _ in judged]
    told, harmless, silent = (verdicts.count(verdict) for verdict in ("pointed at", "harmless", "silent"))
    share = f"pointed at {told} of {len(judged) - harmless}" if len(judged) > harmless else "harmless"
    missed = next((f"; missed {damage}" for damage, verdict, _ in judged if verdict == "silent" and visible), "")
    note = share + (missed if visible else ": only the source could tell")
    tracebacks = verdicts.count("traceback")
    return Tally("dirt", name, len(judged), told + harmless, silent if visible else 0, tracebacks, note)
