"""The dirt exam of one study: every kind of damage, a number of times, each judged."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

from converter.pipeline.stages.data import read
from converter.plan import make_plan
from converter.sdtm.rows.screen import usubjids
from converter.spec.load import load_study
from tests.dirt.draw import Batch, Original, batches, original
from tests.dirt.grid import Grid
from tests.dirt.judge import Converted, Verdict, converted, judged
from tests.dirt.kind import Damage, Kind

Judged = tuple[Damage, Verdict, str]


def examined(
    study_folder: Path,
    kinds: tuple[Kind, ...],
    *,
    times: int,
    seed: int,
    most: int = 0,
    others: Mapping[str, Grid] = {},
) -> Iterator[Judged]:
    """Damage copies of a study's raw folder, convert each, and judge every damage; `times` for each kind.

    `others` are the grids of tables that are not delimited text; `most` limits the copies that many damages share.
    """
    rng = Random(seed)  # noqa: S311
    study, before = undamaged(study_folder, others)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "raw"
        for batch in batches(study, kinds, times, rng, most):
            yield from judged(study, batch, before, folder)
        for damage, data in _files(study, kinds, times, rng):
            yield from _judged_file(study, damage, data, before, folder)


def undamaged(study_folder: Path, others: Mapping[str, Grid] = {}) -> tuple[Original, Converted]:
    """Convert a study as it is: what is said of it already is no answer to a damage."""
    plan = make_plan(load_study(study_folder))
    folder = study_folder / plan.study.raw
    tables, _ = read(plan, folder)
    named = {name: usubjids(table, plan.sources[name], plan.study) for name, table in tables.items()}
    subjects = {name: dict(zip(rows.index.tolist(), rows.tolist(), strict=True)) for name, rows in named.items()}
    before = converted(plan, folder)
    told = {(i.place, row) for i in before.issues for row in i.rows}
    told |= {(s.rpartition(":")[0], int(s.rpartition(":")[2])) for i in before.issues for s in i.sources}
    return original(plan, folder, subjects, frozenset(told), others), before


def _files(study: Original, kinds: tuple[Kind, ...], times: int, rng: Random) -> Iterator[tuple[Damage, bytes | None]]:
    """Draw a file for each kind that is done to whole files."""
    for kind in [kind for kind in kinds if kind.shape == "file"] * times:
        file = study.file(rng.choice(sorted(name for name, grid in study.grids.items() if not grid.suffix)))
        data = kind.damage((study.folder / file).read_bytes(), rng)
        yield Damage(kind, file), data if isinstance(data, bytes) else None


def _judged_file(
    study: Original, damage: Damage, data: bytes | None, before: Converted, folder: Path
) -> Iterator[Judged]:
    path = folder / damage.file
    batch = Batch(dict(study.grids))
    batch.damages.append(damage)
    yield from judged(study, batch, before, folder, {path: data})
