"""One edit of a study's files, and the place at which it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from converter.compute.difference import Difference, shown
from converter.plan.descriptions.described import parted
from converter.plan.descriptions.submission import DEFINE, Data
from converter.spec.described.description import Submission
from converter.spec.load import StudyFiles
from converter.spec.text.yaml import dotted

EditKind = Literal["written", "new", "gone", "made", "dataset", "order", "told"]
Trail = tuple[str | int, ...]
BY_HAND = "edit it by hand"
TWO = 2


@dataclass(frozen=True)
class Edit:
    """One edit: its file and line (0: not there yet), the path in it, what stands there and what would.

    `said` names what differs, where the edit writes more than that; `seen` is where the other file says it.

    `kind`: written (the value is replaced), new (added), gone (taken away), made (a rule makes it), dataset (a file of
    its own), order (the entries stand otherwise), told (only told). `hint` says why it is not applied.
    """

    file: str
    line: int
    trail: Trail
    old: object
    new: object
    kind: EditKind
    value: Any = None
    hint: str = ""
    said: str = ""
    seen: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        hint = f"; {self.hint}" if self.hint else ""
        seen = f" ({self.seen})" if self.seen else ""
        if self.kind == "dataset":
            return f"{place}: is new and no rule makes it: written as described{seen}{hint}"
        return f"{place} {self.said or dotted(self.trail)}: {shown(self.old)} -> {shown(self.new)}{seen}{hint}"


@dataclass(frozen=True)
class Compared:
    """A study and what another specification says of it: its files, both descriptions, the data of its own files.

    `of_data` tells whether the other one describes a study before its data (a workbook) or with them (a define.xml).
    """

    files: StudyFiles
    whole: Submission
    new: Submission
    wanted: Mapping[str, Data]
    of_data: bool

    @property
    def makes(self) -> bool:
        """Whether rules of the study make datasets."""
        made, _ = parted(self.files)
        return bool(made.domains or made.analyses)


def at(data: Any, trail: Trail) -> Any:  # noqa: ANN401 - as YAML has it
    """Give what stands at a place of data; nothing where nothing does."""
    for key in trail:
        if isinstance(data, list) and isinstance(key, int):
            data = data[key] if key < len(data) else None
        else:
            data = data.get(key) if isinstance(data, dict) else None
    return data


def placed(files: StudyFiles, name: str, trail: Trail, one: Difference, value: Any) -> Edit:  # noqa: ANN401
    """Give an edit with the line at which the value stands, if it does; `name` is that of a document of the study."""
    document = files.documents.get(name)
    there = document is not None and trail in document.lines
    kind: EditKind = "gone" if value is None else "written" if there else "new"
    line = document.lines[trail] if document is not None and there else 0
    file = DEFINE if document is None else files.relative(document.file)
    return Edit(file, line, trail, one.old, one.new, kind, value)


def adds(edit: Edit) -> bool:
    """Tell whether an edit adds a thing of its own, and changes nothing that the study says."""
    whole = edit.file == DEFINE or edit.trail[:1] in {("codelists",), ("dictionaries",), ("standards",)}
    return edit.kind == "dataset" or (edit.kind == "new" and whole and len(edit.trail) <= TWO)


def told(edit: Edit, hint: str = BY_HAND) -> Edit:
    """Give an edit that is only told."""
    return replace(edit, kind="told", hint=hint)
