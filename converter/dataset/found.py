"""A dataset as a file has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from converter.dataset.lineage import Frame
from converter.issues import Issue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from converter.spec.dataset import DatasetSpec
    from converter.spec.standards.terminology import Codelist


@dataclass(frozen=True)
class FoundVariable:
    """One variable as a file has it: name, label, type, width in bytes (0 where unknown), SAS format of numbers.

    `shown` is the format as the file has it, that of text too.
    """

    name: str
    label: str
    type: str
    length: int
    format: str
    shown: str = ""


@dataclass(frozen=True)
class Defined:
    """What a define.xml says of a dataset: its description, and the codelists that it names."""

    spec: DatasetSpec
    codelists: Mapping[str, Codelist]


@dataclass(frozen=True)
class FoundDataset:
    """One dataset as a file has it; `frame` as in `Dataset`; `attributes` tells whether the format stores labels.

    `issues` are what its reader has to say of the file.
    `parts` are those that it was put together from, where it was split for its size. `defined` is what a define.xml
    beside it says of it, `keys` are those that the file itself names.
    """

    name: str
    label: str
    file: str
    frame: Frame
    variables: tuple[FoundVariable, ...]
    attributes: bool = True
    issues: tuple[Issue, ...] = ()
    parts: tuple[FoundDataset, ...] = ()
    defined: Defined | None = None
    keys: tuple[str, ...] = ()
