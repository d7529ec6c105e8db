"""What goes into a conversion, as it was when it was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from converter.errors import InputError
from converter.read.readers import READERS
from converter.read.sas.sas import read_sas
from converter.read.sas.sas_catalog import catalog_path
from converter.spec.study import Study
from converter.spec.text.paths import inside, shown
from converter.steps import Plan
from converter.write.folder.manifest import Entry, entries
from converter.write.folder.ours import some

SPECIFICATIONS = (
    "study.yaml",
    "methods.py",
    "sdtm/*.yaml",
    "adam/*.yaml",
    "results/*.yaml",
    "criteria/*.yaml",
    "checks/*.yaml",
    "define.yaml",
    "standards/*.yaml",
    "standards/*/*.yaml",
    "terminology/*/*.yaml",
    "terminology/*/*.json",
)


def study_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Give the files of a study's specification: name below its folder, and path."""
    for pattern in SPECIFICATIONS:
        for path in shown(folder, pattern):
            yield path.relative_to(folder).as_posix(), path


def published_files(study: Study, folder: Path) -> Iterator[tuple[str, Path]]:
    """Give the files of published figures that a study names: name and path."""
    for name in (study.published.figures, study.published.left_out) if study.published else ():
        if name:
            yield name, inside(folder, name)


def shared_files(shares: Iterable[str], folder: Path) -> Iterator[tuple[str, Path]]:
    """Give the files of the folders of standards that a study shares with others: name and path."""
    for shared in shares:
        for pattern in ("*.yaml", "*/*.yaml"):
            for path in shown(folder / shared, pattern):
                yield f"{shared}/{path.relative_to(folder / shared).as_posix()}", path


def raw_files(plan: Plan, folder: Path) -> Iterator[tuple[str, Path]]:
    """Give the raw files of a plan, catalogs of formats among them: name and path."""
    for source in plan.sources.values():
        path = inside(folder, source.table.file)
        yield f"raw/{source.table.file}", path
        catalog = catalog_path(path, source.table) if READERS.get(path.suffix.lower()) is read_sas else None
        if catalog is not None:
            yield f"raw/{PurePosixPath(source.table.file).parent / (source.table.catalog or catalog.name)}", catalog


def refuse_changed(before: Sequence[Entry], files: Iterable[tuple[str, Path]]) -> None:
    """Refuse files that are not what they were before they were read; raises InputError naming them.

    So the SHA-256 of `before` is that of the bytes that were read.
    """
    changed = sorted({entry.file for entry in set(before) ^ set(entries(files))})
    if changed:
        message = f"changed while they were read: {some(changed)}; wait until they are complete, and run again"
        raise InputError(message)


def refuse_moved(files: Iterable[tuple[str, Path]], was: Mapping[str, str], folder: Path | str) -> None:
    """Refuse data of a folder that are others than those of which a package was made; raises InputError naming them.

    `was` has the SHA-256 of the inputs of the package.
    """
    moved = sorted(one.file for one in entries(files) if was.get(one.file) != one.sha256)
    if moved:
        message = f"{folder}: has changed since the package was made: {some(moved)}; convert again"
        raise InputError(message)
