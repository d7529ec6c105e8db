"""Draw where to do damage: many independent kinds into one copy of the raw files, one damage a subject at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from random import Random

from converter.steps import DeriveStep, Plan, RecordsStep
from tests.dirt.formats import file_bytes, fits
from tests.dirt.grid import Grid, read_grid
from tests.dirt.kind import Cell, Damage, Kind, Place, Touched
from tests.dirt.roles import Roles, roles_of

TRIES = 120
SHARED = 5
"""How many tables of one subject a batch may damage."""
RESULTS = ("result", "number", "low", "dose")
"""Roles whose cells are compared with those of the same test."""
FOREIGN_COLUMNS = 6
"""From how many other columns a strange code is drawn."""


@dataclass(frozen=True)
class Original:
    """The undamaged study: its grids by table, the subject of each row, the rows that are told of already."""

    plan: Plan
    folder: Path
    grids: Mapping[str, Grid]
    subjects: Mapping[str, Mapping[int, str]]
    told: frozenset[tuple[str, int]]
    roles: Roles
    broad: frozenset[str] = frozenset()

    def file(self, table: str) -> str:
        """Give the file of a table."""
        return self.plan.sources[table].table.file

    def cells(self, table: str, column: str) -> tuple[str, ...]:
        """Give all cells of a column."""
        grid = self.grids[table]
        position = grid.columns.index(column)
        return tuple(line.cells[position] for line in grid.lines)


@dataclass
class Batch:
    """One damaged copy: the grids as they are now, what was done, and in which tables of each subject."""

    grids: dict[str, Grid]
    damages: list[Damage] = field(default_factory=list)
    taken: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def free(self, subjects: Iterable[str], table: str, broad: frozenset[str]) -> bool:
        """Tell whether a table's rows of subjects may be damaged, so that no damage can be told by what another did.

        A subject has few damages, each in a table of its own, or one in a table that other domains rest on.
        """
        return all(
            not self.taken[subject]
            or (
                (not {table, *self.taken[subject]} & broad and table not in self.taken[subject])
                and len(self.taken[subject]) < SHARED
            )
            for subject in subjects
        )


def original(
    plan: Plan,
    folder: Path,
    subjects: Mapping[str, Mapping[int, str]],
    told: frozenset[tuple[str, int]],
    others: Mapping[str, Grid],
) -> Original:
    """Read every delimited table of a study as a grid; `others` are those of tables in other formats."""
    grids = dict(others)
    for name, source in plan.sources.items():
        path = folder / source.table.file
        if path.suffix in {".csv", ".txt"}:
            encoding = source.table.encoding or "utf-8"
            data = path.read_bytes()
            delimiter = source.table.delimiter or max(",;|\t", key=data.splitlines()[0].decode(encoding).count)
            grids[name] = read_grid(data, delimiter, encoding)
    return Original(plan, folder, grids, subjects, told, roles_of(plan), _broad(plan))


def _broad(plan: Plan) -> frozenset[str]:
    """Name the tables that DM and what it is derived from are made of: they tell of every record of a subject."""
    rules = [step.rule for step in plan.steps if isinstance(step, DeriveStep) and step.dataset == "DM"]
    read = {"DM", *(name.partition(".")[0] for rule in rules for name in rule.variables if "." in name)}
    steps = [step for step in plan.steps if isinstance(step, RecordsStep) and step.dataset in read]
    joined = {join.table for step in steps for join in step.records.join}
    return frozenset({step.records.table for step in steps} | joined)


def batches(study: Original, kinds: tuple[Kind, ...], times: int, rng: Random, most: int = 0) -> Iterator[Batch]:
    """Give damaged copies until each kind was done `times` times, or its place cannot be found.

    Kinds that need a copy of their own come last. Of the copies that many damages share there are `most` at most, where
    it is given: the kinds that find no place in them are left out.
    """
    waiting = [kind for kind in kinds if not kind.alone] * times
    rng.shuffle(waiting)
    for _ in range(most) if most else count():
        batch = Batch(dict(study.grids))
        waiting = [kind for kind in waiting if not _tried(study, batch, kind, rng)]
        if not batch.damages:
            break
        yield batch
    for kind in [kind for kind in kinds if kind.alone and kind.shape != "file"] * times:
        batch = Batch(dict(study.grids))
        if _tried(study, batch, kind, rng):
            yield batch


def _tried(study: Original, batch: Batch, kind: Kind, rng: Random) -> bool:
    """Do a kind of damage somewhere in a batch; tell whether a place was found."""
    for _ in range(TRIES):
        place = _place(study, kind, rng)
        if place is not None and _done(study, batch, kind, place):
            return True
    return False


def _done(study: Original, batch: Batch, kind: Kind, place: Place) -> bool:
    """Do a kind of damage at a place; tell whether it fits there, and the batch has not touched it."""
    damaged = {"cell": _damaged_cell, "row": _damaged_row, "column": _damaged_column}[kind.shape]
    damage = damaged(study, batch, kind, place)
    if damage is None:
        return False
    batch.damages.append(damage)
    for subject in damage.subjects:
        batch.taken[subject].add(place.table)
    return True


def again(study: Original, damages: Iterable[Damage]) -> Batch:
    """Do some of a batch's damages again, in a batch of their own."""
    batch = Batch(dict(study.grids))
    for damage in damages:
        _done(study, batch, damage.kind, damage.place)
    return batch


