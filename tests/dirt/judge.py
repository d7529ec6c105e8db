"""Convert a damaged copy as far as SDTM and its checks, and judge each damage: pointed at, harmless, or silent."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from converter.check.checks import check_shipment
from converter.check.shipment import Shipment
from converter.check.sources import with_sources
from converter.compute.describing.describe import describe
from converter.compute.issues.acceptance import accept
from converter.dataset import AnyDataset, FoundDataset, FoundVariable
from converter.errors import InputError
from converter.issues import Issue
from converter.pipeline.stages.data import read
from converter.sdtm.build import build_sdtm
from converter.steps import Plan, RecordsStep
from tests.dirt.draw import Batch, Original, again, written
from tests.dirt.kind import Damage
from tests.dirt.roles import made_of

Verdict = Literal["pointed at", "harmless", "silent", "traceback"]
Named = tuple[str, str, str, int, str]
"""Rule, variable and value, file, row (0 for a whole file) and subject that an issue names."""


@dataclass(frozen=True)
class Converted:
    """What a conversion gave: the open issues, a number for the records of each subject."""

    issues: tuple[Issue, ...]
    by_subject: Mapping[tuple[str, str], int]
    stopped: str = ""
    traceback: bool = False


def converted(plan: Plan, folder: Path) -> Converted:
    """Read raw files, make SDTM, check it as it would be shipped; a run that ends early tells why."""
    try:
        return _converted(plan, folder)
    except InputError as error:
        return Converted((), {}, str(error))
    except Exception as error:  # noqa: BLE001 - any other end is what the exam looks for
        return Converted((), {}, repr(error), traceback=True)


def only_read(plan: Plan, folder: Path) -> Converted:
    """Read raw files and no more: what a reader says is said, and needs no conversion to be heard."""
    try:
        _, issues = read(plan, folder)
    except Exception:  # noqa: BLE001 - the conversion comes to it, too, and tells
        return Converted((), {})
    return Converted(_open(issues, plan), {})


def _converted(plan: Plan, folder: Path) -> Converted:
    tables, read_issues = read(plan, folder)
    sdtm = build_sdtm(tables, plan)
    datasets = describe(sdtm.datasets)
    specs = {name: dataset.spec for name, dataset in datasets.items()}
    shipment = Shipment({name: _found(dataset) for name, dataset in datasets.items()}, specs, plan)
    files = {name: table.file for name, table in tables.items()}
    checked = with_sources(check_shipment(shipment), datasets, files)
    aside = sdtm.ledger.rows[sdtm.ledger.rows["fate"] == "set aside"]
    fates = zip(aside["file"], aside["reason"], aside["row"], strict=True)
    told = [Issue("set-aside", "note", file, reason, rows=(int(row),)) for file, reason, row in fates]
    by_subject = {key: number for dataset in datasets.values() for key, number in _sums(dataset).items()}
    return Converted((*_open((*read_issues, *sdtm.issues, *checked), plan), *told), by_subject)


def _open(issues: Iterable[Issue], plan: Plan) -> tuple[Issue, ...]:
    """Leave out what the study accepts."""
    return tuple(issue for issue in accept(tuple(issues), plan.study) if not issue.accepted)


def _found(dataset: AnyDataset) -> FoundDataset:
    variables = tuple(
        FoundVariable(v.name, v.label, v.type, (v.length or 0) if v.type == "Char" else 8, v.format.rstrip("."))
        for v in dataset.spec.variables
    )
    file = f"{dataset.name.lower()}.xpt"
    return FoundDataset(dataset.name, dataset.spec.label, file, dataset.frame, variables)


def _sums(dataset: AnyDataset) -> dict[tuple[str, str], int]:
    """Add up a hash of each record by dataset and subject.

    A result as collected may be written in another way, as long as the result in standard form stays what it was.
    """
    collected = f"{dataset.spec.domain}ORRES"
    standard = f"{dataset.spec.domain}STRESC" in dataset.frame
    frame = dataset.frame.drop(columns=collected, errors="ignore") if standard else dataset.frame
    if frame.empty:
        return {}
    hashes = pd.util.hash_pandas_object(frame, index=False)
    by = frame["USUBJID"] if "USUBJID" in frame else pd.Series("", index=frame.index)
    return {(dataset.name, str(key)): int(value) for key, value in hashes.groupby(by).sum().items()}


def judged(
    study: Original, batch: Batch, before: Converted, folder: Path, files: Mapping[Path, bytes | None] = {}
) -> Iterator[tuple[Damage, Verdict, str]]:
    """Write a batch over a fresh copy of the raw files, convert it, and judge each damage with what was said of it.

    What the readers say of every damage needs no conversion. A batch that ends a run is judged again in halves, and
    what seems to be silent without the rest, at last alone: no damage may hide another, such as two that make an
    exception the rule. `files` are whole files to be written or taken away.
    """
    _laid_out(study, batch, folder, files)
    origins = {study.file(t): g.origins() for t, g in batch.grids.items() if g is not study.grids[t]}
    at_reading = list(verdicts(study, batch.damages, before, only_read(study.plan, folder), origins))
    if all(verdict == "pointed at" for _, verdict, _ in at_reading):
        yield from at_reading
        return
    after = converted(study.plan, folder)
    if after.stopped and len(batch.damages) > 1:
        half = len(batch.damages) // 2
        for part in (batch.damages[:half], batch.damages[half:]):
            yield from judged(study, again(study, part), before, folder)
        return
    found = list(verdicts(study, batch.damages, before, after, origins))
    several = len(batch.damages) > 1
    doubted = [d for d, verdict, _ in found if several and verdict == "silent" and d.kind.visible]
    yield from (one for one in found if one[0] not in doubted)
    without_rest = 0 < len(doubted) < len(batch.damages)
    for part in [doubted] if without_rest else [[damage] for damage in doubted]:
        yield from judged(study, again(study, part), before, folder)


def _laid_out(study: Original, batch: Batch, folder: Path, files: Mapping[Path, bytes | None]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(study.folder, folder)
    written(study, batch, folder)
    for path, data in files.items():
        path.unlink()
        if data is not None:
            path.write_bytes(data)


def verdicts(
    study: Original,
    damages: Iterable[Damage],
    before: Converted,
    after: Converted,
    origins: Mapping[str, Mapping[int, int]],
) -> Iterator[tuple[Damage, Verdict, str]]:
    """Judge each damage from what was said before and after; `origins` maps row numbers of changed files back."""
    known = set(_named(before.issues, {}))
    new = [named for named in _named(after.issues, origins) if named not in known]
    for damage in damages:
        said = after.stopped if Path(damage.file).name in after.stopped else _said(study, damage, new)
        if after.traceback:
            yield damage, "traceback", after.stopped
        elif said:
            yield damage, "pointed at", said
        elif after.stopped or _changed(study, damage, before, after):
            yield damage, "silent", after.stopped
        else:
            yield damage, "harmless", ""


def _named(issues: Iterable[Issue], origins: Mapping[str, Mapping[int, int]]) -> Iterator[Named]:
    """Spread issues to the files and rows they name, rows as in the undamaged file."""
    for issue in issues:
        places = [(issue.place, row) for row in issue.rows or (0,)]
        places += [(file, int(row)) for file, _, row in (source.rpartition(":") for source in issue.sources)]
        for file, row in places:
            for subject in issue.subjects or ("",):
                yield (
                    issue.rule,
                    f"{issue.variable} = {issue.value}",
                    file,
                    origins.get(file, {}).get(row, row),
                    subject,
                )


def _said(study: Original, damage: Damage, new: Iterable[Named]) -> str:
    """Find an issue that a user would take for the damage.

    Of cells and rows it names the file and one of the rows; of a column the file, and the column (either of two
    that changed places), a variable made of it, or no rows; of a file the file.
    """
    columns = damage.column.split(", ") if damage.kind.shape == "column" else []
    names = frozenset().union(*(made_of(study.plan, damage.place.table, one) for one in columns))
    for rule, variable, file, row, _ in new:
        if file != damage.file or (damage.rows and row not in damage.rows):
            continue
        called = variable.partition(" = ")[0]
        if not names or names & set(called.split(", ")) or (not called and not row):
            return f"{rule} {variable}"
    return ""


def _changed(study: Original, damage: Damage, before: Converted, after: Converted) -> bool:
    """Tell whether any record that the damaged table gives to the damaged subjects is another now.

    Where a whole column or file was damaged, all records count.
    """
    if not damage.rows:
        return before.by_subject != after.by_subject
    fed = {s.dataset for s in study.plan.steps if isinstance(s, RecordsStep) and s.records.table == damage.place.table}
    names = {"DM", *fed, *(f"SUPP{name}" for name in fed)}
    keys = {(name, subject) for name in names for subject in damage.subjects}
    return any(before.by_subject.get(key) != after.by_subject.get(key) for key in keys)
