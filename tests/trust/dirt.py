"""The exam of dirty data: damage to cells, rows, columns and files of the examples, and whether it is pointed at."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

from tests.dirt.exam import Judged, examined
from tests.dirt.formats import FORMS
from tests.dirt.kind import Kind
from tests.dirt.kinds import KINDS
from tests.dirt.mixed import ORDERS, mixed
from tests.trust.tally import Tally

EXAMPLES = Path(__file__).parents[2] / "examples"
TIMES = 4
"""How often the full exam tries each kind in the small example."""
SHORT_COPIES, SHORT_ALONE = 2, 1
"""How many copies the short exam damages in many places, and how many of the kinds that need one of their own and that
no reader hears."""
TOGETHER = tuple(kind for kind in KINDS if not kind.alone)


def dirt(seed: int, *, short: bool) -> Iterable[Tally]:
    """Damage raw files in every way that is known; a visible damage that is neither pointed at nor harmless is lost.

    The full exam tries every kind in the small example, those that share a conversion in the large one and in the small
    one with tables in other formats, too. The short one takes the small example in mixed formats, as many kinds as find
    a place in a few copies, and those that end with a reader.
    """
    judged = list(_short(seed) if short else _full(seed))
    for kind in KINDS:
        yield from _tally(kind.name, [one for one in judged if one[0].kind is kind and _suffix(one) not in FORMS])
    for suffix in FORMS:
        yield from _tally(f"cells, rows of {suffix}", [one for one in judged if _suffix(one) == suffix])
    visible = [verdict for damage, verdict, _ in judged if damage.kind.visible and verdict != "harmless"]
    share = f"{visible.count('pointed at') / len(visible):.1%} of {len(visible)} visible damages pointed at"
    yield Tally("dirt", "all of it", 0, 0, note=share)


def _short(seed: int) -> Iterator[Judged]:
    rng = Random(seed)  # noqa: S311
    read = [kind for kind in KINDS if kind.reading]
    converted = rng.sample([kind for kind in KINDS if kind.alone and not kind.reading], SHORT_ALONE)
    yield from _mixed(seed, (*TOGETHER, *read, *converted), times=1, most=SHORT_COPIES)


def _full(seed: int) -> Iterator[Judged]:
    yield from examined(EXAMPLES / "demo", KINDS, times=TIMES, seed=seed)
    yield from examined(EXAMPLES / "crb401", TOGETHER, times=1, seed=seed)
    for order in range(len(ORDERS)):
        yield from _mixed(order, TOGETHER, times=1, most=0)


def _mixed(seed: int, kinds: tuple[Kind, ...], *, times: int, most: int) -> Iterator[Judged]:
    """Examine the small example with some of its tables in other formats."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "demo"
        grids = mixed(EXAMPLES / "demo", folder, seed)
        yield from examined(folder, kinds, times=times, seed=seed, most=most, others=grids)


def _suffix(judged: Judged) -> str:
    return Path(judged[0].file).suffix


def _tally(name: str, judged: list[Judged]) -> Iterator[Tally]:
    """Count the damages of one kind or format, if any were done; what only the source could tell is no loss."""
    if not judged:
        return
    verdicts = [verdict for _, verdict, _ in judged]
    told, harmless = (verdicts.count(verdict) for verdict in ("pointed at", "harmless"))
    missed = [damage for damage, verdict, _ in judged if verdict == "silent" and damage.kind.visible]
    unseen = sum(1 for damage, verdict, _ in judged if verdict == "silent" and not damage.kind.visible)
    note = f"pointed at {told} of {len(judged) - harmless}" if len(judged) > harmless else "harmless"
    note += f"; {unseen} that only the source could tell" if unseen else ""
    note += "".join(f"; missed {damage}" for damage in missed[:1])
    yield Tally("dirt", name, len(judged), told + harmless, len(missed), verdicts.count("traceback"), note)