def _place(study: Original, kind: Kind, rng: Random) -> Place | None:
    """Draw a table, a column of the kind's role, and a row of a subject that nothing is said of."""
    seed = rng.randrange(2**32)
    if kind.shape == "column":
        table = rng.choice(sorted(study.grids))
        read = [column for column in study.plan.sources[table].columns if column in study.grids[table].columns]
        return Place(table, rng.choice(read), 0, seed) if read else None
    places = _places(study, kind.role) if kind.shape == "cell" else [(table, "") for table in sorted(study.grids)]
    if not places:
        return None
    table, column = rng.choice(places)
    at = rng.choice(study.grids[table].lines).origin
    told = (study.file(table), at) in study.told or not study.subjects[table].get(at, "")
    return None if told else Place(table, column, at, seed)


def _places(study: Original, role: str) -> list[tuple[str, str]]:
    """Name the columns of a role; `column X` are those called X, some roles are told by the row."""
    grids = study.grids
    if role.startswith("column "):
        return [(table, role[7:]) for table in sorted(grids) if role[7:] in grids[table].columns]
    names = {"ongoing with end": "ONGO", "outcome with end": "OUT", "childbearing of a man": "CHILDPOT"}
    if role in names:
        return [(t, c) for t in sorted(grids) for c in grids[t].columns if c.endswith(names[role])]
    return sorted(
        place for place in study.roles.columns[role] if place[0] in grids and place[1] in grids[place[0]].columns
    )


def _fits(role: str, row: Mapping[str, str]) -> bool:
    """Tell whether a row is one that the role speaks of."""
    if role in {"ongoing with end", "outcome with end"}:
        return any(text for column, text in row.items() if column.endswith("ENDAT"))
    return role != "childbearing of a man" or row.get("SEX") == "Male"


def _damaged_row(study: Original, batch: Batch, kind: Kind, place: Place) -> Damage | None:
    """Damage a row of subjects that the batch has not touched."""
    table, grid = place.table, batch.grids[place.table]
    if not batch.free([study.subjects[table][place.at]], table, study.broad):
        return None
    touched = kind.damage(grid, place.at, Random(place.seed))  # noqa: S311
    if not isinstance(touched, Touched):
        return None
    subjects = {study.subjects[table].get(row, "") for row in {*touched.rows, place.at}} - {""}
    if not batch.free(subjects, table, study.broad):
        return None
    before = "|".join(grid.lines[grid.position(place.at)].cells)
    damaged = replace(grid, lines=touched.lines)
    if not fits(damaged):
        return None
    batch.grids[table] = damaged
    return Damage(kind, study.file(table), touched.rows, "", before, "", tuple(sorted(subjects)), place)


def _damaged_cell(study: Original, batch: Batch, kind: Kind, place: Place) -> Damage | None:
    """Damage a cell of a subject that the batch has not touched (and of no subject that it is given to)."""
    table, grid, rng = place.table, batch.grids[place.table], Random(place.seed)  # noqa: S311
    if not batch.free([study.subjects[table][place.at]], table, study.broad):
        return None
    cell = _cell(study, place, rng)
    change = kind.damage(cell, rng) if _fits(kind.role, cell.row) else None
    if not isinstance(change, str | Mapping):
        return None
    changes = {place.column: change} if isinstance(change, str) else dict(change)
    subjects = {study.subjects[table][place.at]}
    if kind.role == "subject":
        subjects |= {s for s in study.subjects[table].values() if s.endswith(changes[place.column].strip())}
    if not batch.free(subjects, table, study.broad) or all(cell.row[name] == new for name, new in changes.items()):
        return None
    line = grid.lines[grid.position(place.at)]
    for name, new in changes.items():
        line = line.with_cell(grid.columns.index(name), new)
    damaged = replace(grid, lines=tuple(line if one.origin == place.at else one for one in grid.lines))
    if not fits(damaged):
        return None
    batch.grids[table] = damaged
    after, whose = changes[place.column], tuple(sorted(subjects))
    return Damage(kind, study.file(table), (place.at,), place.column, cell.text, after, whose, place)


def _cell(study: Original, place: Place, rng: Random) -> Cell:
    table, column, at = place.table, place.column, place.at
    grid = study.grids[table]
    row = grid.record(grid.lines[grid.position(at)])
    test = study.roles.tests.get(table, "")
    texts, origins = study.cells(table, column), [line.origin for line in grid.lines]
    same = [True] * len(texts)
    if (
        test
        and test != column
        and column in {c for role in RESULTS for t, c in study.roles.columns[role] if t == table}
    ):
        same = [text == row.get(test) for text in study.cells(table, test)]
    peers = tuple(text for text, origin, alike in zip(texts, origins, same, strict=True) if alike and origin != at)
    codes = [code for code in _places(study, "code") if code != (table, column)]
    drawn = rng.sample(codes, min(FOREIGN_COLUMNS, len(codes)))
    elsewhere = {text for code in drawn for text in rng.choices(study.cells(*code), k=5)}
    partner = study.roles.partners.get((table, column), "")
    return Cell(row.get(column, ""), column, row, peers, tuple(sorted(elsewhere)), partner)


def _damaged_column(study: Original, batch: Batch, kind: Kind, place: Place) -> Damage | None:
    """Damage a column that the plan reads; where two have changed places, both are named."""
    grid = batch.grids[place.table]
    damaged = kind.damage(grid, place.column, Random(place.seed))  # noqa: S311
    if not isinstance(damaged, Grid):
        return None
    batch.grids[place.table] = damaged
    pairs = [(old, new) for old, new in zip(grid.columns, damaged.columns, strict=False) if old != new]
    names = (place.column, *(new for old, new in pairs if old == place.column and (new, old) in pairs))
    return Damage(kind, study.file(place.table), (), ", ".join(names), place=place)


def written(study: Original, batch: Batch, folder: Path) -> None:
    """Write the damaged files of a batch over a copy of the raw folder."""
    for table, grid in batch.grids.items():
        if grid is not study.grids[table]:
            (folder / study.file(table)).write_bytes(file_bytes(grid, table))
