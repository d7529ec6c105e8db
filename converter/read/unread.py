"""Sheets, forms and members of raw files that no table of the study reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from converter.issues import Issue
from converter.read.readers import PARTS, READERS
from converter.spec.text.paths import inside
from converter.steps import Source


def unread_parts(sources: Sequence[Source], folder: Path) -> Iterator[Issue]:
    """Report each file of which a table reads one sheet, form or member, and no table reads another.

    Where a table reads an ODM file by an ItemGroupOID, nothing is said of its forms. Raises InputError.
    """
    named: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for source in sources:
        reader = READERS.get(Path(source.table.file).suffix.lower())
        if reader is not None and reader in PARTS:
            setting = PARTS[reader][0]
            named[source.table.file][setting].add(str(getattr(source.table, setting)).upper())
    for file, settings in named.items():
        for setting, names in settings.items():
            if "" not in names:
                yield from _unread(file, setting, names, folder)


def _unread(file: str, setting: str, names: set[str], folder: Path) -> Iterator[Issue]:
    path = inside(folder, file)
    _, listed = PARTS[READERS[path.suffix.lower()]]
    known = {name.upper(): name for name in listed(path)}
    left = [name for upper, name in known.items() if upper not in names]
    if left and names <= set(known):
        message = f"no table reads its {setting}{'s' if len(left) > 1 else ''} {', '.join(left)}"
        hint = f"add a table with {setting}: {left[0]}, if it is needed"
        yield Issue("part-unread", "note", file, message, hint=hint)
